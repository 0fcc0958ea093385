from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.potential import AccountTraits, Blend, BookingHistory, LapsedRemembered, LastTwelveMonths, ShrunkMean
from optimizer.potential.origins import origin_at, past_origins
from optimizer.potential.shrinkage import account_weights, fit_line, segment_means

METHODS = [LastTwelveMonths(), LapsedRemembered(), ShrunkMean(), Blend()]


def fit(method, history, traits=None):
    traits = traits or AccountTraits.alike(history.num_accounts)
    now = origin_at(history, traits, history.num_months)
    fitted = method.fit(now, past_origins(history, traits, history.num_months))
    return fitted, fitted.amounts(now)


def test_last_twelve_months_is_the_last_year(yearly):
    """Net returns count as 0, and idle accounts bring nothing."""
    fitted, amounts = fit(LastTwelveMonths(), yearly([[3, 5], [3, -5], [3, 0]]))
    assert amounts.tolist() == [5, 0, 0]
    assert fitted.fallback is None


def test_less_than_a_year_is_scaled_and_said(monthly):
    """Three months of 2 are a year of 8."""
    fitted, amounts = fit(LastTwelveMonths(), monthly([[1, 1, 0]]))
    assert amounts.tolist() == [8]
    assert "only 3 months" in fitted.fallback


@pytest.mark.parametrize("method", [ShrunkMean(), Blend()], ids=lambda method: method.name)
def test_without_a_past_origin_the_last_year_stands_in(method, yearly, monthly):
    """Twenty-three months hold no year before and after an origin: the fallback says so."""
    fitted, amounts = fit(method, yearly([[3, 5], [3, 4]]).until(23))
    assert amounts.tolist() == [3, 3]
    assert "23 months show no customer" in fitted.fallback
    fitted, amounts = fit(method, monthly([[1, 1, 0]]))
    assert amounts.tolist() == [8]
    assert "no seasons" in fitted.fallback


def skippers(count: int = 60) -> np.ndarray:
    """Accounts of 10, 20, ... that book every year, but for one third that skips the second year or the third."""
    rows = np.repeat(10.0 * (1 + np.arange(count))[:, None], 3, axis=1)
    rows[::3, 1] = 0.0
    rows[1::3, 2] = 0.0
    return rows


def test_who_skipped_a_year_is_remembered(yearly):
    """Those that skipped the second year came back in full, so those that skipped the third are expected to.

    The total is that of the last year: what comes back is missing elsewhere.
    """
    rows = skippers()
    _, flat = fit(LastTwelveMonths(), yearly(rows))
    fitted, amounts = fit(LapsedRemembered(), yearly(rows))
    assert fitted.fallback is None
    lapsed = rows[:, 2] == 0
    assert not flat[lapsed].any()
    assert amounts.sum() == pytest.approx(flat.sum())
    assert amounts[lapsed] / amounts[lapsed].sum() == pytest.approx(rows[lapsed, 1] / rows[lapsed, 1].sum(), rel=1e-3)
    assert amounts / amounts.sum() == pytest.approx(rows[:, 0] / rows[:, 0].sum(), rel=1e-3)


def test_who_is_lost_for_good_is_not(yearly):
    """Where nobody came back, lapsed accounts stay at nothing."""
    rows = skippers()
    rows[::3, 2] = 0.0
    _, flat = fit(LastTwelveMonths(), yearly(rows))
    _, amounts = fit(LapsedRemembered(), yearly(rows))
    assert amounts == pytest.approx(flat, abs=1e-3)


def test_a_history_that_shows_no_lapsed_accounts_says_so(yearly):
    """Two years, or too few who lapsed: the last twelve months."""
    for rows in (skippers()[:, :2], skippers(30)):
        fitted, amounts = fit(LapsedRemembered(), yearly(rows))
        assert amounts.tolist() == rows[:, -1].tolist()
        assert "fewer than 20 lapsed accounts" in fitted.fallback


@pytest.mark.parametrize("method", [ShrunkMean(), Blend()], ids=lambda method: method.name)
def test_shrinkage_knows_lapsed_from_new(method, yearly):
    """Accounts that never booked start at 6 in the mean; they say nothing of those that skipped a year."""
    rows = np.vstack([skippers(), [[0, 0, 6]] * 30, [[0, 0, 0]] * 30])
    history = yearly(rows)
    _, amounts = fit(method, history)
    lapsed = (rows[:, 2] == 0) & (rows[:, 1] > 0)
    assert amounts[lapsed].sum() == pytest.approx(rows[lapsed, 1].sum(), rel=0.25)
    assert amounts[90:].max() < 10


