"""What the command line shows of a year under way. Needs ``rich``."""

from __future__ import annotations

import math

from rich.console import Console

from .figures import NONE
from .terminal_runs import show_rows
from .tracking import TrackedYear

SHOWN = 12
"""Alarms told one by one before "and more"."""
HEADINGS = (
    "territory",
    "rep",
    "quota\nto date",
    "booked",
    "attained\nto date",
    "run-rate\nof year",
    "P(quota)\nat plan",
    "P(quota)\nnow",
    "pace\nneeded",
    "",
)
SHARES = ("attainment_to_date", "run_rate_attainment", "chance_at_plan", "chance", "needed_pace")


def show_tracking(year: TrackedYear, console: Console) -> None:
    """Print where the year is, one row a territory and one for all, what is beyond its threshold, and what to know."""
    planned, frame = year.planned, year.to_frame()
    console.print(f"{planned.title}: {planned.starts[0]} to {year.as_of}", markup=False, soft_wrap=True)
    told = (
        frame["territory"],
        frame["rep"],
        frame["quota_to_date"].map(_amount),
        frame["booked"].map(_amount),
        *(frame[name].map(_share) for name in SHARES),
        frame["alarms"].map(lambda alarms: "!" if alarms else ""),
    )
    rows = [list(row) for row in zip(*told, strict=True)]
    quota, to_date, booked = (float(frame[name].sum()) for name in ("quota", "quota_to_date", "booked"))
    rate = float(frame["run_rate"].sum())
    ahead = quota - to_date
    rows.append(
        [
            "all",
            "",
            _amount(to_date),
            _amount(booked),
            _share(booked / to_date if to_date else math.nan),
            _share(rate / quota if quota else math.nan),
            "",
            "",
            _share(max(quota - booked, 0.0) / ahead if ahead > 0 else math.nan),
            "",
        ]
    )
    show_rows(HEADINGS, rows, console, numbers=[False, False, *[True] * 7, False])
    for alarm in year.alarms[:SHOWN]:
        console.print(f"! {alarm.sentence}", markup=False, soft_wrap=True)
    if len(year.alarms) > SHOWN:
        console.print(f"and {len(year.alarms) - SHOWN} more; --out has all of them")
    if not year.alarms:
        console.print("nothing is beyond its threshold")
    if year.unplanned:
        console.print(f"beside these: {_amount(year.unplanned)} of accounts that no territory has")
    for note in year.notes:
        console.print(f"note: {note}", markup=False, soft_wrap=True)


def _amount(value: float) -> str:
    return f"{value:,.0f}"


def _share(value: float) -> str:
    return NONE if math.isnan(value) else f"{value:.0%}"
