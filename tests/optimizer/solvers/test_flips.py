"""Flips and swaps along borders: what may leave, what may join, totals that stay right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.adjacency import adjacency_from_pairs, pieces_of
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.chance import chance_of
from optimizer.solvers.exchange import Cooling, Slopes
from optimizer.solvers.flips import flip_along_borders, may_join, may_leave, put
from optimizer.solvers.ground import find_ground
from optimizer.solvers.mosaic import find_mosaic, new_board

CROSS = [(0, 1), (1, 2), (1, 3), (3, 4)]
"""0 - 1 - 2 with 3 - 4 hanging from 1."""


@pytest.fixture(scope="module")
def board_of(make):
    """Boards of accounts on a line of places, with any contacts."""

    def _board_of(pairs, territory, **options):
        n, k = len(territory), max(territory) + 1
        instance = make([float(i) for i in range(n)], [float(j) for j in range(k)], **options)
        instance = replace(instance, adjacency=adjacency_from_pairs(n, pairs))
        criteria = Criteria(balance={"count": 0.5}, keep_together=True, disruption_at_most=0.5)
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        first = items.members.unit[items.members.start[:-1]]
        ground = find_ground(instance, criteria, eligibility, items)
        centre = (n + np.arange(k)).astype(np.int32)
        return new_board(find_mosaic(instance.adjacency, items), ground, np.array(territory, np.int32)[first], centre)

    return _board_of


def test_a_cut_unit_may_not_leave(board_of):
    """Without 1 or 3 the rest falls apart, without an end it does not."""
    board = board_of(CROSS, [0, 0, 0, 0, 0])
    assert [may_leave(board, item) for item in range(5)] == [True, False, True, False, True]


def test_only_neighbours_join(board_of):
    """3 touches the territory of 4, 2 does not."""
    board = board_of(CROSS, [0, 0, 0, 0, 1])
    assert [may_join(board, item, 1) for item in range(4)] == [False, False, False, True]


def test_a_family_joins_as_a_whole(board_of):
    """Of a family of 2 and 3 both must reach the territory, through each other if need be."""
    chain = board_of([(0, 1), (1, 2), (2, 3), (3, 4)], [0, 0, 0, 0, 1], family=[0, 1, 2, 2, 3])
    assert may_join(chain, 2, 1)
    apart = board_of([(0, 1), (1, 2), (1, 3), (3, 4)], [0, 0, 0, 0, 1], family=[0, 1, 2, 2, 3])
    assert not may_join(apart, 2, 1)


def test_putting_keeps_totals(board_of):
    """Totals, sizes, disruption and the units' territories follow."""
    board = board_of(CROSS, [0, 0, 0, 1, 1], incumbent=[0, 0, 0, 1, 1])
    put(board, 3, 0)
    assert board.of_unit.tolist() == [0, 0, 0, 0, 1]
    assert board.size.tolist() == [4, 1]
    assert board.total[:, 0].tolist() == [4.0, 1.0]
    assert board.moved == pytest.approx([0.2])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 4))
def test_pieces_stay_whole_and_totals_true(board_of, seed, k):
    """From any connected plan on a grid, however hot: connected after, no territory empty, totals as if made anew."""
    pairs = [(i, i + 1) for i in range(24) if (i + 1) % 5] + [(i, i + 5) for i in range(20)]
    territory = [min(i // 5, k - 1) for i in range(25)]
    board = board_of(pairs, territory)
    slopes = Slopes(np.ones(board.total.shape), np.ones(len(board.moved)))
    flip_along_borders(board, slopes, Cooling(2_000, 50.0, 1.0), 500, chance_of(seed, 0))
    adjacency = adjacency_from_pairs(25, pairs)
    assert pieces_of(adjacency, board.of_unit, k).tolist() == [1] * k
    assert board.total[:, 0] == pytest.approx(np.bincount(board.territory, minlength=k))
    assert (board.of_unit == board.territory).all()


def test_nothing_leaves_where_it_is_cold(board_of):
    """With each account at home and no heat nothing changes."""
    board = board_of(CROSS, [0, 1, 2, 3, 4])
    slopes = Slopes(np.ones(board.total.shape), np.ones(len(board.moved)))
    flip_along_borders(board, slopes, Cooling(500, 1e-9, 1e-9), 100, chance_of(1, 0))
    assert board.territory.tolist() == [0, 1, 2, 3, 4]
