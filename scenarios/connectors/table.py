"""One table from one file: the reader is chosen by the suffix, the checks are the same for all.

Problems raised here are told by file name and by the row a spreadsheet shows, ready for people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.exceptions import InputError, Problem, ProblemLog

from .forms import DecimalMark, Doubt, Forms, Note, unheard
from .numbers import FORMS, NumberReading, read_numbers
from .patterns import holds, words_of
from .postal import country_column, with_zeros
from .text import as_labels, as_text

Reader = Callable[[Path, str | None, Note], pd.DataFrame]
"""Gives the cells below the headers; headers as they stand, rows blank or not, so that positions are the file's."""

FIRST_ROW = 2
"""Row a spreadsheet shows for the first row below the headers."""
DECIMAL_REMEDY = "Say which beside the file: `decimal: point` or `decimal: comma`"
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
    ".topojson": "geographic",
    ".json": "geographic",
}
"""Suffix -> module of the reader, imported when first needed: geopandas alone takes a second."""
FIRST_CELLS = 100
POSTAL_ENDS = ("zip", "zipcode", "zip code", "postal", "postcode", "postal code", "postalcode", "post code")
LABEL_WORDS = ("zip", "zipcode", "postal", "postcode", "postalcode", "fips", "geoid", "id", "phone")
"""Columns whose name ends in one of these hold labels even where they look like numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A table, and what in it only the planner can tell.

    Parameters
    ----------
    frame
        Blank rows left out; the index holds the zero-based position of each row in the file.
    doubts
        Column -> why it cannot be relied on; rows are counted in ``frame``.
    """

    frame: pd.DataFrame
    doubts: Mapping[str, Doubt] = field(default_factory=dict)


def read_table(
    path: Path, *, text: Collection[str] = (), sheet: str | None = None, forms: Forms = FORMS, note: Note = unheard
) -> pd.DataFrame:
    """Read a table.

    Parameters
    ----------
    path
        A CSV (``.csv .tsv .txt``), a workbook (``.xlsx .xlsm .xls .ods``), Parquet, or a GIS file
        (``.gpkg .geojson .shp``, TopoJSON as ``.topojson .json``).
    text
        Columns to read as text whatever they look like: ids, codes.
    sheet
        Sheet of a workbook or layer of a GIS file; the first one by default.
    forms
        What is known of how cells are written.
    note
        Told what was assumed, such as an encoding, what was repaired, and what is in doubt.

    Returns
    -------
    pd.DataFrame
        Blank rows left out; the index holds the zero-based position of each row in the file.

    Raises
    ------
    InputError
        With every problem found: no such file, not a table, headers that repeat, no rows.
    """
    reading = typed(read_cells(path, sheet=sheet, note=note), called(path, sheet), text=text, forms=forms, note=note)
    for column, doubt in reading.doubts.items():
        note(f"{called(path, sheet)}, column {column!r}: {doubt.message} ({doubt.value}). {doubt.remedy}.")
    return reading.frame


def read_cells(path: Path, *, sheet: str | None = None, note: Note = unheard) -> pd.DataFrame:
    """Cells as they stand, below headers that have been checked.

    Parameters
    ----------
    path, sheet, note
        As of ``read_table``, which tells also what is raised.
    """
    _check_file(path)
    module = MODULES.get(path.suffix.lower())
    if module is None:
        known = ", ".join(MODULES)
        message = f"tables of the kind {path.suffix!r} cannot be read" if path.suffix else "the file has no suffix"
        raise InputError([Problem(path.name, message, f"Save the table as one of {known}")])
    reader: Reader = import_module(f".{module}", __package__).read
    return checked(reader(path, sheet, note), called(path, sheet))


def called(path: Path, sheet: str | None) -> str:
    """What people call a table: the file, and the sheet or layer where one was asked for."""
    return path.name if sheet is None else f"{path.name}, sheet {sheet}"


