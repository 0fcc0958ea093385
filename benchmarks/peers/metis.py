"""METIS as both kinds of instances use it: many connected partitions, the best of which counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
import pymetis
from numpy.typing import NDArray

from .drawing import Labels
from .graph import Graph

PERMILLE = 1000
TIGHTNESS = (1.0, 0.5, 0.2)
"""Shares of the tolerance asked for in turn, as METIS often misses a load imbalance by a little."""


def partitions(graph: Graph, k: int, *, amount: NDArray[np.int64], tolerance: float, seed: int) -> Iterator[Labels]:
    """Draw partitions into k connected parts, balanced by one amount, seed after seed."""
    adjacency = pymetis.CSRAdjacency(graph.first, graph.neighbours)
    for trial in count():
        allowed = max(1, int(PERMILLE * tolerance * TIGHTNESS[trial % len(TIGHTNESS)]))
        options = pymetis.Options(seed=seed + trial, ufactor=allowed, contig=True)
        weights = {"vweights": amount, "eweights": graph.nearness}
        # Recursive bisection, which is the default for few parts, knows no connected ones.
        yield np.asarray(
            pymetis.part_graph(k, adjacency, **weights, options=options, recursive=False)[1], dtype=np.intp
        )