def test_shrinkage_follows_the_past(yearly):
    """Where every account came half-way to the mean of its segment, it will again; the total stays."""
    first = np.array([2.0, 4.0, 6.0, 8.0])
    second = 2.5 + 0.5 * first
    fitted, amounts = fit(ShrunkMean(), yearly(np.column_stack([first, second])))
    assert (fitted.line.level, fitted.line.slope) == pytest.approx((0.5, 0.5))
    assert amounts == pytest.approx(2.5 + 0.5 * second)


def test_idle_accounts_are_a_group_of_their_own(yearly):
    """Customers that decline and idle accounts that start are both as in the past."""
    _, amounts = fit(ShrunkMean(), yearly([[8, 4], [8, 4], [0, 4], [0, 0]]))
    assert amounts == pytest.approx([2, 2, 2, 2])


def test_the_blend_is_between_its_parts(company):
    """Each account is between the shrunk mean and the last twelve months, lapsed ones remembered, by one weight."""
    history, traits = company(1)
    blend, blended = fit(Blend(), history, traits)
    shrunk, flat = (fit(method, history, traits)[1] for method in (ShrunkMean(), LapsedRemembered()))
    assert 0 < blend.weight < 1
    assert blended == pytest.approx(blend.weight * shrunk + (1 - blend.weight) * flat)


def test_the_weight_is_the_least_squares_one_across_halves(yearly):
    """Equal to a search over weights of the squared errors, fit of one half against accounts of the other."""
    rng = np.random.default_rng(5)
    size = rng.lognormal(2, 1, 60) * (np.arange(60) % 7 > 0)
    history = yearly(np.column_stack([size * rng.lognormal(0, 0.5, 60) for _ in range(2)]))
    traits = AccountTraits.alike(60)
    (past,) = past_origins(history, traits, 24)
    odd = np.arange(60) % 2 == 1
    predicted, weights = np.zeros(60), np.zeros(60)
    for half in (odd, ~odd):
        judged, learnt = past.among(half), past.among(~half)
        line = fit_line([learnt]).amounts(segment_means(judged), past.recent)
        idle = learnt.outcome[learnt.idle].mean()
        predicted[half] = np.where(past.active, line, idle)[half]
        weights[half] = account_weights(judged)[half]
    tried = np.linspace(0, 1, 1001)
    errors = [(weights * (one * predicted + (1 - one) * past.recent - past.outcome) ** 2).sum() for one in tried]
    fitted, _ = fit(Blend(), history, traits)
    assert 0 < fitted.weight < 1
    assert fitted.weight == pytest.approx(tried[int(np.argmin(errors))], abs=1e-3)


def test_a_stationary_company_is_forecast_without_bias(company):
    """Sparse bookings of lasting sizes: neither the length of the history nor idle accounts tilt the total."""
    biases = []
    for seed in range(8):
        history, traits = company(seed, n=3_000, years=4)
        actual = history.window(48).sum()
        _, amounts = fit(ShrunkMean(), history.until(36), traits)
        biases.append(amounts.sum() / actual - 1)
    assert np.mean(biases) == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
@pytest.mark.parametrize(
    "rows",
    [[[0, 0, 0]], [[5, 5, 5]], [[0, 0, 0], [0, 0, 7]], [[-5, -5, -5], [1, 1, 1]], [[1e12, 1e12, 1e12], [1, 0, 1]]],
    ids=["nothing", "one account", "one start", "returns", "a giant"],
)
def test_small_and_odd_companies(method, rows, yearly):
    """Nothing booked, one account, only returns, a giant: finite amounts, none negative."""
    _, amounts = fit(method, yearly(rows))
    assert np.isfinite(amounts).all()
    assert (amounts >= 0).all()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_no_account_at_all(method, monthly):
    """A history of nobody is forecast as nothing."""
    _, amounts = fit(method, monthly(np.zeros((0, 36))))
    assert amounts.tolist() == []


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS), st.floats(1e-3, 1e6))
def test_the_unit_of_money_plays_no_part(seed, method, unit):
    """Counting in another currency multiplies every forecast."""
    rng = np.random.default_rng(seed)
    amounts = rng.lognormal(3, 1, (12, 40)) * (rng.random((12, 40)) < 0.2)
    one, other = (BookingHistory(pd.RangeIndex(12), np.datetime64("2024-01"), scale * amounts) for scale in (1.0, unit))
    assert fit(method, other)[1] == pytest.approx(unit * fit(method, one)[1], rel=1e-6, abs=1e-9 * unit)
