"""What each rep carries in each period of the plan year, for quotas: part time, dates, ramp and leave."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.capacity import PlanYear
from optimizer.instance import Instance
from optimizer.travel import Floats

from .document import Keys
from .schema import PlanSchema, QuotaSection
from .sources import Sources

PeriodCapacity = Mapping[str, tuple[float, ...]]
"""Territory -> part of a full rep's number it carries in each period; those not named carry all of it."""


def read_capacity(
    schema: PlanSchema, section: QuotaSection, instance: Instance, *, num_periods: int, sources: Sources
) -> PeriodCapacity | None:
    """Capacity by territory and period; None where quotas are those of full reps, or a problem went to the log.

    Asked for by ``ramp``, ``leave`` or ``relief``. The ramp is that of the plan year unless quotas have their own.

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
    asked = [key for key in ("ramp", "leave", "relief") if getattr(section, key)]
    if not asked:
        return None
    year = schema.plan_year
    if year is None:
        message = "the months of ramp, leave and dates are counted from the start of the plan year"
        _log(sources, (asked[0],), message, "Add `plan_year: {start: 2027-01-01}`")
        return None
    if year.months % num_periods:
        message = f"{year.months} months cannot be put into {num_periods} periods"
        _log(sources, (asked[0],), message, "Use periods that are whole months, such as 12, 4 or 2")
        return None
    plan_year = PlanYear(year.start, year.months, year.ramp if section.ramp is None else section.ramp)
    months = _at_work(schema, plan_year, instance, sources) * _present(section, plan_year, instance, sources)
    periods = months.reshape(len(months), num_periods, -1).mean(axis=2)
    labels = map(str, instance.territories.ids)
    return {label: tuple(row) for label, row in zip(labels, periods.tolist(), strict=True)}


def _at_work(schema: PlanSchema, plan_year: PlanYear, instance: Instance, sources: Sources) -> Floats:
    """(k, months) full-time equivalents times dates and ramp; what is wrong with these was noted with the facts."""
    table, columns, k = sources.table("territories"), schema.columns, instance.num_territories
    never = np.full(k, np.datetime64("NaT"), dtype="datetime64[D]")
    if table is None:
        return np.ones((k, plan_year.months))
    start, end = (table.days(name) if table.has(name) else never for name in (columns.start_date, columns.end_date))
    fte = table.numbers(columns.fte) if table.has(columns.fte) else np.ones(k)
    return np.asarray(np.where(np.isfinite(fte), fte, 1.0)[:, np.newaxis] * plan_year.capacity(start, end))


def _present(section: QuotaSection, plan_year: PlanYear, instance: Instance, sources: Sources) -> Floats:
    """(k, months) what leave leaves of each month."""
    known = [str(label) for label in instance.territories.ids]
    away = np.zeros((len(known), plan_year.months))
    for position, leave in enumerate(section.leave):
        if leave.territory not in known:
            keys: Keys = ("leave", position, "territory")
            _log(sources, keys, "there is no such territory", f"Known: {', '.join(known)}", value=leave.territory)
            continue
        days = (np.array([day], dtype="datetime64[D]") for day in (leave.start, leave.end))
        away[known.index(leave.territory)] += leave.share * plan_year.presence(*days)[0]
    return np.asarray(np.maximum(1.0 - away, 0.0))


def _log(sources: Sources, keys: Keys, message: str, remedy: str, *, value: object = None) -> None:
    sources.log.problems.append(sources.document.problem(("quotas", *keys), message, remedy, value=value))
