"""The workbook to be filled in."""

from __future__ import annotations

import sys

import pytest
from typer.testing import CliRunner

from optimizer.exceptions import InputError
from scenarios.cli import app
from scenarios.connectors.excel import read_sheets
from scenarios.connectors.template import KEYS, README, SHEETS, write_template


def test_sheets_and_headers(tmp_path):
    """Every sheet has its headers in row 1; the keys of the plan stand below theirs."""
    write_template(tmp_path / "plan.xlsx")
    sheets = read_sheets(tmp_path / "plan.xlsx")
    assert list(sheets) == [README, *SHEETS]
    for name, columns in SHEETS.items():
        assert sheets[name][0] == [column.header for column in columns]
    assert [row[0] for row in sheets["Plan"][1:]] == [key.name for key in KEYS]


@pytest.mark.parametrize(("name", "message"), [("plan.csv", "suffix .xlsx"), ("no/plan.xlsx", "no folder 'no'")])
def test_where_it_cannot_be_written(tmp_path, name, message):
    """Other suffixes and missing folders are refused."""
    with pytest.raises(InputError, match=message):
        write_template(tmp_path / name)


def test_nothing_is_overwritten(tmp_path):
    """A filled workbook is never lost."""
    (tmp_path / "plan.xlsx").write_text("mine")
    with pytest.raises(InputError, match="such a file already"):
        write_template(tmp_path / "plan.xlsx")
    assert (tmp_path / "plan.xlsx").read_text() == "mine"


def test_without_the_extra(tmp_path, monkeypatch):
    """Where the writer is not installed, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match=r"territory-optimizer\[excel\]"):
        write_template(tmp_path / "plan.xlsx")


def test_the_command(tmp_path):
    """``territory template`` writes it; checked as it is, it says what to fill in; there is no cell to mark."""
    path = tmp_path / "plan.xlsx"
    assert CliRunner().invoke(app, ["template", str(path)]).exit_code == 0
    told = CliRunner().invoke(app, ["check", str(path)])
    assert told.exit_code == 2
    assert "plan.xlsx, sheet Accounts: the table has no rows below its headers" in told.stderr
    assert not (tmp_path / "plan - problems.xlsx").exists()
