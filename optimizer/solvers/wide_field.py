"""Sums over the units around a place, for as many units and places as there are: blocks too far away are passed over.

Units are sorted along a space-filling curve and cut into blocks of neighbours, blocks into districts. A ball around
each says how near its nearest unit can be, so that one comparison rules out all of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span
from optimizer.compiled import jittable, jitted
from optimizer.formulation.coarsen import morton_code
from optimizer.travel import Floats, curve_cost

BLOCK = 32
"""Units of a block."""
DISTRICT = 64
"""Blocks of a district."""


class Balls(NamedTuple):
    """(b, 3) middles and (b,) radii of balls around runs of units."""

    middle: Floats
    radius: Floats


class Field(NamedTuple):
    """Units of one pool, sorted.

    Parameters
    ----------
    order
        (m,) the units, along the curve.
    xyz, weight, amount
        (m, 3), (m,), (m,) of these units; every weight is above 0.
    curve
        Cost of travel by distance, see ``optimizer.travel``.
    blocks, districts
        Balls around ``BLOCK`` units and ``BLOCK * DISTRICT`` units each.
    heaviest
        (blocks,) and (districts,) largest amount for a weight.
    least, room
        Least and most of the amount that one centre serves.
    """

    order: NDArray[np.intp]
    xyz: Floats
    weight: Floats
    amount: Floats
    curve: Floats
    blocks: Balls
    districts: Balls
    heaviest: tuple[Floats, Floats]
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
    along = np.argsort(morton_code(xyz), kind="stable")
    xyz, weight, amount = np.ascontiguousarray(xyz[along]), weight[along], amount[along]
    ratio = amount / weight
    return Field(
        order=units[along],
        xyz=xyz,
        weight=weight,
        amount=amount,
        curve=curve,
        blocks=_balls(xyz, BLOCK),
        districts=_balls(xyz, BLOCK * DISTRICT),
        heaviest=(_largest(ratio, BLOCK), _largest(ratio, BLOCK * DISTRICT)),
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


@jittable
def _nearest_cost(field: Field, balls: Balls, row: int, place: Floats) -> float:
    """Cost of travel to a place, at least, of a unit in a ball."""
    dx = balls.middle[row, 0] - place[0]
    dy = balls.middle[row, 1] - place[1]
    dz = balls.middle[row, 2] - place[2]
    gap = max(0.0, np.sqrt(dx * dx + dy * dy + dz * dz) - balls.radius[row])
    return float(curve_cost(field.curve, gap * gap))


@jittable
def _gain(priced: Priced, unit: int, place: Floats) -> float:
    """``w_i c_ip - a_i``: what serving a unit from a place adds to the relaxed objective."""
    field = priced.field
    dx = field.xyz[unit, 0] - place[0]
    dy = field.xyz[unit, 1] - place[1]
    dz = field.xyz[unit, 2] - place[2]
    cost = field.weight[unit] * curve_cost(field.curve, dx * dx + dy * dy + dz * dz)
    return float(cost - priced.multiplier[unit])


@jittable
def _near_blocks(priced: Priced, place: Floats, slack: float, found: NDArray[np.int64]) -> int:
    """Write down the blocks that may have a unit with ``w_i c_ip - a_i < slack * amount_i``; how many there are."""
    field, count = priced.field, 0
    for district in range(len(field.districts.radius)):
        most = priced.district[district] + slack * field.heaviest[1][district]
        if _nearest_cost(field, field.districts, district, place) >= most:
            continue
        for block in range(district * DISTRICT, min((district + 1) * DISTRICT, len(field.blocks.radius))):
            most = priced.block[block] + slack * field.heaviest[0][block]
            if _nearest_cost(field, field.blocks, block, place) < most:
                found[count] = block
                count += 1
    return count


@jitted
def values(priced: Priced, places: Floats, price: Floats, span: Span) -> Floats:
    """(span,) a lower bound on the value of the knapsack at each place (P, 3), by the price (P,) of its amount.

    It is::

        sum_i min(0, w_i c_ip - a_i + price_p amount_i) - max(price_p, 0) room - min(price_p, 0) least

    which holds for every price, and is the value of the fractional knapsack for the best one (linear duality).
    """
    field, result = priced.field, np.zeros(span[1] - span[0])
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    for at in range(span[0], span[1]):
        place, here = places[at], price[at]
        value = 0.0
        for number in range(_near_blocks(priced, place, max(0.0, -here), found)):
            first = found[number] * BLOCK
            for unit in range(first, min(first + BLOCK, len(field.weight))):
                gain = _gain(priced, unit, place) + here * field.amount[unit]
                if gain < 0.0:
                    value += gain
        if here != 0.0:
            value -= here * (field.room if here > 0.0 else field.least)
        result[at - span[0]] = value
    return result


@jitted
def served(priced: Priced, places: Floats, price: Floats, share: Floats, span: Span) -> Floats:
    """(m,) how much of each unit the places of a span serve, each as often as its share (P,) says."""
    field = priced.field
    taken = np.zeros(len(field.weight))
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    for at in range(span[0], span[1]):
        place, here = places[at], price[at]
        for number in range(_near_blocks(priced, place, max(0.0, -here), found)):
            first = found[number] * BLOCK
            for unit in range(first, min(first + BLOCK, len(field.weight))):
                if _gain(priced, unit, place) + here * field.amount[unit] < 0.0:
                    taken[unit] += share[at]
    return taken


@jitted
def best_prices(priced: Priced, places: Floats, slack: Floats, span: Span) -> Floats:
    """(span,) the price at which the knapsack of each place is full, or has its least; not below ``-slack`` (P,)."""
    field, result = priced.field, np.zeros(span[1] - span[0])
    found = np.empty(len(field.blocks.radius), dtype=np.int64)
    for at in range(span[0], span[1]):
        place = places[at]
        blocks = _near_blocks(priced, place, slack[at], found)
        rate = np.empty(blocks * BLOCK)
        amount = np.empty(blocks * BLOCK)
        count = 0
        for number in range(blocks):
            first = found[number] * BLOCK
            for unit in range(first, min(first + BLOCK, len(field.weight))):
                if field.amount[unit] > 0.0:
                    rate[count] = _gain(priced, unit, place) / field.amount[unit]
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
