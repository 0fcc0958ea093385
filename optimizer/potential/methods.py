"""Ways to forecast the next year of every account: small frozen objects, simplest first.

A forecast says what an account will bring as things go. Potential says what it could bring, whoever sells: keep
it as a measure of its own. Nothing here turns one into the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from optimizer.travel import Floats

from .history import YEAR
from .idle import IdleAccounts, fit_idle
from .origins import Origin
from .shrinkage import FEWEST_LAPSED, Line, account_weights, fit_lapsed, fit_line, lapsed_amounts, segment_means


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
        return flat if self.idle is None else np.where(origin.idle, self.idle.amounts(origin), flat)


@dataclass(frozen=True, slots=True)
class LapsedRemembered:
    """The last twelve months, and for accounts that lapsed in them what such accounts brought at past origins.

    An account without an order last year may be lost, or between two orders: last twelve months flat takes all for
    lost. Learnt as in ``fit_lapsed``, from years whose year before is known: that takes 36 months, and with fewer, or
    few lapsed accounts, this is the last twelve months, and ``fallback`` says so.

    The total is that of the last twelve months: where some come back, as many others will lapse.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return "lapsed remembered"

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:
        """Fit the line of lapsed accounts at past origins."""
        line = fit_lapsed(past)
        if line is not None:
            return FittedLapsed(line)
        reason = f"the past shows fewer than {FEWEST_LAPSED} lapsed accounts and what became of them"
        plain = LastTwelveMonths().fit(now, past)
        return FittedLastTwelveMonths(fallback=plain.fallback or f"{reason}: they are forecast at 0")


@dataclass(frozen=True, slots=True, eq=False)
class FittedLapsed:
    """The last twelve months, shared between customers and lapsed accounts.

    Parameters
    ----------
    line
        What lapsed accounts bring; None for nothing.
    fallback
        As in ``FittedForecast``.
    """

    line: Line | None
    fallback: str | None = None

    def amounts(self, origin: Origin) -> Floats:
        """(n,) the year from the origin, currency units."""
        flat = FittedLastTwelveMonths().amounts(origin)
        if self.line is None:
            return flat
        both = np.where(origin.lapsed, lapsed_amounts(self.line, origin), flat)
        return both * (flat.sum() / both.sum()) if both.any() else both


@dataclass(frozen=True, slots=True)
class ShrunkMean:
    """The last twelve months shrunk toward the mean of the segment: ``f_i = a m_s + b x_i``.

    ``m_s`` is the mean of the customers of the segment, ``x_i`` the account's own last twelve months; ``a`` and ``b``
    (the slope) are fitted at past origins, neither negative. Their sum is how customers hold their level; idle accounts
    are a group of their own (``fit_idle``). So the growth of past years is in the forecast as far as it came from
    either: who adds a market growth of their own divides by the sum of the forecast over that of the last year first.
    Credibility: Buehlmann (1967), "Experience rating and credibility", ASTIN Bulletin 4(3); Efron and Morris (1975),
    "Data analysis using Stein's estimator and its generalizations", JASA 70.

    With fewer than 24 months there is no past origin: the last twelve months stand in, and ``fallback`` says so.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return "shrunk mean"

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:
        """Fit line and idle accounts at past origins."""
        return _fit_shrunk(now, past) or _too_short(now, past)


@dataclass(frozen=True, slots=True)
class Blend:
    """Weighted mean of ``ShrunkMean`` and ``LapsedRemembered``, the weight fitted at past origins.

    The weight minimizes squared errors on accounts the shrunk mean was not fitted on (even accounts judge the fit of
    odd ones and the reverse), between 0 and 1. Squared, not absolute: where most accounts book nothing the median is
    0, and a forecast that pleases the absolute error of accounts adds up to far too little for a territory. Bates and
    Granger (1969), "The combination of forecasts", Operational Research Quarterly 20(4). The fallback is that of
    ``ShrunkMean``.
    """

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return "blend"

    def fit(self, now: Origin, past: Sequence[Origin]) -> FittedForecast:
        """Fit line, idle accounts and the weight of the shrunk mean at past origins."""
        shrunk = _fit_shrunk(now, past)
        return _too_short(now, past) if shrunk is None else replace(shrunk, weight=_blend_weight(now, past))


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
        line = np.maximum(self.line.amounts(segment_means(origin), origin.recent), 0.0)
        shrunk = np.where(origin.customers, line, np.where(origin.idle, self.idle.amounts(origin), 0.0))
        flat = FittedLapsed(self.idle.lapsed).amounts(origin)
        return np.asarray(self.weight * shrunk + (1.0 - self.weight) * flat)


def _fit_shrunk(now: Origin, past: Sequence[Origin]) -> FittedShrunk | None:
    """None where no customer of the past is left to learn from."""
    line = fit_line(past)
    return None if line is None else FittedShrunk(line, fit_idle(now, past))


def _too_short(now: Origin, past: Sequence[Origin]) -> FittedForecast:
    idle = fit_idle(now, past)
    reason = f"{now.at} months show no customer with a year before and a year after: the last twelve months stand in"
    if now.at < YEAR:
        reason += ", scaled to a year as if there were no seasons"
    return FittedLastTwelveMonths(idle, "; ".join(filter(None, (reason, idle.note))))


def _blend_weight(now: Origin, past: Sequence[Origin]) -> float:
    """Share of the shrunk mean that minimizes weighted squared errors across two halves of the accounts."""
    odd = np.arange(len(now.recent)) % 2 == 1
    gain = size = 0.0
    for half in (odd, ~odd):
        fitted = _fit_shrunk(now, [origin.among(~half) for origin in past])
        if fitted is None:
            continue
        for origin in past:
            judged = origin.among(half)
            flat = FittedLapsed(fitted.idle.lapsed).amounts(judged)
            difference = fitted.amounts(judged) - flat
            error = judged.outcome - flat
            weight = account_weights(judged)
            gain += float(weight @ (difference * error))
            size += float(weight @ difference**2)
    return min(max(gain / size, 0.0), 1.0) if size > 0 else 1.0
