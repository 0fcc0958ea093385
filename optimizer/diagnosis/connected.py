"""Connected territories: what pieces of the map rule out by counting, and a search with a,b-separator cuts in rounds.

A territory with units a and b holds one of every set of units that parts them (Oehrlein and Haunert, 2017;
Validi, Buchanan and Lykhovyd, 2022)::

    sum_c in separator x_cj >= x_aj + x_bj - 1
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, hstack, vstack

from optimizer.adjacency import Adjacency, components
from optimizer.instance import NOBODY
from optimizer.travel import Floats

from .elastic import Elastic, solve_whole
from .highs import Columns, Ending, Model, Solution
from .rulebook import Rulebook

MOST_CUTS = 4
"""Units of a lost piece that get a separator each."""
COUNTING_SECONDS = 5.0
"""Most time for sharing pieces of the map out by counting."""


class Separator(NamedTuple):
    """Items of two units, items of the units that part them, and (r,) what there is on the first unit's side."""

    one: int
    other: int
    between: NDArray[np.intp]
    side: Floats


def piece_of_items(book: Rulebook) -> NDArray[np.intp] | None:
    """(F,) piece of the map each item lies in; None where some item lies in several, which nothing can connect."""
    piece = _pieces(book)[book.case.placed]
    first = np.zeros(book.num_items, dtype=np.intp)
    first[book.item_of] = piece
    return first if (first[book.item_of] == piece).all() else None


def pieces_refute(book: Rulebook) -> bool:
    """Whether the territories cannot be shared out among the pieces of the map, even if accounts could be split.

    With ``y_jc`` for territory j lying in piece c and ``w_jcr`` for what it holds there::

        sum_c y_jc <= 1,  lower_jr y_jc <= w_jcr <= min(upper_jr, within reach_jcr) y_jc,  sum_j w_jcr = total_cr
    """
    piece = piece_of_items(book)
    if piece is None:
        return True
    if piece.max() == 0:
        return False
    k, pieces = book.open.shape[1], int(piece.max()) + 1
    inside = np.eye(pieces)[piece]
    amounts = np.column_stack([book.amounts, np.ones(book.num_items)])
    lower = np.column_stack([book.lower, np.zeros(k)])
    upper = np.column_stack([book.upper, np.full(k, np.inf)])
    within_reach = np.einsum("fj,fr,fc->jcr", book.open.astype(np.float64), amounts, inside)
    most = np.minimum(upper[:, None, :], within_reach)
    total = inside.T @ amounts
    return _cannot_share(lower, most, total)


def _cannot_share(lower: NDArray[np.float64], most: NDArray[np.float64], total: NDArray[np.float64]) -> bool:
    k, pieces, r = most.shape
    scale = np.maximum(total.max(axis=0), 1e-6)
    lower, most, total = lower / scale, most / scale, total / scale
    home = np.repeat(np.arange(k), pieces)
    held = np.arange(k * pieces * r)
    in_pair = held // r
    one_home = csr_matrix((np.ones(k * pieces), (home, np.arange(k * pieces))), shape=(k, k * pieces))
    least_of = csr_matrix((np.repeat(lower, pieces, axis=0).ravel(), (held, in_pair)), shape=(len(held), k * pieces))
    most_of = csr_matrix((most.ravel(), (held, in_pair)), shape=(len(held), k * pieces))
    unit = csr_matrix((np.ones(len(held)), (held, held)), shape=(len(held), len(held)))
    of_piece = csr_matrix((np.ones(len(held)), (held % (pieces * r), held)), shape=(pieces * r, len(held)))
    rows = vstack(
        [
            hstack([one_home, csr_matrix((k, len(held)))]),
            hstack([-least_of, unit]),
            hstack([most_of, -unit]),
            hstack([csr_matrix((pieces * r, k * pieces)), of_piece]),
        ]
    ).tocsc()
    count = k * pieces
    slack = 1e-9
    low = np.concatenate([np.zeros(k), np.full(2 * len(held), -slack), total.ravel() - slack])
    high = np.concatenate([np.ones(k), np.full(2 * len(held), np.inf), total.ravel() + slack])
    integer = np.arange(count + len(held)) < count
    columns = Columns(np.zeros(len(integer)), np.where(integer, 1.0, np.inf), integer, csc_matrix(rows))
    return Model(columns, low, high).run(COUNTING_SECONDS).ending is Ending.INFEASIBLE


