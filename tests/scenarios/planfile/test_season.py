"""Territories have a season of their own as far as their bookings repeat it."""

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from optimizer.quotas import shrink_seasonality
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
BY_TERRITORY = "  seasonality: {last_months: 24, of: bookings, by: territory}\n"
HEADER = "account,month,amount\n"


def bookings():
    """R1 books in summer and R2 in winter, two years alike; R3 now and then."""
    rows = [("A1", 6, 100), ("A2", 7, 80), ("A3", 12, 90), ("A4", 1, 120), ("A5", 3, 50), ("A6", 9, 70)]
    return HEADER + "".join(f"{a},{year}-{month:02d},{x}\n" for year in (2024, 2025) for a, month, x in rows)


@pytest.fixture
def seasonal(write, tmp_path):
    """Write the small plan with two years of bookings; gives the path of the plan file."""

    def _write(more=BY_TERRITORY, year="plan_year: {start: 2026-01-01}\n"):
        path = write({"plan.yaml": (HISTORY, HISTORY + more)})
        path.write_text(path.read_text(encoding="utf-8").replace("quotas:\n", year + "quotas:\n"), encoding="utf-8")
        (tmp_path / "bookings.csv").write_text(bookings(), encoding="utf-8")
        return path

    return _write


def test_each_territory_is_split_by_its_own_season(seasonal):
    """June and July for R1, December and January for R2; every row adds up to the quota, to the cent."""
    plan = read_plan(seasonal())
    quotas = plan.quotas(incumbent_alignment(plan.instance))
    periods = plan.quotas.split(quotas)
    np.testing.assert_array_equal(periods.cents.sum(axis=1), quotas.cents)
    assert periods.cents[0, [5, 6]].sum() > 0.8 * quotas.cents[0]
    assert periods.cents[1, [0, 11]].sum() > 0.8 * quotas.cents[1]
    assert periods.periods[0] == "2026-01"


def test_the_season_is_shrunk_by_credibility(seasonal):
    """The profiles are those of the estimator on the bookings of the territories, year by year."""
    plan = read_plan(seasonal())
    history = np.zeros((3, 2, 12))
    for account, month, amount in [(0, 6, 100), (0, 7, 80), (1, 12, 90), (1, 1, 120), (2, 3, 50), (2, 9, 70)]:
        history[account, :, month - 1] = amount
    expected = shrink_seasonality(history).profiles
    np.testing.assert_allclose(plan.quotas.season(incumbent_alignment(plan.instance)), expected)


def test_periods_begin_with_the_plan_year(seasonal):
    """A year from July in halves: R1 has half of its season, July, in the first half."""
    year = "plan_year: {start: 2026-07-01}\n"
    plan = read_plan(seasonal(BY_TERRITORY + "  periods: 2\n", year))
    weights = plan.quotas.season(incumbent_alignment(plan.instance))
    assert weights.shape == (3, 2)
    assert weights[0, 0] == pytest.approx(80 / 180, abs=0.02)


def test_one_year_is_the_season_of_the_company_and_that_is_noted(seasonal):
    """Chance cannot be told from season in a single year."""
    plan = read_plan(seasonal(BY_TERRITORY.replace("24", "12")))
    weights = plan.quotas.season(incumbent_alignment(plan.instance))
    np.testing.assert_allclose(weights, np.broadcast_to(weights[0], weights.shape))
    assert any("One year cannot tell" in note for note in plan.notes)


@pytest.mark.parametrize(
    "seasonality", ["{shape: even, by: territory}", "{last_months: 24, by: region}", "{weights: [1], by: territory}"]
)
def test_what_cannot_be_is_refused(seasonal, seasonality):
    """Seasons by territory come from bookings, and by nothing else than territory."""
    with pytest.raises(InputError):
        read_plan(seasonal(f"  seasonality: {seasonality}\n"))
