"""Shares of targets from full-time equivalents, dates and ramp, by hand-computed numbers."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from optimizer.capacity import PlanYear, read_shares
from optimizer.exceptions import ProblemLog
from optimizer.tables import Columns, Days, Table

YEAR_2027 = PlanYear(date(2027, 1, 1))


def days(*values: str | None) -> Days:
    return np.array([value or "NaT" for value in values], dtype="datetime64[D]")


def shares_of(
    measures: tuple[str, ...] = ("potential",), plan_year: PlanYear | None = YEAR_2027, **columns: object
) -> list[list[float]]:
    log = ProblemLog()
    table = Table("territories", pd.DataFrame(columns), log)
    shares, _ = read_shares(table, Columns(), measures, plan_year=plan_year)
    log.raise_if_any()
    return shares.tolist()


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


def test_fte_times_presence() -> None:
    """Half a rep until the end of June is a quarter of one over the year."""
    shares = shares_of(rep=["a", "b"], fte=[1.0, 0.5], end_date=[None, "2027-06-30"])
    assert shares == [[1.0], [0.25]]


def test_fte_alone_without_a_plan_year() -> None:
    """Without a plan year dates do not count; a blank fte is 1."""
    assert shares_of(plan_year=None, fte=[0.5, None], end_date=["2000-01-01", None]) == [[0.5], [1.0]]


def test_capacity_replaces_fte_and_dates() -> None:
    """Capacity is taken as given."""
    assert shares_of(capacity=[3, 0], fte=[0.5, 1], end_date=["2027-06-30", None]) == [[3.0], [0.0]]


def test_a_share_of_a_measure_comes_first() -> None:
    """One measure by its own shares, the other by capacity."""
    shares = shares_of(("potential", "workload"), share_workload=[1, 4], capacity=[3, 3])
    assert shares == [[3.0, 1.0], [3.0, 4.0]]


def test_an_empty_column_counts_as_absent() -> None:
    """A template's empty capacity column changes nothing."""
    assert shares_of(capacity=[None, None], fte=[1, 2]) == [[1.0], [2.0]]


def test_who_has_no_capacity_is_told() -> None:
    """Shares of 0 from dates or ramp are pointed out, whatever their reason."""
    table = Table("territories", pd.DataFrame({"start_date": ["2027-12-01", None]}), ProblemLog())
    _, idle = read_shares(table, Columns(), ["potential"], plan_year=PlanYear(date(2027, 1, 1), 12, (0.0,)))
    assert idle.tolist() == [True, False]