def solve_connected(book: Rulebook, program: Elastic, seconds: float) -> tuple[NDArray[np.intp] | None, Solution]:
    """Search whole and connected items, adding separators of what falls apart round by round; see ``solve_whole``."""
    ends = time.perf_counter() + seconds
    program = _with_cuts(program, book, _alone(book))
    while True:
        chosen, solution = solve_whole(program, ends - time.perf_counter())
        cuts = [] if chosen is None else _separators(book, program.territory[chosen])
        if not cuts:
            return chosen, solution
        if time.perf_counter() > ends:
            return None, Solution(Ending.UNFINISHED, None, None, solution.bound)
        program = _with_cuts(program, book, cuts)


def _pieces(book: Rulebook) -> NDArray[np.int32]:
    placed = np.zeros(book.case.instance.num_units, dtype=bool)
    placed[book.case.placed] = True
    return components(_adjacency(book), placed)


def _adjacency(book: Rulebook) -> Adjacency:
    adjacency = book.case.instance.adjacency
    assert adjacency is not None  # noqa: S101 -- checked with the criteria
    return adjacency


def _alone(book: Rulebook) -> list[Separator]:
    """The neighbours of each item, of which a territory that needs more than the item must have one."""
    adjacency, placed = _adjacency(book), book.case.placed
    item_of = np.full(adjacency.num_units, NOBODY, dtype=np.intp)
    item_of[placed] = book.item_of
    pairs = item_of[adjacency.pairs]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    cuts = []
    for item in range(book.num_items):
        around = np.unique(both[both[:, 0] == item, 1])
        cuts.append(Separator(item, NOBODY, around[around != item], book.amounts[item]))
    return [cut for cut in cuts if (cut.side < book.lower).any()]


def _separators(book: Rulebook, territory: NDArray[np.intp]) -> list[Separator]:
    """Separators around every piece but the largest of each territory that falls apart."""
    adjacency, placed = _adjacency(book), book.case.placed
    item_of = np.full(adjacency.num_units, NOBODY, dtype=np.intp)
    item_of[placed] = book.item_of
    start, neighbour = adjacency.neighbours()
    cuts = []
    for number in np.unique(territory).tolist():
        inside = np.zeros(adjacency.num_units, dtype=bool)
        inside[placed] = territory[book.item_of] == number
        piece = components(adjacency, inside)
        size = np.bincount(piece[inside])
        largest = int(size.argmax())
        for lost in range(len(size)):
            if lost == largest:
                continue
            members = np.flatnonzero(piece == lost)
            around = np.unique(np.concatenate([neighbour[start[unit] : start[unit + 1]] for unit in members]))
            around = around[(piece[around] != lost) & (item_of[around] >= 0)]
            other = int(item_of[np.flatnonzero(piece == largest)[0]])
            between, inner = np.unique(item_of[around]), np.unique(item_of[members])
            side = book.amounts[inner].sum(axis=0)
            cuts += [Separator(int(one), other, between, side) for one in inner[:MOST_CUTS]]
    return cuts


def _with_cuts(program: Elastic, book: Rulebook, cuts: list[Separator]) -> Elastic:
    """Add each separator's inequality for every territory, since names of territories are of no account to it.

    Where one side holds less than the territory must, ``sum_c in separator x_cj >= x_aj`` alone.
    """
    if not cuts:
        return program
    k = book.open.shape[1]
    pair = np.full(book.open.shape, -1, dtype=np.intp)
    pair[program.item, program.territory] = np.arange(len(program.item))
    rows, columns, values, least, number = [], [], [], list[float](), 0
    for cut in cuts:
        for territory in range(k):
            # Too little on one side, and the territory must cross over whatever is on the other.
            short = bool((cut.side < book.lower[territory]).any())
            if not short and cut.other == NOBODY:
                continue
            ends = [cut.one] if short else [cut.one, cut.other]
            items = np.concatenate([cut.between, ends]).astype(np.intp)
            sign = np.concatenate([np.ones(len(cut.between)), -np.ones(len(ends))])
            least.append(0.0 if short else -1.0)
            column = pair[items, territory]
            rows.append(np.full(int((column >= 0).sum()), number))
            columns.append(column[column >= 0])
            values.append(sign[column >= 0])
            number += 1
    entries = (np.concatenate(rows), np.concatenate(columns))
    added = csc_matrix((np.concatenate(values), entries), shape=(number, len(program.item)))
    stretch = program.stretch
    taller = vstack([stretch.matrix, csc_matrix((number, len(stretch.cost)))]).tocsc()
    return program._replace(
        rows=vstack([program.rows, added]).tocsc(),
        lower=np.concatenate([program.lower, least]),
        upper=np.concatenate([program.upper, np.full(number, np.inf)]),
        stretch=stretch._replace(matrix=taller),
    )
