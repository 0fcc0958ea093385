"""The past of the accounts of a plan: their bookings month by month, and what else tells how they will go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import InputError
from optimizer.potential import AccountTraits, Backtest, BookingHistory, Forecast, backtest, forecast_next_year
from optimizer.tables import Labels, Table, did_you_mean
from scenarios.connectors import parse_numbers

from .bookings import Bookings
from .document import Keys
from .schema import ForecastSection, PlanSchema
from .sources import Sources

NEEDED = 24
"""Months of bookings a forecast needs: with fewer there is no past year to learn its errors from."""
TOLD = 0.05
"""Share of past bookings by new accounts from which on it is told that the forecast holds none."""
TERRITORY = "territory"
"""Name of the level of today's territories in a backtest."""


@dataclass(frozen=True, slots=True, eq=False)
class AccountPast:
    """What is known of the accounts, in the order of their table.

    Parameters
    ----------
    history
        Bookings by account and month, up to the month before the plan year.
    traits
        Segments, regions, features, and since when each account is known.
    owners
        (n,) territory of today; None where the accounts table has none.
    """

    history: BookingHistory
    traits: AccountTraits
    owners: Labels | None

    @property
    def shortage(self) -> str | None:
        """Why the bookings are too few to forecast from; None where they are not."""
        months = self.history.num_months - int(self.history.first_bookings().min(initial=self.history.num_months))
        if months < NEEDED:
            return f"the bookings cover {months} month{'s' * (months != 1)}, a forecast needs {NEEDED}"
        if not self.history.window(self.history.num_months).clip(min=0.0).any():
            return "the last twelve months have no bookings"
        return None

    def forecast(self) -> Forecast:
        """Forecast the twelve months after the history, by the method that was good enough for today's territories."""
        return forecast_next_year(self.history, self.traits, groups=self.owners)

    def backtest(self, seed: int) -> Backtest:
        """Forecast past years and compare: accounts, today's territories, the company.

        Parameters
        ----------
        seed
            Of the intervals.
        """
        groups = {} if self.owners is None else {TERRITORY: np.asarray(self.owners, dtype=object)}
        return backtest(self.history, self.traits, groups=groups, seed=seed)


def read_past(schema: PlanSchema, bookings: Bookings | None, sources: Sources) -> AccountPast | None:
    """Read the past of the accounts; None where there are no bookings before the plan year, or something is wrong.

    Parameters
    ----------
    schema
        The plan file.
    bookings
        None where there are none, or anything is wrong with them.
    sources
        Where problems and notes go.
    """
    table, column = sources.table("accounts"), schema.columns.account
    if bookings is None or not len(bookings.months) or table is None or not table.has(column):
        return None
    ids = table.labels(column)
    if not len(ids) or ids.isna().any() or ids.duplicated().any():
        return None  # told when the instance is built
    until = _last_month(schema, bookings)
    if until < bookings.first:
        return None
    history = BookingHistory.from_rows(bookings.accounts, bookings.months, bookings.amounts, ids=ids, until=until)
    traits = _read_traits(schema.forecast, table, history, sources)
    owner = schema.columns.owner
    owners = table.labels(owner) if schema.inputs.today.count is None and table.has(owner) else None
    return None if traits is None else AccountPast(history, traits, owners)


def note_forecast(forecast: Forecast, schema: PlanSchema, sources: Sources) -> None:
    """Tell which year is forecast, by which method and why, and what the forecast does not hold."""
    reason = forecast.verdict.reason if forecast.verdict is not None else f"{forecast.method.name} is used"
    sources.notes.append(f"Forecast of the twelve months from {forecast.first_month}: {reason}.")
    if forecast.fallback is not None:
        sources.notes.append(f"Forecast: {forecast.fallback}.")
    if schema.plan_year is not None and forecast.first_month < np.datetime64(schema.plan_year.start, "M"):
        sources.notes.append(
            f"Bookings end before {forecast.first_month}, and not with the month before the plan year."
        )
    new = new_business_note(forecast)
    if new is not None:
        sources.notes.append(new)


def new_business_note(forecast: Forecast) -> str | None:
    """Say that accounts nobody knows of yet are in no forecast, where they brought much in the past."""
    if forecast.unlisted_share < TOLD:
        return None
    return (
        f"In past years {forecast.unlisted_share:.0%} of bookings came from accounts that were new in the year. "
        "The chances hold none of that: they are those of the accounts known today."
    )


def _last_month(schema: PlanSchema, bookings: Bookings) -> np.datetime64:
    """Month before the plan year; the last one booked where that is earlier, for the months between are not over."""
    if schema.plan_year is None:
        return bookings.last
    return min(bookings.last, np.datetime64(schema.plan_year.start, "M") - 1)


def _read_traits(
    section: ForecastSection, table: Table, history: BookingHistory, sources: Sources
) -> AccountTraits | None:
    named: list[tuple[Keys, str]] = [
        (("forecast", key), name)
        for key in ("segment", "region", "known_from")
        if (name := getattr(section, key)) is not None
    ]
    for key, names in (("numbers", section.numbers), ("categories", section.categories)):
        named += [(("forecast", key), name) for name in names]
    missing = [(keys, name) for keys, name in named if not table.has(name)]
    for keys, name in missing:
        file = sources.tables["accounts"].file
        remedy = f"{did_you_mean(name, table.frame.columns)}Name a column of {file}"
        sources.problem(keys, f"{file} has no such column", remedy, value=name)
    if missing:
        return None
    columns: dict[str, Any] = {name: table.frame[name] for _, name in named}
    columns |= {name: parse_numbers(table.frame[name]) for name in section.numbers}
    # The id comes last: a column of another thing may be called account.
    frame = pd.DataFrame({**columns, "account": history.accounts.to_numpy()}, index=table.frame.index)
    try:
        traits = AccountTraits.from_table(
            frame,
            history.accounts,
            segment=section.segment,
            region=section.region,
            numbers=section.numbers,
            categories=section.categories,
            known_from=section.known_from,
        )
    except InputError as error:
        sources.log.problems += error.problems
        return None
    return traits if section.known_from is not None else replace(traits, known_from=_first_months(history))


def _first_months(history: BookingHistory) -> NDArray[np.datetime64]:
    """(n,) month of the first booking, NaT where there is none: nobody knew of an account's business before it."""
    first = history.first_bookings()
    return np.where(first < history.num_months, history.first_month + first, np.datetime64("NaT", "M"))
