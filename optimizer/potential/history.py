"""What every account brought in every month: one matrix, made once from the rows of a bookings table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import ProblemLog
from optimizer.tables import Labels, Mask, Table, label_of
from optimizer.travel import Floats

Months = NDArray[np.datetime64]
"""Calendar months, ``datetime64[M]``."""
YEAR = 12
"""Months of a year, the horizon of every forecast here."""
MONTH = re.compile(r"(\d{4})[-/.]?(0[1-9]|1[0-2])(?:[-/.]?\d{1,2}(?:[T ].*)?)?$")


@dataclass(frozen=True, slots=True, eq=False)
class BookingHistory:
    """Bookings by account and month: contiguous months, 0 where nothing was booked, returns negative.

    History is what happened. It is neither potential (what an account could bring, whoever sells) nor a forecast
    (what it will bring as things go).

    Parameters
    ----------
    accounts
        (n,) unique ids.
    first_month
        Calendar month of the first column.
    amounts
        (n, m) currency units, finite.
    left_out
        Bookings of accounts that are not in ``accounts``, currency units: told, not counted.

    Raises
    ------
    ValueError
        If ids repeat, shapes disagree, there is no month or an amount is not finite.
    """

    accounts: pd.Index[Any]
    first_month: np.datetime64
    amounts: Floats
    left_out: float = 0.0

    def __post_init__(self) -> None:
        amounts = np.asarray(self.amounts, dtype=np.float64)
        if amounts.ndim != 2 or len(amounts) != len(self.accounts) or not amounts.shape[1]:
            expected = f"({len(self.accounts)}, months) with a month at least"
            raise ValueError(f"amounts have shape {amounts.shape}, expected {expected}")
        if not np.isfinite(amounts).all():
            row, column = np.argwhere(~np.isfinite(amounts))[0].tolist()
            raise ValueError(f"amounts must be finite, given {amounts[row, column]} for {self.accounts[row]!r}")
        if not self.accounts.is_unique:
            twice = self.accounts[self.accounts.duplicated()][0]
            raise ValueError(f"ids of accounts must be unique, {twice!r} is there twice; add its bookings up")
        # A view is made read-only, never the array of the caller.
        amounts = amounts.view()
        amounts.flags.writeable = False
        object.__setattr__(self, "amounts", amounts)
        object.__setattr__(self, "first_month", _month(self.first_month))

    @classmethod
    def from_rows(
        cls,
        accounts: Labels,
        months: Months,
        amounts: Floats,
        *,
        ids: Iterable[object] | None = None,
        until: np.datetime64 | str | None = None,
    ) -> BookingHistory:
        """Add rows up by account and month.

        Parameters
        ----------
        accounts, months, amounts
            (rows,) account, calendar month and currency units of each.
        ids
            Every account there is, prospects without bookings too; None for those with a row. Ids are matched as text.
        until
            Last complete month; later rows are not used, and where there are none so late the months before it are 0.
            None for the latest month there is.

        Raises
        ------
        ValueError
            If lengths disagree, or no row is left so that no month is known.
        """
        if not len(accounts) == len(months) == len(amounts):
            raise ValueError(f"{len(accounts)} accounts, {len(months)} months and {len(amounts)} amounts: one a row")
        of_row = months.astype("datetime64[M]")
        last = _month(until) if until is not None else of_row.max() if len(of_row) else None
        used = of_row <= last if last is not None else np.zeros(0, dtype=bool)
        if not used.any():
            raise ValueError("there are no bookings to look at; give at least one month of them, or a later `until`")
        first = of_row[used].min()
        count = int((last - first).astype(np.int64)) + 1
        names = pd.Index(pd.unique(accounts) if ids is None else [label_of(one) for one in ids])
        code = names.get_indexer(pd.Index(accounts)) if names.is_unique else np.zeros(len(accounts), dtype=np.int64)
        counted = used & (code >= 0)
        cell = code[counted] * count + (of_row[counted] - first).astype(np.int64)
        sums = np.bincount(cell, amounts[counted], minlength=len(names) * count).astype(np.float64)
        left_out = float(amounts[used & (code < 0)].sum())
        return cls(names, first, sums.reshape(len(names), count), left_out)

    @classmethod
    def from_table(
        cls,
        bookings: pd.DataFrame,
        *,
        accounts: Iterable[object] | None = None,
        product: str | None = None,
        until: np.datetime64 | str | None = None,
    ) -> BookingHistory:
        """Read a table with columns account, month, amount and, where wanted, product.

        Parameters
        ----------
        bookings
            One row a booking; months as 2026-03, dates, or periods; several rows of a month are added up.
        accounts
            Every account there is, also those that never booked; None for those of the table.
        product
            The one to keep; None adds all products up. The months are those of the whole table.
        until
            Last complete month.

        Raises
        ------
        InputError
            With everything that is wrong with the table.
        ValueError
            If there is no row.
        """
        table = Table("bookings", bookings, ProblemLog())
        wanted = ["account", "month", "amount", *(["product"] if product is not None else [])]
        for name in wanted:
            table.require(name, "Rename yours")
        table.log.raise_if_any()
        labels, amounts = table.labels("account"), table.numbers("amount")
        remedy = "Fill it in or drop the row"
        table.note_rows(labels.isna().to_numpy(dtype=bool), "account", "the account is missing", remedy)
        missing = table.blank("amount") | np.isinf(amounts)
        table.note_rows(missing, "amount", "the amount is missing or not finite", remedy)
        months = _read_months(table)
        kept = np.ones(len(table), dtype=bool) if product is None else _of_product(table, product)
        table.log.raise_if_any()
        # Amounts of other products count 0, so that accounts and months stay those of the whole table.
        return cls.from_rows(labels, months, np.where(kept, amounts, 0.0), ids=accounts, until=until)

    @property
    def num_accounts(self) -> int:
        """Number of accounts, n."""
        return len(self.accounts)

    @property
    def num_months(self) -> int:
        """Number of months, m."""
        return int(self.amounts.shape[1])

    @property
    def months(self) -> Months:
        """(m,) calendar months of the columns."""
        return np.asarray(self.first_month + np.arange(self.num_months))

    def window(self, end: int, length: int = YEAR) -> Floats:
        """(n,) sum of the ``length`` months before column ``end``, currency units.

        Raises
        ------
        ValueError
            If the window is not inside the history.
        """
        if not 0 <= end - length < end <= self.num_months:
            raise ValueError(f"months {end - length} to {end} are not inside 0 to {self.num_months}")
        return np.asarray(self.amounts[:, end - length : end].sum(axis=1))

    def first_bookings(self) -> NDArray[np.int64]:
        """(n,) column of the first amount that is not 0; m where there is none."""
        booked = self.amounts != 0
        return np.where(booked.any(axis=1), booked.argmax(axis=1), self.num_months)

    def until(self, end: int) -> BookingHistory:
        """Give the history as it was known before column ``end``; it shares the numbers."""
        if not 1 <= end <= self.num_months:
            raise ValueError(f"a history ends after 1 to {self.num_months} months, given {end}")
        return replace(self, amounts=self.amounts[:, :end])

    def to_frame(self) -> pd.DataFrame:
        """One row an account and month with bookings: account, month, amount (currency units)."""
        row, column = np.nonzero(self.amounts)
        return pd.DataFrame(
            {
                "account": self.accounts[row],
                "month": self.months[column].astype(str),
                "amount": self.amounts[row, column],
            }
        )


def _month(value: np.datetime64 | str) -> np.datetime64:
    month: np.datetime64 = np.array([value]).astype("datetime64[M]")[0]
    return month


def _read_months(table: Table) -> Months:
    """(rows,) calendar months; each distinct cell is read once."""
    code, distinct = pd.factorize(table.labels("month"))
    found = [MONTH.match(str(cell)) for cell in distinct]
    texts = ["NaT" if part is None else f"{part[1]}-{part[2]}" for part in found]
    # Code -1, a blank, picks the last entry.
    months = np.array([*texts, "NaT"], dtype="datetime64[M]")[code]
    remedy = "Write months as 2026-03, or dates as 2026-03-31"
    table.note_rows(np.isnat(months), "month", "it is not a month", remedy)
    return np.asarray(months)


def _of_product(table: Table, product: str) -> Mask:
    names = table.labels("product")
    kept = (names == product).to_numpy(dtype=bool)
    if not kept.any() and len(table):
        known = ", ".join(map(str, names.dropna().unique()[:5].tolist()))
        table.log.add("bookings", "no row is of this product", f"Known: {known}", column="product", value=product)
    return kept
