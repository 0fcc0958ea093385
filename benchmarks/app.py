"""How long a planner waits: from an edit on the desk to its figures, quotas included.

Usage: ``python -m benchmarks.app [--accounts N ...] [--json FILE]``
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from optimizer import judge
from scenarios.app.desk import Desk
from scenarios.planfile import Plan, read_plan

from .apart import WorkFailedError, run_apart
from .check import Floats
from .points import Placing, Points, draw_centres, generate_points
from .record import INSTANCE, METHOD, SIZE, Column, Record, Report, peak_megabytes

PATIENCE = 1_800.0
SIZES = {1_000: 10, 10_000: 100, 50_000: 250}
"""Accounts -> territories."""
PER_TERRITORY = 200
"""Accounts of each territory for other sizes."""
MONTHS = 24
LASSO = 100
"""Accounts moved at once."""
BAR = 0.3
"""Seconds that an edit may take at 10,000 accounts."""


class Centres(Enum):
    """Where the centres of territories lie."""

    FIXED = "fixed"
    """At the homes of reps."""
    FREE = "free"
    """At the best account of each territory, placed anew after each edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One plan to edit."""

    accounts: int
    territories: int
    centres: Centres = Centres.FIXED
    edits: int = 30
    seed: int = 7

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return f"generated {self.centres.value}, {MONTHS} months of bookings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Record):
    """How long one kind of edit takes, from the call to the figures.

    Parameters
    ----------
    edits
        How many were timed.
    median_seconds, p95_seconds, worst_seconds
        Of these.
    exact
        Whether the figures afterwards were those of the plan judged from scratch, and the totals those of the table.
    """

    edits: int | None = None
    median_seconds: float | None = None
    p95_seconds: float | None = None
    worst_seconds: float | None = None
    exact: bool | None = None

    def to_dict(self) -> dict[str, str | float | None]:
        """All figures by name, ready for JSON."""
        names = ("instance", "method", "n", "k", *FIELDS, "build_seconds", "peak_mb", "note")
        return {name: getattr(self, name) for name in names}


FIELDS = ("edits", "median_seconds", "p95_seconds", "worst_seconds", "exact")
COLUMNS = (
    INSTANCE,
    METHOD,
    *SIZE,
    Column("edits", "edits", 5),
    Column("median_seconds", "median s", 9, ".4f"),
    Column("p95_seconds", "95 % s", 9, ".4f"),
    Column("worst_seconds", "worst s", 9, ".4f"),
    Column("exact", "exact", 5),
    Column("peak_mb", "peak MB", 8, ",.0f"),
)


def main(arguments: list[str] | None = None) -> None:
    """Time all sizes, each in a process of its own."""
    asked = _parser().parse_args(arguments)
    report = Report(COLUMNS, asked.json)
    report.header()
    for accounts in asked.accounts:
        for centres in Centres:
            k = SIZES.get(accounts, max(2, accounts // PER_TERRITORY))
            office = Office(accounts=accounts, territories=k, centres=centres, edits=asked.edits, seed=asked.seed)
            for wait in run_or_say_why(office):
                report.add(wait)


def run_or_say_why(office: Office) -> list[Wait]:
    """Time one plan in a process of its own; a failure becomes the note of its row."""
    try:
        return run_apart(run, office, PATIENCE)
    except WorkFailedError as failure:
        return [Wait(instance=office.name, n=office.accounts, k=office.territories, note=str(failure))]


def run(office: Office) -> list[Wait]:
    """Read the plan and time every kind of edit, in this process."""
    points = generate_points(office.accounts, office.seed)
    with tempfile.TemporaryDirectory(prefix="territory-") as folder:
        started = time.perf_counter()
        plan = read_plan(write_plan(Path(folder), office, points))
        built = time.perf_counter() - started
    desk = Desk(plan)
    desk.figures()
    # The first edit loads compiled loops.
    desk.move([0], _other(desk, 0, 0))
    desk.figures()
    waits = []
    for kind, edits in kinds(office, plan, points).items():
        seconds = [timed(desk, edit) for edit in edits]
        waits.append(
            Wait(
                instance=office.name,
                method=kind,
                n=office.accounts,
                k=office.territories,
                edits=len(seconds),
                median_seconds=float(np.median(seconds)),
                p95_seconds=float(np.quantile(seconds, 0.95)),
                worst_seconds=max(seconds),
                exact=is_exact(desk, points),
                build_seconds=built,
                peak_mb=peak_megabytes(),
            )
        )
    return waits


def timed(desk: Desk, edit: Callable[[Desk], object]) -> float:
    """Seconds from an edit to its figures."""
    started = time.perf_counter()
    edit(desk)
    desk.figures()
    return time.perf_counter() - started


def kinds(office: Office, plan: Plan, points: Points) -> dict[str, list[Callable[[Desk], object]]]:
    """Kind of edit -> edits, to be made in this order."""
    generator = np.random.default_rng([office.seed, 5])
    chosen = generator.choice(office.accounts, office.edits).tolist()
    around = [nearest(points.places, unit, min(LASSO, office.accounts // 2)) for unit in chosen]
    homes = generator.integers(office.territories, size=office.edits).tolist()
    found: dict[str, list[Callable[[Desk], object]]] = {
        "move one account": [_mover(np.array([unit])) for unit in chosen],
        f"move {len(around[0])} accounts": [_mover(units) for units in around],
        "undo": [lambda desk: desk.undo()] * (2 * office.edits - 1),
        "pin, then free": [act for unit in dict.fromkeys(chosen) for act in _pinned(unit)],
    }
    if plan.quotas is not None:
        found["set a quota"] = [act for home in homes for act in _by_hand(home)]
        found["quotas with their chances"] = [lambda desk: desk.quotas()] * min(5, office.edits)
    return found


def _mover(units: np.ndarray[Any, Any]) -> Callable[[Desk], object]:
    return lambda desk: desk.move(units, _other(desk, int(units[0]), len(desk.state.edits)))


def _pinned(unit: int) -> Iterator[Callable[[Desk], object]]:
    yield lambda desk: desk.pin([unit])
    yield lambda desk: desk.free([unit])


def _by_hand(territory: int) -> Iterator[Callable[[Desk], object]]:
    """Set the quota of a territory a little off what it is, then let the rule set it."""

    def act(desk: Desk) -> object:
        quotas = desk.figures().quotas
        assert quotas is not None
        return desk.set_quota(territory, int(quotas[territory]) // 100 + 100)

    yield act
    yield lambda desk: desk.set_quota(territory, None)


def _other(desk: Desk, unit: int, step: int) -> int:
    """Give another territory than that of an account, near or far as it comes."""
    k = desk.ground.instance.num_territories
    return int(desk.state.alignment.territory_of[unit] + 1 + step % (k - 1)) % k


def nearest(places: Floats, unit: int, count: int) -> np.ndarray[Any, Any]:
    """Accounts nearest to one, itself first, as somebody with a lasso takes them."""
    return np.argsort(((places - places[unit]) ** 2).sum(axis=1), kind="stable")[:count]


def is_exact(desk: Desk, points: Points) -> bool:
    """Whether the figures are those of the plan judged from scratch, and totals those of the table of accounts."""
    figures, state, instance = desk.figures(), desk.state, desk.ground.instance
    judged = judge(state.alignment, desk.ground.criteria_of(state))
    covered = state.alignment.territory_of >= 0
    totals = np.bincount(state.alignment.territory_of[covered], points.payroll[covered], minlength=len(figures.labels))
    same = judged.to_dict(instance) == figures.assessment.to_dict(instance)
    return same and bool(np.allclose(totals, figures.balance["payroll"].total, rtol=1e-9))


def write_plan(folder: Path, office: Office, points: Points) -> Path:
    """Write a plan file with accounts, reps and bookings: every account with the rep whose home is nearest."""
    generator = np.random.default_rng([office.seed, 6])
    centres = draw_centres(points.places, office.territories, Placing.EVEN, office.seed)
    owner = np.concatenate([_nearest_home(part, centres) for part in np.array_split(points.places, 50)])
    labels = np.array([f"T{j:03d}" for j in range(office.territories)])
    accounts = points.accounts().assign(workload=generator.lognormal(2, 0.5, len(points)), owner=labels[owner])
    accounts.to_csv(folder / "accounts.csv", index=False)
    reps = pd.DataFrame({"territory": labels, "rep": [f"Rep {label}" for label in labels]})
    if office.centres is Centres.FIXED:
        reps = reps.assign(latitude=centres[:, 0], longitude=centres[:, 1])
    reps.to_csv(folder / "reps.csv", index=False)
    bookings(points, generator).to_csv(folder / "bookings.csv", index=False)
    file = folder / "plan.yaml"
    file.write_text(yaml.safe_dump(plan_document(points), sort_keys=False), encoding="utf-8")
    return file


def plan_document(points: Points) -> dict[str, object]:
    """Every rule that a page shows: two balances, disruption and its weight, travel in hours, quotas equally likely."""
    return {
        "plan": "made up",
        "inputs": {"accounts": "accounts.csv", "reps": "reps.csv", "bookings": "bookings.csv"},
        "measures": {"payroll": {"column": "payroll"}, "workload": {"column": "workload"}},
        "criteria": {
            "balance": {"payroll": 0.2, "workload": 0.2},
            "travel": {"quantity": "time"},
            "disruption": {"weight": 1.0, "at_most": 0.2},
        },
        "plan_year": {"start": "2027-01-01"},
        "quotas": {
            "target": round(float(points.payroll.sum()) * 1.05, -3),
            "method": "equal_probability",
            "round_to": 100,
        },
        "seed": 7,
    }


def bookings(points: Points, generator: np.random.Generator) -> pd.DataFrame:
    """One row an account and month, about a twelfth of its payroll each."""
    months = pd.period_range(end="2026-12", periods=MONTHS, freq="M").astype(str)
    amounts = points.payroll[:, None] / 12 * generator.lognormal(0, 0.4, (len(points), MONTHS))
    table = {"account": np.repeat(np.arange(len(points)), MONTHS), "month": np.tile(months, len(points))}
    return pd.DataFrame({**table, "amount": amounts.ravel().round(2)})


def _nearest_home(places: Floats, centres: Floats) -> np.ndarray[Any, Any]:
    return ((places[:, None, :] - centres) ** 2).sum(axis=2).argmin(axis=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.app", description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=list(SIZES), help="sizes (default: %(default)s)")
    parser.add_argument("--edits", type=int, default=30, help="edits of each kind (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the accounts (default: %(default)s)")
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return parser


if __name__ == "__main__":
    main()
