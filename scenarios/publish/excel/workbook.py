"""The workbook of a run: what people look at first on its first sheet, every table behind it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pandas as pd

from optimizer.exceptions import InputError, Problem
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import RunRecord

from .charts import add_charts
from .columns import (
    account_table,
    comparison_columns,
    measures_of,
    move_table,
    plain_columns,
    quota_table,
    territory_columns,
)
from .sheet import RED, Book, Table, add_table
from .summary import add_summary
from .verbatim import FRONTIER, OF_PEOPLE, OF_QUOTAS, add_verbatim

WORKBOOK = "results.xlsx"
MISSING = "a workbook needs XlsxWriter"
REMEDY = "Install the extra: pip install 'territory-optimizer[excel]'"


def can_write() -> bool:
    """Whether the extra ``excel`` is installed."""
    return find_spec("xlsxwriter") is not None


def write_workbook(record: RunRecord, folder: ResultFolder) -> str:
    """Write one workbook of a run.

    Parameters
    ----------
    record
        What the run wrote.
    folder
        Where to.

    Returns
    -------
    str
        Name of the file.

    Raises
    ------
    InputError
        If the extra ``excel`` is not installed, or the folder cannot be written to.
    """
    if not can_write():
        raise InputError([Problem(WORKBOOK, MISSING, REMEDY)])
    import xlsxwriter  # noqa: PLC0415 -- an extra

    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with folder.placed(WORKBOOK) as path:
        file = xlsxwriter.Workbook(str(path), settings)
        try:
            file.set_properties({"title": record.title, "subject": "Territory plan"})
            _fill(Book(file), record)
        finally:
            file.close()
    return WORKBOOK


def _fill(book: Book, record: RunRecord) -> None:
    tables = record.tables
    front = add_summary(book, record)
    territories = add_table(book, "Territories", tables["territories"], columns=territory_columns(record), fixed=3)
    _colour_deviations(book, territories, record)
    accounts, columns = account_table(record)
    add_table(book, "Accounts", accounts, columns=columns, fixed=3)
    moves, columns = move_table(accounts, columns)
    add_table(book, "Moves", moves, columns=columns, fixed=3)
    if "quotas" in tables:
        quotas, columns = quota_table(record)
        add_table(book, "Quotas by month", quotas, columns=columns, fixed=3)
    add_verbatim(book, record, *OF_QUOTAS, *OF_PEOPLE)
    add_table(book, "Comparison", tables["comparison"], columns=comparison_columns(record), fixed=1)
    add_verbatim(book, record, FRONTIER)
    broken = _broken(record)
    if len(broken):
        add_table(book, "Broken rules", broken, columns=plain_columns(broken), fixed=1)
    add_charts(book, front, territories, record)


def _colour_deviations(book: Book, table: Table, record: RunRecord) -> None:
    """Show deviations beyond what was asked for in red; today's alignment too, whose rules are merely watched."""
    sheet: Any = book.file.get_worksheet_by_name(table.sheet)
    red = book.format(font_color=RED, bg_color="#FFC7CE", num_format="0.0%")
    for measure in measures_of(record):
        column, asked = table.place(f"deviation_{measure}"), table.place(f"tolerance_{measure}")
        cell, limit = (f"{_letter(place)}{table.first + 1}" for place in (column, asked))
        rule = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER(${limit}),ABS(${cell})>${limit}+0.000001)",
            "format": red,
        }
        sheet.conditional_format(table.first, column, table.last, column, rule)


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 -- an extra

    return str(xl_col_to_name(column))


def _broken(record: RunRecord) -> pd.DataFrame:
    rows = [
        {"scenario": entry["scenario"], "rule": broken["rule"], "what": broken["message"]}
        for entry in record.scenarios
        for broken in entry.get("assessment", {}).get("violations", ())
    ]
    failed = [
        {
            "scenario": entry["scenario"],
            "rule": f"{entry['failure']['stage']} failed",
            "what": entry["failure"]["message"],
        }
        for entry in record.scenarios
        if entry.get("failure")
    ]
    return pd.DataFrame([*rows, *failed], columns=["scenario", "rule", "what"])
