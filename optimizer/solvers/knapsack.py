"""Places and what each could serve best within its limit: the subproblems of the bound for free centres.

For multipliers ``a_f`` the value of a place is ``r_p = min sum_f (c_fp - a_f) x_f`` over ``sum_f w_f x_f <= U`` with
whole x, one 0-1 knapsack each (branch and bound on the continuous one: Horowitz and Sahni, 1974); of several measures
the one of largest value counts. Only items whose multiplier exceeds their cost can gain, so that items far away are
left out from the start.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted, wide
from optimizer.travel import Floats, Integers

MOST_NODES = wide(3_000)
"""Nodes after which the continuous knapsack, which is never worth less, stands for the whole one."""
MOST_WHOLE = 40
"""Of more items that gain, a part of the last one is left at that: it matters little, and whole ones take long."""
MEMORY = 0.5
"""Share of the step before in a step, which then swings less (Camerini, Fratta and Maffioli, 1975)."""
SHORTER = 0.7
"""Steps without success are shortened by it."""


class Shops(NamedTuple):
    """What places could serve.

    Parameters
    ----------
    start, item, cost
        (places + 1,), (pairs,), (pairs,): items within reach of each place.
    amount, room
        (r, F) and (r, places) amounts and upper limits.
    pool, wanted
        (places,) pool of each, (pools,) free centres of each pool.
    fixed
        (places,) True for places that have a centre whatever happens.
    reach
        No multiplier may be larger.
    """

    start: NDArray[np.int64]
    item: Integers
    cost: Floats
    amount: Floats
    room: Floats
    pool: Integers
    wanted: NDArray[np.int64]
    fixed: NDArray[np.bool_]
    reach: float


class Climb(NamedTuple):
    """Multipliers under way, changed in place.

    Parameters
    ----------
    now, best, direction
        (F,) multipliers, the best ones, the step before.
    number
        (3,) best bound, length of steps, steps since it rose.
    """

    now: Floats
    best: Floats
    direction: Floats
    number: Floats


@jitted
def climb(shops: Shops, state: Climb, aim: float, steps: int, patience: int) -> bool:
    """Subgradient steps (Held, Wolfe and Crowder, 1974); False once there is nothing left to gain."""
    number = state.number
    for _ in range(steps):
        served = np.zeros(len(state.now))
        value = bound_at(shops, state.now, served, np.empty(0))
        number[2] += 1.0
        if value > number[0]:
            number[0], number[2] = value, 0.0
            state.best[:] = state.now
        if number[2] > patience:
            number[1] *= SHORTER
            number[2] = 0.0
            state.now[:] = state.best
            state.direction[:] = 0.0
            if number[1] < 1e-4:
                return False
            continue
        square = 0.0
        for item in range(len(served)):
            state.direction[item] = 1.0 - served[item] + MEMORY * state.direction[item]
            square += state.direction[item] ** 2
        if square < 1e-12 or number[0] >= aim:
            return False
        length = number[1] * (max(aim, value) * 1.0005 - value) / square
        for item in range(len(served)):
            state.now[item] = min(max(state.now[item] + length * state.direction[item], 0.0), shops.reach)
    return True


@jitted
def bound_at(shops: Shops, multiplier: Floats, served: Floats, worth: Floats) -> float:
    """The bound for multipliers; adds up how much of each item is served, and notes the values of places if asked."""
    places = len(shops.pool)
    rough = np.zeros(places)
    for place in range(places):
        for at in range(shops.start[place], shops.start[place + 1]):
            rough[place] += min(shops.cost[at] - multiplier[shops.item[at]], 0.0)
    taken = np.zeros(len(multiplier))
    value = multiplier.sum()
    size = value
    for place in range(places):
        if shops.fixed[place]:
            gain = _worth(shops, multiplier, place, taken)
            value, size = value + gain, size - gain
            served += taken
    order = np.argsort(rough)
    for pool in range(len(shops.wanted)):
        if shops.wanted[pool] > 0:
            gain = _open_best(shops, multiplier, (order, rough, worth), wide(pool), served)
            value, size = value + gain, size - gain
    # Large terms that cancel must not round the bound up.
    return float(value - 1e-12 * size)


@jittable
def _open_best(
    shops: Shops, multiplier: Floats, places: tuple[NDArray[np.int64], Floats, Floats], pool: int, served: Floats
) -> float:
    """Sum of the least values of the free places of a pool; rough ones, never above the exact, rule most out."""
    order, rough, worth = places
    least = np.full(shops.wanted[pool], np.inf)
    who = np.full(shops.wanted[pool], -1)
    taken = np.zeros(len(multiplier))
    for place in order:
        if shops.pool[place] != pool or shops.fixed[place]:
            continue
        worst = np.argmax(least)
        if rough[place] >= least[worst] and len(worth) == 0:
            break
        gain = _worth(shops, multiplier, place, taken)
        if len(worth):
            worth[place] = gain
        if gain < least[worst]:
            least[worst], who[worst] = gain, place
    value = 0.0
    for at in range(len(who)):
        if who[at] >= 0:
            value += least[at]
            _worth(shops, multiplier, wide(who[at]), taken)
            served += taken
    return value


@jitted
def _worth(shops: Shops, multiplier: Floats, place: int, taken: Floats) -> float:
    """Value of a place by the measure of largest value, and which items it then serves."""
    first, last = shops.start[place], shops.start[place + 1]
    count = 0
    items = np.empty(last - first, dtype=np.int64)
    gain = np.empty(last - first)
    for at in range(first, last):
        by = shops.cost[at] - multiplier[shops.item[at]]
        if by < 0.0:
            items[count], gain[count] = shops.item[at], by
            count += 1
    items, gain = items[:count], gain[:count]
    best, kept = -np.inf, np.ones(count)
    for measure in range(len(shops.amount)):
        share = np.ones(count)
        value = _fill(gain, shops.amount[measure][items], shops.room[measure, place], share)
        if value > best:
            best, kept = value, share
    taken[:] = 0.0
    for at in range(count):
        taken[items[at]] = kept[at]
    return best


@jitted
def _fill(gain: Floats, amount: Floats, room: float, share: Floats) -> float:
    """Least sum of gains (negative) within the room; the shares taken."""
    count = len(gain)
    whole, value = 0.0, 0.0
    for at in range(count):
        whole += amount[at]
        value += gain[at]
    if whole <= room:
        return value
    rate = np.empty(count)
    for at in range(count):
        rate[at] = gain[at] / amount[at] if amount[at] > 0.0 else -np.inf
    order = np.argsort(rate)
    used, value = 0.0, 0.0
    for at in order:
        part = 1.0
        if amount[at] > 0.0:
            part = min(1.0, max(0.0, (room - used) / amount[at]))
        share[at] = part
        used += part * amount[at]
        value += part * gain[at]
    if count > MOST_WHOLE:
        return value
    found = _search(gain[order], amount[order], room, value)
    if len(found) == 0:
        return value
    value = 0.0
    for at in range(count):
        share[order[at]] = found[at]
        value += found[at] * gain[order[at]]
    return value


@jitted
def _search(gain: Floats, amount: Floats, room: float, floor: float) -> Floats:
    """Shares 0 or 1 of the best whole knapsack, items by falling gain for an amount; none where it takes too long."""
    count = len(gain)
    now, best = np.zeros(count), np.zeros(count)
    value, best_value, left = 0.0, 0.0, room
    at = 0
    for _ in range(MOST_NODES):
        if _ahead(gain, amount, at, value, left) < best_value + 1e-13 * floor:
            while at < count and amount[at] <= left:
                now[at] = 1.0
                left -= amount[at]
                value += gain[at]
                at += 1
            if at < count:
                now[at] = 0.0
                at += 1
                continue
            if value < best_value:
                best_value = value
                best[:] = now
                if best_value <= floor * (1.0 - 1e-13):
                    return best
        # Go back to the last item taken, and leave it out.
        at -= 1
        while at >= 0 and now[at] == 0.0:
            at -= 1
        if at < 0:
            return best
        now[at] = 0.0
        left += amount[at]
        value -= gain[at]
        at += 1
    return np.empty(0)


@jittable
def _ahead(gain: Floats, amount: Floats, at: int, value: float, left: float) -> float:
    """The least value that can still be reached: the rest as a continuous knapsack."""
    for then in range(at, len(gain)):
        if amount[then] > left:
            return float(value + gain[then] * left / amount[then])
        left -= amount[then]
        value += gain[then]
    return value
