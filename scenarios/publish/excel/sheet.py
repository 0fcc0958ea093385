"""Tables as sheets: a header that stays, filters, numbers as numbers and everything else as text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pandas as pd

from scenarios.publish.cells import plain

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""
WIDEST, NARROWEST, SAMPLED = 60, 8, 500
BLUE, PALE, RED, GREEN = "#1F3864", "#DCE6F1", "#9C0006", "#006100"


class Kind(Enum):
    """How the cells of a column are shown; the value is the number format."""

    TEXT = "@"
    COUNT = "#,##0"
    AMOUNT = "#,##0.0"
    MONEY = "#,##0.00"
    SHARE = "0.0%"
    PLACE = "0.0000"
    FLAG = "General"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Parameters
    ----------
    name
        Of the table.
    heading
        What people read.
    kind
        How its cells are shown.
    """

    name: str
    heading: str
    kind: Kind


@dataclass(slots=True)
class Book:
    """A workbook of ``xlsxwriter`` with the formats of this project.

    Parameters
    ----------
    file
        The workbook.
    formats
        Made when first used.
    """

    file: Any
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, **settings: object) -> Any:
        """Format of these settings."""
        key = repr(sorted(settings.items()))
        if key not in self.formats:
            self.formats[key] = self.file.add_format({"font_name": "Calibri", "font_size": 10, **settings})
        return self.formats[key]

    def of(self, kind: Kind) -> Any:
        """Format of the cells of a kind."""
        return self.format(num_format=kind.value) if kind is not Kind.TEXT else self.format()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was put into a sheet: where it stands.

    Parameters
    ----------
    sheet
        Name of the sheet.
    columns
        Its columns.
    first, last
        First and last row of its cells, counted from 0.
    """

    sheet: str
    columns: tuple[Column, ...]
    first: int
    last: int

    def place(self, name: str) -> int:
        """Position of a column."""
        return [column.name for column in self.columns].index(name)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return any(column.name == name for column in self.columns)


def add_table(book: Book, title: str, frame: pd.DataFrame, *, columns: tuple[Column, ...], fixed: int) -> Table:
    """Put a table into a sheet of its own, or several where it is longer than a sheet can be.

    Parameters
    ----------
    book
        Where to.
    title
        Name of the sheet.
    frame
        The table.
    columns
        Which columns, in order.
    fixed
        How many columns stay when the others are scrolled.

    Returns
    -------
    Table
        Where the (first) sheet has it.
    """
    parts = max(1, math.ceil(len(frame) / MOST_ROWS))
    for part in range(parts):
        rows = frame.iloc[part * MOST_ROWS : (part + 1) * MOST_ROWS]
        sheet = book.file.add_worksheet(title if part == 0 else f"{title} {part + 1}")
        _fill(book, sheet, rows, columns)
        sheet.freeze_panes(1, fixed)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        set_print(sheet, header_row=0)
    return Table(title, columns, 1, max(1, min(len(frame), MOST_ROWS)))


def set_print(sheet: Any, *, header_row: int | None) -> None:
    """Print landscape, one page wide, with the header on every page."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    if header_row is not None:
        sheet.repeat_rows(header_row)


def _fill(book: Book, sheet: Any, frame: pd.DataFrame, columns: tuple[Column, ...]) -> None:
    header = book.format(bold=True, font_color="white", bg_color=BLUE, text_wrap=True, valign="vcenter", border=1)
    cells = [list(_cells(frame[column.name], column.kind)) for column in columns]
    for position, column in enumerate(columns):
        sheet.set_column(position, position, _width(column, cells[position]), book.of(column.kind))
    sheet.set_row(0, 32)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column.heading, header)
    formats = [book.of(column.kind) for column in columns]
    for row, values in enumerate(zip(*cells, strict=True), start=1):
        for position, value in enumerate(values):
            write(sheet, (row, position), value, formats[position])


def write(sheet: Any, place: tuple[int, int], value: object, style: Any = None) -> None:
    """Write one cell: numbers as numbers, text as text whatever it begins with, nothing where there is nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(*place, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(*place, value, style)
    else:
        sheet.write_string(*place, plain(str(value)), style)


def _cells(column: pd.Series[Any], kind: Kind) -> Iterator[object]:
    """Values as Python has them, None where there is none; money goes from cents to currency units."""
    missing = column.isna().to_numpy()
    for value, gone in zip(column.tolist(), missing, strict=True):
        if gone or value == "":
            yield None
        elif kind is Kind.TEXT:
            yield str(value)
        elif kind is Kind.FLAG:
            yield bool(value)
        elif kind is Kind.MONEY:
            yield value / 100.0
        else:
            yield float(value)


def _width(column: Column, cells: list[object]) -> float:
    words = max(map(len, column.heading.split()))
    if column.kind is Kind.TEXT:
        longest = max((len(str(cell)) for cell in cells[:SAMPLED] if cell is not None), default=0)
    else:
        largest = max((abs(cell) for cell in cells if isinstance(cell, float)), default=0.0)
        decimals = {Kind.MONEY: 3, Kind.AMOUNT: 2, Kind.SHARE: 4, Kind.PLACE: 6}.get(column.kind, 0)
        longest = len(f"{largest:,.0f}") + decimals + 1
    return min(WIDEST, max(NARROWEST, longest + 2, words + 4))
