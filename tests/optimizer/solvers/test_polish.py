"""Exchanges turn prices into plans that keep the limits, lumpy accounts or smooth ones."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.solvers.fixed import keeps_limits
from optimizer.solvers.polish import Polish
from optimizer.solvers.transport import solve_transport


@pytest.mark.parametrize("size", [(400, 40, 0.1), (1500, 60, 0.05), (2000, 20, 0.01)])
def test_a_few_large_accounts_among_many(make, transport_case, monitor, size):
    """Potential as it is in life, Pareto, the largest account up to half a territory: limits are kept all the same."""
    n, k, tolerance = size
    rng = np.random.default_rng(3)
    instance = make(
        [tuple(place) for place in rng.uniform(0, 100, (n, 2))],
        [tuple(place) for place in rng.uniform(0, 100, (k, 2))],
        measures={"potential": np.minimum(rng.pareto(1.1, n) + 0.1, n / k)},
    )
    transport = solve_transport(transport_case(instance, Criteria(balance={"potential": tolerance})))
    assert keeps_limits(transport, Polish().run(transport, monitor, seed=1))


def test_tiny_instances_too(case, transport_case, monitor):
    """Seven accounts under each rule: a plan that keeps the limits is found without the exact search."""
    transport = solve_transport(transport_case(*case))
    assert keeps_limits(transport, Polish().run(transport, monitor, seed=1))
