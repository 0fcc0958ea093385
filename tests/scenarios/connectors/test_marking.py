"""The copy of a workbook in which problems are marked."""

from __future__ import annotations

import re
import zipfile
from datetime import date

import xlsxwriter

from optimizer.exceptions import Problem
from scenarios.connectors.excel import read_sheets
from scenarios.connectors.marking import PROBLEMS, write_marked


def comments_of(path):
    """Cell -> text of the comments of all sheets."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/comments")]
    bodies = re.findall(r'<comment ref="(\w+)"(.*?)</comment>', "".join(parts), re.DOTALL)
    return {cell: "".join(re.findall(r"<t(?: [^>]*)?>(.*?)</t>", body, re.DOTALL)) for cell, body in bodies}


def test_cells_are_marked(tmp_path):
    """Values stay, formulas in text stay text, wrong cells have a comment, all problems are listed with the first."""
    path, out = tmp_path / "plan.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Places")
        sheet.write_row(0, 0, ["account", "amount", "since"])
        sheet.write_row(1, 0, ["=1+1", "ten"])
        sheet.write_datetime(1, 2, date(2026, 3, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(3, 0, ["A3", 5, True])
    problems = [
        Problem("plan.xlsx, sheet Places", "it is not a number", "Write digits", 2, "amount", "ten"),
        Problem("plan.xlsx, sheet Places", "it is too small", "Correct it", 2, "amount", "ten"),
        Problem("plan.xlsx, sheet Places", "it is missing", "Fill it in", 3, "account"),
        Problem("plan.xlsx, sheet Places", "there is no such column", "Add it", None, "owner"),
        Problem("other.csv", "it is bad", "Correct it", 9, "x", "=evil()"),
    ]
    assert write_marked(path, problems, out) == 2
    sheets = read_sheets(out)
    assert sheets["Places"] == read_sheets(path)["Places"]
    assert [row[:2] for row in sheets[PROBLEMS][1:]] == [
        ["Places", 2.0],
        ["Places", 2.0],
        ["Places", 3.0],
        ["Places", ""],
        ["other.csv", 9.0],
    ]
    assert sheets[PROBLEMS][5][5] == "=evil()"
    assert comments_of(out) == {
        "B2": "It is not a number. Write digits.\nIt is too small. Correct it.",
        "A3": "It is missing. Fill it in.",
    }
