"""Workbooks."""

from __future__ import annotations

import sys
from datetime import date

import pytest
import xlsxwriter

from optimizer.exceptions import InputError
from scenarios.connectors import read_table


@pytest.fixture
def book(tmp_path):
    """Write a workbook of two sheets; ids as Excel keeps them, a blank row, an amount as text."""
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Accounts")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["account", "amount", "since"])
        sheet.write_row(1, 0, [275, 2.5])
        sheet.write_datetime(1, 2, date(2026, 3, 31), day)
        sheet.write_row(3, 0, ["00277", "$4,000"])
        workbook.add_worksheet("Reps").write_row(1, 0, ["not in row 1"])
    return path


def test_the_first_sheet(book):
    """Numbers that are ids lose their decimals, text amounts are numbers, dates are dates."""
    notes = []
    table = read_table(book, text={"account"}, note=notes.append)
    assert table["account"].tolist() == ["275", "00277"]
    assert table["amount"].tolist() == [2.5, 4000.0]
    assert table["since"][0].isoformat().startswith("2026-03-31")
    assert table.index.tolist() == [0, 2]
    assert notes == ["plan.xlsx has 2 sheets; the first, 'Accounts', was read."]


def test_a_named_sheet(book):
    """A sheet is found by name; its first row must hold headers."""
    with pytest.raises(InputError, match="Sheets here: Accounts, Reps"):
        read_table(book, sheet="Territories")
    with pytest.raises(InputError, match="first row of sheet 'Reps' is blank"):
        read_table(book, sheet="Reps")


def test_no_workbook(tmp_path):
    """Something else under the suffix is told."""
    path = tmp_path / "plan.xlsx"
    path.write_text("account,amount")
    with pytest.raises(InputError, match="not a workbook"):
        read_table(path)


def test_without_the_extra(book, monkeypatch):
    """Where the reader is not installed, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(InputError, match=r"territory-optimizer\[excel\]"):
        read_table(book)
