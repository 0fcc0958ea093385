"""Annealed flips and swaps along the borders of territories that stay in one piece.

A flip gives an item to a territory it touches, a swap gives another one back. The change of cost is tested first, since
it takes constant time; only what passes is asked whether both territories stay connected, by a search among the
neighbours of the item that ends as soon as all of them are found (local tests of contiguity: King, Jacobson, Sewell and
Cho, 2012, "Geo-graphs").
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.compiled import jittable, jitted
from optimizer.travel import Floats, Integers

from .chance import Chance, draw, pick
from .exchange import Cooling, Slopes

SWAPS = 0.3
"""Share of trials that are swaps."""


class Board(NamedTuple):
    """What flips see: items in territories, and the graph of their units.

    Parameters
    ----------
    near_start, near
        Neighbours of unit i are ``near[near_start[i]:near_start[i + 1]]``.
    item_of
        (n,) item of each unit, -1 for units no plan covers.
    member_start, member
        Units of each item.
    cost
        (F, k) of each item at the centre of each territory, infinite where it may not be.
    amount, moves
        (F, r) and (F, k, d): what an item adds to totals, and to disruption rows in each territory.
    lower, upper, most
        (k, r), (k, r), (d,) limits.
    territory, of_unit
        (F,) and (n,) territory of each item and unit.
    total, moved, size
        (k, r), (d,) and (k,): totals, disruption rows, number of units.
    anchor
        (k,) item at the centre of a free territory, which may not leave it; -1 for none.
    mark, queue
        (n + 1,) and (n,) room for the searches; the last mark is the number of the search.
    """

    near_start: Integers
    near: Integers
    item_of: Integers
    member_start: Integers
    member: Integers
    cost: Floats
    amount: Floats
    moves: Floats
    lower: Floats
    upper: Floats
    most: Floats
    territory: Integers
    of_unit: Integers
    total: Floats
    moved: Floats
    size: Integers
    anchor: Integers
    mark: Integers
    queue: Integers


@jittable
def flip_along_borders(board: Board, slopes: Slopes, cooling: Cooling, changes: int, chance: Chance) -> int:
    """Try flips and swaps for some steps, or until so many changes are made; steps done.

    Parameters
    ----------
    board
        Changed in place.
    slopes
        Costs of excess.
    cooling
        Steps, and the temperatures at the first and last of them, falling geometrically.
    changes
        Most changes.
    chance
        Random numbers.
    """
    units = len(board.item_of)
    ratio = cooling.last / cooling.first
    temperature, made = cooling.first, 0
    for step in range(cooling.steps):
        if step % 256 == 0:
            temperature = cooling.first * ratio ** (step / cooling.steps)
        unit = pick(chance, units)
        first, last = board.near_start[unit], board.near_start[unit + 1]
        item = board.item_of[unit]
        if item < 0 or first == last:
            continue
        other = board.near[first + pick(chance, last - first)]
        now, then = board.of_unit[unit], board.of_unit[other]
        if then == now or then < 0 or board.cost[item, then] == np.inf or board.anchor[now] == item:
            continue
        back = _partner(board, other, item, chance) if draw(chance) < SWAPS else -1
        room = -temperature * np.log(1.0 - draw(chance))
        if back >= 0:
            if (
                board.anchor[then] != back
                and board.cost[back, now] < np.inf
                and _change(board, slopes, item, back, now, then) < room
                and _swap(board, item, back, now, then)
            ):
                made += 1
        elif (
            board.size[now] > board.member_start[item + 1] - board.member_start[item]
            and _change(board, slopes, item, -1, now, then) < room
            and may_leave(board, item)
            and may_join(board, item, then)
        ):
            put(board, item, then)
            made += 1
        if made >= changes:
            return step + 1
    return int(cooling.steps)


@jittable
def _partner(board: Board, unit: int, item: int, chance: Chance) -> int:
    """An item of the territory of a unit to be given back: its own, or that of a neighbour in the same territory."""
    then = board.of_unit[unit]
    first, last = board.near_start[unit], board.near_start[unit + 1]
    other = board.near[first + pick(chance, last - first)]
    if board.of_unit[other] == then and draw(chance) < 0.7:
        return int(board.item_of[other])
    return int(board.item_of[unit]) if board.item_of[unit] != item else -1


@jittable
def _change(  # noqa: PLR0917 -- compiled loops take no keywords
    board: Board, slopes: Slopes, item: int, back: int, now: int, then: int
) -> float:
    """What the objective and the costs of excess change by if an item goes, and another comes back."""
    change = board.cost[item, then] - board.cost[item, now]
    if back >= 0:
        change += board.cost[back, now] - board.cost[back, then]
    for measure in range(board.total.shape[1]):
        by = board.amount[item, measure]
        if back >= 0:
            by -= board.amount[back, measure]
        if by == 0.0:
            continue
        change += slopes.total[now, measure] * (
            _over(board, now, measure, -by) - _over(board, now, measure, 0.0)
        ) + slopes.total[then, measure] * (_over(board, then, measure, by) - _over(board, then, measure, 0.0))
    for row in range(len(board.moved)):
        by = board.moves[item, then, row] - board.moves[item, now, row]
        if back >= 0:
            by += board.moves[back, now, row] - board.moves[back, then, row]
        over = board.moved[row] - board.most[row]
        change += slopes.moved[row] * (max(0.0, over + by) - max(0.0, over))
    return float(change)


@jittable
def _over(board: Board, territory: int, measure: int, by: float) -> float:
    total = board.total[territory, measure] + by
    return float(max(0.0, total - board.upper[territory, measure], board.lower[territory, measure] - total))


@jittable
def _swap(board: Board, item: int, back: int, now: int, then: int) -> bool:
    """Swap two items if both territories stay in one piece; else nothing changes."""
    if not may_join(board, item, then):
        return False
    put(board, item, then)
    if may_leave(board, back) and may_join(board, back, now):
        put(board, back, now)
        # The item has left first: what it left behind must hang together with the one that came.
        if may_leave_behind(board, item, now):
            return True
        put(board, back, then)
    put(board, item, now)
    return False


@jitted
def put(board: Board, item: int, territory: int) -> None:
    """Give an item to a territory."""
    now = board.territory[item]
    for measure in range(board.total.shape[1]):
        board.total[now, measure] -= board.amount[item, measure]
        board.total[territory, measure] += board.amount[item, measure]
    for row in range(len(board.moved)):
        board.moved[row] += board.moves[item, territory, row] - board.moves[item, now, row]
    for at in range(board.member_start[item], board.member_start[item + 1]):
        board.of_unit[board.member[at]] = territory
        board.size[now] -= 1
        board.size[territory] += 1
    board.territory[item] = territory


@jitted
def may_leave(board: Board, item: int) -> bool:
    """Whether the territory of an item hangs together without it."""
    return may_leave_behind(board, item, board.territory[item])


@jitted
def may_leave_behind(board: Board, item: int, territory: int) -> bool:
    """Whether the neighbours of an item in a territory reach each other there without the item."""
    board.mark[-1] += 2
    asked, seen = board.mark[-1], board.mark[-1] + 1
    wanted, start = 0, -1
    for at in range(board.member_start[item], board.member_start[item + 1]):
        unit = board.member[at]
        for beside in range(board.near_start[unit], board.near_start[unit + 1]):
            other = board.near[beside]
            if board.of_unit[other] == territory and board.item_of[other] != item and board.mark[other] != asked:
                board.mark[other] = asked
                start = other
                wanted += 1
    if wanted < 2:
        return True
    board.queue[0], head, tail = start, 0, 1
    board.mark[start] = seen
    wanted -= 1
    while head < tail:
        unit = board.queue[head]
        head += 1
        for beside in range(board.near_start[unit], board.near_start[unit + 1]):
            other = board.near[beside]
            if board.of_unit[other] != territory or board.mark[other] == seen or board.item_of[other] == item:
                continue
            if board.mark[other] == asked:
                wanted -= 1
                if wanted == 0:
                    return True
            board.mark[other] = seen
            board.queue[tail] = other
            tail += 1
    return False


@jitted
def may_join(board: Board, item: int, territory: int) -> bool:
    """Whether every unit of an item reaches a territory, through other units of the item if need be."""
    board.mark[-1] += 2
    seen = board.mark[-1]
    tail = 0
    first, last = board.member_start[item], board.member_start[item + 1]
    for at in range(first, last):
        unit = board.member[at]
        for beside in range(board.near_start[unit], board.near_start[unit + 1]):
            other = board.near[beside]
            if board.of_unit[other] == territory and board.item_of[other] != item:
                board.mark[unit] = seen
                board.queue[tail] = unit
                tail += 1
                break
    head = 0
    while head < tail:
        unit = board.queue[head]
        head += 1
        for beside in range(board.near_start[unit], board.near_start[unit + 1]):
            other = board.near[beside]
            if board.item_of[other] == item and board.mark[other] != seen:
                board.mark[other] = seen
                board.queue[tail] = other
                tail += 1
    return bool(tail == last - first)
