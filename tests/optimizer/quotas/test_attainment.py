"""Chances are counts over draws, nothing else."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import beta, norm

from optimizer.quotas.attainment import COLUMNS, company_chance, counting_error, simulate_attainment

FOUR_YEARS = np.array([[90.0, 10.0], [100.0, 20.0], [110.0, 30.0], [120.0, 0.0]])
"""Two territories in four possible years."""


def test_chances_are_counted_by_hand():
    """Who makes quota, how many do, and whether the company does, in four possible years."""
    found = simulate_attainment([100, 20], FOUR_YEARS, target=120, levels=[0, 0.5, 1])
    assert found.chance.tolist() == [0.75, 0.5]
    assert found.expected == pytest.approx([1.05, 0.75])
    assert found.quantiles == pytest.approx(np.array([[0.9, 0.0], [1.05, 0.75], [1.2, 1.5]]))
    assert found.shares.tolist() == [0.0, 1.0, 1.0, 0.5]
    assert found.expected_share == 0.625
    assert found.share_quantiles([0, 1]).tolist() == [0.0, 1.0]
    assert found.company_chance == 0.75


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_who_meets_the_quota_to_the_cent_makes_it(precision):
    """A revenue equal to the quota counts, whatever the precision of the draws."""
    quotas = np.array([0.1, 1_234_567.89, 33_333.33])
    found = simulate_attainment(quotas, quotas[np.newaxis].astype(precision))
    assert found.chance.tolist() == [1, 1, 1]
    assert found.expected.tolist() == [1, 1, 1]


def test_a_territory_without_a_quota_counts_in_no_share():
    """Nobody on leave is at quota, and nobody's share is diluted by them; their revenue is the company's."""
    found = simulate_attainment([100, 0], FOUR_YEARS, target=110)
    assert found.chance[0] == 0.75
    assert np.isnan([found.chance[1], found.expected[1], found.standard_error[1], *found.quantiles[:, 1]]).all()
    assert found.carries.tolist() == [True, False]
    assert found.expected_share == 0.75
    assert found.company_chance == 0.75


def test_the_error_is_that_of_counting():
    """The standard error is the deviation of a Beta(x + 1, d - x + 1), so that it is above 0 for never and always."""
    for hits in (0, 3, 10):
        assert counting_error(hits / 10, 10) == pytest.approx(beta(hits + 1, 11 - hits).std())
    assert counting_error(0.3, 10**6) == pytest.approx(np.sqrt(0.3 * 0.7 / 10**6), rel=1e-4)


def test_chances_agree_with_the_normal_distribution():
    """For normal years the chance is that of the distribution within four standard errors, and so are quantiles."""
    generator = np.random.default_rng(7)
    mean, deviation = np.linspace(50, 150, 200), np.linspace(5, 30, 200)
    draws = generator.normal(mean, deviation, (20_000, 200))
    found = simulate_attainment(np.full(200, 100.0), draws.astype(np.float32), target=100 * 200.0)
    assert (np.abs(found.chance - norm.sf(100, mean, deviation)) < 4 * found.standard_error).all()
    assert found.quantiles[2] == pytest.approx(mean / 100, abs=0.02)
    company = norm.sf(20_000, mean.sum(), np.sqrt((deviation**2).sum()))
    assert abs(found.company_chance - company) < 4 * found.company_standard_error


@given(st.integers(1, 2 * COLUMNS + 1), st.integers(1, 30), st.integers(0, 10**6))
def test_any_number_of_territories_is_counted_as_one_array(k, d, seed):
    """Working in pieces changes nothing, one territory and one draw included."""
    generator = np.random.default_rng(seed)
    draws, quotas = generator.integers(-2, 5, (d, k)).astype(float), generator.integers(1, 4, k).astype(float)
    found = simulate_attainment(quotas, draws, target=3.0 * k, levels=[0.5])
    assert found.chance == pytest.approx((draws >= quotas).mean(axis=0))
    assert found.shares == pytest.approx((draws >= quotas).mean(axis=1))
    assert found.quantiles[0] == pytest.approx(np.median(draws / quotas, axis=0), rel=1e-6)
    assert found.company_chance == pytest.approx((draws.sum(axis=1) >= 3 * k).mean())


@given(arrays(np.float64, (6, 3), elements=st.floats(0, 1e6)), st.lists(st.floats(1, 1e6), min_size=3, max_size=3))
def test_a_higher_quota_is_never_likelier_to_be_met(draws, quotas):
    """Raising all quotas lowers no chance, and whole numbers of revenue may be integers."""
    low, high = simulate_attainment(quotas, draws), simulate_attainment(np.multiply(quotas, 1.5), draws)
    assert (high.chance <= low.chance).all()
    assert high.expected_share <= low.expected_share
    assert simulate_attainment(quotas, draws.astype(np.int64)).levels == low.levels


def test_a_target_needs_no_quotas():
    """The chance of the company alone."""
    assert company_chance(FOUR_YEARS, 120) == 0.75
    assert simulate_attainment([1, 1], FOUR_YEARS).company_chance is None
    with pytest.raises(ValueError, match="target must be a finite amount"):
        company_chance(FOUR_YEARS, float("nan"))


@pytest.mark.parametrize(
    ("quotas", "draws", "message"),
    [
        ([1.0], FOUR_YEARS, r"draws have shape \(4, 2\) for quotas of shape \(1,\)"),
        ([1.0, 1.0], np.empty((0, 2)), "a row a draw"),
        ([1.0, -2.0], FOUR_YEARS, "given -2.0 for territory 1"),
        ([1.0, np.nan], FOUR_YEARS, "given nan for territory 1"),
        ([0.0, 0.0], FOUR_YEARS, "no territory has a quota above 0"),
        ([1.0, 1.0], np.array([[1.0, np.inf]]), "those of territory 1 are not"),
    ],
)
def test_misuse_is_told(quotas, draws, message):
    """What cannot be counted is named."""
    with pytest.raises(ValueError, match=message):
        simulate_attainment(quotas, draws)


def test_levels_are_shares():
    """Quantiles are asked for as shares, not per cent."""
    with pytest.raises(ValueError, match="levels must be shares"):
        simulate_attainment([1.0, 1.0], FOUR_YEARS, levels=[50])
    assert simulate_attainment([1.0, 1.0], FOUR_YEARS, levels=[]).quantiles.shape == (0, 2)


@pytest.mark.slow
def test_ten_thousand_draws_of_a_thousand_reps_take_two_seconds():
    """Half of what attainment and payout together may take."""
    draws = np.random.default_rng(7).lognormal(0, 0.3, (10_000, 1_000)).astype(np.float32)
    started = time.process_time()
    simulate_attainment(np.ones(1_000), draws, target=1_000.0)
    assert time.process_time() - started < 2.5


def test_noise_of_floats_and_half_a_cent_decide_nothing():
    """0.1 + 0.7 are 0.8, and a quota rounded up by half a cent is met where its year is; a cent short is short."""
    assert company_chance(np.array([[0.1, 0.7]]), 0.8) == 1
    assert company_chance(np.array([[0.1, 0.7]]), 0.81) == 0
    sure = np.array([[100.005, 100.005]])
    assert simulate_attainment([100.00, 100.01], sure).chance.tolist() == [1, 1]
    assert simulate_attainment([100.00, 100.02], sure).chance.tolist() == [1, 0]
