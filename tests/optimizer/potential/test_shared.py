from __future__ import annotations

import numpy as np
import pytest

from optimizer.potential import AccountTraits, SharedRisk
from optimizer.potential.origins import Origin
from optimizer.potential.shared import ASSUMED_YEARS, COMPANY_SD, REGION_SD, estimate_shared


def year(actual: np.ndarray) -> Origin:
    yes = np.ones(len(actual), dtype=bool)
    traits = AccountTraits.alike(len(actual))
    return Origin(
        at=24, recent=actual, active=yes, known=yes, before=0 * actual, active_before=~yes, actual=actual, traits=traits
    )


def test_without_a_past_year_the_shocks_are_assumed():
    """No year observed: the documented values, marked as assumed."""
    risk = estimate_shared([], np.zeros(3, dtype=np.int64))
    assert (risk.company_sd, risk.region_sd, risk.years) == (COMPANY_SD, REGION_SD, 0)


def test_a_missed_year_widens_and_a_hit_one_narrows():
    """The variance is that of the assumption, worth two years, and of the squared error of the year.

    With one region the shock of that region is part of the error: both together are as wide as the year was wrong.
    """
    forecast = np.full(4_000, 10.0)
    region = np.zeros(4_000, dtype=np.int64)
    missed = estimate_shared([(year(1.5 * forecast), forecast)], region)
    seen = np.log(1.5) ** 2 - REGION_SD**2
    expected = (ASSUMED_YEARS * COMPANY_SD**2 + seen) / (ASSUMED_YEARS + 1)
    assert missed.company_sd == pytest.approx(np.sqrt(expected))
    assert estimate_shared([(year(forecast), forecast)], region).company_sd < COMPANY_SD
    assert missed.years == 1


def test_regions_apart_are_told_from_the_company():
    """Two regions that moved against each other are a regional shock and none of the company."""
    forecast = np.full(400, 10.0)
    region = np.arange(400) % 2
    actual = forecast * np.where(region == 0, 1.4, 0.6)
    risk = estimate_shared([(year(actual), forecast)], region)
    assert risk.region_sd > REGION_SD
    assert risk.company_sd < COMPANY_SD


def test_noise_of_accounts_is_no_shock():
    """Independent accounts of three per region make wild regional ratios: nearly all of it is their own noise."""
    rng = np.random.default_rng(3)
    region = np.arange(60) // 3
    estimates = []
    for _ in range(40):
        forecast = np.full(60, 10.0)
        tests = [(year(forecast * rng.lognormal(-0.125, 0.5, 60)), forecast) for _ in range(4)]
        estimates.append(estimate_shared(tests, region).region_sd)
    assert np.mean(estimates) < 0.17
    assert np.std(np.log([rng.lognormal(-0.125, 0.5, 3).mean() for _ in range(2_000)])) > 0.25


@pytest.mark.parametrize(
    ("regions", "company", "by_region"),
    [(10, 0.3, 0.2), (3, 0.2, 0.2), (3, 0.0, 0.3), (2, 0.3, 0.3)],
    ids=["many regions", "few", "no company", "two"],
)
def test_true_shocks_are_found_from_many_years(regions, company, by_region):
    """Known shocks are found without bias, be there few regions or many, of unequal size.

    Without heed of a region's own part in the whole, three regions of 0.3 and no shock of the company looked like a
    company of 0.19 and regions of 0.24.
    """
    rng = np.random.default_rng(4)
    region = rng.choice(regions, 600, p=rng.dirichlet(np.full(regions, 5.0)))
    forecast = rng.lognormal(3, 0.5, 600)
    tests = []
    for _ in range(2_000):
        shock = np.exp(company * rng.standard_normal() + by_region * rng.standard_normal(regions))[region]
        tests.append((year(forecast * shock * rng.lognormal(-0.02, 0.2, 600)), forecast))
    risk = estimate_shared(tests, region)
    # Four standard errors of a variance from 2,000 years, of which the company's holds the regions' own.
    loose = 4 * np.sqrt(2 / 2_000)
    assert risk.company_sd**2 == pytest.approx(company**2, abs=loose * (company**2 + by_region**2))
    assert risk.region_sd**2 == pytest.approx(by_region**2, abs=loose * by_region**2)


def test_regions_of_one_account_leave_their_shock_to_the_noise():
    """Where each region is one account nothing tells shock and noise apart: the region's stays as assumed."""
    forecast = np.full(50, 10.0)
    rng = np.random.default_rng(8)
    tests = [(year(forecast * rng.lognormal(-0.125, 0.5, 50)), forecast) for _ in range(200)]
    risk = estimate_shared(tests, np.arange(50))
    assert risk.region_sd == pytest.approx(REGION_SD)
    assert risk.company_sd < 0.05


@pytest.mark.parametrize("actual", [np.zeros(4), np.full(4, -2.0)], ids=["nothing", "returns"])
def test_a_year_without_bookings_teaches_nothing(actual):
    """A logarithm of nothing is not taken."""
    risk = estimate_shared([(year(actual), np.ones(4))], np.arange(4) % 2)
    assert (risk.company_sd, risk.years) == (pytest.approx(COMPANY_SD), 0)


def test_factors_have_mean_one_and_the_spread_asked_for():
    """Fifty thousand draws; regions share the company's shock; no risk is a factor of exactly 1."""
    risk = SharedRisk(company_sd=0.3, region_sd=0.2, region=np.array([0, 1, 1]))
    factors = risk.factors(50_000, np.random.default_rng(5))
    assert factors.shape == (2, 50_000)
    assert factors.mean(axis=1) == pytest.approx([1, 1], abs=0.01)
    logs = np.log(factors)
    assert logs.std(axis=1) == pytest.approx([np.sqrt(0.13)] * 2, rel=0.02)
    assert np.cov(logs)[0, 1] == pytest.approx(0.09, rel=0.05)
    assert (SharedRisk.none().factors(5, np.random.default_rng(6)) == 1).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"company_sd": -0.1}, "company_sd must be 0 or more"),
        ({"region_sd": np.nan}, "given nan"),
        ({"company_sd": 15.0}, "0.15 is 15 %"),
        ({"region": np.array([0, -1])}, "code of their own"),
    ],
)
def test_misuse(changes, message):
    """Percent in place of shares, and unknown regions, are refused."""
    with pytest.raises(ValueError, match=message):
        SharedRisk(**changes)
