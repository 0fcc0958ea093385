"""Pricing: what closed pairs would cost at given prices, so that a bound holds for all pairs and good ones are opened.

Column generation (Dantzig and Wolfe, 1960) for a formulation in which most pairs of far territories are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from optimizer.chunks import Span, in_chunks
from optimizer.formulation.fixed_centres import FixedCentres, Program, with_pairs
from optimizer.formulation.items import Members
from optimizer.formulation.pairs import Offsets, Pairs, Roads, middles
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Geometry, Integers, place_cost

from .prices import Prices, limits_value, priced_cost


class _Rules(NamedTuple):
    """Which closed pairs are eligible, and what a closed pair adds for moving its units."""

    class_of: Integers
    allowed: NDArray[np.bool_]
    pinned: Integers
    shut_start: Integers
    shut: Integers
    moving: Floats
    limit_geometry: Geometry
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
    case = _Case(fixed.program, prices, fixed.roads, members, _rules(fixed, prices), find_balls(fixed.roads, members))
    found = in_chunks(len(fixed.items), lambda span: _scan(case, span))
    least = np.concatenate([part.least for part in found])
    better = np.concatenate([part.territory for part in found])
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
    geometry = fixed.roads.geometry
    if criteria.max_travel is not None and criteria.travel.power != 1:
        geometry = fixed.instance.geometry(criteria.travel.quantity)
    shut = eligibility.forbidden
    return _Rules(
        class_of=eligibility.class_of,
        allowed=eligibility.allowed & (fixed.centres >= 0),
        pinned=eligibility.pinned,
        shut_start=np.searchsorted(shut[:, 0], np.arange(len(items) + 1)).astype(np.int32),
        shut=np.ascontiguousarray(shut[:, 1]),
        moving=moving,
        limit_geometry=geometry,
        limit=np.inf if criteria.max_travel is None else criteria.max_travel * (1 + 1e-9),
    )


def find_balls(roads: Roads, members: Members) -> Balls:
    """Smallest balls around the mean place of the units of each item."""
    middle = middles(roads.geometry.xyz, members)
    item = np.repeat(np.arange(len(middle)), np.diff(members.start))
    radius = np.zeros(len(middle))
    if len(item) > len(middle):
        away = np.sqrt(((roads.geometry.xyz[members.unit] - middle[item]) ** 2).sum(axis=1))
        radius = np.maximum.reduceat(away, members.start[:-1]) * (1 + 1e-12)
    return Balls(middle, radius, np.bincount(item, members.weight[members.unit], minlength=len(middle)))


@njit(cache=True, nogil=True)
def _scan(case: _Case, span: Span) -> _Found:
    """Least priced cost of each item over all eligible territories, and which closed one has it."""
    program, prices, rules = case.program, case.prices, case.rules
    rows = program.amounts.shape[1]
    least = np.empty(span[1] - span[0])
    better = np.full(span[1] - span[0], NOBODY, dtype=np.int32)
    slope = _least_factor(case.roads.geometry)
    for item in range(span[0], span[1]):
        best = np.inf
        for pair in range(program.start[item], program.start[item + 1]):
            best = min(best, priced_cost(program, prices, item, pair))
        if rules.pinned[item] == NOBODY:
            slack = 1e-9 * abs(best)
            for territory in range(len(case.roads.places)):
                if not rules.allowed[rules.class_of[item], territory]:
                    continue
                room = best - slack - rules.moving[item]
                for row in range(rows):
                    room -= prices.balance[territory, row] * program.amounts[item, row]
                if room > 0.0 and _cheaper(case, slope, (item, territory), room):
                    if _may(case, item, territory):
                        cost = _travel(case, item, territory)
                        if cost < room:
                            best += cost - room - slack
                            better[item - span[0]] = territory
        least[item - span[0]] = best
    return _Found(least, better)


@njit(cache=True, nogil=True)
def _least_factor(geometry: Geometry) -> float:
    """Least factor of the curve: a straight line of length s costs at least ``(s * factor) ** power``."""
    knots = int(geometry.curve[2])
    factor = geometry.curve[3 + knots]
    for at in range(knots):
        factor = min(factor, geometry.curve[3 + knots + at])
    return factor


@njit(cache=True, nogil=True)
def _cheaper(case: _Case, slope: float, pair: tuple[int, int], room: float) -> bool:
    """Quick test on straight lines to the ball of an item: False only if the travel of the pair is at least ``room``."""
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


@njit(cache=True, nogil=True)
def _travel(case: _Case, item: int, territory: int) -> float:
    cost = 0.0
    for at in range(case.members.start[item], case.members.start[item + 1]):
        unit = case.members.unit[at]
        cost += case.members.weight[unit] * place_cost(case.roads.geometry, unit, case.roads.places[territory])
    return cost


@njit(cache=True, nogil=True)
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
            if (
                place_cost(case.rules.limit_geometry, case.members.unit[at], case.roads.places[territory])
                > case.rules.limit
            ):
                return False
    return True
