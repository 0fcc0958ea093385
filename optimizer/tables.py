"""Tables of accounts and territories, read column by column; what cannot be read is noted row by row.

Labels (ids, names, tag values) are text: 275, 275.0 and ``" 275 "`` are all ``"275"``, while ``"00275"`` keeps its
zeros. A cell that is empty, missing or holds only spaces is blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .exceptions import ProblemLog
from .travel import Floats

Labels: TypeAlias = "pd.Series[str]"
"""Text by row, missing where blank; the index is 0..rows-1."""
Mask: TypeAlias = NDArray[np.bool_]
Days: TypeAlias = NDArray[np.datetime64]

ACCOUNTS = "accounts"
TERRITORIES = "territories"
"""Names of the two tables in problems."""
MOST_ROWS = 20
"""Rows listed for one kind of problem; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Names of the columns of the accounts and territories tables.

    Parameters
    ----------
    account
        Id of an account.
    name
        Name of an account to show, optional.
    latitude, longitude
        Place in degrees, of accounts and of reps.
    x, y
        Place in the plane, for ``Planar`` travel.
    territory
        Id of a territory; where the table has none, ``rep`` is the id.
    rep
        Who covers the territory, optional beside ``territory``.
    fte
        Full-time equivalents of the rep, 1 where blank.
    capacity
        Size of a territory's target of every measure, in place of ``fte``, dates and ramp.
    start_date, end_date
        First and last day of the rep.
    """

    account: str = "account"
    name: str = "name"
    latitude: str = "latitude"
    longitude: str = "longitude"
    x: str = "x"
    y: str = "y"
    territory: str = "territory"
    rep: str = "rep"
    fte: str = "fte"
    capacity: str = "capacity"
    start_date: str = "start_date"
    end_date: str = "end_date"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of the planner, never changed, and the log its problems go to.

    Parameters
    ----------
    name
        What it is called in problems.
    frame
        The rows.
    log
        Where problems are noted.
    """

    name: str
    frame: pd.DataFrame
    log: ProblemLog

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def geometry(self) -> Any | None:
        """The GeoSeries of a GeoDataFrame (geopandas is too slow to import for its type), None for any other table."""
        is_geographic = any(kind.__name__ == "GeoDataFrame" for kind in type(self.frame).__mro__)
        return getattr(self.frame, "geometry", None) if is_geographic else None

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return column in self.frame.columns

    def fills(self, column: str) -> bool:
        """Whether there is such a column and any row of it is filled."""
        return self.has(column) and not bool(self.blank(column).all())

    def require(self, column: str, remedy: str) -> bool:
        """Whether there is such a column; note a problem if not, with the names that come close."""
        if not self.has(column):
            remedy = did_you_mean(column, self.frame.columns) + remedy
            self.log.add(self.name, "there is no such column", remedy, column=column)
        return self.has(column)

    def check_columns(self) -> None:
        """Note columns whose name appears more than once: it is unclear which is meant."""
        names = self.frame.columns
        for name in names[names.duplicated()].unique():
            self.log.add(
                self.name, "two columns have this name", "Rename or drop all but one", column=str(name), value=name
            )

    def note_rows(self, wrong: Mask, column: str, message: str, remedy: str | Callable[[str], str]) -> None:
        """Note a problem for each row of ``wrong`` (rows,), the first ones singly and the rest by their number.

        Parameters
        ----------
        wrong
            True where the row has the problem.
        column
            Where to look for the value given.
        message, remedy
            As in ``Problem``; a remedy may depend on the value.
        """
        rows = np.flatnonzero(wrong)
        for row in rows[:MOST_ROWS].tolist():
            value = self._value(row, column)
            advice = remedy if isinstance(remedy, str) else remedy("" if value is None else label_of(value))
            self.log.add(self.name, message, advice, row=row, column=column, value=value)
        if len(rows) > MOST_ROWS:
            more = len(rows) - MOST_ROWS
            advice = remedy if isinstance(remedy, str) else "See the rows above"
            self.log.add(self.name, f"{message}: and {more:,} more rows like this", advice, column=column)

    def blank(self, column: str) -> Mask:
        """(rows,) True where nothing is given."""
        series = self._series(column)
        given = series if pd.api.types.is_numeric_dtype(series) else self.labels(column)
        return given.isna().to_numpy(dtype=bool)

    def labels(self, column: str) -> Labels:
        """(rows,) text of each cell, missing where blank."""
        return _labels(self._series(column)).rename(None)

    def numbers(self, column: str) -> Floats:
        """(rows,) numbers, NaN where blank or where the text is no number, which is noted."""
        series = self._series(column)
        if pd.api.types.is_numeric_dtype(series):
            return np.array(series.to_numpy(dtype=np.float64, na_value=np.nan))
        labels = self.labels(column)
        values = pd.to_numeric(labels, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        remedy = "Write digits with a point before decimals: no currency sign, percent sign or thousands separator"
        self.note_rows(np.isnan(values) & labels.notna().to_numpy(dtype=bool), column, "it is not a number", remedy)
        return np.array(values)

    def days(self, column: str) -> Days:
        """(rows,) calendar days, NaT where blank or where the cell is no date, which is noted."""
        blank = self.blank(column)
        days = np.full(len(self), np.datetime64("NaT"), dtype="datetime64[D]")
        cells = self._series(column).astype(object).tolist()
        for row in np.flatnonzero(~blank).tolist():
            days[row] = _day(cells[row])
        self.note_rows(np.isnat(days) & ~blank, column, "it is not a date", "Write dates as 2026-03-31")
        return days

    def _series(self, column: str) -> pd.Series[Any]:
        found: Any = self.frame[column]
        # A name that appears twice gives a table; it has been noted by check_columns.
        return pd.Series(found.iloc[:, 0] if found.ndim == 2 else found).reset_index(drop=True)

    def _value(self, row: int, column: str) -> object:
        if not self.has(column):
            return None
        value = self._series(column).iloc[row]
        if isinstance(value, np.generic):
            value = value.item()
        if pd.api.types.is_scalar(value) and pd.isna(value):
            return None
        return value if isinstance(value, (str, bool, int, float, Decimal, date)) else str(value)[:60]


def did_you_mean(word: str, known: Iterable[object]) -> str:
    """Ask for up to three of the ``known`` names that come close to ``word``; nothing where none does."""
    given = word.casefold()
    names = {str(name).casefold(): str(name) for name in known}
    bare = given.lstrip("0")
    close = [name for name in names if name == given or (bare and name.lstrip("0") == bare)]
    if not given.isdecimal():  # another number is another id, however alike
        worded = [name for name in names if not name.isdecimal()]
        close += [name for name in worded if min(len(name), len(given)) > 2 and (given in name or name in given)]
        close += get_close_matches(given, worded, n=3, cutoff=0.75)
    chosen = [repr(names[name]) for name in list(dict.fromkeys(close))[:3]]
    return f"Did you mean {' or '.join(chosen)}? " if chosen else ""


def label_of(value: object) -> str:
    """Write one id as text: without the spaces around it, and without the ``.0`` of a whole number."""
    whole = isinstance(value, float) and value.is_integer()
    if isinstance(value, Decimal):
        whole = value.is_finite() and value == value.to_integral_value()
    if whole:
        return f"{value:.0f}"
    return str(value).strip()


def _labels(series: pd.Series[Any]) -> Labels:
    if isinstance(series.dtype, pd.CategoricalDtype):
        categories = _labels(pd.Series(series.cat.categories))
        return categories.reindex(series.cat.codes.to_numpy()).reset_index(drop=True)
    if pd.api.types.is_float_dtype(series):
        return _labels_of_floats(series.to_numpy(dtype=np.float64, na_value=np.nan))
    if series.dtype == object and pd.api.types.infer_dtype(series, skipna=True) not in ("string", "empty"):
        # Cells of several types, as spreadsheets give them: each distinct one is read by itself.
        codes, distinct = pd.factorize(series)
        texts = pd.Series([label_of(value) for value in distinct], dtype=object)
        return _labels(texts.reindex(codes).reset_index(drop=True))
    text = series.astype(str).str.strip()
    return text.mask(series.isna() | (text == ""))


def _labels_of_floats(values: Floats) -> Labels:
    text = pd.Series(values).astype(str)
    whole = np.isfinite(values) & (np.floor(values) == values) & (np.abs(values) < 2.0**63)
    text[whole] = pd.Series(values[whole].astype(np.int64)).astype(str).to_numpy()
    return text.mask(np.isnan(values))


def _day(cell: object) -> np.datetime64:
    if isinstance(cell, str):
        try:
            cell = datetime.fromisoformat(cell.strip())
        except ValueError:
            return np.datetime64("NaT", "D")
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, np.datetime64):
        cell = pd.Timestamp(cell).date()
    return np.datetime64(cell if isinstance(cell, date) else "NaT", "D")
