"""Cells are written as what they are."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from scenarios.publish.excel.sheet import Book, Column, Kind, add_table, write

COLUMNS = (
    Column("name", "name", Kind.TEXT),
    Column("cents", "quota", Kind.MONEY),
    Column("share", "share", Kind.SHARE),
    Column("flag", "kept", Kind.FLAG),
)


def written(tmp_path, frame):
    """The cells of a table as a reader finds them, header first."""
    file = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"constant_memory": True})
    add_table(Book(file), "T", frame, columns=COLUMNS, fixed=1)
    file.close()
    return CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("T").to_python()


def test_kinds_of_cells(tmp_path):
    """Money from cents, missing values blank, text that looks like a number or formula stays text."""
    frame = pd.DataFrame(
        {
            "name": ["007", "=1+1", None, "=cmd|'x'!A0"],
            "cents": pd.Series([123456789, 1, None, 0], dtype="Int64"),
            "share": [0.5, np.nan, np.inf, -1.0],
            "flag": pd.Series([True, None, False, True], dtype="boolean"),
        }
    )
    assert written(tmp_path, frame)[1:] == [
        ["007", 1234567.89, 0.5, True],
        ["=1+1", 0.01, "", ""],
        ["", "", "", False],
        ["=cmd|'x'!A0", 0.0, -1.0, True],
    ]


def test_a_table_without_rows(tmp_path):
    """The header stands alone."""
    frame = pd.DataFrame({"name": [], "cents": pd.Series([], dtype="Int64"), "share": [], "flag": []})
    assert written(tmp_path, frame) == [["name", "quota", "share", "kept"]]


@pytest.mark.parametrize("value", [date(2027, 1, 1), "{=1}", "http://x.y", "\x00\x01"])
def test_anything_else_is_text(tmp_path, value):
    """Dates, array formulas, links and control characters end as plain text."""
    file = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"strings_to_formulas": False, "strings_to_urls": False})
    write(file.add_worksheet("T"), (0, 0), value)
    write(file.get_worksheet_by_name("T"), (0, 1), "end")
    file.close()
    row = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("T").to_python()[0]
    assert row[0] == ("" if value == "\x00\x01" else str(value))
