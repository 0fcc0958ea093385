"""An export of a target as it is now: a folder with one CSV an object or record."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from optimizer.exceptions import InputError, Problem
from scenarios.connectors.table import read_table

from .cells import unguarded


@dataclass(frozen=True, slots=True, eq=False)
class TargetExport:
    """Tables of a target.

    Parameters
    ----------
    folder
        Where they are; None where nothing is there yet.
    asked
        Names that matter, the others are taken as empty without a word; None for all.
    notes
        Filled with what was missing, for people.
    """

    folder: Path | None
    asked: frozenset[str] | None = None
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.folder is not None and not self.folder.is_dir():
            message = "there is no such folder"
            remedy = "Give the folder with one CSV an object, or leave --current out where the target is empty"
            raise InputError([Problem("--current", message, remedy, value=str(self.folder))])

    def has(self, name: str) -> bool:
        """Whether the export has this table."""
        return self._path(name) is not None

    def table(self, name: str, required: Collection[str], optional: Collection[str] = ()) -> pd.DataFrame:
        """Read a table of text; no rows where the export does not have it.

        Parameters
        ----------
        name
            Of the object or record, and of its file.
        required, optional
            Columns; those asked for come in this order, optional ones that are missing are blank.

        Raises
        ------
        InputError
            If a required column is missing.
        """
        columns = [*required, *optional]
        matters = self.asked is None or name in self.asked
        path = self._path(name) if matters else None
        if path is None:
            if self.folder is not None and matters:
                self.notes.append(f"The export has no {name}.csv: taken as empty.")
            return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
        frame = self._read(path)
        by_name = {str(column).casefold(): column for column in frame.columns}
        missing = [column for column in required if column.casefold() not in by_name]
        if missing:
            remedy = f"Export it with the fields {', '.join(columns)}"
            raise InputError([Problem(path.name, "this column is missing", remedy, column=name) for name in missing])
        absent = pd.Series("", index=frame.index, dtype=object)
        picked = {
            column: frame[by_name[column.casefold()]] if column.casefold() in by_name else absent for column in columns
        }
        texts = {column: unguarded(cells.fillna("").astype(str)) for column, cells in picked.items()}
        return pd.DataFrame(texts, index=frame.index).reset_index(drop=True)

    def _read(self, path: Path) -> pd.DataFrame:
        """Read a file whose every cell is text; one with nothing but its header has no rows."""
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            lines = list(islice(filter(str.strip, file), 2))
        if len(lines) == 1:
            headers = [header.strip().strip('"') for header in re.split(r"[,;\t]", lines[0])]
            return pd.DataFrame(columns=pd.Index(headers), dtype=object)
        # Whatever separates the columns, their names must be known before they can be read as text.
        headers = [str(column) for column in read_table(path).columns]
        return read_table(path, text=headers, note=self.notes.append)

    def _path(self, name: str) -> Path | None:
        if self.folder is None:
            return None
        wanted = f"{name}.csv".casefold()
        return next((path for path in sorted(self.folder.iterdir()) if path.name.casefold() == wanted), None)
