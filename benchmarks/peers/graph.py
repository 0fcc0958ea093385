"""A graph as METIS reads it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.check import Floats

UNITS = 30
"""Weight of an edge of typical length, and how many times shorter an edge may be and still weigh more."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Who is beside whom.

    Parameters
    ----------
    first
        (n + 1,) where the neighbours of each unit begin.
    neighbours, nearness
        (2e,) the neighbours, and what it costs to cut each edge.
    """

    first: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    nearness: NDArray[np.int64]


def nearness_of(length: Floats) -> NDArray[np.int64]:
    """(e,) weight of each edge: 1 / length ** 2, as compact parts cut few short edges."""
    typical = float(np.median(length))
    shrunk = UNITS * (typical / np.maximum(length, typical / UNITS)) ** 2
    return np.maximum(1, np.rint(shrunk)).astype(np.int64)
