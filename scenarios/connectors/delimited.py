"""CSV and its kin, as spreadsheets and CRM exports write them."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem

from .forms import Note
from .table import FIRST_ROW

DELIMITERS = ",;\t|"
MOST_ROWS_TOLD = 20


def read(path: Path, sheet: str | None, note: Note) -> pd.DataFrame:  # noqa: ARG001 -- a CSV has no sheets
    """Cells as text below the headers of the first line."""
    text = _decode(path, note)
    delimiter = _delimiter(text, path)
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        raise InputError(_ragged(text, delimiter, path.name)) from error
    headers = cells.iloc[0].tolist()
    frame = cells.iloc[1:].reset_index(drop=True)
    frame.columns = pd.Index(headers, dtype=object)
    return frame


def _decode(path: Path, note: Note) -> str:
    """UTF-8 if it can be, UTF-16 where it says so, else what Windows wrote."""
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        note(f"{path.name} was read as UTF-16.")
        return content.decode("utf-16", errors="replace")
    if b"\0" in content or content.startswith(b"PK\x03\x04"):
        message = "this is not a text file, whatever its suffix says"
        raise InputError([Problem(path.name, message, "Give a workbook its own suffix, or export a CSV")])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8-sig":
            note(f"{path.name} is not UTF-8; it was read as Windows-1252: look at its accents.")
        return text
    note(f"{path.name} is not UTF-8; it was read as Latin-1: look at its accents.")
    return content.decode("latin-1")


def _delimiter(text: str, path: Path) -> str:
    """Find what cuts the first line into most columns; commas if nothing does."""
    if not text.strip():
        raise InputError([Problem(path.name, "the file is empty", "Export the table again, with its header line")])
    first = text.splitlines()[0]
    if not first.strip():
        raise InputError([Problem(path.name, "the first row is blank", "Put the headers in row 1", row=1)])
    if text.lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise InputError([Problem(path.name, "this is a web page, not a table", "Export the table as CSV again")])
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([first], delimiter=delimiter), [])))


def _ragged(text: str, delimiter: str, file: str) -> list[Problem]:
    """Every row with more cells than there are headers, or the quote that never closes."""
    problems: list[Problem] = []
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    remedy = "Put quotes around cells that hold the delimiter"
    width, row = 0, 0
    try:
        for row, cells in enumerate(rows, start=FIRST_ROW - 1):
            width = width or len(cells)
            if len(cells) > width and len(problems) < MOST_ROWS_TOLD:
                problems.append(Problem(file, f"{len(cells)} cells under {width} headers", remedy, row=row))
    except csv.Error:
        problems.append(Problem(file, "a quote is opened here and never closed", "Close it or drop it", row=row + 1))
    return problems or [Problem(file, "this is not a table", "Export it again as CSV")]
