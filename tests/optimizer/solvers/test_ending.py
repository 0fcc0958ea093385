"""What a search is said to have shown follows from the plan judged and the bound."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from optimizer.progress import Monitor
from optimizer.result import Status
from optimizer.solvers.ending import finish
from optimizer.stop import Limit, MaxRuntime


@pytest.mark.parametrize(
    ("tolerance", "proof", "status"),
    [
        (0.5, {"bound": 60.0}, Status.OPTIMAL),
        (0.5, {"bound": 60.0 * (1 - 1e-7)}, Status.OPTIMAL),
        (0.5, {"bound": 59.0}, Status.FEASIBLE),
        (0.5, {"bound": None}, Status.FEASIBLE),
        (0.1, {"bound": 60.0}, Status.VIOLATED),
        (0.1, {"bound": None, "infeasible": True}, Status.INFEASIBLE),
    ],
)
def test_status(line, plan, tolerance, proof, status):
    """Optimal at one part in a million; a plan that breaks a rule is never called feasible, whatever the bound."""
    criteria = Criteria(balance={"potential": tolerance})
    alignment = plan(line, [0, 0, 0, 1, 1, 1])
    result = finish(alignment, criteria, Monitor(MaxRuntime(60)), seed=4, **proof)
    assert result.status is status
    assert result.assessment.objective == 60.0
    assert (result.limit, result.seed, result.lower_bound) == (Limit.COMPLETED, 4, proof["bound"])


def test_what_ended_the_search(line, plan):
    """The monitor's word, and figures as they were given."""
    monitor = Monitor(MaxRuntime(60))
    monitor.interrupted = True
    result = finish(plan(line, [0, 0, 0, 1, 1, 1]), Criteria(), monitor, seed=0, bound=None, statistics={"pairs": 12.0})
    assert result.limit is Limit.INTERRUPTED
    assert dict(result.statistics) == {"pairs": 12.0}
