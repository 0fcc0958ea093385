"""Bookings of the year are read by day or by month, and everything wrong is told."""

from datetime import date

import pytest

from optimizer.exceptions import InputError
from scenarios.tracking import read_year_bookings

COLUMNS = {"account": "account", "when": "month", "amount": "amount"}


def read(tmp_path, text):
    """Read a table with this text."""
    (tmp_path / "year.csv").write_text(text)
    return read_year_bookings(tmp_path / "year.csv", **COLUMNS)


def test_months(tmp_path):
    """Months stand for all their days; the table speaks of the year up to the end of its latest."""
    found = read(tmp_path, "account,month,amount\n007,2027-01,10\nA2,2027-02,-2.5\n")
    assert found.accounts.tolist() == ["007", "A2"]
    assert found.amounts.tolist() == [10, -2.5]
    assert found.monthly
    assert found.last == date(2027, 2, 28)


def test_days(tmp_path):
    """A column of days is found under its usual name."""
    found = read(tmp_path, "account,date,amount\nA1,2027-01-31,10\nA1,2027-02-03,5\n")
    assert not found.monthly
    assert found.last == date(2027, 2, 3)
    assert found.days.astype(str).tolist() == ["2027-01-31", "2027-02-03"]


def test_everything_wrong_is_told(tmp_path):
    """A missing account, a word for a number and a day that is none, with their rows; a missing column."""
    with pytest.raises(InputError) as told:
        read(tmp_path, "account,month,amount\n,2027-01,10\nA1,soon,5\nA2,2027-02,much\n")
    text = str(told.value)
    assert "the account is missing" in text
    assert "neither a day nor a month" in text
    assert "no number" in text
    with pytest.raises(InputError, match="amount"):
        read(tmp_path, "account,month,sum\nA1,2027-01,10\n")
