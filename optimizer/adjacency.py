"""Who touches whom: contacts between units, the pieces they fall into, bridges over water, barriers.

``contact`` finds contacts from polygons or points; here they are a value that a plan is judged by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from .compiled import jitted
from .travel import Floats, Integers


class Neighbours(NamedTuple):
    """The neighbours of unit i are ``unit[start[i]:start[i + 1]]``, increasing."""

    start: Integers
    unit: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """Contacts between units, each pair once.

    Parameters
    ----------
    num_units
        Number of units n.
    pairs
        (e, 2) units in contact, the smaller first, rows increasing.
    border
        (e,) length of the shared border in the unit of the map (kilometres); NaN where none is known.
    bridge
        (e,) True for contacts that were added so that every unit can be reached.

    Raises
    ------
    ValueError
        If pairs repeat, join a unit with itself, or name a unit that is none.
    """

    num_units: int
    pairs: Integers
    border: Floats
    bridge: NDArray[np.bool_]

    def __post_init__(self) -> None:
        count = len(self.pairs)
        if self.pairs.shape != (count, 2) or self.border.shape != (count,) or self.bridge.shape != (count,):
            raise ValueError("pairs must be (e, 2), border and bridge (e,)")
        if count:
            first, second = self.pairs.T.astype(np.int64)
            code = first * self.num_units + second
            if first.min() < 0 or second.max() >= self.num_units or (first >= second).any():
                raise ValueError(f"pairs must be of two units below {self.num_units}, the smaller first")
            if (np.diff(code) <= 0).any():
                raise ValueError("pairs must increase and none may repeat")
        for array in (self.pairs, self.border, self.bridge):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.pairs)

    def neighbours(self) -> Neighbours:
        """All contacts from both sides."""
        one, other = np.concatenate([self.pairs, self.pairs[:, ::-1]]).T if len(self) else np.empty((2, 0), np.int32)
        order = np.lexsort((other, one))
        start = np.searchsorted(one[order], np.arange(self.num_units + 1)).astype(np.int32)
        return Neighbours(start, np.ascontiguousarray(other[order], dtype=np.int32))


def adjacency_from_pairs(
    num_units: int, pairs: Iterable[tuple[int, int]] | NDArray[np.integer], border: Floats | None = None
) -> Adjacency:
    """Contacts from any list of pairs: order does not matter, repeated ones are kept once, their borders added.

    Parameters
    ----------
    num_units
        Number of units n.
    pairs
        Two unit indices each.
    border
        Length of each pair's shared border, None where unknown.
    """
    listed = np.array(pairs if isinstance(pairs, np.ndarray) else list(pairs), dtype=np.int64).reshape(-1, 2)
    length = np.full(len(listed), np.nan) if border is None else np.asarray(border, dtype=float)
    if len(listed) and (listed.min() < 0 or listed.max() >= num_units):
        raise ValueError(f"pairs must be of units 0..{num_units - 1}")
    apart = listed[:, 0] != listed[:, 1]
    ordered, length = np.sort(listed[apart], axis=1), length[apart]
    code, inverse = np.unique(ordered[:, 0] * num_units + ordered[:, 1], return_inverse=True)
    total = np.zeros(len(code))
    np.add.at(total, inverse.ravel(), length)
    both = np.column_stack([code // num_units, code % num_units]).astype(np.int32)
    return Adjacency(num_units, both, total, np.zeros(len(code), dtype=np.bool_))


def components(adjacency: Adjacency, members: NDArray[np.bool_] | None = None) -> Integers:
    """(n,) number of the piece each unit belongs to, -1 for units that are no members.

    Parameters
    ----------
    adjacency
        Contacts.
    members
        (n,) units looked at; contacts with others do not count. None for all.
    """
    one, other = adjacency.pairs.T
    inside = np.ones(adjacency.num_units, dtype=np.bool_) if members is None else members
    kept = inside[one] & inside[other]
    piece = _pieces(adjacency.num_units, one[kept], other[kept])
    _, numbered = np.unique(piece[inside], return_inverse=True)
    found = np.full(adjacency.num_units, -1, dtype=np.int32)
    found[inside] = numbered.ravel()
    return found


def pieces_of(adjacency: Adjacency, territory_of: Integers, num_territories: int) -> Integers:
    """(k,) number of pieces each territory falls into; 0 where it is empty."""
    one, other = adjacency.pairs.T
    same = territory_of[one] == territory_of[other]
    piece = _pieces(adjacency.num_units, one[same], other[same])
    placed = territory_of >= 0
    code = np.unique(np.column_stack([territory_of[placed], piece[placed]]), axis=0)
    return np.bincount(code[:, 0], minlength=num_territories).astype(np.int32)


def _pieces(num_units: int, one: Integers, other: Integers) -> Integers:
    graph = csr_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(num_units, num_units))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def without_contacts(adjacency: Adjacency, pairs: Iterable[tuple[int, int]]) -> Adjacency:
    """The same contacts but for some, such as those across a river without a crossing."""
    shut = {(min(pair), max(pair)) for pair in pairs}
    kept = np.array([tuple(pair) not in shut for pair in adjacency.pairs.tolist()], dtype=np.bool_)
    return Adjacency(adjacency.num_units, adjacency.pairs[kept], adjacency.border[kept], adjacency.bridge[kept])


def with_bridges(adjacency: Adjacency, candidates: Adjacency, length: Floats) -> Adjacency:
    """Join the pieces by the shortest candidates: a minimum spanning tree in which contacts are free (Kruskal, 1956).

    Parameters
    ----------
    adjacency
        Contacts, in pieces.
    candidates
        Pairs a bridge may join, such as ``contact.delaunay_adjacency``: its edges hold the shortest bridges.
    length
        (e,) of each candidate, not negative.

    Returns
    -------
    Adjacency
        The contacts and the bridges, which are marked; pieces no candidate leads to stay apart.
    """
    piece = components(adjacency)
    one, other = candidates.pairs.T
    joins = piece[one] != piece[other]
    if not joins.any():
        return adjacency
    ends = np.sort(np.column_stack([piece[one[joins]], piece[other[joins]]]), axis=1).astype(np.int64)
    row, far = np.flatnonzero(joins), length[joins]
    order = np.argsort(far, kind="stable")
    # The first of each pair of pieces is the shortest.
    code, first = np.unique(ends[order][:, 0] * (piece.max() + 1) + ends[order][:, 1], return_index=True)
    shortest = row[order][first]
    count = int(piece.max()) + 1
    # A weight of 0 would be no edge to scipy.
    weight = length[shortest] + 1e-9 * (1.0 + float(length.max(initial=0.0)))
    tree = minimum_spanning_tree(csr_array((weight, (code // count, code % count)), shape=(count, count))).tocoo()
    first, second = np.minimum(tree.row, tree.col), np.maximum(tree.row, tree.col)
    used = shortest[np.isin(code, first.astype(np.int64) * count + second)]
    pairs = np.concatenate([adjacency.pairs, candidates.pairs[used]])
    found = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return replace(
        adjacency,
        pairs=np.ascontiguousarray(pairs[found]),
        border=np.concatenate([adjacency.border, np.full(len(used), np.nan)])[found],
        bridge=np.concatenate([adjacency.bridge, np.ones(len(used), dtype=np.bool_)])[found],
    )


def articulation_units(adjacency: Adjacency, members: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Units without which their piece falls apart: the low points of a depth-first search (Hopcroft and Tarjan, 1973).

    Parameters
    ----------
    adjacency, members
        As for ``components``.
    """
    inside = np.ones(adjacency.num_units, dtype=np.bool_) if members is None else members
    return np.flatnonzero(_articulate(adjacency.neighbours(), inside))


@jitted
def _articulate(neighbours: Neighbours, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    count = len(inside)
    cuts = np.zeros(count, dtype=np.bool_)
    found, low = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    parent, upcoming = np.full(count, -1), neighbours.start[:-1].copy()
    stack, clock = np.empty(count, dtype=np.int64), 0
    for root in range(count):
        if not inside[root] or found[root] > 0:
            continue
        clock += 1
        found[root] = low[root] = clock
        stack[0], depth, children = root, 1, 0
        while depth > 0:
            unit = stack[depth - 1]
            if upcoming[unit] < neighbours.start[unit + 1]:
                other = neighbours.unit[upcoming[unit]]
                upcoming[unit] += 1
                if not inside[other] or other == parent[unit]:
                    continue
                if found[other] > 0:
                    low[unit] = min(low[unit], found[other])
                    continue
                clock += 1
                found[other] = low[other] = clock
                parent[other] = unit
                stack[depth] = other
                depth += 1
            else:
                depth -= 1
                above = parent[unit]
                if above < 0:
                    continue
                low[above] = min(low[above], low[unit])
                if above == root:
                    children += 1
                elif low[unit] >= found[above]:
                    cuts[above] = True
        cuts[root] = children > 1
    return cuts
