"""Equal chance of attainment as amounts by level."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from optimizer.quotas import EqualAttainment, equalise
from optimizer.quotas.rounding import round_exact

DRAWS = np.array([[30.0, 5.0], [10.0, 5.0], [20.0, 7.0]])


@pytest.mark.parametrize(
    ("level", "amounts"),
    [
        (-1, [0, 0]),
        (-0.5, [500, 250]),
        (0, [1_000, 500]),
        (0.25, [1_500, 500]),
        (0.5, [2_000, 500]),
        (0.75, [2_500, 600]),
        (1, [3_000, 700]),
        (2, [6_000, 1_400]),
    ],
)
def test_amounts_are_quantiles_and_go_on_beyond_the_draws(level, amounts):
    """Straight lines between the draws, to nothing below the smallest, in proportion above the largest."""
    assert EqualAttainment(DRAWS).amounts(np.full(2, float(level))) == pytest.approx(amounts)


@given(arrays(float, (7, 3), elements=st.floats(-100, 1e6)), st.floats(0, 1))
def test_they_are_the_quantiles_of_numpy(draws, level):
    """Inside the draws the amounts are what ``numpy.quantile`` has, draws below 0 counted as 0."""
    expected = np.quantile(np.maximum(draws, 0.0), level, axis=0) * 100
    assert EqualAttainment(draws).amounts(np.full(3, level)) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(arrays(float, (5, 2), elements=st.floats(0, 1e6)), st.floats(-1, 3), st.floats(-1, 3))
def test_more_level_is_never_less(draws, one, other):
    """Amounts never fall, ties and single floats included."""
    difficulty = EqualAttainment(draws)
    for low, high in (sorted([one, other]), (one, np.nextafter(one, 9))):
        assert (difficulty.amounts(np.full(2, low)) <= difficulty.amounts(np.full(2, high))).all()


def test_everybody_has_the_same_chance():
    """The quotas of a target have the level's chance of being missed, for territories large, small and uncertain."""
    rng = np.random.default_rng(5)
    draws = rng.lognormal([8, 10, 9], [0.1, 0.5, 1.0], (4_000, 3))
    difficulty = EqualAttainment(draws)
    found = equalise(int(draws.mean(axis=0).sum() * 100), difficulty)
    assert difficulty.chance_of_missing(found.amounts) == pytest.approx(np.full(3, found.level), abs=1 / 4_000)
    assert 0.4 < found.level < 0.9


def test_targets_beyond_all_draws_have_a_level():
    """More than the best year of all, or less than the worst, is still shared out, in proportion to these years."""
    best, worst = equalise(7_400, EqualAttainment(DRAWS)), equalise(750, EqualAttainment(DRAWS))
    assert (best.level, worst.level) == pytest.approx((2.0, -0.5))
    assert best.amounts == pytest.approx([6_000, 1_400])
    assert worst.amounts == pytest.approx([500, 250])


def test_one_draw_and_territories_without_any_sales():
    """A single draw is a point forecast; a territory that never sells gets nothing while another can take it."""
    point = EqualAttainment(np.array([[10.0, 30.0]]))
    assert equalise(6_000, point).amounts == pytest.approx([1_500, 4_500])
    assert equalise(5_000, EqualAttainment(np.array([[10.0, 0.0], [20.0, 0.0]]))).amounts.tolist() == [5_000, 0]


@pytest.mark.parametrize(
    ("draws", "message"),
    [
        (np.ones(3), r"draws need the shape \(draws, territories\)"),
        (np.ones((0, 3)), "none of them 0"),
        (np.array([[1.0, np.nan]]), "given nan in draw 0 of 1"),
    ],
)
def test_draws_that_cannot_be(draws, message):
    """Empty draws and those that are no numbers are refused."""
    with pytest.raises(ValueError, match=message):
        EqualAttainment(draws)


def test_an_amount_reached_to_the_cent_is_not_missed():
    """1.15 is 115 cents though 1.15 * 100 is less, half a cent is nothing, and a cent is."""
    sure = EqualAttainment(np.array([[1.15], [1.15]]))
    assert sure.chance_of_missing(np.array([115])) == [0]
    assert sure.chance_of_missing(np.array([115.5])) == [0]
    assert sure.chance_of_missing(np.array([116])) == [1]


def test_equal_chances_survive_rounding():
    """Two territories without spread share an odd cent: both make their quota, as both did before."""
    difficulty = EqualAttainment(np.full((3, 2), 100.005))
    quotas = round_exact(equalise(20_001, difficulty).amounts, 20_001)
    assert sorted(quotas.tolist()) == [10_000, 10_001]
    assert difficulty.chance_of_missing(quotas).tolist() == [0, 0]
