"""The seams of the study: forecasts from what a planner sees, and quotas of one chance."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import quota_outlook
from benchmarks.company import all_regimes, make_company
from benchmarks.quota_outlook import Seen, bisect_chance, equal_chance, outlook_of

NOISY = all_regimes()[4]


@pytest.fixture(scope="module")
def company():
    """Accounts with much noise of their own and a history that tells something."""
    return make_company(NOISY, 3)


def stand_in(monkeypatch):
    """Do as if the package had no forecast of its own."""
    monkeypatch.setattr(quota_outlook, "has_potential", lambda: False)


def test_last_years_are_the_last_months():
    """Year 0 is the last twelve columns, year 1 the twelve before."""
    seen = Seen(np.arange(36.0)[None], *(np.zeros(1, dtype=np.int64),) * 3, 1)
    assert seen.year(0).tolist() == [sum(range(24, 36))]
    assert seen.year(1).tolist() == [sum(range(12, 24))]


def test_a_planner_sees_no_truth(company):
    """What the forecast gets are the bookings and codes."""
    seen = Seen.of(company)
    assert set(seen.__slots__) == {"bookings", "segment", "region", "territory", "num_territories"}
    assert seen.bookings is company.bookings


def test_stand_in_beats_the_last_year_where_there_is_noise(monkeypatch, company):
    """Shrinking helps at territory level, and draws are repeatable."""
    stand_in(monkeypatch)
    foreseen = outlook_of(Seen.of(company), draws=400, seed=1)
    draws = foreseen.draws
    assert foreseen.better is None
    truth = company.by_territory(company.expected)
    recent = company.by_territory(company.recent)
    assert draws.shape == (400, 60)
    assert np.abs(draws.mean(axis=0) - truth).sum() < np.abs(recent - truth).sum()
    assert (draws == outlook_of(Seen.of(company), draws=400, seed=1).draws).all()


def test_stand_in_without_bookings(monkeypatch, company):
    """A company that never booked has a forecast next to nothing, not an error."""
    stand_in(monkeypatch)
    seen = replace(Seen.of(company), bookings=np.zeros_like(company.bookings))
    draws = outlook_of(seen, draws=5, seed=1).draws
    assert np.isfinite(draws).all()
    assert draws.max() < 1_000


def test_the_package_is_used_where_it_forecasts(monkeypatch, company):
    """Bookings, segments and regions go in; draws and the backtest's verdict come out."""
    asked = []
    outlook = SimpleNamespace(territory_draws=lambda *given, **choices: asked.append((given, choices)) or "draws")
    forecast = SimpleNamespace(outlook=outlook, verdict=SimpleNamespace(better=np.True_))
    potential = SimpleNamespace(
        BookingHistory=lambda ids, month, amounts: (len(ids), month, amounts.shape),
        AccountTraits=lambda **codes: codes,
        forecast_next_year=lambda history, traits: asked.append((history, traits)) or forecast,
    )
    monkeypatch.setitem(sys.modules, "optimizer.potential", potential)
    monkeypatch.setattr(quota_outlook, "has_potential", lambda: True)
    foreseen = outlook_of(Seen.of(company), draws=7, seed=5)
    assert (foreseen.draws, foreseen.better) == ("draws", True)
    (history, traits), (given, choices) = asked
    assert (history[0], history[2]) == (2_400, (2_400, 36))
    assert traits["segment"] is company.segment
    assert given[1] == 60
    assert choices == {"draws": 7, "seed": 5}


@pytest.mark.parametrize("solver", [bisect_chance, equal_chance])
def test_all_have_one_chance(solver):
    """The amounts add up to the nearest cent and stand at the same quantile of each territory's own draws."""
    generator = np.random.default_rng(7)
    draws = generator.lognormal([8, 10, 12], [0.2, 0.5, 1.0], (4_001, 3))
    quotas = solver(draws, float(draws.mean(axis=0).sum()))
    assert quotas.sum() == pytest.approx(draws.mean(axis=0).sum(), abs=0.005)
    chances = (draws >= quotas).mean(axis=0)
    assert np.ptp(chances) <= 2 / 4_001
    assert 0.2 < chances[0] < 0.5


@pytest.mark.parametrize("solver", [bisect_chance, equal_chance])
@pytest.mark.parametrize("target", [3.0, 100.0])
def test_targets_beyond_all_draws_are_shared_all_the_same(solver, target):
    """Less than the worst years together, or more than the best: still the target, nobody below 0."""
    draws = np.array([[2.0, 4.0], [3.0, 5.0], [4.0, 6.0]])
    quotas = solver(draws, target)
    assert quotas.sum() == pytest.approx(target)
    assert quotas.min() > 0
