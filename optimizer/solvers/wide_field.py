"""Sums over the units around a place, for as many units and places as there are: blocks too far away are passed over.

Units are sorted so that blocks of them are neighbours, and districts of blocks. A ball around each says how near its
nearest unit can be, so that one comparison rules out all of them. Places come sorted alike, and each run of them looks
together for the blocks that may be near.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span
from optimizer.compiled import jit_inlined, jittable, jitted
from optimizer.travel import Floats, curve_cost

from .halving import halved

BLOCK = 32
"""Units of a block."""
DISTRICT = 64
"""Blocks of a district."""
RUN = 32
"""Places in a row for which blocks are looked for together."""


class Balls(NamedTuple):
    """(b, 3) middles and (b,) radii of balls around runs of units."""

    middle: Floats
    radius: Floats


class Field(NamedTuple):
    """Units of one pool, sorted.

    Parameters
    ----------
    order
        (m,) the units, neighbours near each other.
    xyz, across, weight, amount
        (m, 3), (3, m), (m,), (m,) of these units; every weight is above 0.
    curve
        Cost of travel by distance, see ``optimizer.travel``.
    blocks, districts
        Balls around ``BLOCK`` units and ``BLOCK * DISTRICT`` units each.
    heaviest, lightest
        (blocks,) and (districts,) largest and smallest amount for a weight.
    least, room
        Least and most of the amount that one centre serves.
    """

    order: NDArray[np.intp]
    xyz: Floats
    across: Floats
    weight: Floats
    amount: Floats
    curve: Floats
    blocks: Balls
    districts: Balls
    heaviest: tuple[Floats, Floats]
    lightest: tuple[Floats, Floats]
    least: float
    room: float


class Priced(NamedTuple):
    """A field, multipliers (m,) of its units, and the largest for a weight in each block and district."""

    field: Field
    multiplier: Floats
    block: Floats
    district: Floats


def make_field(units: NDArray[np.intp], xyz: Floats, *, weight: Floats, amount: Floats, curve: Floats) -> Field:
    """Sort units (m,) into blocks, without limits; the other arrays but the curve have a row for each."""
    along = halved(xyz, BLOCK * DISTRICT, BLOCK)
    xyz, weight, amount = np.ascontiguousarray(xyz[along]), weight[along], amount[along]
    ratio = amount / weight
    return Field(
        order=units[along],
        xyz=xyz,
        across=np.ascontiguousarray(xyz.T),
        weight=weight,
        amount=amount,
        curve=curve,
        blocks=_balls(xyz, BLOCK),
        districts=_balls(xyz, BLOCK * DISTRICT),
        heaviest=(_largest(ratio, BLOCK), _largest(ratio, BLOCK * DISTRICT)),
        lightest=(-_largest(-ratio, BLOCK), -_largest(-ratio, BLOCK * DISTRICT)),
        least=0.0,
        room=np.inf,
    )


def priced(field: Field, multiplier: Floats) -> Priced:
    """Multipliers as the loops need them."""
    ratio = multiplier / field.weight
    return Priced(field, multiplier, _largest(ratio, BLOCK), _largest(ratio, BLOCK * DISTRICT))


def _largest(values: Floats, size: int) -> Floats:
    return np.asarray(np.maximum.reduceat(values, np.arange(0, len(values), size)))


def _balls(xyz: Floats, size: int) -> Balls:
    start = np.arange(0, len(xyz), size)
    count = np.diff(np.append(start, len(xyz)))
    middle = np.add.reduceat(xyz, start) / count[:, None]
    away = np.linalg.norm(xyz - np.repeat(middle, count, axis=0), axis=1)
    return Balls(middle, np.maximum.reduceat(away, start) * (1 + 1e-12))


@jit_inlined
def _cost(curve: Floats, chord_squared: float) -> float:
    """``curve_cost``, or a hair less: an arc is longer than its chord c by ``c^3 / 24 r^2`` at least."""
    if curve[2] != 1.0:
        return float(curve_cost(curve, chord_squared))
    straight = np.sqrt(chord_squared)
    if curve[0] > 0.0:
        straight *= 1.0 + chord_squared / (24.0 * curve[0] * curve[0])
    cost = straight * curve[4]
    if curve[1] == 2.0:
        cost *= cost
    return float(cost)


@jit_inlined
def _gap(balls: Balls, row: int, place: Floats) -> float:
    """Distance from a place to a ball."""
    dx = balls.middle[row, 0] - place[0]
    dy = balls.middle[row, 1] - place[1]
    dz = balls.middle[row, 2] - place[2]
    return float(max(0.0, np.sqrt(dx * dx + dy * dy + dz * dz) - balls.radius[row]))


@jit_inlined
def _most(priced: Priced, of: tuple[int, int], slack: float) -> float:
    """Largest ``(a_i + slack * amount_i) / w_i`` of a block (0, row) or district (1, row), at least."""
    field = priced.field
    which, row = of
    ratio = field.heaviest[which][row] if slack > 0.0 else field.lightest[which][row]
    dearest = priced.district[row] if which == 1 else priced.block[row]
    return float(dearest + slack * ratio)


@jittable
def near_run(priced: Priced, places: Floats, slack: Floats, run: Span, kept: NDArray[np.int64]) -> int:
    """Write down the blocks that ``near_blocks`` may find for any of a run of places; how many there are."""
    field, count = priced.field, 0
    middle = np.zeros(3)
    for at in range(run[0], run[1]):
        middle += places[at] / (run[1] - run[0])
    radius, most = 0.0, -np.inf
    for at in range(run[0], run[1]):
        radius = max(radius, np.sqrt(((places[at] - middle) ** 2).sum()) * (1 + 1e-9))
        most = max(most, slack[at])
    for district in range(len(field.districts.radius)):
        gap = max(0.0, _gap(field.districts, district, middle) - radius)
        if _cost(field.curve, gap * gap) >= _most(priced, (1, district), most):
            continue
        for block in range(district * DISTRICT, min((district + 1) * DISTRICT, len(field.blocks.radius))):
            gap = max(0.0, _gap(field.blocks, block, middle) - radius)
            if _cost(field.curve, gap * gap) < _most(priced, (0, block), most):
                kept[count] = block
                count += 1
    return count


@jittable
def near_blocks(priced: Priced, place: Floats, slack: float, kept: NDArray[np.int64], found: NDArray[np.int64]) -> int:
    """Write down the blocks that may have a unit with ``w_i c_ip - a_i < slack * amount_i``; how many there are."""
    field, count = priced.field, 0
    for block in kept:
        gap = _gap(field.blocks, block, place)
        if _cost(field.curve, gap * gap) < _most(priced, (0, block), slack):
            found[count] = block
            count += 1
    return count


@jit_inlined
def block_gains(priced: Priced, block: int, place: Floats, price: float, gains: Floats) -> int:
    """Write down ``w_i c_ip - a_i + price amount_i`` of the units of a block, or a hair less; how many there are."""
    field = priced.field
    first = block * BLOCK
    last = min(first + BLOCK, len(field.weight))
    x, y, z = field.across[0, first:last], field.across[1, first:last], field.across[2, first:last]
    weight, amount, dear = field.weight[first:last], field.amount[first:last], priced.multiplier[first:last]
    px, py, pz = place[0], place[1], place[2]
    if field.curve[2] != 1.0 or field.curve[1] == 2.0:
        for row in range(last - first):
            chord = (x[row] - px) ** 2 + (y[row] - py) ** 2 + (z[row] - pz) ** 2
            gains[row] = weight[row] * _cost(field.curve, chord) - dear[row] + price * amount[row]
    else:
        # Written out, so that several units are worked out at once.
        factor, bend = field.curve[4], 0.0
        if field.curve[0] > 0.0:
            bend = factor / (24.0 * field.curve[0] * field.curve[0])
        for row in range(last - first):
            chord = (x[row] - px) ** 2 + (y[row] - py) ** 2 + (z[row] - pz) ** 2
            gains[row] = weight[row] * (np.sqrt(chord) * (factor + chord * bend)) - dear[row] + price * amount[row]
    return last - first


@jitted
def values(priced: Priced, places: Floats, price: Floats, span: Span) -> Floats:
    """(span,) a lower bound on the value of the knapsack at each place (P, 3), by the price (P,) of its amount.

    It is::

        sum_i min(0, w_i c_ip - a_i + price_p amount_i) - max(price_p, 0) room - min(price_p, 0) least

    which holds for every price, and is the value of the fractional knapsack for the best one (linear duality).
    """
    field, result = priced.field, np.zeros(span[1] - span[0])
    slack = -price
    kept = np.empty(len(field.blocks.radius), dtype=np.int64)
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    gains, near = np.empty(BLOCK), 0
    for at in range(span[0], span[1]):
        place, here = places[at], price[at]
        if (at - span[0]) % RUN == 0:
            near = near_run(priced, places, slack, (at, min(at + RUN, span[1])), kept)
        value = 0.0
        for number in range(near_blocks(priced, place, -here, kept[:near], found)):
            for row in range(block_gains(priced, found[number], place, here, gains)):
                value += min(0.0, gains[row])
        if here != 0.0:
            value -= here * (field.room if here > 0.0 else field.least)
        result[at - span[0]] = value
    return result


@jitted
def lowered(priced: Priced, places: Floats, price: Floats, excess: Floats, span: Span) -> Floats:
    """(m,) how much cheaper units get if each place makes those it serves cheaper by its excess (P,), shared by weight.

    A unit that several places serve gets as much cheaper as the one that asks most of it.
    """
    field = priced.field
    most = np.zeros(len(field.weight))
    slack = -price
    kept = np.empty(len(field.blocks.radius), dtype=np.int64)
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    gains, near = np.empty(BLOCK), 0
    for at in range(span[0], span[1]):
        place, here = places[at], price[at]
        if (at - span[0]) % RUN == 0:
            near = near_run(priced, places, slack, (at, min(at + RUN, span[1])), kept)
        blocks = near_blocks(priced, place, -here, kept[:near], found)
        taken = np.empty(blocks * BLOCK, dtype=np.int64)
        units, weight = 0, 0.0
        for number in range(blocks):
            for row in range(block_gains(priced, found[number], place, here, gains)):
                if gains[row] <= 0.0:
                    taken[units] = found[number] * BLOCK + row
                    weight += field.weight[taken[units]]
                    units += 1
        for unit in taken[:units]:
            most[unit] = max(most[unit], excess[at] / weight * field.weight[unit])
    return most


@jitted
def best_prices(priced: Priced, places: Floats, slack: Floats, span: Span) -> Floats:
    """(span,) the price at which the knapsack of each place is full, or has its least; not below ``-slack`` (P,)."""
    field, result = priced.field, np.zeros(span[1] - span[0])
    kept = np.empty(len(field.blocks.radius), dtype=np.int64)
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    gains, near = np.empty(BLOCK), 0
    for at in range(span[0], span[1]):
        if (at - span[0]) % RUN == 0:
            near = near_run(priced, places, slack, (at, min(at + RUN, span[1])), kept)
        blocks = near_blocks(priced, places[at], slack[at], kept[:near], found)
        rate = np.empty(blocks * BLOCK)
        amount = np.empty(blocks * BLOCK)
        count = 0
        for number in range(blocks):
            for row in range(block_gains(priced, found[number], places[at], 0.0, gains)):
                unit = found[number] * BLOCK + row
                if field.amount[unit] > 0.0:
                    rate[count] = gains[row] / field.amount[unit]
                    amount[count] = field.amount[unit]
                    count += 1
        used, price = 0.0, -slack[at]
        for row in np.argsort(rate[:count]):
            limit = field.room if rate[row] < 0.0 else field.least
            if used + amount[row] >= limit:
                price = max(price, -rate[row]) if rate[row] < 0.0 or used < limit else 0.0
                break
            used += amount[row]
        result[at - span[0]] = 0.0 if used >= field.least and price < 0.0 else price
    return result
