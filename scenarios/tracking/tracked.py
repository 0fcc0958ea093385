"""The year so far: who has booked what against quota, how likely the year is now, and how far balance has drifted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from optimizer.eligibility import find_eligibility
from optimizer.metrics import deviations, totals
from optimizer.potential.together import shared_covariance
from optimizer.quotas import simulate_attainment
from optimizer.quotas.joint_actuals import after_joint_actuals
from optimizer.quotas.season import remaining_parts
from optimizer.targets import find_targets
from optimizer.travel import Floats

from .alarms import Alarm, Thresholds, Warned
from .bookings import YearBookings
from .planned import PlannedYear

PERSISTENCE = 0.5
"""Part of what is a territory's own that lasts all year, where nobody says otherwise: an assumption, no estimate."""
MUCH = 0.25
"""Part of a year's quota that one account must have booked before it counts as big."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drift:
    """One measure of one territory.

    Parameters
    ----------
    measure
        Its name.
    territory
        Which, its index.
    at_plan
        Deviation from its target when the plan was made, a share; None where nobody noted it.
    now
        The same on the facts as they are now.
    pace
        The same with the measure of each territory grown as its expected year has since the plan; None for other
        measures than potential and without an outlook.
    tolerance
        Asked for, None where it is only watched.
    """

    measure: str
    territory: int
    at_plan: float | None
    now: float
    pace: float | None
    tolerance: float | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrackedYear:
    """See ``track``.

    Parameters
    ----------
    planned
        What the year is held against.
    as_of
        Last day that counts.
    booked
        (k, p) currency units by territory and period.
    elapsed
        (k,) share of the season that is behind, 0..1.
    expected, chance_at_plan, chance
        (k,) mean of the possible years as they are now, currency units, and the share of those at the start and now
        that meet the quota; NaN without an outlook, chances also without a quota.
    drift
        By measure and territory.
    alarms
        What is beyond its threshold.
    unplanned
        Bookings in the year of accounts that no territory has, currency units.
    notes
        What was left out or assumed.
    """

    planned: PlannedYear
    as_of: date
    booked: Floats
    elapsed: Floats
    expected: Floats
    chance_at_plan: Floats
    chance: Floats
    drift: tuple[Drift, ...]
    alarms: tuple[Alarm, ...]
    unplanned: float
    notes: tuple[str, ...]

    @property
    def ended(self) -> Floats:
        """(p,) part of each period that is behind."""
        return _ended(self.planned, self.as_of)

    def to_frame(self) -> pd.DataFrame:
        """One row a territory.

        Columns: territory, rep, quota, quota_to_date, booked, attainment_to_date (booked over quota to date),
        elapsed (share of the season), run_rate (what the year brings at the season's pace so far), run_rate_attainment,
        expected (mean of the possible years now), chance_at_plan, chance, needed_pace (what is missing over the quota
        still ahead; 1 is as planned, 0 means met), alarms. Currency units and shares; missing where they have no sense.
        """
        planned = self.planned
        quota = planned.cents.sum(axis=1) / 100.0
        to_date = (planned.cents * self.ended).sum(axis=1) / 100.0
        booked, ahead = self.booked.sum(axis=1), quota - to_date
        run_rate = _over(booked, self.elapsed)
        of = {label: [a.kind.value for a in self.alarms if a.subject == str(label)] for label in planned.labels}
        return pd.DataFrame(
            {
                "territory": [str(label) for label in planned.labels],
                "rep": list(planned.reps),
                "quota": quota,
                "quota_to_date": to_date,
                "booked": booked,
                "attainment_to_date": _over(booked, to_date),
                "elapsed": self.elapsed,
                "run_rate": run_rate,
                "run_rate_attainment": _over(run_rate, quota),
                "expected": self.expected,
                "chance_at_plan": self.chance_at_plan,
                "chance": self.chance,
                "needed_pace": _over(np.maximum(quota - booked, 0.0), ahead),
                "alarms": ["; ".join(of[label]) for label in planned.labels],
            }
        )

    def periods_frame(self) -> pd.DataFrame:
        """One row a territory and period: territory, rep, period, starts, ended (share), quota, booked, attainment."""
        planned, (k, p) = self.planned, self.booked.shape
        quota = planned.cents.ravel() / 100.0
        return pd.DataFrame(
            {
                "territory": np.repeat([str(label) for label in planned.labels], p),
                "rep": np.repeat(np.array(planned.reps, dtype=object), p),
                "period": np.tile(np.array(planned.periods, dtype=object), k),
                "starts": np.tile(np.array([str(day) for day in planned.starts[:-1]], dtype=object), k),
                "ended": np.tile(self.ended, k),
                "quota": quota,
                "booked": self.booked.ravel(),
                "attainment": _over(self.booked.ravel(), quota),
            }
        )

    def balance_frame(self) -> pd.DataFrame:
        """One row a measure and territory.

        Columns: measure, territory, deviation_at_plan, deviation, deviation_at_pace, tolerance; shares, see ``Drift``.
        """
        labels = self.planned.labels
        rows = [(d.measure, str(labels[d.territory]), d.at_plan, d.now, d.pace, d.tolerance) for d in self.drift]
        columns = ["measure", "territory", "deviation_at_plan", "deviation", "deviation_at_pace", "tolerance"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], float))

    def alarms_frame(self) -> pd.DataFrame:
        """One row an alarm: alarm, territory (empty for the company), value and limit (shares), told."""
        rows = [(a.kind.value, a.subject, a.value, a.limit, a.sentence) for a in self.alarms]
        return pd.DataFrame(rows, columns=["alarm", "territory", "value", "limit", "told"])


def track(
    planned: PlannedYear,
    bookings: YearBookings,
    *,
    as_of: date | None = None,
    thresholds: Thresholds | None = None,
    persistence: float = PERSISTENCE,
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
        When to think of a repair.
    persistence
        Part of what is a territory's own that lasts all year, 0..1.

    Raises
    ------
    ValueError
        If no booking lies in the year up to that day, or persistence is no share.
    """
    limits, last = thresholds or Thresholds(), as_of or bookings.last
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
    elapsed = np.clip(planned.season @ _ended(planned, last), 0.0, 1.0)
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
    return _with_alarms(year, by_account, limits)


def _ended(planned: PlannedYear, last: date) -> Floats:
    return 1.0 - remaining_parts(last + timedelta(days=1), planned.starts)


def _over(amount: Floats, base: Floats) -> Floats:
    """Quotient, NaN where the base is nothing."""
    return np.asarray(np.divide(amount, base, out=np.full(np.shape(amount), np.nan), where=np.asarray(base) > 0))


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


def _with_alarms(year: TrackedYear, by_account: Floats, limits: Thresholds) -> TrackedYear:
    """Add what is beyond its threshold, the company's first, then by territory."""
    alarms: list[Alarm] = []
    whole = year.booked.sum() + year.unplanned
    share = year.unplanned / whole if whole > 0 else 0.0
    if share > limits.unplanned:
        told = f"{share:.0%} of bookings come from accounts that no territory has"
        alarms.append(Alarm(kind=Warned.UNPLANNED, subject="", value=share, limit=limits.unplanned, sentence=told))
    for at in range(len(year.elapsed)):
        alarms += [
            *_balance_alarms(year, at),
            *_quota_alarms(year, at, limits),
            *_account_alarms(year, at, by_account, limits=limits),
        ]
    return replace(year, alarms=tuple(alarms))


def _balance_alarms(year: TrackedYear, at: int) -> list[Alarm]:
    label, found = str(year.planned.labels[at]), []
    for drift in year.drift:
        if drift.territory != at or drift.tolerance is None:
            continue
        for kind, value, words in (
            (Warned.MEASURE, drift.now, "is"),
            (Warned.PACE, drift.pace, "at the year's pace is"),
        ):
            if value is not None and abs(value) > drift.tolerance + 1e-9:
                was = "" if drift.at_plan is None else f" (at plan {drift.at_plan:+.0%})"
                told = (
                    f"{label}: {drift.measure} {words} {value:+.0%} off target{was}, {drift.tolerance:.0%} is allowed"
                )
                found.append(Alarm(kind=kind, subject=label, value=value, limit=drift.tolerance, sentence=told))
    return found


def _quota_alarms(year: TrackedYear, at: int, limits: Thresholds) -> list[Alarm]:
    label, chance, left = str(year.planned.labels[at]), float(year.chance[at]), 1.0 - float(year.elapsed[at])
    quota, booked = float(year.planned.cents[at].sum()) / 100.0, float(year.booked[at].sum())
    if quota > 0 and booked >= quota:
        told = f"{label}: the quota is met with {left:.0%} of the season ahead"
        beyond = left >= limits.nothing_to_reach
        kind, value, limit = Warned.NOTHING_TO_REACH, left, limits.nothing_to_reach
    else:
        told = f"{label}: the chance to make quota is {chance:.1%}"
        beyond = chance < limits.out_of_reach
        kind, value, limit = Warned.OUT_OF_REACH, chance, limits.out_of_reach
    return [Alarm(kind=kind, subject=label, value=value, limit=limit, sentence=told)] if beyond else []


def _account_alarms(year: TrackedYear, at: int, by_account: Floats, *, limits: Thresholds) -> list[Alarm]:
    units = year.planned.alignment.units_in(at)
    whole, quota = float(year.booked[at].sum()), float(year.planned.cents[at].sum()) / 100.0
    if not len(units) or whole <= 0:
        return []
    biggest = int(units[np.argmax(by_account[units])])
    amount = float(by_account[biggest])
    if amount / whole <= limits.big_account or amount < MUCH * quota:
        return []
    label, account = str(year.planned.labels[at]), year.planned.alignment.instance.units.ids[biggest]
    told = f"{label}: account {account} holds {amount / whole:.0%} of its bookings"
    return [
        Alarm(kind=Warned.BIG_ACCOUNT, subject=label, value=amount / whole, limit=limits.big_account, sentence=told)
    ]
