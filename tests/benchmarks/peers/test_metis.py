"""METIS draws one connected partition after another; run where it is installed."""

from itertools import islice

import numpy as np
import pytest

pytest.importorskip("pymetis", reason="METIS is in the environment of the peers alone")

from benchmarks.peers.graph import Graph
from benchmarks.peers.metis import partitions


def test_halves_of_a_path():
    """Six units in a row are cut in the middle, with any seed."""
    neighbours = np.array([1, 0, 2, 1, 3, 2, 4, 3, 5, 4])
    graph = Graph(np.array([0, 1, 3, 5, 7, 9, 10]), neighbours, np.ones(10, dtype=np.int64))
    drawn = partitions(graph, 2, amount=np.ones(6, dtype=np.int64), tolerance=0.1, seed=7)
    for plan in islice(drawn, 4):
        assert len({int(part) for part in plan[:3]}) == len({int(part) for part in plan[3:]}) == 1
