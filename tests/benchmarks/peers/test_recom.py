"""ReCom walks from a random plan towards the least cost; run where it is installed."""

from itertools import islice

import numpy as np
import pytest

pytest.importorskip("gerrychain", reason="ReCom is in the environment of the peers alone")

from benchmarks.peers.recom import Chain


def test_districts_of_a_ring():
    """Each plan costs no more than the one before, and keeps the balance exactly."""
    n = 8
    edges = np.array([[unit, (unit + 1) % n] for unit in range(n)])
    value = np.array([3.0, 1, 1, 1, 3, 1, 1, 1])
    chain = Chain(
        edges, np.ones(n, dtype=np.int64), k=2, tolerance=0.0, cost_of=lambda part: float(np.ptp(value[part]))
    )
    costs = []
    for plan in islice(chain.draw(7), 30):
        assert np.bincount(plan).tolist() == [4, 4]
        costs.append(sum(chain.cost_of(np.flatnonzero(plan == part)) for part in (0, 1)))
    assert costs == sorted(costs, reverse=True)
