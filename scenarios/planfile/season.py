"""Seasons of territories from the bookings of their accounts, as far as these can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.alignment import Alignment
from optimizer.instance import Instance
from optimizer.quotas import shrink_seasonality
from optimizer.travel import Floats

from .bookings import Bookings

YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class TerritorySeason:
    """Bookings of accounts by year and period; called with an alignment, it gives the season of each territory.

    Parameters
    ----------
    booked
        (n, years, p) currency units; returns may outweigh bookings.
    """

    booked: Floats

    def __call__(self, alignment: Alignment) -> Floats:
        """(k, p) weights that add up to 1 in each row, shrunk to the company's: see ``shrink_seasonality``."""
        served = alignment.territory_of >= 0
        sums = np.zeros((alignment.instance.num_territories, *self.booked.shape[1:]))
        np.add.at(sums, alignment.territory_of[served], self.booked[served])
        return shrink_seasonality(np.maximum(sums, 0.0)).profiles


def territory_season(
    bookings: Bookings, instance: Instance, *, last_months: int, num_periods: int, months: tuple[int, int]
) -> TerritorySeason:
    """Sum bookings by account, year and period of the plan year.

    Parameters
    ----------
    bookings
        Account, month and amount.
    instance
        The facts; units in their order.
    last_months
        Whole years of months up to the latest booking.
    num_periods
        Periods of the plan year; its months fill them.
    months
        Calendar month the plan year starts in, from 0, and its number of months.
    """
    start, end = bookings.window(last_months)
    unit = pd.Index([str(label) for label in instance.units.ids]).get_indexer(pd.Index(bookings.accounts))
    chosen = (bookings.months >= start) & (bookings.months <= end) & (unit >= 0)
    when = bookings.months[chosen]
    age = (when - start).astype(np.int64) // YEAR
    booked = np.zeros((instance.num_units, last_months // YEAR, YEAR))
    np.add.at(booked, (unit[chosen], age, when.astype(np.int64) % YEAR), bookings.amounts[chosen])
    first, count = months
    of_year = booked[:, :, (first + np.arange(count)) % YEAR]
    return TerritorySeason(of_year.reshape(*of_year.shape[:2], num_periods, -1).sum(axis=3))
