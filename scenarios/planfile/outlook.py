"""What bookings say of the year to come, for chances of attainment and quotas of equal probability."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.potential import Forecast
from optimizer.travel import Floats, Integers

from .past import AccountPast, new_business_note
from .schema import PlanSchema

DRAWS = 1_000
"""Possible years: a chance near one half is known to 1.6 points."""
YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class AccountOutlook:
    """A forecast of accounts seen as possible years; the same years every time, so that plans compare.

    Parameters
    ----------
    forecast
        Of the accounts in the order of the instance.
    seed
        Of the draws.
    draws
        How many.
    """

    forecast: Forecast
    seed: int
    draws: int = DRAWS

    def territory_draws(self, assignment: Integers, k: int, /) -> Floats:
        """(draws, k) what each of k territories brings in each year, see ``optimizer.quotas.TerritoryOutlook``."""
        return self.forecast.outlook.territory_draws(assignment, k, draws=self.draws, seed=self.seed)

    @property
    def recent(self) -> Floats:
        """(n,) last twelve months of each account, currency units."""
        return self.forecast.recent

    @property
    def caveat(self) -> str | None:
        """What the chances do not hold; None where there is nothing to say."""
        return new_business_note(self.forecast)


def read_outlook(schema: PlanSchema, forecast: Forecast | None) -> AccountOutlook | None:
    """Give the outlook on the plan year; None where there is no forecast, or the plan year is not one of 12 months.

    Parameters
    ----------
    schema
        The plan file: plan year and seed.
    forecast
        Of the accounts, None where bookings do not allow for one.
    """
    if forecast is None or not _is_a_year(schema):
        return None
    return AccountOutlook(forecast, schema.seed)


def why_no_outlook(schema: PlanSchema, past: AccountPast | None) -> str:
    """Say why there is no outlook on the plan year."""
    if schema.inputs.bookings is None:
        return "there is no table of bookings"
    if past is None:
        return "there are no bookings before the plan year"
    if past.shortage is not None:
        return past.shortage
    return f"the plan year has {schema.plan_year.months if schema.plan_year else 0} months, a forecast is of {YEAR}"


def _is_a_year(schema: PlanSchema) -> bool:
    return schema.plan_year is None or schema.plan_year.months == YEAR
