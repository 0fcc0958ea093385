"""Groups of neighbouring units around places: what each place would serve at given multipliers.

A place near a group pays what its units cost from there, on the mean: groups only guide multipliers, which are put to
the proof on units.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_parallel, in_pieces
from optimizer.compiled import jittable, jitted
from optimizer.travel import Floats, curve_cost

from .wide_field import BLOCK, RUN, Priced, block_gains, near_blocks, near_run

Array = TypeVar("Array", NDArray[np.int32], Floats)

PIECES = 4
"""Arrays of all groups in which what is served is added up, whatever the number of threads."""
BISECTIONS = 24
"""Halvings of the interval of a price."""
SELDOM = 1e-7
"""Places taken more seldom than this serve nobody."""


class Near(NamedTuple):
    """Groups that each of P places may serve.

    ``start`` (P + 1,) rows of each place; ``group`` and ``cost`` of serving all of it, a row each; ``amount`` of the
    groups; ``least`` and ``room`` of a place.
    """

    start: NDArray[np.int64]
    group: NDArray[np.int32]
    cost: Floats
    amount: Floats
    least: float
    room: float


class Filled(NamedTuple):
    """Places filled at given multipliers.

    (P,) ``price`` of the amount and ``value`` of the knapsack; groups whose gain for an amount lies between ``low`` and
    ``high`` are served in ``part``.
    """

    price: Floats
    value: Floats
    low: Floats
    high: Floats
    part: Floats


@jitted
def curve_costs(curve: Floats, straight: Floats) -> Floats:
    """(P,) cost of travel along straight lines of these lengths (kilometres)."""
    costs = np.empty(len(straight))
    for row in range(len(straight)):
        costs[row] = curve_cost(curve, straight[row] * straight[row])
    return costs


def find_near(priced: Priced, size: int, places: Floats, slack: Floats) -> Near:
    """Groups of ``size`` units, a divisor of ``BLOCK``, that gain by places (P, 3) which pay ``slack`` (P,)."""
    field = priced.field
    parts = in_pieces(len(places), lambda span: _near_groups(priced, size, places, slack, span))
    count = np.concatenate([part[0] for part in parts])
    return Near(
        start=np.append(0, np.cumsum(count)),
        group=np.concatenate([part[1] for part in parts]),
        cost=np.concatenate([part[2] for part in parts]),
        amount=group_sums(field.amount, size),
        least=field.least,
        room=field.room,
    )


def group_sums(values: Floats, size: int) -> Floats:
    """(groups,) sums over runs of ``size`` units."""
    return np.asarray(np.add.reduceat(values, np.arange(0, len(values), size)))


def fill(near: Near, multiplier: Floats, highest: Floats) -> Filled:
    """Fill the fractional knapsack of each place at multipliers (groups,); the price is at least ``-highest`` (P,)."""
    parts = in_pieces(len(near.start) - 1, lambda span: _fill(near, multiplier, highest, span))
    return Filled(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def served(near: Near, multiplier: Floats, filled: Filled, share: Floats) -> Floats:
    """(groups,) how often each group is served by places taken as often as ``share`` (P,) says."""
    often = np.flatnonzero(share > SELDOM)
    ends = [len(often) * piece // PIECES for piece in range(PIECES + 1)]

    def piece(span: Span) -> Floats:
        return _served(near, multiplier, filled, share, often[span[0] : span[1]])

    return np.asarray(np.sum(in_parallel(list(pairwise(ends)), piece), axis=0))


@jitted
def _near_groups(
    priced: Priced, size: int, places: Floats, slack: Floats, span: Span
) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    field = priced.field
    count = np.zeros(span[1] - span[0], dtype=np.int64)
    group, cost = np.empty(1024, dtype=np.int32), np.empty(1024)
    kept = np.empty(len(field.blocks.radius), dtype=np.int64)
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    gains = np.empty(BLOCK)
    total, nearby = 0, 0
    for at in range(span[0], span[1]):
        before = total
        if (at - span[0]) % RUN == 0:
            nearby = near_run(priced, places, slack, (at, min(at + RUN, span[1])), kept)
        blocks = near_blocks(priced, places[at], slack[at], kept[:nearby], found)
        group = _longer(group, total, total + blocks * (BLOCK // size))
        cost = _longer(cost, total, total + blocks * (BLOCK // size))
        for number in range(blocks):
            units = block_gains(priced, found[number], places[at], 0.0, gains)
            for first in range(0, units, size):
                gain, most, here = 0.0, 0.0, 0.0
                for row in range(first, min(first + size, units)):
                    unit = found[number] * BLOCK + row
                    gain += gains[row]
                    here += gains[row] + priced.multiplier[unit]
                    most += slack[at] * field.amount[unit]
                if gain < most:
                    group[total], cost[total] = (found[number] * BLOCK + first) // size, here
                    total += 1
        count[at - span[0]] = total - before
    return count, group[:total].copy(), cost[:total].copy()


@jittable
def _longer(array: Array, used: int, needed: int) -> Array:
    """The same array, or a longer one of the same begin if it is too short."""
    if needed <= len(array):
        return array
    longer = np.empty(2 * needed, dtype=array.dtype)
    longer[:used] = array[:used]
    return longer


@jitted
def _fill(near: Near, multiplier: Floats, highest: Floats, span: Span) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count = span[1] - span[0]
    price, value, part = np.zeros(count), np.zeros(count), np.zeros(count)
    low, high = np.zeros(count), np.zeros(count)
    rate = np.empty(np.diff(near.start[span[0] : span[1] + 1]).max())
    for at in range(count):
        rows = (near.start[span[0] + at], near.start[span[0] + at + 1])
        _rates(near, multiplier, rows, rate)
        here, low[at], high[at], part[at] = _bracket(near, rate, rows, highest[span[0] + at])
        for row in range(rows[0], rows[1]):
            group = near.group[row]
            value[at] += min(0.0, near.cost[row] - multiplier[group] + here * near.amount[group])
        if here != 0.0:
            value[at] -= here * (near.room if here > 0.0 else near.least)
        price[at] = here
    return price, value, low, high, part


@jittable
def _rates(near: Near, multiplier: Floats, rows: Span, rate: Floats) -> None:
    """Write down what some rows add to the relaxed objective for an amount."""
    for row in range(rows[0], rows[1]):
        amount = near.amount[near.group[row]]
        gain = near.cost[row] - multiplier[near.group[row]]
        rate[row - rows[0]] = gain / amount if amount > 0.0 else (-np.inf if gain < 0.0 else np.inf)


@jittable
def _bracket(near: Near, rate: Floats, rows: Span, highest: float) -> tuple[float, float, float, float]:
    """The price at which a place is full or has its least, prices around it, and the part served between these."""
    free = _used(near, rate, rows, 0.0)
    if near.least <= free <= near.room:
        # A place that was full before: groups that gain less than it then paid were not looked for.
        here = max(0.0, -highest)
        return here, here, here, 0.0
    short = free < near.least
    low, high, limit = (-highest, 0.0, near.least) if short else (max(0.0, -highest), 0.0, near.room)
    if not short:
        for row in range(rows[1] - rows[0]):
            if rate[row] > -np.inf:
                high = max(high, -rate[row])
    if low >= high:
        return low, low, low, 0.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if _used(near, rate, rows, middle) > limit:
            low = middle
        else:
            high = middle
    sure = _used(near, rate, rows, high)
    more = _used(near, rate, rows, low) - sure
    part = min(1.0, max(0.0, limit - sure) / more) if more > 0.0 else 0.0
    return (low if short else high), low, high, part


@jittable
def _used(near: Near, rate: Floats, rows: Span, price: float) -> float:
    """Amount of the groups of some rows that gain at a price."""
    used = 0.0
    for row in range(rows[0], rows[1]):
        if rate[row - rows[0]] < -price:
            used += near.amount[near.group[row]]
    return used


@jitted
def _served(near: Near, multiplier: Floats, filled: Filled, share: Floats, places: NDArray[np.intp]) -> Floats:
    taken = np.zeros(len(multiplier))
    for at in places:
        low, high, part = filled.low[at], filled.high[at], filled.part[at]
        for row in range(near.start[at], near.start[at + 1]):
            group = near.group[row]
            gain = near.cost[row] - multiplier[group]
            if gain + high * near.amount[group] < 0.0:
                taken[group] += share[at]
            elif gain + low * near.amount[group] < 0.0:
                taken[group] += part * share[at]
    return taken
