"""A year under way as a value: what is booked, how likely the rest is, and tables of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from optimizer.quotas.season import remaining_parts
from optimizer.travel import Floats

from .alarms import Alarm
from .planned import PlannedYear


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
        return ended_parts(self.planned, self.as_of)

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
        run_rate = over(booked, self.elapsed)
        of = {label: [a.kind.value for a in self.alarms if a.subject == str(label)] for label in planned.labels}
        return pd.DataFrame(
            {
                "territory": [str(label) for label in planned.labels],
                "rep": list(planned.reps),
                "quota": quota,
                "quota_to_date": to_date,
                "booked": booked,
                "attainment_to_date": over(booked, to_date),
                "elapsed": self.elapsed,
                "run_rate": run_rate,
                "run_rate_attainment": over(run_rate, quota),
                "expected": self.expected,
                "chance_at_plan": self.chance_at_plan,
                "chance": self.chance,
                "needed_pace": over(np.maximum(quota - booked, 0.0), ahead),
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
                "attainment": over(self.booked.ravel(), quota),
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


def ended_parts(planned: PlannedYear, last: date) -> Floats:
    """(p,) part of each period that is behind on the evening of a day, 0..1."""
    return 1.0 - remaining_parts(last + timedelta(days=1), planned.starts)


def over(amount: Floats, base: Floats) -> Floats:
    """Quotient, NaN where the base is nothing."""
    return np.asarray(np.divide(amount, base, out=np.full(np.shape(amount), np.nan), where=np.asarray(base) > 0))
