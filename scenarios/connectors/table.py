"""One table from one file: the reader is chosen by the suffix, the checks are the same for all.

Problems raised here are told by file name and by the row a spreadsheet shows, ready for people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog

from .numbers import parse_numbers
from .text import as_text

Note = Callable[[str], None]
"""Is told, in a sentence for people, what was assumed while reading."""
Reader = Callable[[Path, str | None, Note], pd.DataFrame]
"""Gives the cells below the headers; headers as they stand, rows blank or not, so that positions are the file's."""

FIRST_ROW = 2
"""Row a spreadsheet shows for the first row below the headers."""
MODULES = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".txt": "delimited",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".parquet": "parquet",
    ".gpkg": "geographic",
    ".geojson": "geographic",
    ".shp": "geographic",
}
"""Suffix -> module of the reader, imported when first needed: geopandas alone takes a second."""
FIRST_CELLS = 100
LABEL_WORDS = ("zip", "zipcode", "postal", "postcode", "postalcode", "fips", "id", "phone")
"""Columns whose name ends in one of these hold labels even where they look like numbers."""


def unheard(note: str) -> None:
    """Forget a note."""


def read_table(
    path: Path, *, text: Collection[str] = (), sheet: str | None = None, note: Note = unheard
) -> pd.DataFrame:
    """Read a table.

    Parameters
    ----------
    path
        A CSV (``.csv .tsv .txt``), a workbook (``.xlsx .xlsm .xls .ods``), Parquet, or a GIS file
        (``.gpkg .geojson .shp``).
    text
        Columns to read as text whatever they look like: ids, codes.
    sheet
        Sheet of a workbook or layer of a GIS file; the first one by default.
    note
        Told what was assumed, such as an encoding.

    Returns
    -------
    pd.DataFrame
        Blank rows left out; the index holds the zero-based position of each row in the file.

    Raises
    ------
    InputError
        With every problem found: no such file, not a table, headers that repeat, no rows.
    """
    _check_file(path)
    module = MODULES.get(path.suffix.lower())
    if module is None:
        known = ", ".join(MODULES)
        message = f"tables of the kind {path.suffix!r} cannot be read" if path.suffix else "the file has no suffix"
        raise InputError([Problem(path.name, message, f"Save the table as one of {known}")])
    reader: Reader = import_module(f".{module}", __package__).read
    frame = _without_blanks(reader(path, sheet, note))
    _check_headers(frame, path.name)
    frame.columns = pd.Index([str(header) for header in frame.columns])
    return pd.DataFrame({name: _typed(frame[name], name in text) for name in frame.columns}, index=frame.index)


def _check_file(path: Path) -> None:
    if path.is_file():
        if path.stat().st_size == 0:
            raise InputError([Problem(path.name, "the file is empty", "Export the table again, with its header line")])
        return
    if path.is_dir():
        raise InputError([Problem(path.name, "this is a folder, not a file", "Name a file inside it")])
    remedy = "Correct the name; it is read relative to the plan file"
    if path.parent.is_dir():
        close = get_close_matches(path.name, sorted(item.name for item in path.parent.iterdir()), n=1)
        remedy = f"Did you mean {close[0]!r}?" if close else remedy
    else:
        remedy = f"There is no folder {path.parent.name!r} either; {remedy[0].lower()}{remedy[1:]}"
    raise InputError([Problem(path.name, "there is no such file", remedy)])


def _without_blanks(frame: pd.DataFrame) -> pd.DataFrame:
    """Spaces count as blank; blank rows go, blank columns without a header too."""
    headers = [_header(label) for label in frame.columns]
    columns = [frame.iloc[:, position] for position in range(len(headers))]
    columns = [column.str.strip() if pd.api.types.is_string_dtype(column) else column for column in columns]
    filled = [(column.notna() & (column != "")).to_numpy(dtype=bool) for column in columns]
    kept = [position for position, header in enumerate(headers) if header or filled[position].any()]
    some = np.any(filled, axis=0)
    cells = pd.DataFrame({position: columns[position].to_numpy()[some] for position in kept})
    cells.index = pd.Index(np.flatnonzero(some))
    cells.columns = pd.Index([headers[position] for position in kept], dtype=object)
    return cells


def _header(label: object) -> str:
    missing = label is None or (isinstance(label, float) and label != label)  # noqa: PLR0124 -- NaN is not itself
    return "" if missing else " ".join(str(label).split())


def _check_headers(frame: pd.DataFrame, file: str) -> None:
    log = ProblemLog()
    headers = list(frame.columns)
    for position, header in enumerate(headers, start=1):
        if not header:
            log.add(file, f"column {position} has no header", "Name every column in the first row", row=1)
    for header in dict.fromkeys(header for header in headers if header and headers.count(header) > 1):
        log.add(file, "two columns have this name", "Rename one of them", row=1, column=header)
    if frame.empty:
        log.add(file, "the table has no rows below its headers", "Export it again, with its rows")
    log.raise_if_any()


def _typed(cells: pd.Series, text: bool) -> pd.Series:  # noqa: FBT001 -- private, one caller
    """Text where asked or where a name or a leading zero says so; numbers where all of it reads as numbers."""
    words = str(cells.name).lower().replace("_", " ").replace("-", " ").split()
    if text or (words and words[-1] in LABEL_WORDS):
        return as_text(cells)
    if not (pd.api.types.is_object_dtype(cells) or pd.api.types.is_string_dtype(cells)):
        return cells
    filled = cells.where(cells.notna() & (cells != ""), None)
    # Columns of text give themselves away early; all cells are looked at only where the first are numbers.
    for looked_at in (filled.dropna().head(FIRST_CELLS), filled):
        parsed = parse_numbers(looked_at)
        if not pd.api.types.is_numeric_dtype(parsed) or parsed.isna().all():
            return filled
    return filled if _leading_zeros(filled) else parsed


def _leading_zeros(cells: pd.Series) -> bool:
    return bool(cells.astype("string").str.match(r"0\d").any())
