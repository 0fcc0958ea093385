"""Tables by name, and the way back to their rows."""

from __future__ import annotations

import pytest
import xlsxwriter

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan


def test_sheets_of_one_workbook(write):
    """Accounts and reps may be sheets of one workbook; ids that Excel keeps as numbers still match."""
    path = write({})
    with xlsxwriter.Workbook(path.parent / "plan.xlsx") as book:
        accounts, reps = book.add_worksheet("Accounts"), book.add_worksheet("Reps")
        accounts.write_row(0, 0, ["account", "latitude", "longitude", "owner", "workload"])
        accounts.write_row(1, 0, [1, 47.6, -122.3, 275, 10])
        accounts.write_row(3, 0, [2, 47.5, -122.2, "276", "ten"])
        reps.write_row(0, 0, ["territory", "rep"])
        reps.write_row(1, 0, [275, "Ann"])
        reps.write_row(2, 0, [276, "Bob"])
    text = "plan: x\ninputs:\n  accounts: {file: plan.xlsx, sheet: Accounts}\n  reps: {file: plan.xlsx, sheet: Reps}\n"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_plan(path)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column, problem.value) == (
        "plan.xlsx, sheet Accounts",
        4,
        "workload",
        "ten",
    )


def test_columns_are_told_by_their_own_names(write):
    """A problem of a renamed column names the column of the file."""
    path = write(
        {
            "reps.csv": ("country,latitude", "country,home"),
            "plan.yaml": ("measures:", "columns: {reps: {latitude: home}}\nmeasures:"),
        }
    )
    table = path.parent / "reps.csv"
    table.write_text(table.read_text().replace("51.5", "551.5"))
    with pytest.raises(InputError, match=r"reps.csv, row 4, column 'home'"):
        read_plan(path)


def test_a_renamed_column_must_be_there(write):
    """A slip under columns is answered with the name that comes close."""
    edits = {"plan.yaml": ("measures:", "columns: {reps: {latitude: latitud}}\nmeasures:")}
    with pytest.raises(InputError, match="Did you mean 'latitude'"):
        read_plan(write(edits))
