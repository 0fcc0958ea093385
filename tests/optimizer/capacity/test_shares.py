"""Shares of targets from full-time equivalents, dates and ramp, by hand-computed numbers."""

from __future__ import annotations

from datetime import date

import pandas as pd

from optimizer.capacity import PlanYear, read_shares
from optimizer.exceptions import ProblemLog
from optimizer.tables import Columns, Table

YEAR_2027 = PlanYear(date(2027, 1, 1))


def shares_of(
    measures: tuple[str, ...] = ("potential",), plan_year: PlanYear | None = YEAR_2027, **columns: object
) -> list[list[float]]:
    log = ProblemLog()
    table = Table("territories", pd.DataFrame(columns), log)
    shares, _ = read_shares(table, Columns(), measures, plan_year=plan_year)
    log.raise_if_any()
    return shares.tolist()


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
