"""Knapsacks are solved to the end, and no bound made of them is above the best plan."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.solvers.knapsack import Climb, Shops, bound_at, climb, new_notes


def _shops(cost, amount, room, wanted, own=None):
    """Every place may serve every item, one pool, one measure, no fixed centre; places lie at no item by default."""
    places, count = cost.shape
    return Shops(
        start=np.arange(places + 1, dtype=np.int64) * count,
        item=np.tile(np.arange(count, dtype=np.int32), places),
        cost=np.ascontiguousarray(cost, dtype=np.float64).ravel(),
        amount=np.array([amount], dtype=np.float64),
        room=np.full((1, places), float(room)),
        pool=np.zeros(places, dtype=np.int32),
        wanted=np.array([wanted], dtype=np.int64),
        fixed=np.zeros(places, dtype=np.bool_),
        own=np.full(places, -1, dtype=np.int32) if own is None else np.array(own, dtype=np.int32),
        reach=np.full(count, 1e3),
    )


numbers = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=8)


@given(numbers, st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_a_knapsack_against_all_subsets(items, room):
    """One place, costs of 0: its value is the most multiplier that fits, as every subset says."""
    amount, gain = (np.array(column, dtype=np.float64) for column in zip(*items, strict=True))
    shops = _shops(np.zeros((1, len(items))), amount, room, 1)
    notes = new_notes(shops, worth=False)
    value, served = bound_at(shops, gain, notes), notes.served
    subsets = [np.array(subset) for subset in product([0, 1], repeat=len(items))]
    most = max(float(subset @ gain) for subset in subsets if subset @ amount <= room)
    assert value == pytest.approx(gain.sum() - most, abs=1e-9)
    assert served @ amount <= room
    assert served @ gain == pytest.approx(most)


def test_the_best_places_are_taken():
    """Two of three places, and the values of all of them are noted."""
    cost = np.array([[0.0, 9.0, 9.0], [9.0, 0.0, 9.0], [9.0, 9.0, 4.0]])
    shops = _shops(cost, np.ones(3), 1.0, 2)
    notes = new_notes(shops, worth=True)
    value = bound_at(shops, np.full(3, 5.0), notes)
    assert notes.worth.tolist() == [-5.0, -5.0, -1.0]
    assert notes.chosen.tolist() == [True, True, False]
    assert notes.part.reshape(3, 3)[:2].tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert value == pytest.approx(15.0 - 10.0)


def test_climbing_ends_where_nothing_is_left():
    """Four items in two pairs, two places wanted: the bound reaches the best plan, and the climb says it is over."""
    spot = np.array([0.0, 1.0, 10.0, 11.0])
    cost = np.abs(spot[:, None] - spot[None])
    shops = _shops(cost, np.ones(4), 2.0, 2)
    begin = np.ones(4)
    average = np.zeros(16)
    state = Climb(begin.copy(), begin.copy(), np.zeros(4), np.array([-np.inf, 1.0, 0.0]), average)
    while climb(shops, state, 2.0, 50, 20):
        pass
    assert state.number[0] == pytest.approx(2.0, rel=1e-3)
    assert state.number[0] <= 2.0 + 1e-9
    # What steps took adds up to at most every item once, and to most of all of them.
    assert 3.0 < average.sum() < 4.5


def test_a_centre_serves_its_own_item():
    """Though another item would gain more for the room; and a place without room for its own has no centre."""
    cost = np.array([[0.0, 0.0]])
    notes = new_notes(_shops(cost, [1.0, 2.0], 2.0, 1), worth=False)
    value = bound_at(_shops(cost, [1.0, 2.0], 2.0, 1, own=[0]), np.array([1.0, 5.0]), notes)
    assert value == pytest.approx(6.0 - 1.0)
    assert notes.served.tolist() == [1.0, 0.0]
    none = bound_at(_shops(cost, [1.0, 2.0], 1.5, 1, own=[1]), np.array([1.0, 5.0]), notes)
    assert none == pytest.approx(6.0)
