"""What searches over places need of an instance: costs on the fly, and who may serve whom."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_pieces
from optimizer.compiled import jittable, jitted, wide
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility
from optimizer.formulation.items import Items, Members
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Floats, Geometry, Integers, place_cost

OUT_OF_REACH = 1e3
"""A unit beyond the radius costs this many times its travel."""
LARGEST_TABLE = 40_000_000
"""Most costs kept in a table; with more they are computed when they are asked for."""


class Ground(NamedTuple):
    """The facts of a search over places.

    Parameters
    ----------
    geometry, radius
        Costs to the power of the criteria, and the most that one may be.
    members, amounts, lower, upper
        Items and limits as in ``Program``.
    incumbent, shares, moving_cost, most_moved
        (n,) territory of each unit today, (n, d) and (n,) what it adds when it changes hands, (d,) limits.
    class_of, allowed, pinned
        Eligibility of the items.
    shut_start, shut
        (F + 1,) and (pairs,): territories forbidden to each item.
    free
        (k,) True where a centre may be placed.
    table
        (n, F) travel of each item to each unit as a place, or no rows where costs are computed when asked for.
    pays_to_move
        Whether any unit costs something when it changes hands.
    plain
        True where nothing but travel counts and every territory may serve every item.
    """

    geometry: Geometry
    radius: float
    members: Members
    amounts: Floats
    lower: Floats
    upper: Floats
    incumbent: Integers
    shares: Floats
    moving_cost: Floats
    most_moved: Floats
    class_of: Integers
    allowed: NDArray[np.bool_]
    pinned: Integers
    shut_start: Integers
    shut: Integers
    free: NDArray[np.bool_]
    table: Floats
    pays_to_move: bool
    plain: bool


def find_ground(instance: Instance, criteria: Criteria, eligibility: Eligibility, items: Items) -> Ground:
    """Facts of an instance under its criteria."""
    travel = criteria.travel
    geometry = instance.geometry(travel.quantity, travel.power)
    shut = eligibility.forbidden
    pays_to_move = bool(items.moving_cost.any())
    serves_all = bool(eligibility.allowed.all() and (eligibility.pinned == NOBODY).all() and not len(shut))
    return Ground(
        geometry=geometry,
        radius=np.inf if criteria.max_travel is None else (criteria.max_travel * (1 + 1e-9)) ** travel.power,
        members=items.members,
        amounts=items.amounts,
        lower=items.limits.lower,
        upper=items.limits.upper,
        incumbent=instance.units.incumbent,
        shares=items.shares,
        moving_cost=items.moving_cost,
        most_moved=items.disruption_limits,
        class_of=eligibility.class_of,
        allowed=eligibility.allowed,
        pinned=eligibility.pinned,
        shut_start=np.searchsorted(shut[:, 0], np.arange(len(items) + 1)).astype(np.int32),
        shut=np.ascontiguousarray(shut[:, 1]),
        free=instance.free_centres(),
        table=np.empty((0, 0)),
        pays_to_move=pays_to_move,
        plain=serves_all and not pays_to_move,
    )


def with_table(ground: Ground) -> Ground:
    """The same with all costs computed once, where they are few enough to be kept."""
    num_units, count = len(ground.incumbent), len(ground.members.start) - 1
    if num_units * count > LARGEST_TABLE:
        return ground
    return ground._replace(table=travel_table(ground, np.arange(num_units, dtype=np.int32)))


def travel_table(ground: Ground, places: Integers) -> Floats:
    """(places, F) travel of each item to each of some places."""
    return np.concatenate(in_pieces(len(places), lambda span: _table(ground, places, span)))


@jitted
def _table(ground: Ground, places: Integers, span: Span) -> Floats:
    table = np.zeros((span[1] - span[0], len(ground.members.start) - 1))
    for row in range(span[0], span[1]):
        place = wide(places[row])
        for item in range(table.shape[1]):
            table[row - span[0], item] = travel_to(ground, item, place)
    return table


@jittable
def may_serve(ground: Ground, item: int, territory: int) -> bool:
    """Whether a territory is eligible for an item, not forbidden and not against its pin."""
    if ground.pinned[item] != NOBODY:
        return bool(ground.pinned[item] == territory)
    for at in range(ground.shut_start[item], ground.shut_start[item + 1]):
        if ground.shut[at] == territory:
            return False
    return bool(ground.allowed[ground.class_of[item], territory])


@jitted
def cost_at(ground: Ground, item: int, territory: int, place: int) -> float:
    """Objective of an item in a territory whose centre lies at a place; a unit out of reach costs a multiple."""
    cost = ground.table[place, item] if place < len(ground.table) else travel_to(ground, item, place)
    if ground.pays_to_move:
        members = ground.members
        for at in range(members.start[item], members.start[item + 1]):
            unit = members.unit[at]
            if ground.incumbent[unit] != territory:
                cost += ground.moving_cost[unit]
    return float(cost)


@jitted
def travel_to(ground: Ground, item: int, place: int) -> float:
    """Travel of an item to a place, whoever serves it; a unit out of reach costs a multiple."""
    members = ground.members
    cost = 0.0
    for at in range(members.start[item], members.start[item + 1]):
        unit = members.unit[at]
        away = place_cost(ground.geometry, unit, place)
        part = members.weight[unit] * away
        if away > ground.radius:
            part = OUT_OF_REACH * (part + away)
        cost += part
    return cost


@jitted
def moved_by(ground: Ground, item: int, territory: int, row: int) -> float:
    """What an item adds to a disruption row in a territory."""
    members = ground.members
    amount = 0.0
    for at in range(members.start[item], members.start[item + 1]):
        unit = members.unit[at]
        if ground.incumbent[unit] != territory:
            amount += ground.shares[unit, row]
    return amount
