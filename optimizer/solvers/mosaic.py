"""Territories in one piece: boards for flips, centres moved along the graph, borders annealed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.adjacency import Adjacency, Neighbours
from optimizer.compiled import jittable, jitted, wide
from optimizer.formulation.items import Items
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Integers

from .chance import Chance, draw
from .exchange import Cooling, Slopes
from .flips import Board, flip_along_borders
from .ground import Ground, cost_at, may_serve, moved_by

"""The type in which searches over places are told territories and places, see ``box.wide``."""


class Mosaic(NamedTuple):
    """The graph of the units of an instance, and which item each is part of."""

    neighbours: Neighbours
    item_of: Integers


def find_mosaic(adjacency: Adjacency, items: Items) -> Mosaic:
    """Contacts of the units that are planned."""
    item_of = np.full(adjacency.num_units, NOBODY, dtype=np.int32)
    item_of[items.members.unit] = np.repeat(np.arange(len(items)), np.diff(items.members.start))
    return Mosaic(adjacency.neighbours(), item_of)


def find_moves(ground: Ground, k: int) -> Floats:
    """(F, k, d) what items add to disruption rows in each territory."""
    moves = np.zeros((len(ground.amounts), k, len(ground.most_moved)))
    if moves.size:
        _fill_moves(ground, moves)
    return moves


def new_board(mosaic: Mosaic, ground: Ground, territory: Integers, centre: Integers) -> Board:
    """A board with costs, totals and rows made from scratch.

    Parameters
    ----------
    mosaic, ground
        Facts.
    territory, centre
        (F,) and (k,) the plan to begin with.
    """
    members, (count, measures), k = ground.members, ground.amounts.shape, len(centre)
    cost = np.empty((count, k))
    moves = find_moves(ground, k)
    for column in range(k):
        price_column(ground, (column, int(centre[column])), cost)
    of_unit = np.full(len(mosaic.item_of), NOBODY, dtype=np.int32)
    placed = mosaic.item_of >= 0
    of_unit[placed] = territory[mosaic.item_of[placed]]
    total = [np.bincount(territory, column, minlength=k) for column in ground.amounts.T]
    anchor = np.where(ground.free & (centre >= 0), mosaic.item_of[np.where(ground.free, centre, 0)], NOBODY)
    return Board(
        near_start=mosaic.neighbours.start,
        near=mosaic.neighbours.unit,
        item_of=mosaic.item_of,
        member_start=members.start.astype(np.int32),
        member=members.unit.astype(np.int32),
        cost=cost,
        amount=ground.amounts,
        moves=moves,
        lower=ground.lower,
        upper=ground.upper,
        most=ground.most_moved,
        territory=territory.astype(np.int32).copy(),
        of_unit=of_unit,
        total=np.ascontiguousarray(np.array(total).reshape(measures, k).T),
        moved=np.asarray(moves[np.arange(count), territory].sum(axis=0)),
        size=np.bincount(of_unit[placed], minlength=k).astype(np.int32),
        anchor=anchor.astype(np.int32),
        mark=np.zeros(len(of_unit) + 1, dtype=np.int32),
        queue=np.empty(max(len(of_unit), 1), dtype=np.int32),
    )


@jitted
def price_column(ground: Ground, column_place: tuple[int, int], cost: Floats) -> None:
    """Write what every item costs in a territory whose centre lies at a place."""
    column, place = column_place
    for item in range(len(cost)):
        if place >= 0 and may_serve(ground, item, column):
            cost[item, column] = cost_at(ground, item, column, place)
        else:
            cost[item, column] = np.inf


@jitted
def _fill_moves(ground: Ground, moves: Floats) -> None:
    count, k, rows = moves.shape
    for item in range(count):
        for column in range(k):
            for row in range(rows):
                moves[item, column, row] = moved_by(ground, item, column, row)


@jittable
def recentre(ground: Ground, board: Board, centre: Integers, chance: Chance) -> bool:
    """Move each free centre along the graph as long as its territory's cost falls, now and then to an equal one.

    Returns whether any moved. Of two accounts alone each is as good a centre, and the one that is may not leave.
    """
    moved = False
    for territory in range(len(centre)):
        if not ground.free[territory] or board.size[territory] == 0 or centre[territory] < 0:
            continue
        here = _walked(ground, board, territory, wide(int(centre[territory])), chance)
        if here != centre[territory]:
            centre[territory] = here
            board.anchor[territory] = board.item_of[here]
            price_column(ground, (territory, here), board.cost)
            moved = True
    return moved


@jittable
def _walked(ground: Ground, board: Board, territory: int, here: int, chance: Chance) -> int:
    """Where steps to cheaper neighbours lead from a place."""
    rows = np.flatnonzero(board.territory == territory)
    least = 0.0
    for row in rows:
        least += board.cost[row, territory]
    while True:
        at, equal = here, NOBODY
        for beside in range(board.near_start[at], board.near_start[at + 1]):
            place = wide(int(board.near[beside]))
            if board.of_unit[place] != territory:
                continue
            cost = 0.0
            for row in rows:
                cost += cost_at(ground, wide(int(row)), territory, place)
                if cost > least * (1 + 1e-12):
                    break
            if cost < least - 1e-9 * abs(least):
                here, least = place, cost
            elif cost <= least * (1 + 1e-12):
                equal = place
        if here == at:
            return equal if equal != NOBODY and draw(chance) < 0.5 else here


@jitted
def anneal_borders(  # noqa: PLR0917 -- compiled loops take no keywords
    ground: Ground, board: Board, centre: Integers, slopes: Slopes, cooling: Cooling, changes: int, chance: Chance
) -> None:
    """Flips and swaps for all steps of a cooling, centres moved after so many changes."""
    left, first = cooling.steps, cooling.first
    ratio = cooling.last / cooling.first
    while left > 0:
        done = flip_along_borders(board, slopes, Cooling(left, first, cooling.last), changes, chance)
        left -= done
        first = cooling.first * ratio ** (1.0 - left / cooling.steps)
        recentre(ground, board, centre, chance)
