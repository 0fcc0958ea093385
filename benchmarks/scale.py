"""How large: accounts around fixed or free centres, balanced within a tolerance, least sum of great-circle kilometres.

Usage: ``python -m benchmarks.scale --accounts N --territories K [--centres fixed|free] [--data FILE] ...``
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer import Criteria, GreatCircle, Instance, MaxRuntime, TargetGap, build_instance, solve
from optimizer.instance import COUNT
from optimizer.travel import STRAIGHT

from . import warm
from .apart import WorkFailedError, run_apart
from .check import Floats, Labels, Verdict, check_fixed, check_free, great_circle_km
from .points import Placing, Points, draw_centres, generate_points, load_points
from .record import (
    BOUND,
    BUILD,
    EFFORT,
    FEASIBLE,
    IMBALANCE,
    INSTANCE,
    OBJECTIVE,
    SIZE,
    Record,
    Report,
    peak_megabytes,
    verdict_note,
)

FIXED, FREE = "fixed", "free"
PAYROLL = "payroll"
TOLERANCE = {FIXED: 0.02, FREE: 0.05}
SECONDS = {FIXED: 60.0, FREE: 120.0}
PATIENCE = (5.0, 600.0)
"""A run is ended after its seconds times the first, plus the second: reading, compiling and checking included."""
SMALL = (20_000, 200)
"""Most accounts and territories of the runs that compile before the clock starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One run: what to plan and with what effort."""

    accounts: int
    territories: int
    centres: str = FIXED
    placing: Placing = Placing.EVEN
    data: Path | None = None
    measures: tuple[str, ...] = (COUNT,)
    tolerance: float = 0.02
    seconds: float = 60.0
    gap: float | None = None
    seed: int = 7

    @property
    def name(self) -> str:
        """What the instance is called in tables."""
        source = "generated" if self.data is None else self.data.stem
        how = f"{self.centres}/{self.placing.value}" if self.centres == FIXED else FREE
        return f"{source} {how} {'+'.join(self.measures)} {self.tolerance:.3g}"

    def amounts(self, points: Points) -> Floats:
        """(n, measures) what is balanced."""
        return np.column_stack([np.ones(len(points)) if name == COUNT else points.payroll for name in self.measures])

    def criteria(self) -> Criteria:
        """Make the choices: balance, and travel that weighs every account alike."""
        return Criteria(balance=dict.fromkeys(self.measures, self.tolerance))


def main(arguments: list[str] | None = None) -> None:
    """Run one size and print its row."""
    asked = _parser().parse_args(arguments)
    task = _task(asked)
    print(describe(task))
    report = Report((INSTANCE, *SIZE, OBJECTIVE, *BOUND, FEASIBLE, IMBALANCE, BUILD, *EFFORT), asked.json)
    report.header()
    report.add(run_or_say_why(task))


def describe(task: Scale) -> str:
    """Say in a line what is run, and that no account of it is real."""
    source = "generated points" if task.data is None else f"synthetic accounts of {task.data.name}"
    limits = f"{'+'.join(task.measures)} within {task.tolerance:.2%}, {task.seconds:g} s, seed {task.seed}"
    return f"{task.accounts:,} {source}, {task.territories:,} territories, {task.centres} centres, {limits}"


def run_or_say_why(task: Scale) -> Record:
    """Run one size in a process of its own; a failure becomes the note of its row."""
    try:
        return run_apart(run, task, PATIENCE[0] * task.seconds + PATIENCE[1])
    except WorkFailedError as failure:
        return Record(instance=task.name, n=task.accounts, k=task.territories, note=str(failure))


def run(task: Scale) -> Record:
    """Build, solve and check one size, in this process."""
    points = load_points(task.data, task.accounts, task.seed)
    centres = draw_centres(points.places, task.territories, task.placing, task.seed) if task.centres == FIXED else None
    warm.warm_up(lambda: solve_small(task))
    started = time.perf_counter()
    instance = make_instance(points, centres if centres is not None else task.territories, task.measures)
    built = time.perf_counter()
    stop = MaxRuntime(task.seconds) if task.gap is None else MaxRuntime(task.seconds) | TargetGap(task.gap)
    result = solve(instance, task.criteria(), stop, seed=task.seed)
    solved = time.perf_counter()
    peak = peak_megabytes()  # before the check, which is not the solver's
    plan = result.alignment
    verdict = check_plan(task, points, centres, territory_of=plan.territory_of, centre_unit=plan.centre_unit)
    return Record(
        instance=task.name,
        n=task.accounts,
        k=task.territories,
        objective=verdict.objective,
        lower_bound=result.lower_bound,
        feasible=verdict.feasible,
        worst_imbalance=verdict.worst_imbalance,
        build_seconds=built - started,
        seconds=solved - built,
        peak_mb=peak,
        note=verdict_note(verdict, result.lower_bound, result.objective),
    )


def solve_small(task: Scale) -> None:
    """Solve a smaller instance of the same kind, for ``warm_up``."""
    points = generate_points(min(task.accounts, SMALL[0]), task.seed)
    k = min(task.territories, SMALL[1], len(points))
    centres = draw_centres(points.places, k, Placing.EVEN, task.seed) if task.centres == FIXED else k
    solve(make_instance(points, centres, task.measures), task.criteria(), MaxRuntime(warm.SECONDS), seed=task.seed)


def make_instance(points: Points, centres: Floats | int, measures: tuple[str, ...]) -> Instance:
    """Build the instance through the public model builder: bare great circle, centres given or that many free ones."""
    territories: pd.DataFrame | int
    if isinstance(centres, int):
        territories = centres
    else:
        latitude, longitude = centres.T
        ids = [f"T{j}" for j in range(len(centres))]
        territories = pd.DataFrame({"territory": ids, "latitude": latitude, "longitude": longitude})
    columns = [name for name in measures if name != COUNT]
    return build_instance(points.accounts(), territories, measures=columns, travel=GreatCircle(STRAIGHT))


def check_plan(
    task: Scale, points: Points, centres: Floats | None, *, territory_of: Labels, centre_unit: Labels
) -> Verdict:
    """Judge the integers of a plan from the raw arrays; ``centre_unit`` counts only where no centres are given."""
    places, amounts, tolerance = points.places, task.amounts(points), task.tolerance
    if centres is None:
        distance = great_circle_km
        return check_free(places, centre_unit, territory_of, distance=distance, amounts=amounts, tolerance=tolerance)
    return check_fixed(places, centres, territory_of, distance=great_circle_km, amounts=amounts, tolerance=tolerance)


def chosen_effort(asked: argparse.Namespace) -> tuple[float, float]:
    """Tolerance and seconds as asked for, or as the kind of centres has them."""
    tolerance = TOLERANCE[asked.centres] if asked.tolerance is None else asked.tolerance
    return tolerance, SECONDS[asked.centres] if asked.seconds is None else asked.seconds


def _task(asked: argparse.Namespace) -> Scale:
    both = (COUNT, PAYROLL)
    tolerance, seconds = chosen_effort(asked)
    return Scale(
        accounts=asked.accounts,
        territories=asked.territories,
        centres=asked.centres,
        placing=asked.placing,
        data=asked.data,
        measures=both if asked.measures == len(both) else (asked.measure,),
        tolerance=tolerance,
        seconds=seconds,
        gap=asked.gap,
        seed=asked.seed,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=str(__doc__).splitlines()[0])
    add_instance_options(parser)
    parser.add_argument("--measures", type=int, choices=(1, 2), default=1, help="2 balances the count and payroll")
    parser.add_argument("--measure", choices=(COUNT, PAYROLL), default=COUNT, help="what is balanced where it is one")
    parser.add_argument("--gap", type=float, help="stop at this gap, a share")
    return parser


def add_instance_options(
    parser: argparse.ArgumentParser, *, accounts: int | None = None, territories: int | None = None
) -> None:
    """Add the options that say which accounts, how many territories and how long."""
    for name, default in (("accounts", accounts), ("territories", territories)):
        needed = default is None
        parser.add_argument(f"--{name}", type=int, default=default, required=needed, help=f"number of {name}")
    parser.add_argument("--centres", choices=(FIXED, FREE), default=FIXED, help="rep homes given, or to be placed")
    parser.add_argument("--placing", type=Placing, default=Placing.EVEN, help="even, density or spread")
    parser.add_argument("--data", type=Path, help="Parquet table of accounts; made up where not given")
    parser.add_argument("--tolerance", type=float, help="share; 0.02 for fixed, 0.05 for free centres")
    parser.add_argument("--seconds", type=float, help="60 for fixed, 120 for free centres")
    parser.add_argument("--seed", type=int, default=7, help="of sample, centres and search")
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")


if __name__ == "__main__":
    main()
