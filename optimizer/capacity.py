"""How much each territory can carry in a plan year: full-time equivalents, dates and ramp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from .tables import Columns, Days, Mask, Table
from .travel import Floats

SHARE_PREFIX = "share_"
"""A column of this prefix and a measure's name gives the shares of that measure."""


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


def read_shares(
    table: Table, columns: Columns, measures: Sequence[str], *, plan_year: PlanYear | None
) -> tuple[Floats, Mask]:
    """Relative size of each territory's target of each measure, problems noted.

    ``share_<measure>`` where the table has it; else ``capacity``; else full-time equivalents times the mean over the
    months of the plan year of presence times ramp.

    Returns
    -------
    tuple
        (k, measures) shares, and (k,) True for territories whose rep has no capacity by its dates and ramp.
    """
    fallback, idle = _read_capacity(table, columns, plan_year)
    shares = np.zeros((len(table), len(measures)))
    for position, measure in enumerate(measures):
        own = SHARE_PREFIX + measure
        shares[:, position] = _read_sizes(table, own) if table.fills(own) else fallback
    return shares, idle


def _read_capacity(table: Table, columns: Columns, plan_year: PlanYear | None) -> tuple[Floats, Mask]:
    fte = _read_fte(table, columns.fte)
    start, end = _read_dates(table, columns)
    nobody = np.zeros(len(table), dtype=bool)
    if table.fills(columns.capacity):
        return _read_sizes(table, columns.capacity), nobody
    if plan_year is None:
        return fte, nobody
    capacity = fte * plan_year.capacity(start, end).mean(axis=1)
    if len(table) and not (capacity > 0).any():
        message = "nobody has any capacity in the plan year"
        remedy = "Compare the dates with the first day of the plan year, and its ramp"
        table.log.add(table.name, message, remedy, column=columns.start_date, value=str(plan_year.first_day))
    return capacity, capacity == 0


def _read_fte(table: Table, column: str) -> Floats:
    if not table.has(column):
        return np.ones(len(table))
    fte = table.numbers(column)
    remedy = "Give the part of a full-time rep, say 0.5; drop the row if nobody shall work there"
    table.note_rows((fte <= 0) | np.isinf(fte), column, "full-time equivalents must be finite and above 0", remedy)
    return np.where(np.isfinite(fte) & (fte > 0), fte, 1.0)


def _read_dates(table: Table, columns: Columns) -> tuple[Days, Days]:
    never = np.full(len(table), np.datetime64("NaT"), dtype="datetime64[D]")
    start = table.days(columns.start_date) if table.has(columns.start_date) else never
    end = table.days(columns.end_date) if table.has(columns.end_date) else never
    remedy = "Correct one of the two dates, or leave the end blank for who stays"
    table.note_rows(end < start, columns.end_date, "the end lies before the start", remedy)
    return start, end


def _read_sizes(table: Table, column: str) -> Floats:
    """Sizes every territory must have, none negative, not all 0."""
    sizes, blank = table.numbers(column), table.blank(column)
    remedy = "Fill it in every row, or drop the column to use full-time equivalents"
    table.note_rows(blank, column, "some territories have it and this one has none", remedy)
    table.note_rows((sizes < 0) | np.isinf(sizes), column, "it must be finite and not negative", "Give 0 or more")
    if len(sizes) and (sizes == 0).all():
        table.log.add(
            table.name, "it is 0 for all territories", "Give at least one more than 0", column=column, value=0
        )
    return sizes
