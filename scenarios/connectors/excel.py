"""Workbooks: the first sheet or a named one, headers in its first row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.exceptions import InputError, Problem

from .forms import Note


def read(path: Path, sheet: str | None, note: Note) -> pd.DataFrame:
    """Cells below the headers of a sheet."""
    with _opened(path) as book:
        name = _sheet(book.sheet_names, sheet, path.name, note)
        # Keeping the empty area keeps the rows where the spreadsheet shows them.
        rows: Sequence[Sequence[object]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return _cells(rows, path.name, name)


def read_sheets(path: Path) -> dict[str, list[list[Any]]]:
    """All sheets by name, each as rows of cells, "" where blank.

    Raises
    ------
    InputError
        If it is no workbook that can be read.
    """
    with _opened(path) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 -- an extra
    except ImportError as error:
        remedy = "Install the extra: pip install 'territory-optimizer[excel]', or save the sheet as CSV"
        raise InputError([Problem(path.name, "workbooks need python-calamine", remedy)]) from error
    try:
        with CalamineWorkbook.from_path(path) as book:
            yield book
    except PasswordError as error:
        raise InputError([Problem(path.name, "the workbook has a password", "Save it without one")]) from error
    except (CalamineError, OSError) as error:
        problem = Problem(path.name, "this is not a workbook that can be read", "Open it and save it again")
        raise InputError([problem]) from error


def _sheet(names: list[str], asked: str | None, file: str, note: Note) -> str:
    if asked is not None:
        if asked not in names:
            raise InputError([Problem(file, "there is no such sheet", f"Sheets here: {', '.join(names)}", value=asked)])
        return asked
    if not names:
        raise InputError([Problem(file, "the workbook has no sheets", "Save the table in a sheet")])
    if len(names) > 1:
        note(f"{file} has {len(names)} sheets; the first, {names[0]!r}, was read.")
    return names[0]


def _cells(rows: Sequence[Sequence[object]], file: str, sheet: str) -> pd.DataFrame:
    if not rows or not any(cell != "" for cell in rows[0]):
        message = f"the first row of sheet {sheet!r} is blank"
        raise InputError([Problem(file, message, "Put the headers in row 1", row=1)])
    blank_as_none = [[None if cell == "" else cell for cell in row] for row in rows[1:]]
    columns = list(zip(*blank_as_none, strict=True)) if blank_as_none else [()] * len(rows[0])
    cells = {position: pd.Series(column, dtype=None if column else object) for position, column in enumerate(columns)}
    frame = pd.DataFrame(cells)
    frame.columns = pd.Index(rows[0], dtype=object)
    return frame
