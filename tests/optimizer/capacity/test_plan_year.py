"""Presence and ramp by month, by hand-computed numbers."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from optimizer.capacity import PlanYear
from optimizer.tables import Days

YEAR_2027 = PlanYear(date(2027, 1, 1))


def days(*values: str | None) -> Days:
    return np.array([value or "NaT" for value in values], dtype="datetime64[D]")


def test_who_was_always_there_is_there_all_year() -> None:
    """Without dates every month counts in full."""
    assert YEAR_2027.capacity(days(None), days(None)).tolist() == [[1.0] * 12]


def test_a_month_counts_by_its_days() -> None:
    """From 15 to 24 February 2027 are 10 of 28 days, both ends included."""
    presence = YEAR_2027.presence(days("2027-02-15"), days("2027-02-24"))
    assert presence[0].tolist() == pytest.approx([0, 10 / 28, *[0] * 10])


def test_who_left_before_or_comes_after_is_not_there() -> None:
    """Dates outside the plan year leave nothing of it."""
    presence = YEAR_2027.presence(days(None, "2028-01-01"), days("2026-12-31", None))
    assert (presence == 0).all()


def test_ramp_counts_from_the_month_of_the_start() -> None:
    """A start on 20 March: nothing in March, 50 % in April, all from May."""
    capacity = PlanYear(date(2027, 1, 1), 12, (0.0, 0.5)).capacity(days("2027-03-20"), days(None))
    assert capacity[0].tolist() == [0, 0, 0, 0.5, *[1] * 8]


def test_the_first_month_of_tenure_is_prorated_and_ramped() -> None:
    """Half of April at 40 % is 0.2 of a month."""
    capacity = PlanYear(date(2027, 4, 1), 3, (0.4, 0.8)).capacity(days("2027-04-16"), days(None))
    assert capacity[0].tolist() == pytest.approx([0.2, 0.8, 1.0])


def test_ramp_goes_on_from_last_year() -> None:
    """A start in November is in its third month in January."""
    productivity = PlanYear(date(2027, 1, 1), 3, (0.1, 0.2, 0.3, 0.4)).productivity(days("2026-11-30", "2020-01-01"))
    assert productivity.tolist() == [[0.3, 0.4, 1.0], [1.0, 1.0, 1.0]]


def test_months_may_start_on_any_day_that_every_month_has() -> None:
    """With months from the 15th, a start on the 14th belongs to the month before."""
    year = PlanYear(date(2027, 1, 15), 2, (0.1, 0.2, 0.3))
    assert year.productivity(days("2027-01-14", "2027-01-15", "2027-02-14")).tolist() == [
        [0.2, 0.3],
        [0.1, 0.2],
        [0.1, 0.2],
    ]
    assert year.month_starts().astype(str).tolist() == ["2027-01-15", "2027-02-15", "2027-03-15"]


def test_no_start_date_is_fully_ramped() -> None:
    """Who has no start date has long been there."""
    assert (PlanYear(date(2027, 1, 1), 2, (0.0, 0.0)).productivity(days(None)) == 1).all()


@pytest.mark.parametrize(
    ("first_day", "months", "ramp", "word"),
    [
        (date(2027, 1, 31), 12, (), "28"),
        (date(2027, 1, 1), 0, (), "at least 1"),
        (date(2027, 1, 1), 12, (-0.1,), "negative"),
        (date(2027, 1, 1), 12, (float("nan"),), "finite"),
    ],
)
def test_impossible_plan_years_are_refused(first_day: date, months: int, ramp: tuple[float, ...], word: str) -> None:
    """A plan year that exists makes sense."""
    with pytest.raises(ValueError, match=word):
        PlanYear(first_day, months, ramp)


def test_a_time_as_first_day_is_its_day() -> None:
    """A spreadsheet's midnight is a day."""
    assert PlanYear(datetime(2027, 1, 1)).first_day == date(2027, 1, 1)  # noqa: DTZ001 -- spreadsheets know no zones
