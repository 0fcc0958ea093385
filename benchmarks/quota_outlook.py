"""What the quota study asks of the package: a forecast from what a planner sees, and quotas of one chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.potential import AccountTraits, BookingHistory, forecast_next_year
from optimizer.quotas import EqualAttainment, equalise

from .check import Floats
from .company import Codes, Company

FIRST_MONTH = np.datetime64("2022-01", "M")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a planner has to forecast from, and nothing else of a company.

    Parameters
    ----------
    bookings
        (n, m) currency units.
    segment, region, territory
        (n,) codes.
    num_territories
        k.
    """

    bookings: Floats
    segment: Codes
    region: Codes
    territory: Codes
    num_territories: int

    @classmethod
    def of(cls, company: Company) -> Seen:
        """Take what a planner may see."""
        return cls(company.bookings, company.segment, company.region, company.territory, company.num_territories)


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """A forecast, and what it says of itself.

    Parameters
    ----------
    draws
        (d, k) next-year revenue of territories, currency units.
    better
        Whether it was better than the last twelve months at past origins, by its own backtest: what a planner knows
        before the year. None where that was not asked.
    """

    draws: Floats
    better: bool | None


def outlook_of(seen: Seen, *, draws: int, seed: int) -> Foreseen:
    """Forecast the next year of territories from history, as so many draws; the one place forecasts come from."""
    history = BookingHistory(pd.RangeIndex(len(seen.bookings)), FIRST_MONTH, seen.bookings)
    traits = AccountTraits(segment=seen.segment, region=seen.region)
    forecast = forecast_next_year(history, traits)
    found = forecast.outlook.territory_draws(seen.territory, seen.num_territories, draws=draws, seed=seed)
    return Foreseen(found, None if forecast.verdict is None else forecast.verdict.better)


def equal_chance(draws: Floats, target: float) -> Floats:
    """(k,) quotas of the same chance in the draws (d, k), adding up to the target, currency units."""
    return np.asarray(equalise(round(100 * target), EqualAttainment(draws)).amounts / 100)
