"""Fragments of territories: tied to the rest by a corridor, or given to the neighbours, whichever is dearer to avoid.

Territories that take their cheapest items at the prices of a balanced transport are nearly connected. What is cut off
is either joined along the cheapest way through other territories (shortest path, Dijkstra, 1959, over what each item
loses at these prices), or goes to the neighbours; the cheaper of the two is done, the largest fragment first.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from optimizer.adjacency import Adjacency, components
from optimizer.instance import NOBODY
from optimizer.travel import Floats, Integers

from .flips import Board
from .mosaic import Mosaic

MOST_CORRIDORS = 40
"""Most fragments looked at one by one."""
SMALLEST = 1e-9
"""Share of the mean cost that a step of a corridor costs at least: of equal ones the shorter is taken."""


def join_fragments(adjacency: Adjacency, mosaic: Mosaic, board: Board, centre: Integers, *, priced: Floats) -> Integers:
    """(F,) territories whose fragments are tied on where that is cheaper than to give them away.

    Parameters
    ----------
    adjacency, mosaic
        The graph.
    board, centre
        The plan, with costs.
    priced
        (F, k) cost of each item in each territory at the prices of the limits.
    """
    territory = board.territory.copy()
    held = np.isin(np.arange(len(territory)), board.anchor)
    settled: set[tuple[int, int]] = set()
    for _ in range(MOST_CORRIDORS):
        of_unit = np.where(mosaic.item_of >= 0, territory[mosaic.item_of], NOBODY)
        fragment = _largest_fragment(adjacency, of_unit, centre, settled)
        if fragment is None:
            break
        column, units, rest = fragment
        settled.add((column, int(units[0])))
        items = np.unique(mosaic.item_of[units])
        others = np.delete(priced[items], column, axis=1)
        away = float((others.min(axis=1) - priced[items, column]).sum()) if others.shape[1] else np.inf
        loss = priced[:, column] - priced[np.arange(len(territory)), territory]
        loss[held & (territory != column)] = np.inf
        path, dear = _corridor(adjacency, mosaic, np.maximum(loss, 0.0), (units, rest))
        if dear < away:
            territory[mosaic.item_of[path]] = column
    return territory


def _largest_fragment(
    adjacency: Adjacency, of_unit: Integers, centre: Integers, settled: set[tuple[int, int]]
) -> tuple[int, NDArray[np.intp], NDArray[np.intp]] | None:
    """Territory, units of its largest fragment not yet looked at, and units of the piece it was cut off from."""
    piece = components(_within(adjacency, of_unit))
    size = np.bincount(piece)
    best: tuple[int, NDArray[np.intp], NDArray[np.intp]] | None = None
    for column in range(len(centre)):
        mine = np.flatnonzero(of_unit == column)
        kinds = np.unique(piece[mine])
        if len(kinds) < 2:
            continue
        main = _main_piece(piece, size, mine, int(centre[column]))
        for kind in kinds[kinds != main].tolist():
            units = mine[piece[mine] == kind]
            if (column, int(units[0])) not in settled and (best is None or len(units) > len(best[1])):
                best = column, units, mine[piece[mine] == main]
    return best


def _main_piece(piece: Integers, size: NDArray[np.intp], mine: NDArray[np.intp], place: int) -> int:
    """The piece with the centre of a territory, or its largest."""
    at_home = 0 <= place < len(piece) and place in mine
    return int(piece[place] if at_home else piece[mine[np.argmax(size[piece[mine]])]])


def _corridor(
    adjacency: Adjacency, mosaic: Mosaic, loss: Floats, ends: tuple[NDArray[np.intp], NDArray[np.intp]]
) -> tuple[NDArray[np.intp], float]:
    """Units of the cheapest way between two sets of units, and what its items lose together."""
    planned = mosaic.item_of >= 0
    step = np.where(planned, loss[mosaic.item_of], np.inf)
    finite = step[np.isfinite(step)]
    step = step + SMALLEST * (float(finite.mean()) if len(finite) else 1.0) + 1e-300
    both = np.concatenate([adjacency.pairs, adjacency.pairs[:, ::-1]])
    both = both[np.isfinite(step[both[:, 1]])]
    graph = csr_array((step[both[:, 1]], (both[:, 0], both[:, 1])), shape=(adjacency.num_units,) * 2)
    start, goal = ends
    far, before, _ = dijkstra(graph, indices=start, min_only=True, return_predecessors=True)
    at = int(goal[np.argmin(far[goal])])
    dear = float(far[at])
    path = []
    while np.isfinite(dear) and before[at] >= 0:
        path.append(at)
        at = int(before[at])
    return np.array(path, dtype=np.intp), dear


def _within(adjacency: Adjacency, of_unit: Integers) -> Adjacency:
    """Contacts inside territories."""
    one, other = adjacency.pairs.T
    same = (of_unit[one] == of_unit[other]) & (of_unit[one] >= 0)
    return Adjacency(adjacency.num_units, adjacency.pairs[same], adjacency.border[same], adjacency.bridge[same])


def mend_fragments(adjacency: Adjacency, mosaic: Mosaic, board: Board, centre: Integers) -> Integers:
    """(F,) territories in one piece as far as the graph allows.

    Each territory keeps the piece with its centre, or its largest; other items go one by one to the touching territory
    that costs least, cheapest first (Prim's growth). Items that nobody who may serve them reaches stay where they are.
    """
    territory = board.territory.copy()
    kept = _kept(adjacency, mosaic, board, centre)
    if kept.all():
        return territory
    of_unit = np.where(mosaic.item_of >= 0, np.where(kept, territory, NOBODY)[mosaic.item_of], NOBODY)
    ahead: list[tuple[float, int, int]] = []

    def offer(unit: int) -> None:
        start, near = mosaic.neighbours
        for other in near[start[unit] : start[unit + 1]].tolist():
            item = int(mosaic.item_of[other])
            if item >= 0 and not kept[item] and np.isfinite(board.cost[item, of_unit[unit]]):
                heapq.heappush(ahead, (float(board.cost[item, of_unit[unit]]), item, int(of_unit[unit])))

    for unit in np.flatnonzero(of_unit >= 0).tolist():
        offer(unit)
    while ahead:
        _, item, column = heapq.heappop(ahead)
        if kept[item]:
            continue
        kept[item] = True
        territory[item] = column
        units = board.member[board.member_start[item] : board.member_start[item + 1]]
        of_unit[units] = column
        for unit in units.tolist():
            offer(unit)
    return territory


def _kept(adjacency: Adjacency, mosaic: Mosaic, board: Board, centre: Integers) -> NDArray[np.bool_]:
    """(F,) True for items in the piece of their territory that stays."""
    piece = components(_within(adjacency, board.of_unit))
    size = np.bincount(piece)
    stays = np.full(len(centre), NOBODY)
    for column in range(len(centre)):
        mine = np.flatnonzero(board.of_unit == column)
        if len(mine):
            stays[column] = _main_piece(piece, size, mine, int(centre[column]))
    placed = np.flatnonzero(mosaic.item_of >= 0)
    kept = np.ones(len(board.territory), dtype=np.bool_)
    np.logical_and.at(kept, mosaic.item_of[placed], piece[placed] == stays[board.of_unit[placed]])
    return kept
