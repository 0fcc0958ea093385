"""From the definitions of the plan file to one column a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.instance import COUNT
from optimizer.potential import Forecast
from optimizer.tables import Table, did_you_mean

from .bookings import Bookings
from .document import Keys
from .past import NEEDED
from .schema import Measure, PlanSchema
from .sources import SEGMENT, Sources, builder_columns
from .workload import read_hours

NAMED = 5
"""Accounts named in a note."""


@dataclass(frozen=True, slots=True)
class MeasureReader:
    """Finds the amounts of measures for the rows of the accounts table.

    Parameters
    ----------
    table
        Accounts.
    account_column
        Their id.
    bookings
        None where there are none, or none that can be relied on.
    has_bookings
        True where the plan names a table of bookings, whatever is wrong with it.
    sources
        Where problems and notes go.
    segment_column
        Column of the accounts with their segment.
    forecast
        Of the accounts, in the order of their rows; None where bookings do not allow for one.
    """

    table: Table
    account_column: str
    bookings: Bookings | None
    has_bookings: bool
    sources: Sources
    segment_column: str = SEGMENT
    forecast: Forecast | None = None

    def read(self, name: str, measure: Measure, keys: Keys) -> pd.Series:
        """(rows,) amounts; cells that are no numbers stay as they are and 0 stands for what has been noted.

        Parameters
        ----------
        name
            Name of the measure, for notes.
        measure
            Its definition.
        keys
            Where it stands in the plan file.
        """
        if measure.column is not None:
            amounts = self._column(name, measure.column, measure, keys)
        elif measure.last_months is not None:
            amounts = self._booked(name, measure, measure.last_months, keys)
        elif measure.by is not None:
            amounts = self._labelled(measure.by, measure, keys)
        elif measure.build_up is not None:
            amounts = read_hours(self.table, self.segment_column, keys=keys, sources=self.sources)
        elif measure.forecast is not None:
            amounts = self._forecast(name, keys)
        else:
            parts = enumerate(measure.sum or ())
            read = [self.read(name, part, (*keys, "sum", position)) for position, part in parts]
            amounts = read[0]
            for more in read[1:]:
                amounts = _combined(amounts, more)
        return amounts if measure.times == 1.0 else _scaled(amounts, measure.times)

    def _column(self, name: str, column: str, measure: Measure, keys: Keys) -> pd.Series:
        if not self.table.has(column):
            self._no_column(column, (*keys, "column"))
            return self._zeros()
        amounts = self.sources.numbers("accounts", column)
        missing = amounts.isna()
        if not missing.any():
            return amounts
        if measure.default is None:
            # Told here, where the cell is: a sum of columns does not know which of them was empty, or what stood there.
            remedy = f"Fill it in, or say what all such count as: {{column: {column}, default: 0}}"
            message = "the amount is missing: the cell is empty or holds a mark for none, such as N/A"
            self.table.note_rows(missing.to_numpy(dtype=bool), column, message, remedy)
            return amounts.fillna(0.0)
        who = ", ".join(self.table.labels(self.account_column)[amounts.isna()].astype(str).head(NAMED))
        count = f"{amounts.isna().sum():,} accounts have no {column} and count as {measure.default:g}"
        self.sources.notes.append(f"{name}: {count}: {who}.")
        return amounts.fillna(measure.default)

    def _labelled(self, column: str, measure: Measure, keys: Keys) -> pd.Series:
        if not self.table.has(column):
            self._no_column(column, (*keys, "by"))
            return self._zeros()
        labels = self.table.labels(column)
        amounts = labels.map(dict(measure.values)).astype(float)
        if measure.default is not None:
            return amounts.fillna(measure.default)
        unknown = amounts.isna().to_numpy()
        known = ", ".join(measure.values)
        remedy = f"Add it to the values in the plan file ({known}), or give a default"
        self.table.note_rows(unknown, column, "no value is given for it", remedy)
        return amounts.fillna(0.0)

    def _booked(self, name: str, measure: Measure, months: int, keys: Keys) -> pd.Series:
        if self.bookings is None:
            if not self.has_bookings:
                message = "there is no table of bookings to sum"
                self.sources.problem(keys, message, "Add `bookings: file.csv` under inputs")
            return self._zeros()
        start, end = self.bookings.window(months, measure.until)
        if start > self.bookings.last or end < self.bookings.first:
            message = f"there are no bookings from {start} to {end}"
            self.sources.problem(keys, message, f"They run from {self.bookings.first} to {self.bookings.last}")
        ids = self.table.labels(self.account_column) if self.table.has(self.account_column) else self._zeros()
        amounts = ids.map(self.bookings.per_account(months, measure.until)).fillna(0.0).astype(float)
        self.sources.notes.append(f"{name}: bookings from {start} to {end}, {amounts.sum():,.0f} in all.")
        if start < self.bookings.first:
            self.sources.notes.append(f"{name}: bookings begin in {self.bookings.first} only.")
        returned = amounts < 0
        if returned.any():
            who = ", ".join(ids[returned].astype(str).head(NAMED))
            taken = f"{returned.sum():,} accounts have more returns than bookings and count as 0"
            self.sources.notes.append(f"{name}: {taken}: {who}.")
        return amounts.clip(lower=0.0)

    def _forecast(self, name: str, keys: Keys) -> pd.Series:
        if self.forecast is not None:
            point = self.forecast.point
            self.sources.notes.append(f"{name}: forecast from {self.forecast.first_month}, {point.sum():,.0f} in all.")
            return pd.Series(point)
        if not self.has_bookings:
            self.sources.problem(
                keys, "there is no table of bookings to forecast from", "Add `bookings: file.csv` under inputs"
            )
        elif self.bookings is not None and not self._told_already():
            message = f"these bookings give no forecast: it needs {NEEDED} months of them before the plan year"
            self.sources.problem(keys, message, "Use {last_months: 12, of: bookings}")
        return self._zeros()

    def _told_already(self) -> bool:
        """Whether what keeps the forecast from being made is a problem of its own: ids, or columns it names."""
        ids = self.table.labels(self.account_column) if self.table.has(self.account_column) else None
        wrong_ids = ids is None or bool(ids.isna().any() or ids.duplicated().any())
        return wrong_ids or any((problem.column or "").startswith("forecast") for problem in self.sources.log.problems)

    def _no_column(self, column: str, keys: Keys) -> None:
        file = self.sources.tables["accounts"].file
        remedy = f"{did_you_mean(column, self.table.frame.columns)}Name a column of {file}"
        self.sources.problem(keys, f"{file} has no such column", remedy, value=column)

    def _zeros(self) -> pd.Series:
        return pd.Series(np.zeros(len(self.table)))


def has_forecast(schema: PlanSchema) -> bool:
    """Whether a measure, or a part of one, is a forecast."""
    parts = list(schema.measures.values())
    for part in parts:
        parts += part.sum or ()
    return any(part.forecast is not None for part in parts)


def add_measures(
    schema: PlanSchema, bookings: Bookings | None, sources: Sources, *, forecast: Forecast | None = None
) -> tuple[str, ...]:
    """Add one column a measure to the accounts; names of the measures in the order of the plan file.

    Parameters
    ----------
    schema
        The plan file.
    bookings
        None where there are none, or none that can be relied on.
    sources
        Where the accounts are, and where problems and notes go.
    forecast
        Of the accounts in the order of their rows; None where bookings do not allow for one.
    """
    table = sources.table("accounts")
    if table is None:
        return ()
    account = schema.columns.account
    booked = schema.inputs.bookings is not None
    reader = MeasureReader(
        table, account, bookings, booked, sources, segment_column=schema.columns.segment, forecast=forecast
    )
    taken = _taken(schema)
    added: dict[str, pd.Series] = {}
    for name, measure in schema.measures.items():
        keys: Keys = ("measures", name)
        if name == COUNT or name in taken:
            why = "the count of accounts is always a measure" if name == COUNT else f"{name!r} is a column of labels"
            reader.sources.problem(keys, why, "Give the measure another name")
            continue
        added[name] = reader.read(name, measure, keys)
    frame = table.frame.drop(columns=[name for name in added if table.has(name)])
    sources.replace("accounts", pd.concat([frame, pd.DataFrame(added)], axis=1), _origins(schema.measures))
    return tuple(added)


def _origins(measures: Mapping[str, Measure]) -> dict[str, str]:
    """Measure -> column of the file, where it is one."""
    return {name: measure.column for name, measure in measures.items() if measure.column is not None}


def _taken(schema: PlanSchema) -> set[str]:
    """Columns of the accounts that are something else than a measure."""
    columns = builder_columns(schema.columns)
    taken = {columns.account, columns.name, columns.latitude, columns.longitude}
    taken |= {schema.columns.owner, schema.columns.segment}
    for criteria in (schema.criteria, *(scenario.criteria for scenario in schema.scenarios)):
        taken |= {*criteria.eligibility, *filter(None, [criteria.keep_together])}
        if criteria.pin is not None and criteria.pin.column is not None:
            taken.add(criteria.pin.column)
    return taken


def _scaled(amounts: pd.Series, factor: float) -> pd.Series:
    if amounts.dtype == object:
        return amounts.map(lambda cell: cell * factor if isinstance(cell, float) else cell)
    return amounts * factor


def _combined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Sum where both are numbers; what is no number stays for the checks of the rows."""
    if object not in (first.dtype, second.dtype):
        return first + second
    pairs = zip(first.astype(object), second.astype(object), strict=True)
    cells = [
        a + b if isinstance(a, float) and isinstance(b, float) else (b if isinstance(a, float) else a) for a, b in pairs
    ]
    return pd.Series(cells, index=first.index, dtype=object)
