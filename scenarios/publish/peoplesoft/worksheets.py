"""Workbooks of worksheets as Excel to CI takes them: every cell text, split where a sheet is full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from optimizer.exceptions import InputError, Problem
from scenarios.publish.cells import plain
from scenarios.publish.folder import ResultFolder

from .layouts import MOST_COLUMNS, MOST_ROWS

Row = Mapping[str, str]


def write_worksheets(
    folder: ResultFolder, name: str, sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]]
) -> None:
    """Write a workbook; the properties stand in row 1.

    Parameters
    ----------
    folder, name
        Where to.
    sheets
        Name of the sheet -> its columns, its rows. One that is full goes on in another with a number.

    Raises
    ------
    InputError
        If the extra ``excel`` is not installed.
    ValueError
        If a sheet has more columns than Excel to CI takes.
    """
    if find_spec("xlsxwriter") is None:
        remedy = "Install the extra: pip install 'territory-optimizer[excel]'"
        raise InputError([Problem(name, "worksheets need XlsxWriter", remedy)])
    import xlsxwriter  # noqa: PLC0415 -- an extra

    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with folder.placed(name) as path:
        book = xlsxwriter.Workbook(str(path), settings)
        try:
            text = book.add_format({"num_format": "@"})
            bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#DCE6F1"})
            for title, (columns, rows) in sheets.items():
                if len(columns) > MOST_COLUMNS:
                    raise ValueError(f"sheet {title} has {len(columns)} columns, at most {MOST_COLUMNS} can be loaded")
                for number, part in enumerate(_parts(rows), start=1):
                    sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
                    sheet.freeze_panes(1, 0)
                    for place, column in enumerate(columns):
                        sheet.set_column(place, place, max(12, len(column) + 2), text)
                        sheet.write_string(0, place, column, bold)
                    for line, row in enumerate(part, start=1):
                        for place, column in enumerate(columns):
                            sheet.write_string(line, place, plain(row.get(column, "")), text)
        finally:
            book.close()


def _parts(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Rows of each sheet, the header counted; one sheet where there are none."""
    most = MOST_ROWS - 1
    return [rows[start : start + most] for start in range(0, max(len(rows), 1), most)]
