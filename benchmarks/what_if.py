"""How soon: a plan is there, some accounts are pinned and the balance is tightened, and the planner waits.

Usage: ``python -m benchmarks.what_if [--accounts N] [--territories K] [--pins P] [--cold] ...``
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer import Alignment, Criteria, Instance, MaxRuntime, Result, solve
from optimizer.start import WarmStart

from . import warm
from .apart import WorkFailedError, run_apart
from .check import Floats
from .points import Placing, draw_centres, generate_points, load_points
from .record import (
    BOUND,
    FEASIBLE,
    IMBALANCE,
    METHOD,
    OBJECTIVE,
    SIZE,
    Column,
    Record,
    Report,
    peak_megabytes,
    verdict_note,
)
from .scale import PATIENCE, PAYROLL, Scale, check_plan, make_instance, solve_small

ASKED = 2.0
"""Seconds in which 50,000 accounts should be answered on two cores."""
INSTANCE, EFFORT = Column("instance", "instance", 33), (Column("seconds", "seconds", 8, ".2f"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The plan begun from, and what is asked of it.

    Parameters
    ----------
    plan
        How it is made.
    pins
        Accounts drawn at random and pinned to the nearest centre but the one that serves them.
    tighter
        Factor of the tolerance.
    cold
        Whether the same is also solved from nothing.
    """

    plan: Scale
    pins: int = 20
    tighter: float = 0.9
    cold: bool = False


def main(arguments: list[str] | None = None) -> None:
    """Run one size and print a row for each way to the answer."""
    asked = _parser().parse_args(arguments)
    plan = Scale(
        accounts=asked.accounts,
        territories=asked.territories,
        placing=asked.placing,
        data=asked.data,
        measures=(PAYROLL,),
        tolerance=asked.tolerance,
        seconds=asked.seconds,
        seed=asked.seed,
    )
    task = WhatIf(plan=plan, pins=asked.pins, tighter=asked.tighter, cold=asked.cold)
    report = Report((INSTANCE, METHOD, *SIZE, OBJECTIVE, *BOUND, FEASIBLE, IMBALANCE, *EFFORT), asked.json)
    report.header()
    for record in run_or_say_why(task):
        report.add(record)


def run_or_say_why(task: WhatIf) -> list[Record]:
    """Run in a process of its own; a failure becomes the note of a row."""
    plan = task.plan
    try:
        return run_apart(run, task, 3 * PATIENCE[0] * plan.seconds + PATIENCE[1])
    except WorkFailedError as failure:
        return [Record(instance=plan.name, n=plan.accounts, k=plan.territories, note=str(failure))]


def run(task: WhatIf) -> list[Record]:
    """Plan, ask and check, in this process: rows for the plan, the answers from it, and that from nothing."""
    plan = task.plan
    points = load_points(plan.data, plan.accounts, plan.seed)
    centres = draw_centres(points.places, plan.territories, plan.placing, plan.seed)
    instance, criteria = make_instance(points, centres, plan.measures), plan.criteria()
    stop = MaxRuntime(plan.seconds)
    warm.warm_up(lambda: solve_small(plan))
    _warm_up_answers(task)

    def row(method: str, criteria: Criteria, start: Alignment | WarmStart | None) -> tuple[Record, Result]:
        begun = time.perf_counter()
        result = solve(instance, criteria, stop, seed=plan.seed, start=start)
        seconds = time.perf_counter() - begun
        tolerance = criteria.balance[PAYROLL]
        verdict = check_plan(
            replace(plan, tolerance=tolerance),
            points,
            centres,
            territory_of=result.alignment.territory_of,
            centre_unit=result.alignment.centre_unit,
        )
        notes = [verdict_note(verdict, result.lower_bound, result.objective), *_loose_pins(result.alignment, criteria)]
        if start is not None and seconds > ASKED:
            notes.append(f"over the {ASKED:g} s asked for")
        record = Record(
            instance=plan.name,
            method=method,
            n=plan.accounts,
            k=plan.territories,
            objective=verdict.objective,
            lower_bound=result.lower_bound,
            feasible=verdict.feasible and not _loose_pins(result.alignment, criteria),
            worst_imbalance=verdict.worst_imbalance,
            seconds=seconds,
            peak_mb=peak_megabytes(),
            note="; ".join(filter(None, notes)),
        )
        return record, result

    first, today = row("the plan", criteria, None)
    harder = asked_of(task, instance, today.alignment, centres)
    ways: dict[str, Alignment | WarmStart | None] = {
        "from plan and prices": today.start,
        "from the plan": today.alignment,
        **({"from nothing": None} if task.cold else {}),
    }
    return [first, *(row(method, harder, start)[0] for method, start in ways.items())]


def asked_of(task: WhatIf, instance: Instance, today: Alignment, centres: Floats) -> Criteria:
    """Pin accounts to the nearest centre that does not serve them, and tighten the tolerance."""
    generator = np.random.default_rng(task.plan.seed)
    drawn = generator.choice(instance.num_units, min(task.pins, instance.num_units), replace=False)
    pins: dict[Hashable, Hashable] = {}
    for unit in drawn.tolist():
        away = ((instance.units.places[unit] - centres) ** 2).sum(axis=1)
        away[today.territory_of[unit]] = np.inf
        pins[instance.units.ids[unit]] = instance.territories.ids[int(away.argmin())]
    return Criteria(balance={PAYROLL: task.tighter * task.plan.tolerance}, pins=pins)


def _loose_pins(plan: Alignment, criteria: Criteria) -> list[str]:
    """Say how many pins a plan does not keep, if any."""
    instance = plan.instance
    units = instance.units.ids.get_indexer(pd.Index(list(criteria.pins), dtype=object))
    wanted = instance.territories.ids.get_indexer(pd.Index(list(criteria.pins.values()), dtype=object))
    loose = int((plan.territory_of[units] != wanted).sum()) if len(units) else 0
    return [f"{loose} pins are not kept"] if loose else []


def _warm_up_answers(task: WhatIf) -> None:
    """Answer a small one from a plan: what only answers need is compiled before the clock starts."""
    small = replace(task.plan, accounts=min(task.plan.accounts, 5_000), territories=min(task.plan.territories, 100))
    points = generate_points(small.accounts, small.seed)
    centres = draw_centres(points.places, small.territories, Placing.EVEN, small.seed)
    instance = make_instance(points, centres, small.measures)
    stop = MaxRuntime(warm.SECONDS)
    today = solve(instance, small.criteria(), stop, seed=small.seed)
    solve(instance, asked_of(task, instance, today.alignment, centres), stop, seed=small.seed, start=today.start)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.what_if", description=str(__doc__).splitlines()[0])
    parser.add_argument("--accounts", type=int, default=50_000, help="number of accounts")
    parser.add_argument("--territories", type=int, default=200, help="number of reps, their homes given")
    parser.add_argument("--placing", type=Placing, default=Placing.EVEN, help="even, density or spread")
    parser.add_argument("--data", type=Path, help="Parquet table of accounts; made up where not given")
    parser.add_argument("--tolerance", type=float, default=0.10, help="of payroll in the plan begun from, a share")
    parser.add_argument("--tighter", type=float, default=0.9, help="factor of the tolerance asked for")
    parser.add_argument("--pins", type=int, default=20, help="accounts pinned to another rep")
    parser.add_argument("--cold", action="store_true", help="solve the same from nothing as well")
    parser.add_argument("--seconds", type=float, default=30.0, help="effort of every search")
    parser.add_argument("--seed", type=int, default=7, help="of accounts, centres, pins and searches")
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return parser


if __name__ == "__main__":
    main()
