"""Bookings of the year under way, from a table of their own."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import InputError, ProblemLog
from optimizer.tables import Labels, Table
from optimizer.travel import Floats
from scenarios.connectors import parse_numbers, read_dates, read_table

Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class YearBookings:
    """Rows of a bookings table.

    Parameters
    ----------
    accounts
        (rows,) account of each, as text.
    days
        (rows,) day of each; the first of the month where the table knows months alone.
    amounts
        (rows,) currency units; returns are negative.
    monthly
        True if the table knows months alone.
    """

    accounts: Labels
    days: Days
    amounts: Floats
    monthly: bool

    @property
    def last(self) -> date:
        """Last day the table can speak of: its latest day, or the end of its latest month."""
        latest: date = self.days.max().astype("datetime64[D]").item()
        return _month_end(latest) if self.monthly else latest


def read_year_bookings(path: Path, *, account: str, when: str, amount: str) -> YearBookings:
    """Read a table with one row a booking, or one an account and month.

    Parameters
    ----------
    path
        CSV, workbook or Parquet.
    account, when, amount
        Its columns; the second holds days or months. A column ``date`` is taken where ``when`` is not there.

    Raises
    ------
    InputError
        With every row that cannot be read.
    """
    frame, log = read_table(path, text=(account,)), ProblemLog()
    when = when if when in frame.columns or "date" not in frame.columns else "date"
    table = Table(path.name, frame, log)
    found = [table.require(name, "Name it as the plan file does, or rename it") for name in (account, when, amount)]
    if not all(found):
        raise InputError(log.problems)
    accounts = table.labels(account)
    table.note_rows(accounts.isna().to_numpy(), account, "the account is missing", "Fill it in or drop the row")
    amounts = np.asarray(parse_numbers(frame[amount]), dtype=object)
    numbers = pd.to_numeric(pd.Series(amounts), errors="coerce").to_numpy(dtype=np.float64)
    remedy = "Fill it in or drop the row"
    table.note_rows(~np.isfinite(numbers), amount, "the amount is missing or no number", remedy)
    told = read_dates(frame[when])
    texts = told.values.fillna("").astype(str)
    days = pd.to_datetime(
        texts.str.replace(r"^(\d{4}-\d{2})$", r"\1-01", regex=True), format="%Y-%m-%d", errors="coerce"
    )
    table.note_rows(days.isna().to_numpy(), when, "it is neither a day nor a month", "Write 2027-03-31 or 2027-03")
    if told.doubt is not None:
        log.add(path.name, told.doubt.message, told.doubt.remedy, column=when, value=told.doubt.value)
    log.raise_if_any()
    # A table by month may write its months as their first days.
    monthly = bool((days.dt.day == 1).all())
    return YearBookings(accounts, days.to_numpy().astype("datetime64[D]"), numbers, monthly)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
