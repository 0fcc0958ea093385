"""What the study asks of the package: forecasts from what a planner sees, and quotas of one chance."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.company import all_regimes, make_company
from benchmarks.quota_outlook import Seen, equal_chance, outlook_of

NOISY = all_regimes()[4]


@pytest.fixture(scope="module")
def company():
    """Accounts with much noise of their own and a history that tells something."""
    return make_company(NOISY, 3)


def test_a_planner_sees_no_truth(company):
    """What the forecast gets are the bookings and codes."""
    seen = Seen.of(company)
    assert set(seen.__slots__) == {"bookings", "segment", "region", "territory", "num_territories"}
    assert seen.bookings is company.bookings


def test_the_forecast_beats_the_last_year_where_there_is_noise(company):
    """Shrinking helps at territory level, the backtest says so, and draws are repeatable."""
    foreseen = outlook_of(Seen.of(company), draws=400, seed=1)
    draws = foreseen.draws
    truth = company.by_territory(company.expected)
    recent = company.by_territory(company.recent)
    assert foreseen.better is True
    assert draws.shape == (400, 60)
    assert np.abs(draws.mean(axis=0) - truth).sum() < np.abs(recent - truth).sum()
    assert (draws == outlook_of(Seen.of(company), draws=400, seed=1).draws).all()


def test_a_company_that_never_booked(company):
    """No bookings give a forecast next to nothing, not an error."""
    seen = replace(Seen.of(company), bookings=np.zeros_like(company.bookings))
    draws = outlook_of(seen, draws=5, seed=1).draws
    assert np.isfinite(draws).all()
    assert draws.max() < 1_000


def test_all_have_one_chance():
    """The amounts add up to the nearest cent and stand at the same quantile of each territory's own draws."""
    generator = np.random.default_rng(7)
    draws = generator.lognormal([8, 10, 12], [0.2, 0.5, 1.0], (4_001, 3))
    quotas = equal_chance(draws, float(draws.mean(axis=0).sum()))
    assert quotas.sum() == pytest.approx(draws.mean(axis=0).sum(), abs=0.005)
    chances = (draws >= quotas).mean(axis=0)
    assert np.ptp(chances) <= 2 / 4_001
    assert 0.2 < chances[0] < 0.5


@pytest.mark.parametrize("target", [3.0, 100.0])
def test_targets_beyond_all_draws_are_shared_all_the_same(target):
    """Less than the worst years together, or more than the best: still the target, nobody below 0."""
    draws = np.array([[2.0, 4.0], [3.0, 5.0], [4.0, 6.0]])
    quotas = equal_chance(draws, target)
    assert quotas.sum() == pytest.approx(target)
    assert quotas.min() > 0
