"""The objective: ``c_fj = sum over units i of f of weight * w_i * d(i, centre j) ** power``, and what moving costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.chunks import Span, in_chunks
from optimizer.compiled import jitted
from optimizer.travel import Floats, Integers, place_cost

from .items import Items, Members
from .pairs import Pairs, Roads


class Moving(NamedTuple):
    """(n,) territory of today, and (n, columns) what each unit adds to each column when it changes hands."""

    incumbent: Integers
    amount: Floats


def travel_costs(items: Items, pairs: Pairs, roads: Roads) -> Floats:
    """(P,) weighted travel of each pair."""
    return np.concatenate(in_chunks(len(items), lambda span: _travel(roads, items.members, pairs, span)))


def farthest_units(items: Items, pairs: Pairs, roads: Roads) -> Floats:
    """(P,) travel of the farthest unit of each pair, unweighted."""
    return np.concatenate(in_chunks(len(items), lambda span: _farthest(roads, items.members, pairs, span)))


def moving_amounts(items: Items, pairs: Pairs, incumbent: Integers, amount: Floats) -> Floats:
    """(P, columns) ``m_fj = sum of amount_i over the units i of f whose territory of today is not j``."""
    moving = Moving(incumbent, amount)
    return np.concatenate(in_chunks(len(items), lambda span: _moved(moving, items.members, pairs, span)))


@jitted
def _travel(roads: Roads, members: Members, pairs: Pairs, span: Span) -> Floats:
    first = pairs.start[span[0]]
    cost = np.zeros(pairs.start[span[1]] - first)
    for item in range(span[0], span[1]):
        for pair in range(pairs.start[item], pairs.start[item + 1]):
            place = roads.places[pairs.territory[pair]]
            for at in range(members.start[item], members.start[item + 1]):
                unit = members.unit[at]
                cost[pair - first] += members.weight[unit] * place_cost(roads.geometry, unit, place)
    return cost


@jitted
def _farthest(roads: Roads, members: Members, pairs: Pairs, span: Span) -> Floats:
    first = pairs.start[span[0]]
    worst = np.zeros(pairs.start[span[1]] - first)
    for item in range(span[0], span[1]):
        for pair in range(pairs.start[item], pairs.start[item + 1]):
            place = roads.places[pairs.territory[pair]]
            for at in range(members.start[item], members.start[item + 1]):
                worst[pair - first] = max(worst[pair - first], place_cost(roads.geometry, members.unit[at], place))
    return worst


@jitted
def _moved(moving: Moving, members: Members, pairs: Pairs, span: Span) -> Floats:
    first = pairs.start[span[0]]
    amount = np.zeros((pairs.start[span[1]] - first, moving.amount.shape[1]))
    for item in range(span[0], span[1]):
        for pair in range(pairs.start[item], pairs.start[item + 1]):
            for at in range(members.start[item], members.start[item + 1]):
                unit = members.unit[at]
                if moving.incumbent[unit] != pairs.territory[pair]:
                    for column in range(moving.amount.shape[1]):
                        amount[pair - first, column] += moving.amount[unit, column]
    return amount
