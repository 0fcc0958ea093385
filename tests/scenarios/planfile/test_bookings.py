"""Bookings by account and month."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan
from scenarios.planfile.bookings import Bookings


@pytest.fixture
def bookings():
    months = np.array(["2024-01", "2024-12", "2025-01", "2025-12"], dtype="datetime64[M]")
    return Bookings(pd.Series(["A", "A", "B", "A"]), months, np.array([1.0, 2.0, 4.0, 8.0]))


def test_windows_count_back_from_the_last_month(bookings):
    """Twelve months end with the latest booking of anybody, or where asked."""
    assert bookings.per_account(12).to_dict() == {"A": 8.0, "B": 4.0}
    assert bookings.per_account(13).to_dict() == {"A": 10.0, "B": 4.0}
    assert bookings.per_account(1, "2024-12").to_dict() == {"A": 2.0}


def test_calendar_months(bookings):
    """Sums by month of the year, January first, over whole years."""
    assert bookings.per_calendar_month(24)[[0, 11]].tolist() == [5.0, 10.0]
    assert bookings.per_calendar_month(12)[[0, 11]].tolist() == [4.0, 8.0]


@pytest.mark.parametrize(
    "month",
    [
        "2025-03",
        "2025-3",
        "2025/03/31",
        "202503",
        "2025-03-31T10:00",
        "20250331",
        "2025.03",
        "03/2025",
        "31.03.2025",
        "Mar 2025",
    ],
)
def test_months_as_people_write_them(write, month):
    """Months and dates that begin with the year are read."""
    plan = read_plan(write({"bookings.csv": ("2025-03,150", f"{month},150")}))
    assert plan.instance.amounts("potential")[1] == 150


@pytest.mark.parametrize("month", ["03/04/2025", "2025-13", "2025", "March", "32.03.2025"])
def test_other_months_are_problems(write, month):
    """What could be read in two ways, or not at all, is told by row."""
    with pytest.raises(InputError) as caught:
        read_plan(write({"bookings.csv": ("2025-03,150", f"{month},150")}))
    assert [(problem.table, problem.row) for problem in caught.value.problems] == [("bookings.csv", 5)]


def test_strangers_are_noted(write):
    """Bookings of accounts that are gone are left out and said, with their amount."""
    plan = read_plan(write({"bookings.csv": ("A5,", "gone,")}))
    assert "Bookings of 200 in 1 rows are of unknown accounts: gone." in plan.notes


def test_ids_of_another_kind_are_a_problem(write):
    """Where most bookings are of unknown accounts the ids of the tables do not match."""
    edits = {
        "accounts.csv": ("A1,Alpha", "B1,Alpha"),
        "bookings.csv": ("A2,2025-03,150\nA3", "X,2025-03,150\nX"),
    }
    with pytest.raises(InputError) as caught:
        read_plan(write(edits))
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("bookings.csv", 2, "account")
    assert problem.message.startswith("5 of 8 rows")
    assert "Use the same ids" in problem.remedy
