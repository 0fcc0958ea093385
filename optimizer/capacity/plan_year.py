"""The months of a plan: who is there when, and how a new rep ramps up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from optimizer.tables import Days
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class PlanYear:
    """The months planned for, and how a new rep ramps up.

    Parameters
    ----------
    first_day
        Where the first month starts; day 1 to 28 of a calendar month.
    months
        Number of months.
    ramp
        Productivity in the first, second, ... month of tenure as a share of the full one; 1 afterwards.

    Raises
    ------
    ValueError
        For a value that can never make sense.
    """

    first_day: date
    months: int = 12
    ramp: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.first_day, datetime):
            object.__setattr__(self, "first_day", self.first_day.date())
        object.__setattr__(self, "ramp", tuple(float(share) for share in self.ramp))
        if self.first_day.day > 28:
            raise ValueError(f"first_day must be day 1 to 28 so that every month has it, given {self.first_day}")
        if self.months < 1:
            raise ValueError(f"months must be at least 1, given {self.months}")
        if not all(0 <= share < float("inf") for share in self.ramp):
            raise ValueError(f"ramp must hold finite shares, none negative, given {self.ramp}")

    def month_starts(self) -> Days:
        """(months + 1,) first day of each month, and of the one after the last."""
        first_month = np.datetime64(self.first_day, "M")
        return (first_month + np.arange(self.months + 1)).astype("datetime64[D]") + (self.first_day.day - 1)

    def presence(self, start: Days, end: Days) -> Floats:
        """(k, months) share of the days of each month between ``start`` and ``end`` (k,), both included.

        NaT in ``start`` means there from the beginning, in ``end`` there to stay.
        """
        bounds = self.month_starts()
        opens, closes = bounds[:-1], bounds[1:]
        first = np.where(np.isnat(start), bounds[0], start)[:, None]
        after_last = np.where(np.isnat(end), bounds[-1], end + 1)[:, None]
        days = (np.minimum(after_last, closes) - np.maximum(first, opens)).astype(np.float64)
        return np.asarray(np.maximum(days, 0.0) / (closes - opens).astype(np.float64))

    def productivity(self, start: Days) -> Floats:
        """(k, months) ramp of each month for reps starting on ``start`` (k,); 1 where that is NaT.

        The month of the plan year in which a rep starts is the first month of tenure, however late in it.
        """
        known = ~np.isnat(start)
        begun = np.where(known, start, np.datetime64(self.first_day, "D"))
        begun_month = begun.astype("datetime64[M]")
        late_in_month = (begun - begun_month.astype("datetime64[D]")).astype(np.int64) + 1 >= self.first_day.day
        offset = (begun_month - np.datetime64(self.first_day, "M")).astype(np.int64) - ~late_in_month
        tenure = np.arange(self.months)[None, :] - offset[:, None]
        by_tenure = np.array([*self.ramp, 1.0])
        factor = by_tenure[np.clip(tenure, 0, len(self.ramp))]
        return np.where(known[:, None], factor, 1.0)

    def capacity(self, start: Days, end: Days) -> Floats:
        """(k, months) presence times productivity: what one full-time equivalent carries in each month."""
        return np.asarray(self.presence(start, end) * self.productivity(start))
