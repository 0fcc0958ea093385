from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.potential.draws import GammaDraws, GivenDraws, QuantileDraws


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_gamma_draws_have_the_mean_and_spread_asked_for():
    """Twenty thousand draws come within two percent; no spread is the mean itself, and nothing is negative."""
    draws = GammaDraws(np.array([100.0, 5.0, 3.0, 0.0]), np.array([30.0, 20.0, 0.0, 0.0])).sample(0, 4, 20_000, rng())
    assert draws[:2].mean(axis=1) == pytest.approx([100, 5], rel=0.1)
    assert draws[:2].std(axis=1) == pytest.approx([30, 20], rel=0.1)
    assert (draws[2] == 3).all()
    assert (draws[3] == 0).all()
    assert draws.min() >= 0


def test_a_tiny_spread_does_not_overflow():
    """A standard deviation of next to nothing is next to the mean."""
    draws = GammaDraws(np.array([1e6]), np.array([1e-300])).sample(0, 1, 50, rng())
    assert draws == pytest.approx(np.full((1, 50), 1e6), rel=1e-4)


@pytest.mark.parametrize(
    ("mean", "sd", "message"),
    [
        ([1.0, -2.0], [0.0, 0.0], "given -2.0 and 0.0 for account 1"),
        ([1.0, 2.0], [0.0, np.nan], "given 2.0 and nan for account 1"),
        ([0.0], [3.0], "give quantiles"),
        ([1.0], [1.0, 2.0], "one number an account"),
        (1.0, 1.0, "one number an account"),
    ],
)
def test_gamma_misuse_names_the_account(mean, sd, message):
    """What no bookings can be is refused."""
    with pytest.raises(ValueError, match=message):
        GammaDraws(np.array(mean), np.array(sd))


def test_quantile_draws_give_the_quantiles_back():
    """The share below each given quantile is its level, and the mean is the area under them."""
    own = QuantileDraws(np.array([0.1, 0.5, 0.9]), np.array([[10.0, 20.0, 60.0], [0.0, 0.0, 5.0]]))
    draws = own.sample(0, 2, 40_000, rng())
    assert np.quantile(draws[0], [0.1, 0.5, 0.9]) == pytest.approx([10, 20, 60], rel=0.03)
    assert draws.mean(axis=1) == pytest.approx(own.means(), rel=0.02)
    assert draws.min() >= 0


def test_tails_go_on_as_the_last_piece():
    """Beyond the outer levels the slope stays, below it stops at 0 unless the lowest is negative."""
    _, values = QuantileDraws(np.array([0.2, 0.8]), np.array([[1.0, 7.0], [5.0, 11.0], [-4.0, 2.0]])).knots()
    assert values == pytest.approx(np.array([[0, 1, 7, 9], [3, 5, 11, 13], [-4, -4, 2, 4]]))


@pytest.mark.parametrize(
    ("levels", "values", "message"),
    [
        ([0.5], [[1.0]], "two or more"),
        ([0.9, 0.1], [[1.0, 2.0]], "rising"),
        ([0.0, 0.5], [[1.0, 2.0]], "between 0 and 1"),
        ([0.1, 0.9], [1.0, 2.0], r"expected \(accounts, 2\)"),
        ([0.1, 0.9], [[1.0, 2.0], [3.0, 2.0]], r"\[3.0, 2.0\] for account 1"),
        ([0.1, 0.9], [[1.0, np.inf]], "for account 0"),
    ],
)
def test_quantile_misuse_names_the_account(levels, values, message):
    """Quantiles that cross or are missing are refused."""
    with pytest.raises(ValueError, match=message):
        QuantileDraws(np.array(levels), np.array(values))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=6), st.integers(0, 2**32 - 1))
def test_quantile_draws_stay_within_their_ends(values, seed):
    """No draw leaves the range of the knots, which never fall."""
    row = np.sort(values)
    own = QuantileDraws(np.linspace(0.1, 0.9, len(row)), row[None, :])
    _, knots = own.knots()
    assert (np.diff(knots[0]) >= -1e-9 * np.abs(knots).max()).all()
    draws = own.sample(0, 1, 30, np.random.default_rng(seed))
    slack = 1e-9 * np.abs(knots).max()
    assert knots[0, 0] - slack <= draws.min()
    assert draws.max() <= knots[0, -1] + slack


def test_given_draws_are_given_back():
    """The first rows, of the accounts asked for; more than there are is refused."""
    own = GivenDraws(np.arange(12.0).reshape(3, 4))
    assert own.sample(1, 3, 2, rng()).tolist() == [[1, 5], [2, 6]]
    with pytest.raises(ValueError, match="4 draws are wanted and 3 were given"):
        own.sample(0, 1, 4, rng())


@pytest.mark.parametrize(
    ("values", "message"),
    [([1.0], "expected"), (np.zeros((0, 2)), "expected"), ([[0.0, 1.0], [2.0, np.nan]], "draw 1 of account 1")],
)
def test_given_misuse(values, message):
    """A wrong shape or a missing number is refused."""
    with pytest.raises(ValueError, match=message):
        GivenDraws(np.array(values))