def checked(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Rows that are not blank below headers that are there and differ.

    Raises
    ------
    InputError
        If headers repeat or are missing, or there are no rows.
    """
    frame = _without_blanks(frame)
    _check_headers(frame, file)
    frame.columns = pd.Index([str(header) for header in frame.columns])
    return frame


def typed(
    frame: pd.DataFrame, file: str, *, text: Collection[str] = (), forms: Forms = FORMS, note: Note = unheard
) -> Reading:
    """Columns as numbers or labels, whichever they are.

    Parameters
    ----------
    frame
        Of ``checked``.
    file
        Its name, for notes.
    text, forms, note
        As of ``read_table``.
    """
    read = {name: _typed(frame[name], text=name in text, forms=forms) for name in map(str, frame.columns)}
    read, notes = _settled(read, frame, forms)
    columns: dict[str, pd.Series] = {}
    doubts: dict[str, Doubt] = {}
    for name, column in read.items():
        columns[name] = column.cells
        if column.doubt is not None:
            doubts[name] = column.doubt
        notes += [f"{name}: {text}" for text in column.notes]
    for name in [name for name in columns if name.lower().replace("_", " ").endswith(POSTAL_ENDS)]:
        country = country_column(list(columns), name)
        columns[name], repaired = with_zeros(columns[name], name, None if country is None else columns[country])
        if repaired:
            notes.append(f"{name}: {repaired:,} postal codes had lost zeros in front, which were put back")
    marks = _marks_told(read)
    for told in notes + ([marks] if marks else []):
        note(f"{file}, {told}.")
    return Reading(pd.DataFrame(columns, index=frame.index), doubts)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A column with its type; ``reading`` where it was read as numbers."""

    cells: pd.Series
    doubt: Doubt | None = None
    notes: tuple[str, ...] = ()
    reading: NumberReading | None = None


def _typed(cells: pd.Series, *, text: bool, forms: Forms) -> _Column:
    """Text where asked or where a name or a leading zero says so; numbers where all of it reads as numbers."""
    if text or _holds_labels(str(cells.name)):
        labels = as_labels(as_text(cells))
        return _Column(labels.cells, labels.doubt, labels.notes)
    if not (pd.api.types.is_object_dtype(cells) or pd.api.types.is_string_dtype(cells)):
        reading = read_numbers(cells, forms) if pd.api.types.is_float_dtype(cells) else None
        return _Column(cells if reading is None else reading.values, reading=reading)
    filled = cells.where(cells.notna() & (cells != ""), None)
    # Columns of text give themselves away early; all cells are looked at only where the first are numbers.
    if not _is_number(read_numbers(filled.dropna().head(FIRST_CELLS), forms)):
        return _Column(filled)
    numbers = read_numbers(filled, forms)
    if not _is_number(numbers) or _leading_zeros(filled):
        return _Column(filled)
    return _Column(numbers.values, reading=numbers)


def _holds_labels(header: str) -> bool:
    """Whether a column of this name holds ids or codes."""
    words = header.lower().replace("_", " ").replace("-", " ").replace("/", " ")
    return words.endswith(POSTAL_ENDS) or (words.split() or [""])[-1] in LABEL_WORDS


def _is_number(reading: NumberReading) -> bool:
    return pd.api.types.is_numeric_dtype(reading.values) and not reading.values.isna().all()


def _settled(read: dict[str, _Column], frame: pd.DataFrame, forms: Forms) -> tuple[dict[str, _Column], list[str]]:
    """Numbers that can be read in two ways, as the other columns of the table are, if these agree."""
    readings = {name: column.reading for name, column in read.items() if column.reading is not None}
    proofs = {name: reading.decimal for name, reading in readings.items() if reading.decimal is not None}
    marks, settled, notes = set(proofs.values()), dict(read), []
    for name, reading in readings.items():
        if reading.doubt is None:
            continue
        row = int(np.flatnonzero(reading.doubt)[0])
        value = str(frame[name].iloc[row]).strip()
        if len(marks) == 1 and DecimalMark.POINT in marks and not reading.dotted:
            continue
        if len(marks) == 1:
            mark, proof = next(iter(marks)), next(iter(proofs))
            again = read_numbers(frame[name].where(frame[name] != "", None), replace(forms, decimal=mark))
            settled[name] = _Column(again.values, reading=again)
            shown = again.values.iloc[row]
            notes.append(f"{name}: {value} was read as {shown:,.10g}, as {proof!r} has a decimal {mark.value}")
        elif reading.dotted or marks:
            doubt = Doubt(row, value, "a point or comma may stand before decimals or thousands", DECIMAL_REMEDY)
            settled[name] = _Column(read[name].cells, doubt, reading=reading)
        else:
            notes.append(f"{name}: the comma of {value} was read as one of thousands")
    return settled, notes


def _marks_told(read: Mapping[str, _Column]) -> str:
    """One sentence on the marks for "no value" and the footnote signs of all columns."""
    parts = []
    for name, column in read.items():
        if column.reading is None:
            continue
        parts += [f"{mark!r} ({count:,} in {name})" for mark, count in column.reading.missing.items()]
        if column.reading.footnotes:
            parts.append(f"footnote signs ({column.reading.footnotes:,} in {name}; the numbers count)")
    return f"marks read as nothing: {', '.join(parts)}" if parts else ""


def _leading_zeros(cells: pd.Series) -> bool:
    return bool(holds(words_of(cells), r"^0\d").any())
