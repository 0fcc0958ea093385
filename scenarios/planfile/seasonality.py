"""The periods of a plan year and the weight of each."""

from __future__ import annotations

import numpy as np

from optimizer.travel import Floats

from .bookings import Bookings
from .schema import PlanSchema, PlanYearSection, QuotaSection
from .schema.quotas import SeasonalityWord
from .sources import Sources

YEAR = 12
"""Months of a calendar year, and of a plan year unless the plan file says otherwise."""


def read_profile(
    schema: PlanSchema, section: QuotaSection, bookings: Bookings | None, sources: Sources
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Names and weights of the periods; equal weights where a problem went to the log.

    Parameters
    ----------
    schema
        The plan file, for its year.
    section
        Its quotas.
    bookings
        None where there are none or they are wrong.
    sources
        Where problems go.
    """
    year, seasonality = schema.plan_year, section.seasonality
    months = YEAR if year is None else year.months
    names = _names(section, months, year)
    if seasonality.weights is not None:
        return names, seasonality.weights
    even = (1.0,) * len(names)
    if seasonality.shape is SeasonalityWord.EVEN:
        return names, even
    if bookings is None:
        if schema.inputs.bookings is None:
            sources.problem(
                ("quotas", "seasonality"),
                "there is no table of bookings",
                "Add `bookings: file.csv` under inputs, or write even",
            )
        return names, even
    if months % len(names):
        sources.problem(
            ("quotas", "seasonality"),
            f"{months} months cannot be put into {len(names)} periods",
            "Give a list of weights, one a period",
        )
        return names, even
    weights = _by_month(bookings, seasonality.last_months or YEAR, months, year)
    if not weights.any():
        sources.problem(("quotas", "seasonality"), "the bookings come to 0", "Give a list of weights, one a period")
        return names, even
    return names, tuple(weights.reshape(len(names), -1).sum(axis=1).tolist())


def _by_month(bookings: Bookings, last_months: int, months: int, year: PlanYearSection | None) -> Floats:
    """(months,) bookings of the calendar month of each month of the plan year."""
    first = 0 if year is None else year.start.month - 1
    booked = np.maximum(bookings.per_calendar_month(last_months), 0.0)
    return np.asarray(booked[(first + np.arange(months)) % YEAR])


def _names(section: QuotaSection, months: int, year: PlanYearSection | None) -> tuple[str, ...]:
    """Names as given; else months where there is one a period, else numbers."""
    asked, weights = section.periods, section.seasonality.weights
    if asked is not None and asked.names is not None:
        return asked.names
    count = months if weights is None else len(weights)
    if asked is not None and asked.count is not None:
        count = asked.count
    if count != months:
        return tuple(str(number) for number in range(1, count + 1))
    if year is None:
        return tuple(f"{number:02d}" for number in range(1, count + 1))
    first = np.datetime64(year.start, "M")
    return tuple(str(first + number) for number in range(count))
