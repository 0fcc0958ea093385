"""Ways to forecast the next year of every account: small frozen objects, simplest first.

A forecast says what an account will bring as things go. Potential says what it could bring, whoever sells: keep
it as a measure of its own. Nothing here turns one into the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from optimizer.tables import Mask
from optimizer.travel import Floats

from .history import YEAR
from .idle import IdleAccounts, fit_idle
from .origins import Origin
from .shrinkage import Line, account_weights, fit_line, segment_means


class FittedForecast(Protocol):
    """A method with its numbers fitted."""

    @property
    def fallback(self) -> str | None:
        """What the history was too short for; None where it sufficed."""
        ...

    def amounts(self, origin: Origin) -> Floats:
        """(n,) the year from the origin, currency units, not negative; 0 for accounts not known then."""
        ...


class ForecastMethod(Protocol):
    """A way to forecast."""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        ...

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:
        """Fit to what was known at ``now``: that origin, and ``past`` ones whose year was over by then."""
        ...


@dataclass(frozen=True, slots=True)
class LastTwelveMonths:
    """The next year is the last one: the benchmark of everything else. Accounts without bookings in it bring nothing.

    Net returns count as 0. With less than a year of history its months are scaled to a year, and ``fallback`` says so.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return "last twelve months"

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:  # noqa: ARG002 -- nothing is learnt
        """Take note of the length of the history."""
        if now.at >= YEAR:
            return FittedLastTwelveMonths()
        return FittedLastTwelveMonths(fallback=f"only {now.at} months: scaled to a year as if there were no seasons")


@dataclass(frozen=True, slots=True, eq=False)
class FittedLastTwelveMonths:
    """The last twelve months, and for idle accounts what past ones brought.

    Parameters
    ----------
    idle
        What to expect of accounts without bookings in the last year; None for nothing.
    fallback
        As in ``FittedForecast``.
    """

    idle: IdleAccounts | None = None
    fallback: str | None = None

    def amounts(self, origin: Origin) -> Floats:
        """(n,) the year from the origin, currency units."""
        flat = np.where(origin.customers, np.maximum(origin.recent, 0.0), 0.0)
        return flat if self.idle is None else np.where(origin.idle, self.idle.expected, flat)


@dataclass(frozen=True, slots=True)
class ShrunkMean:
    """The last twelve months shrunk toward the mean of the segment: ``f_i = a m_s + b x_i``.

    ``m_s`` is the mean of the customers of the segment, ``x_i`` the account's own last twelve months; ``a`` and ``b``
    (the slope) are fitted at past origins, not negative. Their sum is how a book of customers holds its level:
    idle accounts are a group of their own (``fit_idle``). Credibility: Buehlmann (1967), "Experience rating and
    credibility", ASTIN Bulletin 4(3); Efron and Morris (1975), "Data analysis using Stein's estimator and its
    generalizations", JASA 70.

    With fewer than 24 months there is no past origin: the last twelve months stand in, and ``fallback`` says so.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return "shrunk mean"

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:
        """Fit level, slope and idle accounts at past origins."""
        line = fit_line(past)
        return _too_short(now, past) if line is None else FittedShrunk(line, fit_idle(now, past))


@dataclass(frozen=True, slots=True)
class Blend:
    """Weighted mean of ``ShrunkMean`` and ``LastTwelveMonths``, the weight fitted at past origins.

    The weight minimizes squared errors on accounts the line was not fitted on (even accounts judge the line of odd
    ones and the reverse), between 0 and 1. Squared, not absolute: where most accounts book nothing the median is 0,
    and a forecast that pleases the absolute error of accounts adds up to far too little for a territory. Bates and
    Granger (1969), "The combination of forecasts", Operational Research Quarterly 20(4). Idle accounts are those of
    ``ShrunkMean``, and so is the fallback.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return "blend"

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:
        """Fit level, slope, idle accounts and the weight of the shrunk mean at past origins."""
        line = fit_line(past)
        if line is None:
            return _too_short(now, past)
        weight = _blend_weight(past)
        return FittedShrunk(line, fit_idle(now, past), weight=weight)


@dataclass(frozen=True, slots=True, eq=False)
class FittedShrunk:
    """A shrunk mean, blended with the last twelve months.

    Parameters
    ----------
    line
        Level and slope.
    idle
        What to expect of accounts without bookings in the last year.
    weight
        Share of the shrunk mean, 0..1; the rest is the last twelve months.
    """

    line: Line
    idle: IdleAccounts
    weight: float = 1.0

    @property
    def fallback(self) -> str | None:
        """What could not be learnt of idle accounts."""
        return self.idle.note

    def amounts(self, origin: Origin) -> Floats:
        """(n,) the year from the origin, currency units."""
        shrunk = self.line.amounts(segment_means(origin), origin.recent)
        blended = self.weight * shrunk + (1.0 - self.weight) * origin.recent
        of_customers = np.where(origin.customers, np.maximum(blended, 0.0), 0.0)
        return np.where(origin.idle, self.idle.expected, of_customers)


def _too_short(now: Origin, past: Sequence[Origin]) -> FittedForecast:
    idle = fit_idle(now, past)
    reason = f"{now.at} months show no customer with a year before and a year after: the last twelve months stand in"
    if now.at < YEAR:
        reason += ", scaled to a year as if there were no seasons"
    return FittedLastTwelveMonths(idle, "; ".join(filter(None, (reason, idle.note))))


def _blend_weight(past: Sequence[Origin]) -> float:
    """Share of the shrunk mean that minimizes weighted squared errors across two halves of the accounts."""
    odd = np.arange(len(past[0].recent)) % 2 == 1
    gain = size = 0.0
    for half in (odd, ~odd):
        line = fit_line(past, among=~half)
        if line is None:
            continue
        for origin in past:
            difference, error = _against_flat(line, origin, half & origin.customers)
            weight = account_weights(origin)[half & origin.customers]
            gain += float(weight @ (difference * error))
            size += float(weight @ difference**2)
    return min(max(gain / size, 0.0), 1.0) if size > 0 else 1.0


def _against_flat(line: Line, origin: Origin, members: Mask) -> tuple[Floats, Floats]:
    """Shrunk mean and outcome of members, both less their last twelve months."""
    recent = origin.recent[members]
    shrunk = line.amounts(segment_means(origin)[members], recent)
    return shrunk - recent, origin.outcome[members] - recent
