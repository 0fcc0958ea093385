"""Forecast origins: what was known at a month of the past, and what came in the year after.

Rolling origins: Tashman (2000), "Out-of-sample tests of forecasting accuracy: an analysis and review",
International Journal of Forecasting 16(4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.tables import Mask
from optimizer.travel import Floats

from .history import YEAR, BookingHistory
from .traits import AccountTraits

STEP = 3
"""Months between origins."""
MOST = 8
"""Origins looked at, the latest ones."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Origin:
    """Accounts as seen before one month.

    Parameters
    ----------
    at
        Column of the history at which the forecast year begins.
    recent
        (n,) bookings of the last twelve months, currency units; of fewer months scaled to a year.
    active
        (n,) True where there was a booking in those months. Not: ever, for then the share of active accounts would grow
        with the length of the history, and what is learnt at one origin would not hold at another.
    known
        (n,) True where the account was listed.
    before
        (n,) bookings of the twelve months before those; 0 where the history does not reach back so far.
    active_before
        (n,) True where there was a booking in these.
    actual
        (n,) bookings of the year from ``at``; None where it is not over.
    traits
        Groups and features.
    """

    at: int
    recent: Floats
    active: Mask
    known: Mask
    before: Floats
    active_before: Mask
    actual: Floats | None
    traits: AccountTraits

    @property
    def customers(self) -> Mask:
        """(n,) True for listed accounts with a booking in the last twelve months."""
        return self.known & self.active

    @property
    def idle(self) -> Mask:
        """(n,) True for listed accounts without any: new ones, and those that lapsed."""
        return self.known & ~self.active

    @property
    def lapsed(self) -> Mask:
        """(n,) True for idle accounts that booked in the year before."""
        return self.idle & self.active_before

    def among(self, members: Mask) -> Origin:
        """See the same origin with no accounts listed but ``members`` (n,)."""
        return replace(self, known=self.known & members)

    @property
    def outcome(self) -> Floats:
        """(n,) what came in the year after.

        Raises
        ------
        ValueError
            If that year is not over.
        """
        if self.actual is None:
            raise ValueError(f"the year from month {self.at} is not over; take an origin a year before the end")
        return self.actual


def origin_at(history: BookingHistory, traits: AccountTraits, at: int) -> Origin:
    """See the accounts at column ``at`` (1..m).

    Raises
    ------
    ValueError
        If ``at`` is outside the history or traits are of other accounts.
    """
    if len(traits) != history.num_accounts:
        raise ValueError(f"traits of {len(traits)} accounts for a history of {history.num_accounts}")
    if not 1 <= at <= history.num_months:
        raise ValueError(f"an origin must be 1..{history.num_months}, given {at}")
    length = min(at, YEAR)
    known = np.ones(history.num_accounts, dtype=bool)
    if traits.known_from is not None:
        month = history.first_month + at
        # Who has booked is known, whatever the list says.
        known = (history.first_bookings() < at) | np.isnat(traits.known_from) | (traits.known_from < month)
    over = at + YEAR <= history.num_months
    earlier = at - YEAR if at >= 2 * YEAR else None
    return Origin(
        at=at,
        recent=history.window(at, length) * (YEAR / length),
        active=(history.amounts[:, at - length : at] != 0).any(axis=1),
        known=known,
        before=np.zeros(history.num_accounts) if earlier is None else history.window(earlier),
        active_before=known & (history.amounts[:, max(at - 2 * YEAR, 0) : earlier or 0] != 0).any(axis=1),
        actual=history.window(at + YEAR) if over else None,
        traits=traits,
    )


def past_origins(history: BookingHistory, traits: AccountTraits, before: int) -> tuple[Origin, ...]:
    """Origins with a year of history behind them whose year ahead is over by ``before``, latest first."""
    return tuple(origin_at(history, traits, at) for at in range(before - YEAR, YEAR - 1, -STEP)[:MOST])
