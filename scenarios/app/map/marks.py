"""Accounts as they are drawn: each a point, or hexagonal bins of them where there are too many to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats, Integers

MOST_POINTS = 50_000
"""Beyond this many accounts bins are drawn."""
BINS_ACROSS = 150


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What is drawn and which accounts stand behind it.

    Parameters
    ----------
    points
        (m, 2) on the map, kilometres.
    of_unit
        (n,) mark of each account, -1 where it has no place.
    size
        (m,) accounts behind each mark.
    binned
        Whether marks are bins.
    """

    points: Floats
    of_unit: Integers
    size: Integers
    binned: bool

    def __len__(self) -> int:
        return len(self.points)

    def units_at(self, marks: NDArray[np.integer]) -> NDArray[np.intp]:
        """Find the accounts behind some marks."""
        chosen = np.zeros(len(self.points) + 1, dtype=bool)
        chosen[np.asarray(marks, dtype=np.intp)] = True
        return np.flatnonzero(chosen[self.of_unit])

    def owner(self, territory_of: Integers, num_territories: int) -> Integers:
        """(m,) territory most accounts of each mark belong to, -1 for none; the first of several."""
        if not self.binned:
            owner = np.full(len(self.points), -1, dtype=np.int32)
            placed = self.of_unit >= 0
            owner[self.of_unit[placed]] = territory_of[placed]
            return owner
        return most_frequent(self.of_unit, territory_of, len(self.points), num_territories)


def make_marks(points: Floats, most: int = MOST_POINTS) -> Marks:
    """Decide what is drawn of accounts.

    Parameters
    ----------
    points
        (n, 2) on the map, NaN where unknown.
    most
        Up to this many are points of their own.
    """
    known = np.isfinite(points).all(axis=1)
    of_unit = np.full(len(points), -1, dtype=np.int32)
    if known.sum() <= most:
        of_unit[known] = np.arange(known.sum(), dtype=np.int32)
        return Marks(points[known], of_unit, np.ones(int(known.sum()), dtype=np.int32), binned=False)
    at = points[known]
    width = max(float(np.ptp(at, axis=0).max()) / BINS_ACROSS, 1e-9)
    _, of_known = np.unique(_hexagons(at, width), axis=0, return_inverse=True)
    of_known = of_known.ravel()
    of_unit[known] = of_known
    size = np.bincount(of_known)
    middle = np.column_stack([np.bincount(of_known, at[:, axis]) / size for axis in (0, 1)])
    return Marks(middle, of_unit, size.astype(np.int32), binned=True)


def most_frequent(of_unit: Integers, territory_of: Integers, count: int, num_territories: int) -> Integers:
    """(count,) territory that most accounts of each bin belong to, -1 where none of them has one."""
    counted = (of_unit >= 0) & (territory_of >= 0)
    key = of_unit[counted].astype(np.int64) * num_territories + territory_of[counted]
    pairs, votes = np.unique(key, return_counts=True)
    order = np.lexsort((pairs, -votes))
    bins, first = np.unique(pairs[order] // num_territories, return_index=True)
    owner = np.full(count, -1, dtype=np.int32)
    owner[bins] = pairs[order][first] % num_territories
    return owner


def _hexagons(points: Floats, width: float) -> NDArray[np.int64]:
    """(n, 2) axial coordinates of the hexagon around each point, ``width`` from side to side."""
    x, y = points.T
    row = y / (width * np.sqrt(3) / 2)
    column = x / width - row / 2
    cube = np.column_stack([column, row, -column - row])
    rounded = np.rint(cube)
    off = np.abs(rounded - cube)
    # The coordinate rounded most follows from the other two.
    worst = off.argmax(axis=1)
    rows = np.arange(len(points))
    rounded[rows, worst] -= rounded.sum(axis=1)
    return np.asarray(rounded[:, :2], dtype=np.int64)
