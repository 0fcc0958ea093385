"""Regions taken apart: filled, mended, measured."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solvers.box import CHAINS, SHIFTS, SWAPS, Box, fill, mend, merit, weigh


@pytest.fixture
def two_towns():
    """Four accounts, two near each of two centres, room for two in each territory."""
    cost = np.array([[1.0, 9.0], [2.0, 8.0], [9.0, 1.0], [8.0, 2.0]])
    ones = np.ones((4, 1))
    limits = np.zeros((2, 1)), np.full((2, 1), 2.0), np.full((2, 1), 100.0)
    nothing = np.zeros(0)
    return Box(
        cost,
        np.zeros(4, dtype=np.int32),
        ones,
        np.zeros((4, 2, 0)),
        np.zeros((2, 1)),
        *limits,
        np.zeros(2),
        nothing,
        nothing,
        nothing,
    )


def test_filling_gives_each_its_nearest(two_towns):
    """Where there is room, and the totals say so."""
    assert fill(two_towns)
    assert two_towns.part.tolist() == [0, 0, 1, 1]
    assert two_towns.total[:, 0].tolist() == [2.0, 2.0]
    assert merit(two_towns) == pytest.approx(6.0)


def test_an_item_nobody_may_have(two_towns):
    """Ends the trial."""
    two_towns.cost[1] = np.inf
    assert not fill(two_towns)


def test_mending_swaps_what_is_the_wrong_way_round(two_towns):
    """A shift would overfill; a swap mends it."""
    fill(two_towns)
    two_towns.part[:] = [0, 1, 0, 1]
    weigh(two_towns)
    before = merit(two_towns)
    mend(two_towns, SHIFTS)
    assert merit(two_towns) == before
    mend(two_towns, SWAPS)
    assert two_towns.part.tolist() == [0, 0, 1, 1]


def test_an_excess_costs_its_slope(two_towns):
    """Three where two have room cost a hundred more."""
    fill(two_towns)
    cheap = merit(two_towns)
    two_towns.part[:] = [0, 0, 0, 1]
    two_towns.total[:, 0] = [3.0, 1.0]
    weigh(two_towns)
    assert merit(two_towns) == pytest.approx(cheap + 8.0 + 100.0)


def test_a_chain_mends_what_no_swap_can():
    """Three full towns in a row, the last with room: one account moves up and pushes another on."""
    cost = np.array([[5.0, 1.0, 99.0], [99.0, 2.0, 3.0], [99.0, 99.0, 1.0]])
    limits = np.zeros((3, 1)), np.array([[1.0], [1.0], [2.0]]), np.full((3, 1), 100.0)
    nothing = np.zeros(0)
    total = np.ones((3, 1))
    part = np.arange(3, dtype=np.int32)
    moves = np.zeros((3, 3, 0))
    box = Box(cost, part, np.ones((3, 1)), moves, total, *limits, np.zeros(3), nothing, nothing, nothing)
    mend(box, SWAPS)
    assert box.part.tolist() == [0, 1, 2]
    mend(box, CHAINS)
    assert box.part.tolist() == [1, 2, 2]
    assert box.total[:, 0].tolist() == [0.0, 1.0, 2.0]
