"""What a peer is given of connected territories, and what its plans are worth."""

import numpy as np
import pytest

from benchmarks.peers.connected_worker import Job, _graph

X = np.array([0.0, 1.0, 3.0, 4.0])
JOB = Job(
    places=np.column_stack([X, np.zeros(4)]),
    edges=np.array([[0, 1], [1, 2], [2, 3]]),
    cost=np.abs(X[:, None] - X[None]),
    amounts=np.array([[1, 1, 1, 1]]),
    limits=np.array([[2, 2]]),
    k=2,
    seconds=5.0,
    seed=7,
)
HALVES, MIXED, LOPSIDED = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0]), np.array([0, 1, 1, 1])


def test_merit():
    """Pieces count 1 each, amounts by the mean they miss; the cost is that of the best centres."""
    assert JOB.merit(HALVES) == (0.0, 2.0)
    assert JOB.merit(MIXED) == (1.0, 6.0)
    assert JOB.merit(LOPSIDED) == (1.0, 3.0)
    assert JOB.tolerance == 0.0


def test_graph_of_neighbours():
    """Each edge both ways, a short one weighing more by the square of its length."""
    graph = _graph(JOB)
    assert graph.first.tolist() == [0, 1, 3, 5, 6]
    assert graph.neighbours.tolist() == [1, 0, 2, 1, 3, 2]
    assert graph.nearness[2] == pytest.approx(graph.nearness[0] / 4, abs=1)
