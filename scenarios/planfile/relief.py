"""What each rep carries in each period of the plan year, for quotas: part time, dates, ramp and leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.capacity import PlanYear
from optimizer.instance import Instance
from optimizer.travel import Floats
from scenarios.quotas import Attendance

from .document import Keys
from .schema import PlanSchema, QuotaSection
from .sources import Sources

ASKING = ("ramp", "leave", "relief")
"""Keys of the quotas that ask for capacities below 1 to be taken into account."""


def read_attendance(
    schema: PlanSchema, section: QuotaSection, instance: Instance, *, num_periods: int, sources: Sources
) -> Attendance | None:
    """Who is there when; None without a plan year of whole periods, a problem where the quotas ask for it.

    The ramp is that of the plan year unless quotas have their own.

    Parameters
    ----------
    schema
        The plan file.
    section
        Its quotas.
    instance
        The facts; its territories are the rows of the reps table.
    num_periods
        Number of periods of the year.
    sources
        Tables, and where problems go.
    """
    year = schema.plan_year
    if year is None or year.months % num_periods:
        _log_no_months(schema, section, num_periods, sources)
        return None
    plan_year = PlanYear(year.start, year.months, year.ramp if section.ramp is None else section.ramp)
    everybody = Attendance.full(plan_year, [str(label) for label in instance.territories.ids], num_periods=num_periods)
    table, columns = sources.table("territories"), schema.columns
    away = _away(section, plan_year, instance, sources)
    if table is None:
        return replace(everybody, away=away)
    # What is wrong with these columns was noted with the facts.
    fte = table.numbers(columns.fte) if table.has(columns.fte) else everybody.fte
    return replace(
        everybody,
        fte=np.where(np.isfinite(fte), fte, 1.0),
        start=table.days(columns.start_date) if table.has(columns.start_date) else everybody.start,
        end=table.days(columns.end_date) if table.has(columns.end_date) else everybody.end,
        away=away,
    )


def _log_no_months(schema: PlanSchema, section: QuotaSection, num_periods: int, sources: Sources) -> None:
    """Note that there are no months to count in, where the quotas ask for them."""
    asked, year = [key for key in ASKING if getattr(section, key)], schema.plan_year
    if asked and year is None:
        message = "the months of ramp, leave and dates are counted from the start of the plan year"
        sources.problem(("quotas", asked[0]), message, "Add `plan_year: {start: 2027-01-01}`")
    elif asked and year is not None:
        message = f"{year.months} months cannot be put into {num_periods} periods"
        sources.problem(("quotas", asked[0]), message, "Use periods that are whole months, such as 12, 4 or 2")


def _away(section: QuotaSection, plan_year: PlanYear, instance: Instance, sources: Sources) -> Floats:
    """(k, months) what leave takes of each month."""
    known = [str(label) for label in instance.territories.ids]
    away = np.zeros((len(known), plan_year.months))
    for position, leave in enumerate(section.leave):
        if leave.territory not in known:
            keys: Keys = ("leave", position, "territory")
            sources.problem(
                ("quotas", *keys), "there is no such territory", f"Known: {', '.join(known)}", value=leave.territory
            )
            continue
        days = (np.array([day], dtype="datetime64[D]") for day in (leave.start, leave.end))
        away[known.index(leave.territory)] += leave.share * plan_year.presence(*days)[0]
    return away
