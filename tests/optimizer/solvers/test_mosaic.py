"""Boards, and centres moved along the graph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.chance import chance_of
from optimizer.solvers.ground import find_ground
from optimizer.solvers.mosaic import find_mosaic, new_board, recentre

LINE = adjacency_from_pairs(7, [(i, i + 1) for i in range(6)])


@pytest.fixture
def laid(make):
    """Seven accounts on a line under two territories, free or not: the board, what it was made from, the centres."""

    def _laid(territory, centre, *, free=True, **options):
        instance = make([float(i) for i in range(7)], [None, None] if free else [0.0, 6.0], **options)
        instance = replace(instance, adjacency=LINE)
        criteria = Criteria()
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        ground, mosaic = find_ground(instance, criteria, eligibility, items), find_mosaic(LINE, items)
        places = np.array(centre, dtype=np.int32)
        return new_board(mosaic, ground, np.array(territory, dtype=np.int32), places), mosaic, ground, places

    return _laid


def test_a_board_says_what_the_plan_costs(laid):
    """Costs are distances to the centres, totals and anchors those of the plan."""
    board, *_ = laid([0, 0, 0, 1, 1, 1, 1], [1, 5])
    assert board.cost[:, 0].tolist() == [1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert board.anchor.tolist() == [1, 5]
    assert board.size.tolist() == [3, 4]


def test_fixed_centres_hold_nothing(laid):
    """Any account may leave the home of a rep."""
    board, *_ = laid([0, 0, 0, 1, 1, 1, 1], [7, 8], free=False)
    assert board.anchor.tolist() == [-1, -1]


def test_centres_walk_to_the_middle(laid):
    """From the end of a territory to its median, step by step; costs and anchor follow."""
    board, _, ground, centre = laid([0, 0, 0, 0, 0, 1, 1], [0, 6])
    assert recentre(ground, board, centre, chance_of(1, 0))
    assert centre[0] == 2
    assert board.anchor[0] == 2
    assert board.cost[:, 0].tolist() == [2.0, 1.0, 0.0, 1.0, 2.0, 3.0, 4.0]
    assert not recentre(ground, board, centre, chance_of(1, 0))


def test_homes_do_not_walk(laid):
    """Centres that are given stay."""
    board, _, ground, centre = laid([0, 0, 0, 0, 0, 1, 1], [7, 8], free=False)
    assert not recentre(ground, board, centre, chance_of(1, 0))
