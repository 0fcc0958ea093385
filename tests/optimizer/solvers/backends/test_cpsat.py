"""Rounded outwards, a row lets every point pass that keeps it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.solvers.backends.cpsat import LARGEST_COST, LARGEST_VALUE, cost_factor, whole_row

NUMBERS = st.one_of(st.integers(-50, 50).map(float), st.floats(-1e6, 1e6), st.floats(-1e-3, 1e-3))


@settings(deadline=None, max_examples=200)
@given(st.lists(NUMBERS, min_size=1, max_size=7), st.integers(0, 127))
def test_whatever_keeps_a_row_keeps_its_whole_one(values, code):
    """Any point, with the tightest limits it keeps."""
    value = np.array(values)
    point = np.array([code >> bit & 1 for bit in range(len(values))])
    total = float(value @ point)
    slack = 1e-12 * float(np.abs(value).sum())
    down, most, up, least = whole_row(value, total - slack, total + slack)
    assert int(down @ point) <= most
    assert int(up @ point) >= least
    assert max(np.abs(down).max(), np.abs(up).max()) <= LARGEST_VALUE + 1


def test_whole_numbers_stay():
    """Nothing is lost where nothing needs rounding; limits go to the next whole number inside."""
    down, most, up, least = whole_row(np.array([3.0, -2.0, 5.0]), 0.5, 6.5)
    assert down.tolist() == up.tolist() == [3, -2, 5]
    assert (least, most) == (1, 6)


@pytest.mark.parametrize("cost", [[1.0, 2.0], [1e-6, 3e-6], [4e9, 1.0], [0.0, 0.0]])
def test_all_costs_together_fit(cost):
    """Just below the largest sum, by a power of two, which rounds nothing itself."""
    factor = cost_factor(np.array(cost))
    assert factor * sum(cost) <= LARGEST_COST
    assert sum(cost) == 0.0 or factor * sum(cost) > LARGEST_COST / 2
    assert np.log2(factor) == np.round(np.log2(factor))
