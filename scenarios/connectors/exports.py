"""Files of a system's export, read by its mapping; dates in one form, rows where the file has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem

from .dates import read_dates
from .forms import Doubt, Forms, Note, unheard
from .mapping import ObjectMapping, renamed
from .numbers import FORMS
from .table import FIRST_ROW, read_cells, typed


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """Rows of one kind of record in the columns of the plan.

    Parameters
    ----------
    file
        Name of the file they come from.
    frame
        The rows; the index holds the zero-based position of each in the file.
    columns
        Column of the plan -> header of the file.
    doubts
        Column of the plan -> why it cannot be relied on; rows are counted in ``frame``.
    """

    file: str
    frame: pd.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)

    def has(self, column: str) -> bool:
        """Whether there is such a column of the plan."""
        return column in self.frame.columns

    def problem(self, row: int, column: str, message: str, remedy: str) -> Problem:
        """Tell a problem at a row of ``frame``, as the file counts and calls it."""
        value = self.frame[column].iloc[row]
        position = int(self.frame.index[row]) + FIRST_ROW
        return Problem(self.file, message, remedy, position, self.columns.get(column, column), value)

    def with_frame(self, frame: pd.DataFrame) -> Export:
        """Give the same with other columns or some of the rows; doubts stay with theirs, or with the first row."""
        positions = {int(position): row for row, position in enumerate(frame.index)}
        doubts = {
            name: replace(doubt, row=positions.get(int(self.frame.index[doubt.row]), 0))
            for name, doubt in self.doubts.items()
            if name in frame.columns
        }
        return replace(self, frame=frame, doubts=doubts)


def read_export(
    path: Path, mapping: ObjectMapping, *, sheet: str | None = None, forms: Forms = FORMS, note: Note = unheard
) -> Export:
    """Read one file of an export.

    Parameters
    ----------
    path
        Any table that ``read_table`` reads.
    mapping
        Of the kind of record.
    sheet, forms, note
        As of ``read_table``.

    Raises
    ------
    InputError
        As ``read_table``, and if a needed column is not there, or the order of day and month is in doubt.
    """
    return mapped_export(read_cells(path, sheet=sheet, note=note), mapping, path.name, forms=forms, note=note)


def mapped_export(
    cells: pd.DataFrame,
    mapping: ObjectMapping,
    file: str,
    *,
    text: Collection[str] = (),
    forms: Forms = FORMS,
    note: Note = unheard,
) -> Export:
    """Map cells that are in memory already.

    Parameters
    ----------
    cells
        Of ``read_cells`` or ``checked``.
    mapping, forms, note
        As of ``read_export``.
    file
        Its name, for problems and notes.
    text
        Columns that hold labels besides those of the mapping.
    """
    frame, columns = renamed(cells, mapping, file)
    labels = {*mapping.ids, *mapping.text, *mapping.dates, *text}
    reading = typed(frame, file, text=labels, forms=forms, note=note)
    export = Export(file, reading.frame, columns, reading.doubts)
    sure = [name for name in reading.doubts if name in columns]
    if sure:
        doubts = [(name, reading.doubts[name]) for name in sure]
        raise InputError(export.problem(doubt.row, name, doubt.message, doubt.remedy) for name, doubt in doubts)
    frame = reading.frame.copy()
    for name in (name for name in mapping.dates if name in frame):
        dates = read_dates(frame[name], forms)
        if dates.doubt is not None:
            raise InputError([export.problem(dates.doubt.row, name, dates.doubt.message, dates.doubt.remedy)])
        frame[name] = dates.values
        for told in dates.notes:
            note(f"{file}, {columns[name]}: {told}.")
    return export.with_frame(frame)
