"""A copy of a workbook in which what is wrong is coloured and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from optimizer.exceptions import Problem

from .excel import read_sheets
from .template import DATE, PLAN, SHEETS, add_sheet, open_workbook

PROBLEMS = "Problems"
HEADERS = ("sheet", "row", "column", "what is wrong", "what to do", "given")


@dataclass(frozen=True, slots=True)
class _Place:
    """Sheet, and row and column counted from 0; None where it is not about one."""

    sheet: str | None
    row: int | None
    column: int | None


def write_marked(path: Path, problems: Sequence[Problem], out: Path) -> int:
    """Write a copy with the problems in it.

    The copy holds the values of the cells, not their formulas, and a first sheet that lists every problem with a
    link to its cell. Cells are red and have a comment with what is wrong and what to do.

    Parameters
    ----------
    path
        The filled workbook.
    problems
        Of ``InputError``; those of other files are only listed.
    out
        The copy; a former one is replaced.

    Returns
    -------
    int
        Cells that were marked; with none no copy is written.

    Raises
    ------
    InputError
        If the workbook cannot be read any more, or XlsxWriter is not installed.
    """
    sheets = read_sheets(path)
    places = [_place(problem, path.name, sheets) for problem in problems]
    texts = _texts(problems, places)
    if not texts:
        return 0
    with open_workbook(out) as book:
        _list(book, problems, places)
        # A copy that was marked before has such a list already.
        kept = {name: rows for name, rows in sheets.items() if name.casefold() != PROBLEMS.casefold()}
        for name, rows in kept.items():
            _copy(book, name, rows)
        red = {kind: book.add_format({"bg_color": "#FFC7CE", "num_format": kind}) for kind in ("General", DATE)}
        for (name, row, column), told in texts.items():
            sheet = book.get_worksheet_by_name(name)
            cells = sheets[name][row] if row < len(sheets[name]) else []
            cell = cells[column] if column < len(cells) else ""
            _write(sheet, (row, column), cell, red[DATE if isinstance(cell, date) else "General"])
            sheet.write_comment(row, column, "\n".join(dict.fromkeys(told)), {"x_scale": 2})
    return len(texts)


def _texts(problems: Sequence[Problem], places: list[_Place]) -> dict[tuple[str, int, int], list[str]]:
    """Sheet, row and column -> what is said there."""
    texts: dict[tuple[str, int, int], list[str]] = {}
    for problem, place in zip(problems, places, strict=True):
        if place.sheet is not None and place.row is not None:
            key = (place.sheet, place.row, place.column or 0)
            texts.setdefault(key, []).append(f"{problem.message[:1].upper()}{problem.message[1:]}. {problem.remedy}.")
    return texts


def _copy(book: Any, name: str, rows: list[list[Any]]) -> None:
    """Add a sheet with these cells; one of the template gets its notes and drop-downs again."""
    known = name in SHEETS
    sheet = add_sheet(book, name, []) if known else book.add_worksheet(name)
    day = book.add_format({"num_format": DATE})
    first = 1 if known and _has_headers(name, rows) else 0
    for row, cells in enumerate(rows[first:], start=first):
        for column, cell in enumerate(cells):
            _write(sheet, (row, column), cell, day if isinstance(cell, date) else None)


def _place(problem: Problem, file: str, sheets: dict[str, list[list[Any]]]) -> _Place:
    """Find the cell of a problem."""
    prefix = f"{file}, sheet "
    named = problem.table.removeprefix(prefix) if problem.table.startswith(prefix) else None
    sheet = getattr(problem, "sheet", named)
    if sheet not in sheets:
        return _Place(None, None, None)
    row = None if problem.row is None else problem.row - 1
    if sheet == PLAN:
        return _Place(sheet, row, 1)
    headers = [str(cell).strip() for cell in (sheets[sheet] or [[]])[0]]
    name = (problem.column or "").rpartition(".")[2]
    if name not in headers:
        return _Place(sheet, row, None)
    return _Place(sheet, row or 0, headers.index(name))


def _list(book: Any, problems: Sequence[Problem], places: list[_Place]) -> None:
    sheet = book.add_worksheet(PROBLEMS)
    bold = book.add_format({"bold": True, "bottom": 1})
    link = book.add_format({"font_color": "blue", "underline": 1})
    sheet.freeze_panes(1, 0)
    for column, (header, width) in enumerate(zip(HEADERS, (14, 8, 24, 50, 60, 24), strict=True)):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, width)
    for row, (problem, place) in enumerate(zip(problems, places, strict=True), start=1):
        if place.sheet is None:
            sheet.write_string(row, 0, problem.table)
        else:
            cell = f"A{(place.row or 0) + 1}"
            sheet.write_url(row, 0, f"internal:'{place.sheet}'!{cell}", link, place.sheet)
        shown = (problem.row, problem.column, problem.message, problem.remedy, problem.value)
        for column, value in enumerate(shown, start=1):
            _write(sheet, (row, column), "" if value is None else value)


def _has_headers(name: str, rows: list[list[Any]]) -> bool:
    """Whether the first row is that of the template, which has its notes already."""
    known = [column.header for column in SHEETS[name]]
    return bool(rows) and [str(cell) for cell in rows[0][: len(known)]] == known and len(rows[0]) == len(known)


def _write(sheet: Any, at: tuple[int, int], cell: object, style: Any = None) -> None:
    """Write a value as what it is; text is never a formula."""
    row, column = at
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell, style)
    elif cell == "" and style is not None:
        sheet.write_blank(row, column, None, style)
    elif cell != "":
        sheet.write_string(row, column, str(cell), style)
