"""A few territories taken apart: filling them by regret, mending them by shifts and swaps.

Inner loops see nothing but a ``Box``, a handful of small arrays: what they need of the instance is copied into it once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
from numba import njit

from optimizer.travel import Floats, Integers

from .chance import Chance, draw, pick

wide = cast("Callable[[int], int]", np.int64)
"""One type of whole numbers for all calls: each further one would be compiled anew."""
NONE = wide(-1)
"""No row."""
SHIFTS, SWAPS = wide(0), wide(1)
"""What mending does."""
ROUNDS = 3
"""Most rounds of mending after a fill."""


class Box(NamedTuple):
    """A region in numbers of its own, rows for items and positions for territories: inner loops pass nothing else.

    Parameters
    ----------
    cost
        (m, w) of each item in each territory at the trial place; infinite where it may not be.
    part
        (m,) position of the territory each item is tried in.
    amount, moves
        (m, r) and (m, w, d): what an item adds to totals, and to disruption rows in each territory.
    total, lower, upper, slope
        (w, r) trial totals, limits, and what an excess costs.
    moved, most, steep
        (d,) trial totals of the disruption rows, limits, and what an excess costs.
    """

    cost: Floats
    part: Integers
    amount: Floats
    moves: Floats
    total: Floats
    lower: Floats
    upper: Floats
    slope: Floats
    moved: Floats
    most: Floats
    steep: Floats


@njit(cache=True, nogil=True)
def _excess_with(box: Box, position: int, gets: int, loses: int) -> float:
    """What it costs a territory if it gets one row of the region and loses another; -1 for none."""
    cost = 0.0
    for measure in range(box.total.shape[1]):
        total = box.total[position, measure]
        if gets >= 0:
            total += box.amount[gets, measure]
        if loses >= 0:
            total -= box.amount[loses, measure]
        over = max(total - box.upper[position, measure], box.lower[position, measure] - total)
        if over > 0.0:
            cost += over * box.slope[position, measure]
    return cost


@njit(cache=True, nogil=True)
def _moved_gain(box: Box, rows: tuple[int, int], now: int, then: int) -> float:
    """What disruption rows gain if the first row goes from one territory to another and the second, if any, back."""
    gain = 0.0
    for extra in range(len(box.moved)):
        by = box.moves[rows[0], then, extra] - box.moves[rows[0], now, extra]
        if rows[1] >= 0:
            by += box.moves[rows[1], now, extra] - box.moves[rows[1], then, extra]
        over = box.moved[extra] - box.most[extra]
        gain += (max(0.0, over) - max(0.0, over + by)) * box.steep[extra]
    return gain


@njit(cache=True, nogil=True)
def merit(box: Box) -> float:
    """Cost of a region and of what it is over its limits."""
    merit = 0.0
    for row in range(len(box.moved)):
        merit += max(0.0, box.moved[row] - box.most[row]) * box.steep[row]
    for row in range(len(box.part)):
        merit += box.cost[row, box.part[row]]
    for position in range(len(box.total)):
        merit += _excess_with(box, position, NONE, NONE)
    return merit


@njit(cache=True, nogil=True)
def copied(box: Box) -> Box:
    """A box to try with; amounts and limits stay shared."""
    return Box(
        box.cost.copy(),
        box.part.copy(),
        box.amount,
        box.moves,
        box.total.copy(),
        box.lower,
        box.upper,
        box.slope,
        box.moved.copy(),
        box.most,
        box.steep,
    )


@njit(cache=True, nogil=True)
def far_row(box: Box, chance: Chance) -> int:
    """An item drawn by its cost now, one in five by no rule."""
    count = len(box.part)
    if draw(chance) < 0.2:
        return pick(chance, count)
    whole = 0.0
    for row in range(count):
        whole += box.cost[row, box.part[row]]
    mark = draw(chance) * whole
    for row in range(count):
        mark -= box.cost[row, box.part[row]]
        if mark < 0.0:
            return row
    return pick(chance, count)


@njit(cache=True, nogil=True)
def fill(box: Box) -> bool:
    """Give items to territories, those first that lose most by their second choice; False where one has none."""
    count, width = box.cost.shape
    regret = np.empty(count)
    for row in range(count):
        best, second = np.inf, np.inf
        for position in range(width):
            cost = box.cost[row, position]
            if cost < best:
                best, second = cost, best
            elif cost < second:
                second = cost
        if best == np.inf:
            return False
        regret[row] = -1e300 if second == np.inf else best - second
    box.total[:] = 0.0
    for row in np.argsort(regret):
        best, best_cost, roomy = NONE, np.inf, False
        for position in range(width):
            cost = box.cost[row, position]
            if cost == np.inf:
                continue
            fits = True
            for measure in range(box.total.shape[1]):
                total = box.total[position, measure] + box.amount[row, measure]
                fits = fits and total <= box.upper[position, measure]
            if (fits and not roomy) or (fits == roomy and cost < best_cost):
                best, best_cost, roomy = position, cost, fits
        _put(box, row, best)
    return True


@njit(cache=True, nogil=True)
def _put(box: Box, row: int, position: int) -> None:
    """Set the part of an item when its old one has no total to give back."""
    for measure in range(box.total.shape[1]):
        box.total[position, measure] += box.amount[row, measure]
    for extra in range(len(box.moved)):
        box.moved[extra] += box.moves[row, position, extra] - box.moves[row, box.part[row], extra]
    box.part[row] = position


@njit(cache=True, nogil=True)
def _give(box: Box, row: int, position: int) -> None:
    """Shift an item to another territory of the region."""
    for measure in range(box.total.shape[1]):
        box.total[box.part[row], measure] -= box.amount[row, measure]
    _put(box, row, position)


@njit(cache=True, nogil=True)
def mend(box: Box, swaps: int) -> None:
    """Shifts while they help and, where ``swaps`` is 1, swaps for items that would rather be elsewhere."""
    for _ in range(ROUNDS):
        better = False
        for row in range(len(box.part)):
            if _best_shift(box, row) or (swaps == 1 and _best_swap(box, row)):
                better = True
        if not better:
            return


@njit(cache=True, nogil=True)
def _best_shift(box: Box, row: int) -> bool:
    now = wide(box.part[row])
    best, best_gain = NONE, 1e-9 * (1.0 + box.cost[row, now])
    relief = _excess_with(box, now, NONE, NONE) - _excess_with(box, now, NONE, row)
    for position in range(len(box.total)):
        if position == now or box.cost[row, position] == np.inf:
            continue
        gain = box.cost[row, now] - box.cost[row, position] + relief
        gain += _excess_with(box, position, NONE, NONE) - _excess_with(box, position, row, NONE)
        gain += _moved_gain(box, (row, NONE), now, position)
        if gain > best_gain:
            best, best_gain = position, gain
    if best >= 0:
        _give(box, row, best)
    return best >= 0


@njit(cache=True, nogil=True)
def _best_swap(box: Box, row: int) -> bool:
    """Swap an item into its cheapest territory against the partner that helps most."""
    now = wide(box.part[row])
    wish = now
    for position in range(len(box.total)):
        if box.cost[row, position] < box.cost[row, wish]:
            wish = position
    if wish == now:
        return False
    gain = box.cost[row, now] - box.cost[row, wish]
    gain += _excess_with(box, now, NONE, NONE) + _excess_with(box, wish, NONE, NONE)
    best, best_gain = NONE, 1e-9 * (1.0 + box.cost[row, now])
    for other in range(len(box.part)):
        if box.part[other] != wish:
            continue
        exact = gain + box.cost[other, wish] - box.cost[other, now]
        if exact <= best_gain and len(box.moved) == 0:
            continue
        exact -= _excess_with(box, now, other, row) + _excess_with(box, wish, row, other)
        exact += _moved_gain(box, (row, other), now, wish)
        if exact > best_gain:
            best, best_gain = other, exact
    if best >= 0:
        _give(box, row, wish)
        _give(box, best, now)
    return best >= 0
