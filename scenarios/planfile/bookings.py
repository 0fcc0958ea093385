"""Bookings: what each account brought in each month."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.tables import Labels, Table
from optimizer.travel import Floats

from .schema import ColumnsSection
from .sources import Sources

Months = NDArray[np.datetime64]
MONTH = r"^(\d{4})[-/.]?(0[1-9]|1[0-2]|[1-9](?=$|[-/.]))(?:[-/.]?\d{1,2}(?:[T ].*)?)?$"
TOLD = 5
"""Accounts named in a note."""


@dataclass(frozen=True, slots=True, eq=False)
class Bookings:
    """The rows of the bookings table.

    Parameters
    ----------
    accounts
        (rows,) account of each.
    months
        (rows,) calendar month of each.
    amounts
        (rows,) in the currency of the input; returns are negative.
    """

    accounts: Labels
    months: Months
    amounts: Floats

    @property
    def first(self) -> np.datetime64:
        """Earliest month."""
        return np.datetime64(self.months.min(), "M")

    @property
    def last(self) -> np.datetime64:
        """Latest month."""
        return np.datetime64(self.months.max(), "M")

    def window(self, months: int, until: str | None = None) -> tuple[np.datetime64, np.datetime64]:
        """First and last month of the last ``months``, up to ``until`` or the latest there is."""
        end = self.last if until is None else np.datetime64(until, "M")
        return end - (months - 1), end

    def per_account(self, months: int, until: str | None = None) -> pd.Series[float]:
        """Account -> sum over a ``window``."""
        inside = self._inside(months, until)
        return pd.Series(self.amounts[inside]).groupby(self.accounts[inside].to_numpy()).sum()

    def per_calendar_month(self, months: int) -> Floats:
        """(12,) sum over a ``window``, January first."""
        inside = self._inside(months, None)
        calendar_month = self.months[inside].astype(np.int64) % 12
        return np.bincount(calendar_month, self.amounts[inside], minlength=12).astype(np.float64)

    def _inside(self, months: int, until: str | None) -> NDArray[np.bool_]:
        start, end = self.window(months, until)
        return (self.months >= start) & (self.months <= end)


def read_bookings(sources: Sources, columns: ColumnsSection) -> Bookings | None:
    """Bookings of the table of that name; None where there is none or anything is wrong with it."""
    table = sources.table("bookings")
    if table is None:
        return None
    account, month, amount = (
        columns.bookings.account or columns.account,
        columns.bookings.month,
        columns.bookings.amount,
    )
    found = [
        table.require(name, f"Name yours with `columns: {{bookings: {{{key}: ...}}}}`")
        for key, name in (("account", account), ("month", month), ("amount", amount))
    ]
    if not all(found):
        return None
    before = len(sources.log.problems)
    sources.settle("bookings", account)
    table = Table(table.name, table.frame.assign(**{amount: sources.numbers("bookings", amount)}), table.log)
    accounts = table.labels(account)
    table.note_rows(accounts.isna().to_numpy(), account, "the account is missing", "Fill it in or drop the row")
    amounts = table.numbers(amount)
    remedy = "Fill it in or drop the row"
    table.note_rows(table.blank(amount) | np.isinf(amounts), amount, "the amount is missing or not finite", remedy)
    months = _read_months(table, month)
    return Bookings(accounts, months, amounts) if len(sources.log.problems) == before else None


def note_strangers(bookings: Bookings, accounts: Labels, sources: Sources, account_column: str) -> None:
    """Note bookings of accounts that are not planned; a problem where most are, for then the ids do not match."""
    known = set(accounts)
    strange = np.array([account not in known for account in bookings.accounts], dtype=bool)
    if not strange.any():
        return
    names = list(dict.fromkeys(bookings.accounts[strange]))
    shown = ", ".join(names[:TOLD]) + (f" and {len(names) - TOLD} more" if len(names) > TOLD else "")
    if strange.mean() > 0.5:
        message = f"{strange.sum():,} of {len(strange):,} rows are of accounts that are not in the accounts table"
        remedy = "Use the same ids in both tables"
        row = int(np.flatnonzero(strange)[0])
        sources.log.add("bookings", message, remedy, row=row, column=account_column, value=names[0])
        return
    amount = bookings.amounts[strange].sum()
    sources.notes.append(f"Bookings of {amount:,.0f} in {strange.sum():,} rows are of unknown accounts: {shown}.")


def _read_months(table: Table, column: str) -> Months:
    code, distinct = pd.factorize(table.labels(column))
    found = [re.match(MONTH, str(cell)) for cell in distinct]
    months = ["NaT" if part is None else f"{part[1]}-{part[2]:0>2}" for part in found]
    # Code -1, a blank, picks the last entry.
    of_row = np.array([*months, "NaT"], dtype="datetime64[M]")[code]
    remedy = "Write months as 2026-03, or dates as 2026-03-31"
    table.note_rows(np.isnat(of_row), column, "it is not a month", remedy)
    return of_row
