"""Connected sets of items within limits, each once: grown from a root by items met on the way (Redelmeier, 1981).

A set under way has a list of the items met. One after the other is joined, or left out together with all plans that
have it; what joining it brings to the list is taken back with it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted
from optimizer.travel import Floats, Integers

FREE, SEEN, IN, OUT = 0, 1, 2, 3
"""How an item stands: not met, may be joined, joined, may not be."""


class Area(NamedTuple):
    """Items as the loop sees them, heaviest first.

    Parameters
    ----------
    near_start, near
        Items that touch item f are ``near[near_start[f]:near_start[f + 1]]``.
    amount, lower, upper
        (F, r), (r,) and (r,).
    cost
        (F, F) of the first item with the centre at the second, infinite where that may not be.
    most
        Number of territories.
    """

    near_start: Integers
    near: Integers
    amount: Floats
    lower: Floats
    upper: Floats
    cost: Floats
    most: int


class _Set(NamedTuple):
    """A set under way.

    Parameters
    ----------
    stand
        (F,) how each item stands.
    untried, chosen, length
        (F,) items in the order met; which positions were joined, and how many items had been met before.
    total, whole
        (r,) of the set, and of what a walk has come by.
    mark, queue
        (F + 1,) and (F,) room for walks along the map; the last mark is the number of the walk.
    """

    stand: NDArray[np.int8]
    untried: Integers
    chosen: Integers
    length: Integers
    total: Floats
    whole: Floats
    mark: Integers
    queue: Integers


@jitted
def grow(area: Area, root: int, most_steps: int, most_sets: int) -> tuple[NDArray[np.uint64], Integers, Floats, int]:
    """Territories of a root and later items: bits, centres, costs, steps; as many steps as allowed say: not all."""
    count, measures = area.amount.shape
    bits = np.zeros((64, (count + 63) // 64), dtype=np.uint64)
    centre = np.zeros(64, dtype=np.int32)
    cost = np.zeros(64)
    state = _begin(count, measures, root)
    met, depth, position, sets, steps = 1, 0, 0, 0, 0
    while steps < most_steps and sets < most_sets:
        steps += 1
        if position < met and _fits(area, state, state.untried[position]):
            state.chosen[depth], state.length[depth] = position, met
            depth += 1
            met = _join(area, state, state.untried[position], met)
            position += 1
            place, least = _counts(area, state, depth)
            if place >= 0:
                if sets == len(cost):
                    bits = np.concatenate((bits, np.zeros_like(bits)))
                    centre = np.concatenate((centre, np.zeros_like(centre)))
                    cost = np.concatenate((cost, np.zeros_like(cost)))
                _write(state, depth, bits[sets])
                centre[sets], cost[sets] = place, least
                sets += 1
            continue
        if position >= met:
            if depth <= 1:
                return bits[:sets], centre[:sets], cost[:sets], steps
            depth -= 1
            position = state.chosen[depth]
            met = _part(area, state, position, (state.length[depth], met))
        state.stand[state.untried[position]] = OUT
        position = position + 1 if _reaches(area, state, depth) else met
    return bits[:sets], centre[:sets], cost[:sets], most_steps


@jittable
def _begin(count: int, measures: int, root: int) -> _Set:
    state = _Set(
        np.zeros(count, dtype=np.int8),
        np.zeros(count, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
        np.zeros(measures),
        np.zeros(measures),
        np.zeros(count + 1, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
    )
    state.stand[:root] = OUT
    state.stand[root] = SEEN
    state.untried[0] = root
    return state


@jittable
def _fits(area: Area, state: _Set, item: int) -> bool:
    for measure in range(len(area.upper)):
        if state.total[measure] + area.amount[item, measure] > area.upper[measure]:
            return False
    return True


@jittable
def _join(area: Area, state: _Set, item: int, met: int) -> int:
    """Join an item; how many are met then."""
    state.stand[item] = IN
    for measure in range(len(area.upper)):
        state.total[measure] += area.amount[item, measure]
    for at in range(area.near_start[item], area.near_start[item + 1]):
        other = area.near[at]
        if state.stand[other] == FREE:
            state.stand[other] = SEEN
            state.untried[met] = other
            met += 1
    return met


@jittable
def _part(area: Area, state: _Set, position: int, met: tuple[int, int]) -> int:
    """Take back the item at a position, whose joining took the number met from the first to the second."""
    before, now = met
    for at in range(before, now):
        state.stand[state.untried[at]] = FREE
    for at in range(position + 1, before):
        state.stand[state.untried[at]] = SEEN
    item = state.untried[position]
    for measure in range(len(area.upper)):
        state.total[measure] -= area.amount[item, measure]
    return int(before)


@jittable
def _reaches(area: Area, state: _Set, depth: int) -> bool:
    """Whether the set can still come up to the lower limits with what may be joined."""
    left = 0
    for measure in range(len(area.lower)):
        if state.total[measure] < area.lower[measure]:
            left += 1
    if left == 0:
        return True
    state.mark[-1] += 1
    seen, tail, head = state.mark[-1], 0, 0
    total = state.whole
    total[:] = state.total
    for at in range(depth):
        item = state.untried[state.chosen[at]]
        state.queue[tail] = item
        state.mark[item] = seen
        tail += 1
    own = tail
    while head < tail:
        item = state.queue[head]
        if head >= own and _adds(area, item, total):
            return True
        head += 1
        tail = _spread(area, state, item, tail)
    return False


@jittable
def _adds(area: Area, item: int, total: Floats) -> bool:
    """Add an item; whether all lower limits are kept then."""
    enough = True
    for measure in range(len(area.lower)):
        total[measure] += area.amount[item, measure]
        enough = enough and total[measure] >= area.lower[measure]
    return enough


@jittable
def _spread(area: Area, state: _Set, item: int, tail: int) -> int:
    """Queue what an item touches and may still be joined."""
    seen = state.mark[-1]
    for at in range(area.near_start[item], area.near_start[item + 1]):
        other = area.near[at]
        if state.stand[other] != OUT and state.mark[other] != seen:
            state.mark[other] = seen
            state.queue[tail] = other
            tail += 1
    return tail


@jittable
def _counts(area: Area, state: _Set, depth: int) -> tuple[int, float]:
    """Centre and cost of the set as it is, -1 where it is no territory of any plan."""
    for measure in range(len(area.lower)):
        if state.total[measure] < area.lower[measure]:
            return -1, np.inf
    if not _leaves_whole(area, state):
        return -1, np.inf
    place, least = -1, np.inf
    for at in range(depth):
        centre = state.untried[state.chosen[at]]
        cost = 0.0
        for other in range(depth):
            cost += area.cost[state.untried[state.chosen[other]], centre]
            if cost >= least:
                break
        if cost < least:
            place, least = centre, cost
    return place, least


@jittable
def _leaves_whole(area: Area, state: _Set) -> bool:
    """Whether the pieces of the rest can be made of whole territories, of all but one."""
    left = area.most - 1
    state.mark[-1] += 1
    seen = state.mark[-1]
    total = state.whole
    for first in range(len(state.stand)):
        if state.stand[first] == IN or state.mark[first] == seen:
            continue
        total[:] = 0.0
        state.mark[first] = seen
        state.queue[0] = first
        head, tail = 0, 1
        while head < tail:
            item = state.queue[head]
            head += 1
            _adds(area, item, total)
            tail = _spread_rest(area, state, item, tail)
        left -= _fewest(area, total)
        if left < 0:
            return False
    return True


@jittable
def _spread_rest(area: Area, state: _Set, item: int, tail: int) -> int:
    seen = state.mark[-1]
    for at in range(area.near_start[item], area.near_start[item + 1]):
        other = area.near[at]
        if state.stand[other] != IN and state.mark[other] != seen:
            state.mark[other] = seen
            state.queue[tail] = other
            tail += 1
    return tail


@jittable
def _fewest(area: Area, total: Floats) -> int:
    """Fewest territories that can hold these totals together; more than there are where none can."""
    for number in range(1, area.most):
        fits = True
        for measure in range(len(area.lower)):
            fits = fits and number * area.lower[measure] <= total[measure] <= number * area.upper[measure]
        if fits:
            return number
    return area.most


@jittable
def _write(state: _Set, depth: int, bits: NDArray[np.uint64]) -> None:
    for at in range(depth):
        item = state.untried[state.chosen[at]]
        bits[item // 64] |= np.uint64(1) << np.uint64(item % 64)
