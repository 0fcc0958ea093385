"""What is known of accounts beside their bookings: segment, region, features, and since when they are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import ProblemLog
from optimizer.tables import Labels, Table
from optimizer.travel import Floats

Codes = NDArray[np.int64]
"""Index of the group of each account."""
RARE = 10
"""Accounts a category needs to have a coefficient of its own."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AccountTraits:
    """Groups and features of accounts, in the order of the history.

    Parameters
    ----------
    segment
        (n,) code of the group whose mean an account is shrunk toward, 0 and up.
    region
        (n,) code of the group that shares a regional shock, 0 and up.
    features
        (n, p) columns of mean 0 and variance 1 that explain size (employees, industry, spend); None for none.
    known_from
        (n,) calendar month since when the account is listed, NaT for always; None where nothing is said. At an
        earlier origin it gets no forecast and teaches nothing: without it, a list drawn up today lends the past
        the knowledge of who would become a customer, and backtests look better than they were.

    Raises
    ------
    ValueError
        If lengths disagree, a code is negative or a feature is not finite.
    """

    segment: Codes
    region: Codes
    features: Floats | None = None
    known_from: NDArray[np.datetime64] | None = None

    def __post_init__(self) -> None:
        n = len(self.segment)
        for name, codes in (("segment", self.segment), ("region", self.region)):
            if np.shape(codes) != (n,) or (n and codes.min() < 0):
                raise ValueError(f"{name} needs a code of 0 or more for each of {n} accounts")
        if self.features is not None and (len(self.features) != n or not np.isfinite(self.features).all()):
            raise ValueError(f"features must be finite, a row for each of {n} accounts")
        if self.known_from is not None and len(self.known_from) != n:
            raise ValueError(f"known_from has {len(self.known_from)} months for {n} accounts")

    @classmethod
    def alike(cls, count: int) -> AccountTraits:
        """Traits of accounts of which nothing is known: one segment, one region."""
        return cls(segment=np.zeros(count, dtype=np.int64), region=np.zeros(count, dtype=np.int64))

    @classmethod
    def from_table(
        cls,
        accounts: pd.DataFrame,
        ids: pd.Index[Any],
        *,
        segment: str | None = None,
        region: str | None = None,
        numbers: Sequence[str] = (),
        categories: Sequence[str] = (),
        known_from: str | None = None,
    ) -> AccountTraits:
        """Read columns of an accounts table (its ids in the column account).

        Parameters
        ----------
        accounts
            One row an account; rows of accounts that are not in ``ids`` are not used.
        ids
            (n,) accounts of the history, as text.
        segment, region
            Columns of the two groupings; None for one group. A blank cell is a group of its own.
        numbers
            Columns of features; numbers of which none is negative count by their logarithm (log1p); blank is the mean.
        categories
            Columns of features; values of fewer than ten accounts count together.
        known_from
            Column of dates.

        Raises
        ------
        InputError
            For a column that does not exist or a cell that is no number.
        ValueError
            If accounts of the history have no row, or several.
        """
        table = Table("accounts", accounts, ProblemLog())
        wanted = ["account", *filter(None, (segment, region, known_from)), *numbers, *categories]
        for name in wanted:
            table.require(name, "Give a column of the table")
        table.log.raise_if_any()
        rows = _rows_of(table, ids)
        columns = []
        for name in numbers:
            values = table.numbers(name)
            table.note_rows(np.isinf(values), name, "it is not finite", "Correct it, or leave it blank")
            columns.append(_scaled_number(values[rows]))
        columns += [_indicators(table.labels(name).iloc[rows]) for name in categories]
        table.log.raise_if_any()
        groups = [
            np.zeros(len(rows), dtype=np.int64) if name is None else _codes(table.labels(name).iloc[rows])
            for name in (segment, region)
        ]
        since = None
        if known_from is not None:
            since = table.days(known_from)[rows].astype("datetime64[M]")
            table.log.raise_if_any()
        features = np.column_stack(columns) if columns else None
        return cls(segment=groups[0], region=groups[1], features=features, known_from=since)

    def __len__(self) -> int:
        return len(self.segment)

    @property
    def num_segments(self) -> int:
        """Number of segments."""
        return int(self.segment.max()) + 1 if len(self) else 1

    @property
    def num_regions(self) -> int:
        """Number of regions."""
        return int(self.region.max()) + 1 if len(self) else 1


def _rows_of(table: Table, ids: pd.Index[Any]) -> NDArray[np.intp]:
    names = pd.Index(table.labels("account"))
    given = names[names.notna()]
    if not given.is_unique:
        raise ValueError(f"accounts: {given[given.duplicated()][0]!r} has several rows; keep one")
    rows = names.get_indexer(ids.astype(str))
    missing = ids[rows < 0]
    if len(missing):
        shown = ", ".join(map(str, missing[:5].tolist()))
        raise ValueError(f"accounts: no row for {len(missing):,} accounts with bookings ({shown}); add them")
    return rows


def _codes(labels: Labels) -> Codes:
    return np.asarray(pd.factorize(labels.fillna(""), sort=True)[0], dtype=np.int64)


def _scaled_number(values: Floats) -> Floats:
    """(n, 1) of mean 0 and variance 1; the mean where blank, all 0 where there is no difference."""
    known = np.isfinite(values)
    if not known.any():
        return np.zeros((len(values), 1))
    numbers = np.log1p(values) if values[known].min() >= 0 else values
    spread = numbers[known].std() or 1.0
    return np.where(known, (np.where(known, numbers, 0.0) - numbers[known].mean()) / spread, 0.0)[:, None]


def _indicators(labels: Labels) -> Floats:
    """(n, values) 0 or 1, centred and scaled; rare values have no column."""
    names = labels.fillna("")
    counts = names.value_counts(sort=False)
    common = sorted(counts.index[(counts >= RARE) & (counts < len(names))].tolist())
    if not common:
        return np.zeros((len(names), 0))
    columns = np.column_stack([(names == name).to_numpy(dtype=np.float64) for name in common])
    return np.asarray((columns - columns.mean(axis=0)) / columns.std(axis=0))
