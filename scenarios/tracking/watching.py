"""What of a year under way is beyond its threshold."""

from __future__ import annotations

import numpy as np

from optimizer.travel import Floats

from .alarms import Alarm, Thresholds, Warned
from .year import TrackedYear

MUCH = 0.25
"""Part of a year's quota that one account must have booked before it counts as big."""


def find_alarms(year: TrackedYear, by_account: Floats, limits: Thresholds) -> tuple[Alarm, ...]:
    """Find what is beyond its threshold, the company's first, then by territory.

    Parameters
    ----------
    year
        Without alarms.
    by_account
        (n,) booked by each account, currency units.
    limits
        The thresholds.
    """
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
    return tuple(alarms)


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
