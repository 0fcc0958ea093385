"""How much each territory can carry next to the others: its share of a target, read from the table of reps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.tables import Columns, Days, Mask, Table
from optimizer.travel import Floats

from .plan_year import PlanYear

SHARE_PREFIX = "share_"
"""A column of this prefix and a measure's name gives the shares of that measure."""


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
