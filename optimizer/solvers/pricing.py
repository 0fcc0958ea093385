"""Pricing: what closed pairs would cost at given prices, so that a bound holds for all pairs and good ones are opened.

Column generation (Dantzig and Wolfe, 1960) for a formulation in which most pairs of far territories are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_chunks
from optimizer.compiled import jittable, jitted
from optimizer.formulation.coarsen import morton_code
from optimizer.formulation.fixed_centres import FixedCentres, Program, with_pairs
from optimizer.formulation.items import Members
from optimizer.formulation.pairs import Offsets, Pairs, Roads, middles
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Geometry, Integers, place_cost

from .prices import Prices, limits_value, priced_cost

BLOCK = 64
"""Neighbouring items for which far territories are ruled out together."""


class _Rules(NamedTuple):
    """Which closed pairs are eligible, and what a closed pair adds for moving its units."""

    class_of: Integers
    allowed: NDArray[np.bool_]
    pinned: Integers
    shut_start: Integers
    shut: Integers
    moving: Floats
    limit: float


class _Found(NamedTuple):
    least: Floats
    territory: Integers


class Balls(NamedTuple):
    """Balls around the units of each item, and the travel weight in them."""

    middle: Floats
    radius: Floats
    weight: Floats


class _Case(NamedTuple):
    program: Program
    prices: Prices
    roads: Roads
    members: Members
    rules: _Rules
    balls: Balls
    order: Integers


@dataclass(frozen=True, slots=True, eq=False)
class PricedOut:
    """What pricing found.

    Parameters
    ----------
    bound
        Lower bound over all eligible pairs.
    better
        (F,) closed territory that is cheapest for each item at these prices, -1 where an open one is.
    """

    bound: float
    better: Integers


def price_out(fixed: FixedCentres, prices: Prices) -> PricedOut:
    """Look at every eligible pair, open or closed."""
    members = fixed.items.members
    balls = find_balls(fixed.roads, members)
    order = np.argsort(morton_code(balls.middle), kind="stable").astype(np.int32)
    case = _Case(fixed.program, prices, fixed.roads, members, _rules(fixed, prices), balls, order)
    found = in_chunks(len(fixed.items), lambda span: _scan(case, span))
    least = np.concatenate([part.least for part in found])
    better = np.empty(len(order), dtype=np.int32)
    better[order] = np.concatenate([part.territory for part in found])
    return PricedOut(float(least.sum()) - limits_value(fixed.program, prices), better)


def open_better(fixed: FixedCentres, better: Integers) -> FixedCentres:
    """Open one more pair of each item that has a better one."""
    row = np.flatnonzero(better != NOBODY)
    program = fixed.program
    pairs = _merged(program.start, program.territory, row, better[row])
    return with_pairs(fixed, pairs)


def _merged(start: Offsets, territory: Integers, row: NDArray[np.intp], more: Integers) -> Pairs:
    """Pairs with one more for each of some items, still increasing; none of them is there yet."""
    width = np.diff(start)
    item = np.repeat(np.arange(len(width)), width)
    added = np.full(len(width), np.iinfo(np.int32).max, dtype=np.int32)
    added[row] = more
    before = np.bincount(item[territory < added[item]], minlength=len(width))
    at = start[row] + before[row]
    width[row] += 1
    new_start = np.concatenate([[0], np.cumsum(width)]).astype(np.int64)
    return Pairs(new_start, np.insert(territory, at, more).astype(np.int32))


def _rules(fixed: FixedCentres, prices: Prices) -> _Rules:
    criteria, items, eligibility = fixed.criteria, fixed.items, fixed.eligibility
    cost = items.moving_cost + items.shares @ prices.moved
    moving = np.add.reduceat(cost[items.members.unit], items.members.start[:-1])
    shut = eligibility.forbidden
    return _Rules(
        class_of=eligibility.class_of,
        allowed=eligibility.allowed & (fixed.roads.places >= 0),
        pinned=eligibility.pinned,
        shut_start=np.searchsorted(shut[:, 0], np.arange(len(items) + 1)).astype(np.int32),
        shut=np.ascontiguousarray(shut[:, 1]),
        moving=moving,
        limit=np.inf if criteria.max_travel is None else (criteria.max_travel * (1 + 1e-9)) ** criteria.travel.power,
    )


def find_balls(roads: Roads, members: Members) -> Balls:
    """Smallest balls around the mean place of the units of each item."""
    middle = middles(roads.geometry.xyz, members)
    item = np.repeat(np.arange(len(middle)), np.diff(members.start))
    radius = np.zeros(len(middle))
    if len(item) > len(middle):
        away = np.sqrt(((roads.geometry.xyz[members.unit] - middle[item]) ** 2).sum(axis=1))
        radius = np.maximum.reduceat(away, members.start[:-1]) * (1 + 1e-12)
    weight: Floats = np.bincount(item, members.weight[members.unit], minlength=len(middle)).astype(np.float64)
    return Balls(middle, radius, weight)


@jitted
def _scan(case: _Case, span: Span) -> _Found:
    """Least priced cost of each item over all eligible territories, and which closed one has it, by blocks."""
    least = np.empty(span[1] - span[0])
    better = np.full(span[1] - span[0], NOBODY, dtype=np.int32)
    slope = _least_factor(case.roads.geometry)
    candidate = np.empty(len(case.roads.places), dtype=np.int32)
    for first in range(span[0], span[1], BLOCK):
        last = min(first + BLOCK, span[1])
        for at in range(first, last):
            item = case.order[at]
            best = np.inf
            for pair in range(case.program.start[item], case.program.start[item + 1]):
                best = min(best, priced_cost(case.program, case.prices, item, pair))
            least[at - span[0]] = best
        count = _candidates(case, slope, (first, last), least[first - span[0] : last - span[0]], candidate)
        for at in range(first, last):
            least[at - span[0]], better[at - span[0]] = _scan_item(
                case, slope, case.order[at], least[at - span[0]], candidate[:count]
            )
    return _Found(least, better)


@jitted
def _candidates(case: _Case, slope: float, block: Span, least: Floats, candidate: Integers) -> int:
    """Territories that may be cheaper for an item of a block, by the ball around all of them; how many."""
    geometry, balls, amounts = case.roads.geometry, case.balls, case.program.amounts
    middle = np.zeros(3)
    for at in range(block[0], block[1]):
        middle += balls.middle[case.order[at]] / (block[1] - block[0])
    radius, weight, most = 0.0, np.inf, -np.inf
    smallest = np.full(amounts.shape[1], np.inf)
    largest = np.zeros(amounts.shape[1])
    for at in range(block[0], block[1]):
        item = case.order[at]
        away = 0.0
        for axis in range(3):
            away += (balls.middle[item, axis] - middle[axis]) ** 2
        radius = max(radius, np.sqrt(away) + balls.radius[item])
        weight = min(weight, balls.weight[item])
        most = max(most, least[at - block[0]] - case.rules.moving[item])
        for row in range(amounts.shape[1]):
            smallest[row] = min(smallest[row], amounts[item, row])
            largest[row] = max(largest[row], amounts[item, row])
    count = 0
    for territory in range(len(case.roads.places)):
        place = case.roads.places[territory]
        if place < 0:
            continue
        cost = 0.0
        for row in range(amounts.shape[1]):
            price = case.prices.balance[territory, row]
            cost += min(price * smallest[row], price * largest[row])
        if geometry.matrix.shape[0] == 0:
            straight = 0.0
            for axis in range(3):
                straight += (middle[axis] - geometry.xyz[place, axis]) ** 2
            beyond = max(0.0, (np.sqrt(straight) - radius) * (1.0 - 1e-12)) * slope
            cost += weight * (beyond * beyond if geometry.curve[1] == 2.0 else beyond)
        if cost < most:
            candidate[count] = territory
            count += 1
    return count


@jittable
def _scan_item(case: _Case, slope: float, item: int, best: float, candidate: Integers) -> tuple[float, int]:
    program, prices, rules = case.program, case.prices, case.rules
    better = NOBODY
    if rules.pinned[item] != NOBODY:
        return best, better
    slack = 1e-9 * abs(best)
    for territory in candidate:
        if not rules.allowed[rules.class_of[item], territory]:
            continue
        room = best - slack - rules.moving[item]
        for row in range(program.amounts.shape[1]):
            room -= prices.balance[territory, row] * program.amounts[item, row]
        if room > 0.0 and _cheaper(case, slope, (item, territory), room) and _may(case, item, territory):
            cost = _travel(case, item, territory)
            if cost < room:
                best += cost - room - slack
                better = territory
    return best, better


@jittable
def _least_factor(geometry: Geometry) -> float:
    """Least factor of the curve: a straight line of length s costs at least ``(s * factor) ** power``."""
    knots = int(geometry.curve[2])
    factor = geometry.curve[3 + knots]
    for at in range(knots):
        factor = min(factor, geometry.curve[3 + knots + at])
    return float(factor)


@jittable
def _cheaper(case: _Case, slope: float, pair: tuple[int, int], room: float) -> bool:
    """Quick test on straight lines to the ball of an item: False only if travel is at least ``room``."""
    geometry, balls, item = case.roads.geometry, case.balls, pair[0]
    if geometry.matrix.shape[0] > 0:
        return True
    squared = 0.0
    for axis in range(3):
        squared += (balls.middle[item, axis] - geometry.xyz[case.roads.places[pair[1]], axis]) ** 2
    weight, radius = balls.weight[item] * slope, balls.radius[item]
    # weight * (distance - radius) ** power < room, without a root
    if geometry.curve[1] == 2.0:
        reach = np.sqrt(room / (weight * slope)) + radius if weight > 0.0 else np.inf
    else:
        reach = room / weight + radius if weight > 0.0 else np.inf
    return squared < reach * reach


@jittable
def _travel(case: _Case, item: int, territory: int) -> float:
    cost = 0.0
    for at in range(case.members.start[item], case.members.start[item + 1]):
        unit = case.members.unit[at]
        cost += case.members.weight[unit] * place_cost(case.roads.geometry, unit, case.roads.places[territory])
    return cost


@jittable
def _may(case: _Case, item: int, territory: int) -> bool:
    """Whether a pair is closed, not forbidden, and within the radius."""
    for pair in range(case.program.start[item], case.program.start[item + 1]):
        if case.program.territory[pair] == territory:
            return False
    for at in range(case.rules.shut_start[item], case.rules.shut_start[item + 1]):
        if case.rules.shut[at] == territory:
            return False
    if case.rules.limit < np.inf:
        for at in range(case.members.start[item], case.members.start[item + 1]):
            away = place_cost(case.roads.geometry, case.members.unit[at], case.roads.places[territory])
            if away > case.rules.limit:
                return False
    return True
