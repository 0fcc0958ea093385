from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.quotas.season import period_starts, prorate, remaining_parts, shrink_seasonality

YEAR = period_starts(date(2027, 1, 1))


def simulated(rng: np.random.Generator, *, apart: float, noise: float):
    """Territories of many sizes with true profiles, three years of history; noise falls with the size of a year."""
    k, years, periods = 60, 3, 4
    size = rng.lognormal(0, 1.5, k)
    true = rng.dirichlet(np.full(periods, 20.0 / apart), k) if apart else np.full((k, periods), 0.25)
    shares = (
        true[:, np.newaxis, :] + rng.normal(0, noise, (k, years, periods)) / np.sqrt(size)[:, np.newaxis, np.newaxis]
    )
    return true, shares.clip(0) * size[:, np.newaxis, np.newaxis]


def test_the_formula():
    """Two territories, two years, two periods, worked by hand."""
    history = np.array([[[60, 40], [80, 20]], [[30, 70], [50, 50]]], dtype=float)
    # own 0.7 and 0.4 in the first period, company 0.55; squares over both periods: 2 * 0.1^2 = 0.02 each year.
    within = 4 * 100 * 0.02 / 2
    between = (2 * 200 * 2 * 0.15**2 - within) / (400 - 2 * 200**2 / 400)
    found = shrink_seasonality(history)
    assert found.within == pytest.approx(within)
    assert found.between == pytest.approx(between)
    z = 200 / (200 + within / between)
    assert found.credibility == pytest.approx([z, z])
    assert found.profiles[:, 0] == pytest.approx([0.55 + 0.15 * z, 0.55 - 0.15 * z])
    assert found.company == pytest.approx([0.55, 0.45])


def test_large_and_steady_history_is_believed():
    """Credibility rises with the amount of history; a territory without any takes the company's profile."""
    history = np.array([[[30, 10]] * 3, [[1000, 3000]] * 3, [[0, 0]] * 3], dtype=float)
    history[0, 0] = [20, 20]
    found = shrink_seasonality(history)
    assert found.credibility[1] > found.credibility[0] > found.credibility[2] == 0
    assert found.profiles[2] == pytest.approx(found.company)
    assert found.profiles.sum(axis=1) == pytest.approx(np.ones(3))


def squared_errors(apart: float) -> np.ndarray:
    """Of the shrunk profiles, of history alone and of the company's, over 20 simulated companies."""
    errors = np.zeros(3)
    for seed in range(20):
        true, history = simulated(np.random.default_rng(seed), apart=apart, noise=0.08)
        found = shrink_seasonality(history)
        for number, guess in enumerate((found.profiles, found.own, found.company)):
            errors[number] += ((guess - true) ** 2).sum()
    return errors


@pytest.mark.parametrize("apart", [0.3, 1.0, 5.0])
def test_shrunk_profiles_are_nearer_to_the_truth(apart):
    """Where territories differ, the shrunk profile errs less than history alone and than the company's."""
    shrunk, own, company = squared_errors(apart)
    assert shrunk < own
    assert shrunk < company


def test_where_nobody_differs_little_of_the_noise_stays():
    """Where all have the same season, less than a twentieth of what own history adds to the error is left."""
    shrunk, own, company = squared_errors(0.0)
    assert shrunk - company < (own - company) / 20


def test_one_year_cannot_tell_chance_from_habit():
    """With a single year everybody has the company's profile, and the variances are not known."""
    found = shrink_seasonality(np.array([[1.0, 3.0], [3.0, 1.0]]))
    assert found.profiles.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert found.within is None
    assert found.between is None


def test_one_territory_and_no_bookings():
    """A single territory is the company; without bookings the year is even; missing years do not count."""
    assert shrink_seasonality(np.array([[[1.0, 3.0], [3.0, 5.0]]])).profiles[0] == pytest.approx([4 / 12, 8 / 12])
    assert shrink_seasonality(np.zeros((2, 2, 4))).profiles == pytest.approx(np.full((2, 4), 0.25))
    filled = shrink_seasonality(np.array([[[1.0, 3.0], [np.nan, np.nan]]]))
    assert filled.profiles[0] == pytest.approx([0.25, 0.75])


@pytest.mark.parametrize("history", [np.ones(3), np.ones((0, 2, 4)), -np.ones((1, 2, 4)), np.full((1, 2, 4), np.inf)])
def test_history_that_cannot_be_used(history):
    """Shape and sign are checked."""
    with pytest.raises(ValueError, match="history"):
        shrink_seasonality(history)


def test_fiscal_years():
    """Months or quarters from any month on; others are refused."""
    assert period_starts(date(2026, 10, 1), 4) == (
        date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1), date(2027, 7, 1), date(2027, 10, 1)
    )  # fmt: skip
    assert len(YEAR) == 13
    for first, periods in ((date(2027, 1, 2), 12), (date(2027, 1, 1), 5), (date(2027, 1, 1), 0)):
        with pytest.raises(ValueError, match="a year begins with a month"):
            period_starts(first, periods)


def test_what_is_left_of_each_period():
    """Past 0, ahead 1, the month under way by its days."""
    assert remaining_parts(date(2027, 2, 15), YEAR).tolist() == [0, 0.5] + [1] * 10
    assert remaining_parts(date(2026, 5, 1), YEAR).tolist() == [1] * 12
    assert remaining_parts(date(2028, 5, 1), YEAR).tolist() == [0] * 12


def test_the_season_counts_not_the_days():
    """Half of the year's business is in the last quarter: who starts in October carries half a year's quota."""
    quarters = period_starts(date(2027, 1, 1), 4)
    profile = [1, 1, 1, 3]
    whole = {"first": date(2027, 10, 1), "last": date(2027, 12, 31)}
    assert prorate(np.array([100_000]), profile, quarters, **whole).tolist() == [50_000]
    left = {"first": date(2027, 1, 1), "last": date(2027, 9, 30)}
    assert prorate(np.array([100_000]), profile, quarters, **left).tolist() == [50_000]
    assert prorate(np.array([100_050]), profile, quarters, unit=100, **whole).tolist() == [50_000]


@given(
    st.integers(0, 10**12),
    st.dates(date(2027, 1, 1), date(2027, 12, 30)),
    st.lists(st.floats(0.1, 9), min_size=12, max_size=12),
)
def test_two_parts_of_a_year_are_the_year(quota, day, profile):
    """Until and from a day add up to the quota, to a cent of rounding; the whole year is the quota itself."""
    cents = np.array([quota])
    before = prorate(cents, profile, YEAR, first=YEAR[0], last=day)
    after = prorate(cents, profile, YEAR, first=date.fromordinal(day.toordinal() + 1), last=date(2027, 12, 31))
    assert abs(int(before[0] + after[0]) - quota) <= 1
    assert prorate(cents, profile, YEAR, first=YEAR[0], last=date(2027, 12, 31)).tolist() == [quota]


def test_proration_misuse():
    """Profiles that do not fit, and a last day before the first."""
    days = {"first": date(2027, 2, 1), "last": date(2027, 3, 1)}
    for profile in ([1, 1], [0] * 12, [-1] * 12, np.ones((2, 12))):
        with pytest.raises(ValueError, match="profiles"):
            prorate(np.array([1]), profile, YEAR, **days)
    with pytest.raises(ValueError, match="before it begins"):
        prorate(np.array([1]), np.ones(12), YEAR, first=date(2027, 3, 2), last=date(2027, 3, 1))
