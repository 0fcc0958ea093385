"""What each rep carries at any date of the year: an opening and a list of transfers to which lines are only added.

As in bookkeeping with double entry every transfer takes from one what it gives to another, so the sum over all is the
company's number at every date; nothing that lies before its effective date changes.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

import numpy as np
import pandas as pd

from optimizer.money import Cents, exact_sum, format_cents, from_cents
from optimizer.travel import Floats

from .periods import PeriodQuotas
from .season import remaining_parts

NOISE = 1e-6
"""Cents by which floats may exceed a whole one."""


class Event(Enum):
    """Why quota moves."""

    OPENING = "opening"
    ACCOUNT_MOVES = "account moves"
    LEAVES = "leaves"
    JOINS = "joins"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Transfer:
    """Quota that passes from one holder to another.

    Parameters
    ----------
    effective
        From the morning of which day.
    event
        Why.
    subject
        The account that moves, or who leaves or joins.
    giver, taker
        Holders.
    cents
        (p,) not negative; 0 in all periods that have ended.
    note
        Who decided it, and why.
    """

    effective: date
    event: Event
    subject: Hashable
    giver: Hashable
    taker: Hashable
    cents: Cents
    note: str

    def __post_init__(self) -> None:
        cents = np.array(self.cents, dtype=np.int64)
        if cents.ndim != 1 or cents.min(initial=0) < 0:
            raise ValueError(f"a transfer has one amount a period, none negative, given {self.cents!r}")
        if self.giver == self.taker:
            raise ValueError(f"{self.giver} cannot give to itself; name another taker")
        cents.flags.writeable = False
        object.__setattr__(self, "cents", cents)


class _Ahead(NamedTuple):
    """(k, p) cents still to come, and (p,) the part of each period that was left when they were counted."""

    cents: Floats
    left: Floats

    def on(self, day: date, starts: tuple[date, ...]) -> _Ahead:
        """What of it is still to come on a later day."""
        left = remaining_parts(day, starts)
        share = np.where(self.left > 0, left / np.where(self.left > 0, self.left, 1.0), 0.0)
        return _Ahead(self.cents * share, left)

    def moved(self, giver: int, taker: int, cents: Cents) -> _Ahead:
        """After a transfer."""
        after = self.cents.copy()
        after[giver] -= cents
        after[taker] += cents
        return self._replace(cents=np.maximum(after, 0.0))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuotaLedger:
    """Quotas by holder and period, and every transfer so far. A further one gives a new ledger.

    Parameters
    ----------
    holders
        (k,) territories or reps, and open positions; in the order of the opening, then as they joined.
    starts
        (p + 1,) first days of the periods and of the next year.
    periods
        (p,) names.
    opening
        (k, p) cents at the start of the year; 0 for who joins later.
    transfers
        In the order they take effect.

    Raises
    ------
    ValueError
        If shapes disagree, transfers go back in time, change what has ended, name unknown holders or overdraw one.
    """

    holders: tuple[Hashable, ...]
    starts: tuple[date, ...]
    periods: tuple[str, ...]
    opening: Cents
    transfers: tuple[Transfer, ...] = ()

    def __post_init__(self) -> None:
        opening = np.array(self.opening, dtype=np.int64)
        shape = (len(self.holders), len(self.periods))
        if opening.shape != shape or len(self.starts) != shape[1] + 1 or opening.min(initial=0) < 0:
            raise ValueError(f"the opening has shape {opening.shape}, expected {shape}, none negative, and a day each")
        if len(set(self.holders)) != len(self.holders) or list(self.starts) != sorted(set(self.starts)):
            raise ValueError("holders must differ and starts must rise")
        opening.flags.writeable = False
        object.__setattr__(self, "opening", opening)
        latest, row = self.starts[0], {label: at for at, label in enumerate(self.holders)}
        ahead = _Ahead(opening.astype(np.float64), np.ones(len(self.periods)))
        for transfer in self.transfers:
            self._check(transfer, latest)
            giver, taker = row[transfer.giver], row[transfer.taker]
            ahead = ahead.on(transfer.effective, self.starts)
            over = np.flatnonzero(transfer.cents > np.ceil(ahead.cents[giver] - NOISE))
            if len(over):
                given, has = transfer.cents[over[0]], format_cents(round(ahead.cents[giver, over[0]]))
                raise ValueError(
                    f"{transfer.giver} cannot give {format_cents(given)} of the {has} ahead in period "
                    f"{self.periods[over[0]]} on {transfer.effective}: only what lies ahead moves"
                )
            ahead = ahead.moved(giver, taker, transfer.cents)
            latest = transfer.effective

    def ahead(self, day: date) -> Floats:
        """(k, p) cents with fractions that each holder has still to bring from the morning of a day on.

        What was earned before a transfer stays with who earned it: of a period under way the part still to come shrinks
        with its days, whatever changed hands in it before.
        """
        row = {label: at for at, label in enumerate(self.holders)}
        ahead = _Ahead(self.opening.astype(np.float64), np.ones(len(self.periods)))
        for transfer in self.transfers:
            ahead = ahead.on(transfer.effective, self.starts)
            ahead = ahead.moved(row[transfer.giver], row[transfer.taker], transfer.cents)
        return ahead.on(day, self.starts).cents

    def _check(self, transfer: Transfer, latest: date) -> None:
        unknown = [party for party in (transfer.giver, transfer.taker) if party not in self.holders]
        if unknown:
            raise ValueError(f"{unknown[0]!r} holds no quota here; let it join first")
        if transfer.cents.shape != (len(self.periods),):
            raise ValueError(f"a transfer has {len(transfer.cents)} amounts, expected {len(self.periods)}")
        if not latest <= transfer.effective < self.starts[-1]:
            raise ValueError(
                f"{transfer.subject} takes effect on {transfer.effective}, expected {latest} or later and before "
                f"{self.starts[-1]}: lines are only added, in the order they take effect"
            )

    @property
    def total(self) -> Decimal:
        """The company's number, currency units."""
        return from_cents(exact_sum(self.opening))

    def with_holder(self, label: Hashable) -> QuotaLedger:
        """Add who has no quota yet: a new rep, an open position."""
        nothing = np.zeros((1, len(self.periods)), dtype=np.int64)
        return replace(self, holders=(*self.holders, label), opening=np.vstack([self.opening, nothing]))

    def with_transfers(self, *transfers: Transfer) -> QuotaLedger:
        """Add lines at the end."""
        return replace(self, transfers=(*self.transfers, *transfers))

    def quotas_at(self, day: date) -> Cents:
        """(k, p) cents as they stand on a day, transfers effective that morning included; the sum never differs."""
        balance = self.opening.copy()
        for transfer in self.transfers:
            if transfer.effective <= day:
                balance[self.holders.index(transfer.giver)] -= transfer.cents
                balance[self.holders.index(transfer.taker)] += transfer.cents
        return balance

    @property
    def quotas(self) -> Cents:
        """(k, p) cents with all transfers."""
        return self.quotas_at(date.max)

    def attainment(self, actuals: Cents, day: date) -> Floats:
        """(k,) actuals over quota of the periods that have ended by a day; NaN where there was no quota.

        Later transfers leave it as it is.

        Parameters
        ----------
        actuals
            (k, p) cents credited to each holder.
        day
            Only periods that ended before it count.
        """
        ended = np.array([start <= day for start in self.starts[1:]])
        if np.shape(actuals) != self.opening.shape:
            raise ValueError(f"actuals have shape {np.shape(actuals)}, expected {self.opening.shape}")
        quota = self.quotas_at(day)[:, ended].sum(axis=1)
        reached = np.asarray(actuals)[:, ended].sum(axis=1)
        return np.where(quota > 0, reached / np.where(quota > 0, quota, 1), np.nan)

    def to_frame(self) -> pd.DataFrame:
        """One row for each change of a holder in a period.

        Columns: line, effective, event, subject, holder, period, amount, note. Line 0 is the opening. Amounts are
        signed, in currency units; those of a later line add up to 0, and those of all lines up to any date to the
        company's number.
        """
        blocks: list[tuple[int, date, Event, Hashable, str, Cents]] = [
            (0, self.starts[0], Event.OPENING, None, "", self.opening)
        ]
        for number, transfer in enumerate(self.transfers, start=1):
            change = np.zeros_like(self.opening)
            change[self.holders.index(transfer.giver)] = -transfer.cents
            change[self.holders.index(transfer.taker)] = transfer.cents
            blocks.append((number, transfer.effective, transfer.event, transfer.subject, transfer.note, change))
        rows = [
            (line, day, event.value, subject, self.holders[at], self.periods[period], change[at, period] / 100, note)
            for line, day, event, subject, note, change in blocks
            for at, period in zip(*np.nonzero(change), strict=True)
        ]
        columns = ["line", "effective", "event", "subject", "holder", "period", "amount", "note"]
        return pd.DataFrame(rows, columns=columns)


def open_ledger(quotas: PeriodQuotas, starts: tuple[date, ...]) -> QuotaLedger:
    """Begin the ledger of a year with the quotas of its territories.

    Parameters
    ----------
    quotas
        By territory and period.
    starts
        (p + 1,) first days, such as those of ``season.period_starts``.
    """
    return QuotaLedger(holders=quotas.labels, starts=starts, periods=quotas.periods, opening=quotas.cents)
