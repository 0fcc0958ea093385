"""Fragments tied on by corridors or given to their neighbours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs, pieces_of
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.fragments import join_fragments, mend_fragments
from optimizer.solvers.ground import find_ground
from optimizer.solvers.mosaic import find_mosaic, new_board

LINE = adjacency_from_pairs(7, [(i, i + 1) for i in range(6)])


@pytest.fixture
def laid(make):
    """Seven accounts on a line under two free territories: the board, its graph, the centres."""

    def _laid(territory, centre, **options):
        instance = replace(make([float(i) for i in range(7)], [None, None], **options), adjacency=LINE)
        criteria = Criteria()
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        ground, mosaic = find_ground(instance, criteria, eligibility, items), find_mosaic(LINE, items)
        places = np.array(centre, dtype=np.int32)
        return new_board(mosaic, ground, np.array(territory, dtype=np.int32), places), mosaic, places

    return _laid


def test_fragments_go_to_those_they_touch(laid):
    """A stray account amid the other territory joins it; each keeps the piece with its centre."""
    board, mosaic, centre = laid([0, 0, 1, 0, 1, 1, 0], [1, 5])
    mended = mend_fragments(LINE, mosaic, board, centre)
    assert (pieces_of(LINE, mended, 2) == 1).all()
    assert mended.tolist() == [0, 0, 0, 0, 1, 1, 1]


def test_a_whole_plan_needs_no_mending(laid):
    """It is given back as it is, by both ways of mending."""
    board, mosaic, centre = laid([0, 0, 0, 1, 1, 1, 1], [1, 5])
    assert mend_fragments(LINE, mosaic, board, centre).tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert join_fragments(LINE, mosaic, board, centre, priced=board.cost).tolist() == [0, 0, 0, 1, 1, 1, 1]


def test_fragments_nobody_reaches_stay(laid):
    """An account whose neighbours may not serve it keeps its territory."""
    tags = {"kind": ([0, 0, 0, 1, 0, 0, 1], ["0", "01"])}
    board, mosaic, centre = laid([0, 0, 0, 1, 0, 0, 1], [1, 6], tags=tags)
    assert mend_fragments(LINE, mosaic, board, centre)[3] == 1


def test_a_corridor_is_cheaper_than_a_large_fragment(laid):
    """Three accounts that would lose much are tied on through one that loses little."""
    board, mosaic, centre = laid([0, 0, 1, 0, 0, 0, 1], [1, 6])
    priced = np.array([[0.0, 9.0], [0.0, 9.0], [0.5, 0.0], [0.0, 9.0], [0.0, 9.0], [0.0, 9.0], [9.0, 0.0]])
    joined = join_fragments(LINE, mosaic, board, centre, priced=priced)
    assert joined.tolist() == [0, 0, 0, 0, 0, 0, 1]


def test_a_dear_corridor_is_not_built(laid):
    """What loses less than the way to it is left to the neighbours."""
    board, mosaic, centre = laid([0, 0, 1, 1, 1, 1, 0], [1, 3])
    priced = np.array([[0.0, 9.0], [0.0, 9.0], [8.0, 0.0], [8.0, 0.0], [8.0, 0.0], [9.0, 0.0], [0.0, 1.0]])
    joined = join_fragments(LINE, mosaic, board, centre, priced=priced)
    assert joined.tolist() == board.territory.tolist()


def test_a_corridor_spares_the_centres_of_others(laid):
    """The centre of another territory does not change hands, however cheap the way through it."""
    board, mosaic, centre = laid([0, 0, 1, 0, 0, 1, 1], [1, 2])
    priced = np.zeros((7, 2))
    priced[[0, 1, 3, 4], 1] = 9.0
    assert join_fragments(LINE, mosaic, board, centre, priced=priced)[2] == 1
