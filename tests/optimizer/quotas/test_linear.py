"""Shares, growth and unrealised potential as amounts by level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.quotas import Growth, Proportional, UnrealisedPotential

AMOUNTS = st.lists(st.floats(0, 1e9), min_size=3, max_size=3).map(np.array)
LEVELS = st.floats(-1, 50)


def test_amounts_are_cents_at_each_territorys_own_level():
    """Currency units go in, cents come out, one level each."""
    levels = np.array([-0.5, 0.0, 0.1])
    assert Growth(np.full(3, 10.0)).amounts(levels) == pytest.approx([500, 1_000, 1_100])
    assert Proportional(np.array([1.0, 2.0, 3.0])).amounts(np.array([1.0, 1.0, 2.0])).tolist() == [1, 2, 6]


def test_unrealised_potential_is_asked_for_in_part():
    """At 0 the baselines, at 1 the potential, below 0 less of all; who is above potential keeps the baseline."""
    difficulty = UnrealisedPotential(np.array([60.0, 50.0]), np.array([100.0, 20.0]))
    for level, expected in ((-1, [0, 0]), (-0.5, [3_000, 2_500]), (0, [6_000, 5_000]), (0.5, [8_000, 5_000])):
        assert difficulty.amounts(np.full(2, float(level))) == pytest.approx(expected)
    assert difficulty.amounts(np.full(2, 2.0)) == pytest.approx([14_000, 5_000])


@given(AMOUNTS, AMOUNTS, LEVELS, LEVELS)
def test_more_level_is_never_less(first, second, one, other):
    """Every amount rises with its level, whatever the numbers."""
    low, high = sorted([one, other])
    for difficulty in (Growth(first), UnrealisedPotential(first, second)):
        below, above = (difficulty.amounts(np.full(3, level)) for level in (low, high))
        assert (below <= above).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Proportional(np.array([1.0, -0.5])), "weights must be finite .* given -0.5 for territory 1"),
        (lambda: Proportional(np.array([])), "weights need one number per territory"),
        (lambda: Growth(np.array([np.nan])), "history must be finite"),
        (lambda: UnrealisedPotential(np.ones(2), np.ones(3)), "2 baselines need as many potentials, given 3"),
        (lambda: UnrealisedPotential(np.ones(1), np.array([np.inf])), "potential must be finite"),
    ],
)
def test_what_cannot_be(make, message):
    """Impossible amounts are refused at construction, by name."""
    with pytest.raises(ValueError, match=message):
        make()


def test_what_is_given_stays_as_it_was():
    """Changing the array afterwards changes nothing, and the object's own cannot be changed."""
    given_history = np.array([1.0, 2.0])
    growth = Growth(given_history)
    given_history[0] = 99.0
    assert growth.history.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        growth.history[0] = 5.0
