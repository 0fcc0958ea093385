"""Who touches whom: pieces, cut units, bridges, barriers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.adjacency import (
    Adjacency,
    adjacency_from_pairs,
    articulation_units,
    components,
    pieces_of,
    with_bridges,
    without_contacts,
)

CHAIN = adjacency_from_pairs(5, [(0, 1), (1, 2), (3, 4)])


@st.composite
def graphs(draw: st.DrawFn) -> Adjacency:
    """Small graphs of any shape."""
    count = draw(st.integers(1, 9))
    unit = st.integers(0, count - 1)
    return adjacency_from_pairs(count, draw(st.lists(st.tuples(unit, unit), max_size=20)))


def reach(adjacency: Adjacency, start: int, members: set[int]) -> set[int]:
    """Units reached from one of them, by hand."""
    found, ahead = {start}, [start]
    while ahead:
        unit = ahead.pop()
        for pair in adjacency.pairs.tolist():
            for one, other in (pair, pair[::-1]):
                if one == unit and other in members and other not in found:
                    found.add(other)
                    ahead.append(other)
    return found


def count_pieces(adjacency: Adjacency, members: set[int]) -> int:
    """How many pieces the members fall into, by hand."""
    left, pieces = set(members), 0
    while left:
        left -= reach(adjacency, min(left), members)
        pieces += 1
    return pieces


def test_pairs_in_any_order_become_one_each():
    """Repeated and turned pairs are one contact; their borders add up; a unit does not touch itself."""
    found = adjacency_from_pairs(3, [(2, 0), (0, 2), (1, 1), (0, 1)], border=np.array([1.0, 2.0, 9.0, 4.0]))
    assert found.pairs.tolist() == [[0, 1], [0, 2]]
    assert found.border.tolist() == [4.0, 3.0]
    assert not found.bridge.any()


def test_neighbours_are_seen_from_both_sides():
    """Unit 1 of the chain has two neighbours, each end one."""
    near = CHAIN.neighbours()
    assert [near.unit[near.start[i] : near.start[i + 1]].tolist() for i in range(5)] == [[1], [0, 2], [1], [4], [3]]


@pytest.mark.parametrize(
    ("pairs", "message"),
    [([[1, 0]], "smaller first"), ([[0, 1], [0, 1]], "repeat"), ([[0, 5]], "below 3"), ([[1, 1]], "smaller first")],
)
def test_impossible_pairs_are_refused(pairs: list[list[int]], message: str):
    """A value that exists is valid."""
    with pytest.raises(ValueError, match=message):
        Adjacency(3, np.array(pairs, dtype=np.int32), np.zeros(len(pairs)), np.zeros(len(pairs), dtype=np.bool_))


def test_lists_of_unknown_units_are_refused():
    """A pair with a unit that is none is an error, not a silent loss."""
    with pytest.raises(ValueError, match=r"0\.\.2"):
        adjacency_from_pairs(3, [(0, 3)])


def test_pieces_of_territories():
    """A territory with units on both sides of a gap is in two pieces, an empty one in none."""
    assert pieces_of(CHAIN, np.array([0, 0, 1, 0, -1]), 3).tolist() == [2, 1, 0]


@given(graphs(), st.data())
def test_components_are_what_can_be_reached(adjacency: Adjacency, data: st.DataObject):
    """Two members are in one piece exactly if a walk among members joins them."""
    inside = np.array(data.draw(st.lists(st.booleans(), min_size=adjacency.num_units, max_size=adjacency.num_units)))
    members = set(np.flatnonzero(inside).tolist())
    piece = components(adjacency, inside)
    assert (piece[~inside] == -1).all()
    for unit in members:
        assert set(np.flatnonzero(piece == piece[unit]).tolist()) == reach(adjacency, unit, members)


@settings(deadline=None)
@given(graphs())
def test_cut_units_are_those_without_which_a_piece_falls_apart(adjacency: Adjacency):
    """Removing a cut unit adds pieces, removing any other does not."""
    everyone = set(range(adjacency.num_units))
    before = count_pieces(adjacency, everyone)
    by_hand = [unit for unit in everyone if count_pieces(adjacency, everyone - {unit}) > before]
    assert articulation_units(adjacency).tolist() == sorted(by_hand)


def test_the_shortest_bridges_join_the_pieces():
    """Of two candidates between the same pieces the shorter becomes a bridge, and is marked."""
    candidates = adjacency_from_pairs(5, [(0, 1), (2, 3), (2, 4)])
    length = np.array([1.0, 7.0, 5.0])
    found = with_bridges(CHAIN, candidates, length)
    assert found.pairs[found.bridge].tolist() == [[2, 4]]
    assert (components(found) == 0).all()


def test_a_whole_needs_no_bridge():
    """Nothing is added where all can be reached."""
    whole = adjacency_from_pairs(3, [(0, 1), (1, 2)])
    assert with_bridges(whole, adjacency_from_pairs(3, [(0, 2)]), np.ones(1)) is whole


def test_a_barrier_ends_a_contact():
    """A contact named from either side is gone, the others stay."""
    assert without_contacts(CHAIN, [(2, 1)]).pairs.tolist() == [[0, 1], [3, 4]]
