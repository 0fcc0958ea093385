from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.potential import AccountTraits, Blend, BookingHistory, LastTwelveMonths, ShrunkMean, forecast_next_year
from optimizer.potential.forecast import outlook_at
from optimizer.potential.shared import COMPANY_SD


def test_a_forecast_tells_what_it_is_of(company):
    """Year, accounts, method and verdict, and the same numbers in its table."""
    history, traits = company(3, n=2_000)
    forecast = forecast_next_year(history, traits, groups=np.arange(2_000) // 10)
    assert str(forecast.first_month) == "2028-01"
    assert forecast.verdict.method is forecast.method
    assert forecast.verdict.better
    assert forecast.fallback is None
    table = forecast.to_frame()
    assert table["forecast"].to_numpy() == pytest.approx(forecast.point)
    assert table["last_twelve_months"].to_numpy() == pytest.approx(history.window(48))
    assert table["account"].tolist() == history.accounts.tolist()
    assert table["idle"].to_numpy().tolist() == (history.window(48) == 0).tolist()


def test_a_method_of_choice_is_used_unasked(yearly):
    """Whoever names a method gets it, without a verdict."""
    forecast = forecast_next_year(yearly([[1, 2, 4]] * 3), method=Blend())
    assert forecast.method == Blend()
    assert forecast.verdict is None


def test_nothing_after_an_origin_is_used(company):
    """The outlook of a past origin is that of the history cut there, draws included."""
    history, traits = company(4)
    _, _, outlook = outlook_at(history, traits, method=Blend(), at=36)
    cut = forecast_next_year(history.until(36), traits, method=Blend()).outlook
    assert np.array_equal(outlook.point, cut.point)
    one, other = (each.territory_draws(np.arange(800) % 7, 7, draws=50, seed=1) for each in (outlook, cut))
    assert np.array_equal(one, other)


def test_the_total_of_the_draws_is_about_that_of_the_points(company):
    """Peers shift accounts against each other, not the company."""
    history, traits = company(5, n=3_000)
    outlook = forecast_next_year(history, traits, method=ShrunkMean()).outlook
    draws = outlook.territory_draws(np.zeros(3_000, dtype=int), 1, draws=4_000, seed=1)
    assert draws.mean() == pytest.approx(outlook.point.sum(), rel=0.02)


def test_shared_shocks_are_estimated_where_there_are_years(company):
    """A company whose years jump gets wider shocks than a steady one; less than two years have none to learn from."""
    steady, traits = company(6, n=3_000, years=6)
    shaken, _ = company(6, n=3_000, years=6, company_sd=0.5)
    found = [forecast_next_year(one, traits, method=ShrunkMean()).outlook.shared for one in (steady, shaken)]
    assert [one.years for one in found] == [5, 5]
    assert found[0].company_sd < COMPANY_SD < found[1].company_sd
    short = forecast_next_year(steady.until(23), traits, method=ShrunkMean()).outlook.shared
    assert (short.company_sd, short.years) == (COMPANY_SD, 0)


def test_what_features_cannot_tell_yet_widens_no_shock(company):
    """In a first year no method is fitted: the shocks are those of the flat forecast, with features and without."""
    history, traits = company(7, n=500, years=3)
    featured = replace(traits, features=np.random.default_rng(1).standard_normal((500, 1)))
    plain, other = (
        forecast_next_year(history.until(24), one, method=ShrunkMean()).outlook.shared for one in (traits, featured)
    )
    assert plain.years == 1
    assert other.company_sd == plain.company_sd


def test_business_of_accounts_not_listed_is_told(yearly):
    """A third of a past year came from an account that was listed during it: told, and in nobody's forecast."""
    codes = np.zeros(3, dtype=np.int64)
    listed = np.array(["NaT", "NaT", "2025-06"], dtype="datetime64[M]")
    traits = AccountTraits(segment=codes, region=codes, known_from=listed)
    history = yearly([[5, 5], [5, 5], [0, 5]])
    assert forecast_next_year(history, traits, method=ShrunkMean()).unlisted_share == pytest.approx(1 / 3)
    assert forecast_next_year(history, method=ShrunkMean()).unlisted_share == 0.0


@pytest.mark.parametrize(
    "rows",
    [np.zeros((0, 36)), np.zeros((3, 36)), np.ones((1, 1)), np.full((2, 40), -1.0), np.eye(5, 40) * 1e12],
    ids=["nobody", "nothing", "one month", "returns", "giants"],
)
def test_odd_companies(rows, monthly):
    """Nobody, nothing booked, a single month, only returns, giants: a forecast with finite draws."""
    forecast = forecast_next_year(monthly(rows))
    assert forecast.method == LastTwelveMonths()
    draws = forecast.outlook.territory_draws(np.zeros(len(rows), dtype=int), 2, draws=20, seed=1)
    assert draws.shape == (20, 2)
    assert np.isfinite(draws).all()


def test_misuse(yearly):
    """Traits and groups of other accounts are refused."""
    history = yearly([[1, 2, 3]])
    with pytest.raises(ValueError, match="traits of 2 accounts"):
        forecast_next_year(history, AccountTraits.alike(2))
    with pytest.raises(ValueError, match="groups of 2 accounts"):
        forecast_next_year(history, groups=["a", "b"])


@pytest.mark.slow
def test_a_hundred_thousand_accounts_hold_their_sums(monthly):
    """100,000 accounts x 36 months, 88 % zeros, 200 draws over 1,000 territories: the sums are right at that size."""
    rng = np.random.default_rng(0)
    amounts = rng.lognormal(7, 1.5, 100_000)[:, None] * (rng.random((100_000, 36)) < 0.12)
    history = BookingHistory(monthly(np.zeros((100_000, 1))).accounts, np.datetime64("2024-01"), amounts)
    territory_of = rng.integers(-1, 1_000, 100_000)
    forecast = forecast_next_year(history, groups=territory_of)
    draws = forecast.outlook.territory_draws(territory_of, 1_000, draws=200, seed=1)
    points = forecast.outlook.territory_points(territory_of, 1_000)
    assert draws.shape == (200, 1_000)
    assert points.sum() == pytest.approx(forecast.point[territory_of >= 0].sum())
    assert draws.sum(axis=1).mean() == pytest.approx(points.sum(), rel=0.05)
