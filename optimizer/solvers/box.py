"""A few territories taken apart: filling them by regret, mending them by shifts and swaps.

Inner loops see nothing but a ``Box``, a handful of small arrays: what they need of the instance is copied into it once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.compiled import jittable, jitted, wide
from optimizer.travel import Floats, Integers

from .chance import Chance, draw, pick

NONE = wide(-1)
"""No row."""
SHIFTS, SWAPS, CHAINS = wide(0), wide(1), wide(2)
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
    excess
        (w,) what the totals cost that are outside their limits.
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
    excess: Floats
    moved: Floats
    most: Floats
    steep: Floats


@jittable
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


@jittable
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


@jitted
def merit(box: Box) -> float:
    """Cost of a region and of what it is over its limits."""
    merit = _moved_excess(box)
    cost, part = box.cost, box.part
    for row in range(len(part)):
        merit += cost[row, part[row]]
    for position in range(len(box.excess)):
        merit += box.excess[position]
    return merit


@jittable
def weigh(box: Box) -> None:
    """Compute what the totals cost that are outside their limits."""
    for position in range(len(box.excess)):
        box.excess[position] = _excess_with(box, position, NONE, NONE)


@jittable
def _moved_excess(box: Box) -> float:
    """What the disruption rows cost: no change can gain more in them."""
    cost = 0.0
    for extra in range(len(box.moved)):
        cost += max(0.0, box.moved[extra] - box.most[extra]) * box.steep[extra]
    return cost


@jittable
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
        box.excess.copy(),
        box.moved.copy(),
        box.most,
        box.steep,
    )


@jittable
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


@jittable
def fill(box: Box) -> bool:
    """Give items to territories, those first that lose most by their second choice; False where one has none."""
    costs, total, upper, amount = box.cost, box.total, box.upper, box.amount
    count, width = costs.shape
    measures = total.shape[1]
    regret = np.empty(count)
    for row in range(count):
        best, second = np.inf, np.inf
        for position in range(width):
            cost = costs[row, position]
            if cost < best:
                best, second = cost, best
            elif cost < second:
                second = cost
        if best == np.inf:
            return False
        regret[row] = -1e300 if second == np.inf else best - second
    total[:] = 0.0
    for row in np.argsort(regret):
        best, best_cost, roomy = NONE, np.inf, False
        for position in range(width):
            cost = costs[row, position]
            if cost == np.inf or (roomy and cost >= best_cost):
                continue
            fits = True
            for measure in range(measures):
                fits = fits and total[position, measure] + amount[row, measure] <= upper[position, measure]
            if (fits and not roomy) or (fits == roomy and cost < best_cost):
                best, best_cost, roomy = position, cost, fits
        _put(box, row, best)
    weigh(box)
    return True


@jittable
def _put(box: Box, row: int, position: int) -> None:
    """Set the part of an item when its old one has no total to give back."""
    for measure in range(box.total.shape[1]):
        box.total[position, measure] += box.amount[row, measure]
    for extra in range(len(box.moved)):
        box.moved[extra] += box.moves[row, position, extra] - box.moves[row, box.part[row], extra]
    box.part[row] = position


@jittable
def _give(box: Box, row: int, position: int) -> None:
    """Shift an item to another territory of the region."""
    now = wide(box.part[row])
    for measure in range(box.total.shape[1]):
        box.total[now, measure] -= box.amount[row, measure]
    _put(box, row, position)
    box.excess[now] = _excess_with(box, now, NONE, NONE)
    box.excess[position] = _excess_with(box, position, NONE, NONE)


@jitted
def mend(box: Box, effort: int) -> None:
    """Shifts while they help; from ``SWAPS`` on swaps as well, and with ``CHAINS`` chains of two shifts."""
    cost, part, excess = box.cost, box.part, box.excess
    width = len(excess)
    # A chain would have to look at the disruption rows of both shifts; swaps and shifts do there.
    chains = effort >= CHAINS and len(box.moved) == 0
    for _ in range(ROUNDS):
        better = False
        slack = _moved_excess(box)
        for row in range(len(part)):
            now = wide(part[row])
            here = cost[row, now] - 1e-9 * (1.0 + cost[row, now])
            # Nothing can gain more than the costs of what is over now: most rows are done with here.
            hope, wish = -np.inf, False
            for position in range(width):
                if position != now:
                    hope = max(hope, here - cost[row, position] + excess[position])
                    wish = wish or cost[row, position] < here
            found = hope + excess[now] + slack > 0.0 and _best_shift(box, row, slack)
            if wish and not found and effort >= SWAPS:
                found = _best_swap(box, row, slack) or (chains and _best_chain(box, row))
            if found:
                better = True
                slack = _moved_excess(box)
        if not better:
            return


@jittable
def _best_shift(box: Box, row: int, slack: float) -> bool:
    cost, excess = box.cost, box.excess
    now = wide(box.part[row])
    best, best_gain = NONE, 1e-9 * (1.0 + cost[row, now])
    relief = excess[now] - _excess_with(box, now, NONE, row)
    for position in range(len(excess)):
        gain = cost[row, now] - cost[row, position] + relief + excess[position]
        if position == now or gain + slack <= best_gain:
            continue
        gain -= _excess_with(box, position, row, NONE)
        gain += _moved_gain(box, (row, NONE), now, position)
        if gain > best_gain:
            best, best_gain = position, gain
    if best >= 0:
        _give(box, row, best)
    return best >= 0


@jittable
def _best_swap(box: Box, row: int, slack: float) -> bool:
    """Swap an item into a territory cheaper for it against the partner that helps most."""
    cost, part, excess = box.cost, box.part, box.excess
    now = wide(part[row])
    best, best_gain = NONE, 1e-9 * (1.0 + cost[row, now])
    for other in range(len(part)):
        then = wide(part[other])
        if then == now or cost[row, then] >= cost[row, now]:
            continue
        gain = cost[row, now] - cost[row, then] + cost[other, then] - cost[other, now] + excess[now] + excess[then]
        if gain + slack <= best_gain:
            continue
        gain -= _excess_with(box, now, other, row) + _excess_with(box, then, row, other)
        gain += _moved_gain(box, (row, other), now, then)
        if gain > best_gain:
            best, best_gain = other, gain
    if best >= 0:
        then = wide(part[best])
        _give(box, row, then)
        _give(box, best, now)
    return best >= 0


@jittable
def _best_chain(box: Box, row: int) -> bool:
    """Shift an item into a territory cheaper for it, and one from there into a third (ejection chain: Glover, 1996)."""
    cost, part, excess = box.cost, box.part, box.excess
    now = wide(part[row])
    best, third, best_gain = NONE, NONE, 1e-9 * (1.0 + cost[row, now])
    relief = excess[now] - _excess_with(box, now, NONE, row)
    for other in range(len(part)):
        then = wide(part[other])
        if then == now or cost[row, then] >= cost[row, now]:
            continue
        before = cost[row, now] - cost[row, then] + cost[other, then] + relief + excess[then]
        replaced = -1.0
        for position in range(len(excess)):
            gain = before - cost[other, position] + excess[position]
            if position in (now, then) or gain <= best_gain:
                continue
            if replaced < 0.0:
                replaced = _excess_with(box, then, row, other)
            gain -= replaced + _excess_with(box, position, other, NONE)
            if gain > best_gain:
                best, third, best_gain = other, position, gain
    if best >= 0:
        then = wide(part[best])
        _give(box, row, then)
        _give(box, best, third)
    return best >= 0
