"""The outlook: the same possible years for every plan, or a reason why there is none."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from scenarios.planfile import read_plan


@pytest.fixture
def planned(write, three_years):
    """Read the small plan with three years of bookings and some lines more."""

    def _read(more=""):
        path = three_years(write({}))
        path.write_text(f"{path.read_text()}{more}")
        return read_plan(path)

    return _read


def test_the_same_years_every_time(planned):
    """Draws are repeatable, and a company's year is the same however its accounts are shared out."""
    outlook = planned().fairness.outlook
    first = outlook.territory_draws(np.array([0, 0, 1, 1, 2, 2]), 3)
    assert first.shape == (1_000, 3)
    np.testing.assert_array_equal(first, outlook.territory_draws(np.array([0, 0, 1, 1, 2, 2]), 3))
    others = outlook.territory_draws(np.array([1, 0, 0, 0, 0, 0]), 2)
    np.testing.assert_allclose(first.sum(axis=1), others.sum(axis=1))


def test_an_account_nobody_has_counts_nowhere(planned):
    """Units without a territory are in no draw."""
    outlook = planned().fairness.outlook
    held = outlook.territory_draws(np.array([0, 0, 0, 0, 0, -1]), 1).mean()
    assert held < outlook.territory_draws(np.zeros(6, dtype=int), 1).mean()


@pytest.mark.parametrize("method", ["potential_share", "flat_growth", "equal_split"])
def test_there_is_an_outlook_whatever_the_method(write, three_years, method):
    """Chances are told of quotas by any method, with equal probability or without."""
    history = "  history: potential\n"
    plan = read_plan(three_years(write({"plan.yaml": (history, f"{history}  method: {method}\n")})))
    today = incumbent_alignment(plan.instance)
    report = plan.fairness(today, plan.quotas(today))
    assert report.chosen.name.startswith(method.replace("_", " "))
    assert (report.chosen.attainment.chance <= 1).all()


def test_no_outlook_on_half_a_year(planned):
    """A plan year of six months has no forecast of twelve; quotas fall back to potential and say why."""
    plan = planned("plan_year: {start: 2026-01-01, months: 6}\n")
    assert plan.fairness is None
    assert any("the plan year has 6 months" in note for note in plan.notes)


def test_a_measure_may_be_a_forecast(write, three_years):
    """Potential that balances can be the forecast; it is the point forecast of each account."""
    forecast = ("{last_months: 12, of: bookings}", "{forecast: bookings, times: 2}")
    plan = read_plan(three_years(write({"plan.yaml": forecast})))
    np.testing.assert_allclose(plan.instance.amounts("potential"), 2 * plan.fairness.outlook.forecast.point)
    assert any(note.startswith("potential: forecast from 2026-01") for note in plan.notes)
