"""The year so far: who has booked what against quota, how likely the year is now, and how far balance has drifted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from optimizer.eligibility import find_eligibility
from optimizer.metrics import deviations, totals
from optimizer.potential.together import shared_covariance
from optimizer.quotas import simulate_attainment
from optimizer.quotas.joint_actuals import after_joint_actuals
from optimizer.targets import find_targets
from optimizer.travel import Floats

from .alarms import Thresholds
from .bookings import YearBookings
from .planned import PlannedYear
from .watching import find_alarms
from .year import Drift, TrackedYear, ended_parts


def track(
    planned: PlannedYear,
    bookings: YearBookings,
    *,
    as_of: date | None = None,
    thresholds: Thresholds | None = None,
    persistence: float | None = None,
) -> TrackedYear:
    """Hold the bookings of a year against its plan.

    An account's bookings count for the territory that the plan gives it to. The possible years of the plan are
    conditioned on what all territories have booked, see ``optimizer.quotas.joint_actuals``.

    Parameters
    ----------
    planned
        The plan.
    bookings
        Rows of any years; those of this one up to the day count.
    as_of
        Last day that counts; None for the last day the bookings speak of.
    thresholds
        When to think of a repair; None for those of the plan file.
    persistence
        Part of what is a territory's own that lasts all year, 0..1; None for that of the plan file.

    Raises
    ------
    ValueError
        If no booking lies in the year up to that day, or persistence is no share.
    """
    limits, last = thresholds or planned.thresholds, as_of or bookings.last
    persistence = planned.persistence if persistence is None else persistence
    if not 0 <= persistence <= 1:
        raise ValueError(f"persistence must be a share 0..1, given {persistence}")
    days = bookings.days.astype("datetime64[D]")
    inside = (days >= np.datetime64(planned.starts[0])) & (days < np.datetime64(planned.starts[-1]))
    inside &= days <= np.datetime64(last)
    if not inside.any():
        raise ValueError(
            f"no booking lies between {planned.starts[0]} and {last}: check the year's first day and the bookings"
        )
    unit = pd.Index([str(label) for label in planned.alignment.instance.units.ids]).get_indexer(
        pd.Index(bookings.accounts[inside].astype(str))
    )
    territory = np.where(unit >= 0, planned.alignment.territory_of[unit], -1)
    amounts = bookings.amounts[inside]
    period = np.searchsorted(np.array(planned.starts[1:], dtype="datetime64[D]"), days[inside], side="right")
    served = territory >= 0
    booked = np.zeros(planned.cents.shape)
    np.add.at(booked, (territory[served], period[served]), amounts[served])
    elapsed = np.clip(planned.season @ ended_parts(planned, last), 0.0, 1.0)
    expected, grown, before, now = _outlook(planned, booked.sum(axis=1), elapsed=elapsed, persistence=persistence)
    drift = tuple(_drift(planned, grown))
    by_account = np.zeros(planned.alignment.instance.num_units)
    np.add.at(by_account, unit[served], amounts[served])
    unplanned = float(amounts[~served].sum())
    year = TrackedYear(
        planned=planned,
        as_of=last,
        booked=booked,
        elapsed=elapsed,
        expected=expected,
        chance_at_plan=before,
        chance=now,
        drift=drift,
        alarms=(),
        unplanned=unplanned,
        notes=tuple(_notes(planned, bookings, last, persistence=persistence)),
    )
    return replace(year, alarms=find_alarms(year, by_account, limits))


def _outlook(
    planned: PlannedYear, booked: Floats, *, elapsed: Floats, persistence: float
) -> tuple[Floats, Floats | None, Floats, Floats]:
    """Mean year now, its growth since the plan, chances then and now; NaN without an outlook."""
    k, outlook = len(booked), planned.outlook
    missing = np.full(k, np.nan)
    if outlook is None:
        return missing, None, missing, missing
    codes = planned.alignment.territory_of
    draws = outlook.territory_draws(codes, k)
    shared = shared_covariance(outlook.forecast.outlook, codes, k)
    years = after_joint_actuals(
        draws, booked, elapsed=elapsed, persistence=persistence, shared=shared, seed=outlook.seed
    )
    quotas = planned.cents.sum(axis=1) / 100.0
    chances = [simulate_attainment(quotas, each).chance if quotas.any() else missing for each in (draws, years)]
    was, expected = draws.mean(axis=0), years.mean(axis=0)
    grown = np.divide(expected, was, out=np.ones(k), where=was > 0)
    return expected, grown, chances[0], chances[1]


def _drift(planned: PlannedYear, grown: Floats | None) -> list[Drift]:
    """Deviation of each balanced measure on today's facts, and of potential at the pace of the year."""
    alignment, tolerances = planned.alignment, planned.criteria.balance
    eligibility = find_eligibility(alignment.instance, planned.criteria)
    pool, found = eligibility.pool_of_territory, []
    names = dict.fromkeys([*tolerances, *([planned.potential] if planned.potential else [])])
    for measure in names:
        total, target = totals(alignment, measure), find_targets(alignment.instance, eligibility, measure)
        now, pace = deviations(total, target), None
        if grown is not None and measure == planned.potential:
            whole, grew = np.bincount(pool, target), np.bincount(pool, total * grown)
            moved = np.divide(grew, whole, out=np.ones_like(whole), where=whole > 0)
            pace = deviations(total * grown, target * moved[pool])
        found += [
            Drift(
                measure=measure,
                territory=at,
                at_plan=planned.deviations.get(measure, {}).get(str(planned.labels[at])),
                now=float(now[at]),
                pace=None if pace is None else float(pace[at]),
                tolerance=tolerances.get(measure),
            )
            for at in range(len(total))
        ]
    return found


def _notes(planned: PlannedYear, bookings: YearBookings, last: date, *, persistence: float) -> list[str]:
    notes = []
    if planned.strangers:
        notes.append(
            f"{len(planned.strangers):,} accounts of the plan are not in its tables any more and count nowhere."
        )
    if bookings.monthly and (last + timedelta(days=1)).day != 1:
        notes.append(f"The bookings are by month: those of all of {last:%Y-%m} count, though the year is at {last}.")
    if planned.transfers:
        notes.append("The plan file moves quotas during the year; these are the quotas of its beginning.")
    if planned.outlook is None:
        notes.append("The plan file has no forecast: there are no chances and no pace of balance.")
    else:
        notes.append(
            f"Chances assume that {persistence:.0%} of what is a territory's own lasts all year (--persistence); "
            "shocks that territories share last as a whole."
        )
        if planned.outlook.caveat is not None:
            notes.append(planned.outlook.caveat)
    return notes
