"""The next year of every account, from its bookings: point, draws, and which method was good enough to be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .history import YEAR, BookingHistory
from .methods import FittedForecast, ForecastMethod, LastTwelveMonths
from .origins import Origin, origin_at, past_origins
from .outlook import Outlook
from .peers import peer_draws
from .selection import CANDIDATES, Verdict, choose_method
from .shared import estimate_shared
from .traits import AccountTraits

MOST_YEARS = 5
"""Past years the shared shocks are estimated from, at most."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Forecast:
    """What every account will bring in the year after the history, as things go.

    It is not potential. A plan may balance territories by one and set quotas by the other; which is used where is for
    the plan to say.

    Parameters
    ----------
    accounts
        (n,) ids.
    first_month
        First month of the forecast year.
    method
        What was used.
    fallback
        What the history was too short for; None where it sufficed.
    verdict
        How the method was chosen; None where the user chose.
    outlook
        Point and draws, currency units.
    recent
        (n,) last twelve months, currency units.
    idle
        (n,) True for accounts without a booking in those months: new ones, and those that lapsed.
    unlisted_share
        Share of the bookings of past years that came from accounts not listed at their beginning (``known_from``).
        No account's forecast holds any of it: it is business to add per territory. 0 where listing dates are unknown.
    """

    accounts: pd.Index[Any]
    first_month: np.datetime64
    method: ForecastMethod
    fallback: str | None
    verdict: Verdict | None
    outlook: Outlook
    recent: Floats
    idle: np.ndarray[Any, np.dtype[np.bool_]]
    unlisted_share: float

    @property
    def point(self) -> Floats:
        """(n,) what to expect, currency units of the year, not negative."""
        return self.outlook.point

    def to_frame(self) -> pd.DataFrame:
        """One row an account: account, last_twelve_months, forecast (currency units), idle."""
        return pd.DataFrame(
            {
                "account": self.accounts,
                "last_twelve_months": self.recent,
                "forecast": self.point,
                "idle": self.idle,
            }
        )


def forecast_next_year(
    history: BookingHistory,
    traits: AccountTraits | None = None,
    *,
    method: ForecastMethod | None = None,
    groups: ArrayLike | None = None,
    candidates: Sequence[ForecastMethod] = CANDIDATES,
) -> Forecast:
    """Forecast the year after the history.

    Parameters
    ----------
    history
        Bookings by account and month.
    traits
        Segments, regions and features in the order of the history; None where nothing is known.
    method
        To be used whatever the past says; None for the simplest of ``candidates`` that is not beaten at past origins
        (``choose_method``).
    groups
        (n,) labels, such as today's territories, at whose sums methods are compared; None for lots of fifty accounts.
        Not used where a method is given.
    candidates
        Methods, the simplest first.

    Returns
    -------
    Forecast
        Deterministic: random numbers come in with the draws of its outlook.

    Raises
    ------
    ValueError
        If traits or groups are of other accounts.
    """
    traits = AccountTraits.alike(history.num_accounts) if traits is None else traits
    verdict = None
    if method is None:
        verdict = choose_method(history, traits, groups=groups, candidates=candidates)
        method = verdict.method
    now, fitted, outlook = outlook_at(history, traits, method=method, at=history.num_months)
    return Forecast(
        accounts=history.accounts,
        first_month=np.datetime64(history.first_month + history.num_months),
        method=method,
        fallback=fitted.fallback,
        verdict=verdict,
        outlook=outlook,
        recent=now.recent,
        idle=now.idle,
        unlisted_share=_unlisted_share(past_origins(history, traits, history.num_months)),
    )


def outlook_at(
    history: BookingHistory, traits: AccountTraits, *, method: ForecastMethod, at: int
) -> tuple[Origin, FittedForecast, Outlook]:
    """Forecast the year from column ``at``, from nothing but what was known by then."""
    now, past = origin_at(history, traits, at), past_origins(history, traits, at)
    fitted = method.fit(now, past)
    point = fitted.amounts(now)
    own = peer_draws(point, traits.segment, [(origin, fitted.amounts(origin)) for origin in past])
    # One year after the other, each forecast with what was known before it: errors are honest and do not overlap.
    earlier = range(at - YEAR, YEAR - 1, -YEAR)[:MOST_YEARS]
    tests = [_forecast_past_year(history, traits, method, year) for year in earlier]
    return now, fitted, Outlook(point, own, estimate_shared(tests, traits.region))


def _forecast_past_year(
    history: BookingHistory, traits: AccountTraits, method: ForecastMethod, at: int
) -> tuple[Origin, Floats]:
    origin = origin_at(history, traits, at)
    if at < 2 * YEAR:
        # Nothing can be fitted yet, and what a method falls back to for idle accounts is no forecast to be judged by.
        method = LastTwelveMonths()
    return origin, method.fit(origin, past_origins(history, traits, at)).amounts(origin)


def _unlisted_share(past: Sequence[Origin]) -> float:
    total = sum(float(origin.outcome.sum()) for origin in past)
    unlisted = sum(float(origin.outcome[~origin.known].sum()) for origin in past)
    return unlisted / total if total > 0 else 0.0
