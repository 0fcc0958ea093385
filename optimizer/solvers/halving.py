"""Points in an order of halves, so that neighbours in the order are neighbours in space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted
from optimizer.travel import Floats


@jitted
def halved(xyz: Floats, coarse: int, fine: int) -> NDArray[np.int64]:
    """(m,) points (m, 3), cut in halves along the widest axis again and again (k-d tree: Bentley, 1975).

    Cuts lie at multiples of ``coarse``, within these of ``fine``, and within these of powers of two, so that runs of
    such lengths are compact everywhere, however uneven the points lie.
    """
    order = np.arange(len(xyz))
    spans = [(0, len(xyz))]
    while spans:
        first, last = spans.pop()
        count = last - first
        if count <= 1:
            continue
        step = coarse if count > coarse else fine if count > fine else 1
        if step == 1:
            while 2 * step < count:
                step *= 2
        half = max(step, count // 2 // step * step)
        _part(xyz, _widest(xyz, order[first:last]), order[first:last], half)
        spans.append((first, first + half))
        spans.append((first + half, last))
    return order


@jittable
def _widest(xyz: Floats, rows: NDArray[np.int64]) -> int:
    """The axis along which some points are spread most."""
    axis, widest = 0, -1.0
    for each in range(3):
        low, high = np.inf, -np.inf
        for row in rows:
            low = min(low, xyz[row, each])
            high = max(high, xyz[row, each])
        if high - low > widest:
            axis, widest = each, high - low
    return axis


@jittable
def _part(xyz: Floats, axis: int, rows: NDArray[np.int64], half: int) -> None:
    """Move the ``half`` points that are least along an axis to the front (quickselect: Hoare, 1961)."""
    low, high = 0, len(rows) - 1
    while low < high:
        pivot = xyz[rows[(low + high) // 2], axis]
        left, right = low, high
        while left <= right:
            while xyz[rows[left], axis] < pivot:
                left += 1
            while xyz[rows[right], axis] > pivot:
                right -= 1
            if left <= right:
                rows[left], rows[right] = rows[right], rows[left]
                left += 1
                right -= 1
        if half - 1 <= right:
            high = right
        elif half - 1 >= left:
            low = left
        else:
            return
