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
MEMORY = 0.5
"""Share of the step before in a step, which then swings less (Camerini, Fratta and Maffioli, 1975)."""
SHORTER = 0.7
"""Steps without success are shortened by it."""
SHORTEST = 5e-4
"""Steps that are shorter gain nothing any more."""
RECENT = 0.1
"""Weight of a step in the average of what steps take."""


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
    own
        (places,) item that a centre there serves itself, -1 for a centre that lies at none.
    reach
        (F,) no multiplier may be larger.
    """

    start: NDArray[np.int64]
    item: Integers
    cost: Floats
    amount: Floats
    room: Floats
    pool: Integers
    wanted: NDArray[np.int64]
    fixed: NDArray[np.bool_]
    own: Integers
    reach: Floats


class Climb(NamedTuple):
    """Multipliers under way, changed in place.

    Parameters
    ----------
    now, best, direction
        (F,) multipliers, the best ones, the step before.
    number
        (3,) best bound, length of steps, steps since it rose.
    average
        (pairs,) how much of each pair recent steps took, the last ones most; or nothing, where nobody asks.
    """

    now: Floats
    best: Floats
    direction: Floats
    number: Floats
    average: Floats


class Notes(NamedTuple):
    """What a bound notes down as it is computed.

    Parameters
    ----------
    served
        (F,) how much of each item is served.
    part
        (pairs,) how much of each pair is taken; says nothing of places that are not among the best.
    chosen
        (places,) whether a place is among the best.
    worth
        (places,) values of all places, or nothing: then most of them need not be known.
    """

    served: Floats
    part: NDArray[np.float32]
    chosen: NDArray[np.bool_]
    worth: Floats


def new_notes(shops: Shops, *, worth: bool) -> Notes:
    """Notes of a bound, with or without the values of all places."""
    places, pairs = len(shops.pool), len(shops.item)
    return Notes(
        np.zeros(shops.amount.shape[1]),
        np.zeros(pairs, dtype=np.float32),
        np.zeros(places, dtype=np.bool_),
        np.zeros(places if worth else 0),
    )


@jitted
def climb(shops: Shops, state: Climb, aim: float, steps: int, patience: int) -> bool:
    """Subgradient steps (Held, Wolfe and Crowder, 1974); False once there is nothing left to gain."""
    number, average = state.number, state.average
    served = np.zeros(len(state.now))
    part = np.zeros(len(shops.item), dtype=np.float32)
    notes = Notes(served, part, np.zeros(len(shops.pool), dtype=np.bool_), np.empty(0))
    for _ in range(steps):
        value = bound_at(shops, state.now, notes)
        if len(average):
            _remember(shops, notes, average)
        number[2] += 1.0
        if value > number[0]:
            number[0], number[2] = value, 0.0
            state.best[:] = state.now
        if number[2] > patience:
            number[1] *= SHORTER
            number[2] = 0.0
            state.now[:] = state.best
            state.direction[:] = 0.0
            if number[1] < SHORTEST:
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
            state.now[item] = min(max(state.now[item] + length * state.direction[item], 0.0), shops.reach[item])
    return True


@jittable
def _remember(shops: Shops, notes: Notes, average: Floats) -> None:
    """Mix what a step takes into the average of those before (Barahona and Anbil, 2000)."""
    for place in range(len(shops.pool)):
        for at in range(shops.start[place], shops.start[place + 1]):
            taken = notes.part[at] if notes.chosen[place] else 0.0
            average[at] += RECENT * (taken - average[at])


@jitted
def bound_at(shops: Shops, multiplier: Floats, notes: Notes) -> float:
    """The bound for multipliers; notes what is taken there, and the values of all places if asked."""
    places = len(shops.pool)
    rough = np.zeros(places)
    for place in range(places):
        for at in range(shops.start[place], shops.start[place + 1]):
            rough[place] += min(shops.cost[at] - multiplier[shops.item[at]], 0.0)
    notes.chosen[:] = False
    notes.served[:] = 0.0
    value = multiplier.sum()
    size = value
    for place in range(places):
        if shops.fixed[place]:
            gain = _worth(shops, multiplier, place, notes.part, np.inf)
            value, size = value + gain, size + abs(gain)
            notes.chosen[place] = True
            if len(notes.worth):
                notes.worth[place] = gain
    order = np.argsort(rough)
    for pool in range(len(shops.wanted)):
        if shops.wanted[pool] > 0:
            gain = _open_best(shops, multiplier, (order, rough), wide(pool), notes)
            value, size = value + gain, size - gain
    for place in range(places):
        if notes.chosen[place]:
            for at in range(shops.start[place], shops.start[place + 1]):
                notes.served[shops.item[at]] += notes.part[at]
    # Large terms that cancel must not round the bound up.
    return float(value - 1e-12 * size)


@jittable
def _open_best(
    shops: Shops, multiplier: Floats, places: tuple[NDArray[np.int64], Floats], pool: int, notes: Notes
) -> float:
    """Sum of the least values of the free places of a pool; rough ones, never above the exact, rule most out."""
    order, rough = places
    least = np.zeros(shops.wanted[pool])
    who = np.full(shops.wanted[pool], -1)
    worst = wide(0)
    for place in order:
        if shops.pool[place] != pool or shops.fixed[place]:
            continue
        if rough[place] >= least[worst] and len(notes.worth) == 0:
            break
        enough = np.inf if len(notes.worth) else least[worst]
        gain = _worth(shops, multiplier, place, notes.part, enough)
        if len(notes.worth):
            notes.worth[place] = gain
        if gain < least[worst]:
            least[worst], who[worst] = gain, place
            worst = wide(int(np.argmax(least)))
    for place in who:
        if place >= 0:
            notes.chosen[place] = True
    return float(least.sum())


@jitted
def _worth(shops: Shops, multiplier: Floats, place: int, part: NDArray[np.float32], enough: float) -> float:
    """Value of a place by the measure of largest value, and how much of its pairs it then takes.

    A centre there serves its own item, gain or not. Above ``enough`` a lower bound of the value will do.
    """
    first, last = shops.start[place], shops.start[place + 1]
    own = shops.own[place]
    count, home, home_gain = 0, wide(-1), 0.0
    pair = np.empty(last - first, dtype=np.int64)
    gain = np.empty(last - first)
    for at in range(first, last):
        part[at] = 0.0
        by = shops.cost[at] - multiplier[shops.item[at]]
        if shops.item[at] == own:
            home, home_gain = at, by
        elif by < 0.0:
            pair[count], gain[count] = at, by
            count += 1
    pair, gain = pair[:count], gain[:count]
    items = shops.item[pair]
    best, kept = -np.inf, np.ones(count)
    for measure in range(len(shops.amount)):
        share = np.ones(count)
        room = shops.room[measure, place]
        if home >= 0:
            room -= shops.amount[measure, own]
            if room < -1e-9 * shops.room[measure, place]:
                return 0.0
        value = _fill(gain, shops.amount[measure][items], max(room, 0.0), share, enough - home_gain)
        if value > best:
            best, kept = value, share
    for at in range(count):
        part[pair[at]] = kept[at]
    if home >= 0:
        part[home] = 1.0
    return best + home_gain


@jitted
def _fill(gain: Floats, amount: Floats, room: float, share: Floats, enough: float) -> float:
    """Least sum of gains (negative) within the room; the shares taken. Above ``enough`` the continuous sum will do."""
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
    if value >= enough:
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
