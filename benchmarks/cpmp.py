"""How good: the capacitated p-median problem through the public API, beside the best values published.

Usage: ``python -m benchmarks.cpmp --instances DIR [--best-known CSV] [--time-limit S]``
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer import Criteria, Instance, MaxRuntime, Planar, TravelMatrix, build_instance, solve

from . import warm
from .apart import WorkFailedError, run_apart
from .check import check_capacitated
from .cpmp_files import Cpmp, announced_size, find_files, parse, read_best_known
from .record import (
    BOUND,
    EFFORT,
    FEASIBLE,
    INSTANCE,
    KNOWN,
    OBJECTIVE,
    SIZE,
    Column,
    Record,
    Report,
    gaps_to_best_known,
    peak_megabytes,
    verdict_note,
)
from .solutions import beats, write_solution

DEMAND = "demand"
PATIENCE = (3.0, 300.0)
"""A run is ended after its time limit times the first, plus the second: compiling and checking included."""
SMALL = (500, 25)
"""Nodes and medians of the runs that compile before the clock starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One instance, and with what effort."""

    file: Path
    time_limit: float
    seed: int
    best_known: float | None
    solutions: Path | None = None


def main(arguments: list[str] | None = None) -> None:
    """Run all instances, one process each."""
    asked = _parser().parse_args(arguments)
    known = {} if asked.best_known is None else read_best_known(asked.best_known)
    files = [file for file in find_files(asked.instances) if file.match(asked.only)]
    print(f"{len(files)} capacitated p-median instances, {asked.time_limit:g} s each, seed {asked.seed}")
    instance = Column(INSTANCE.field, INSTANCE.heading, 14)
    report = Report((instance, *SIZE, OBJECTIVE, *BOUND, *KNOWN, FEASIBLE, *EFFORT), asked.json)
    report.header()
    for file in files:
        best_known = known.get(file.stem)
        trial = Trial(
            file=file,
            time_limit=asked.time_limit,
            seed=asked.seed,
            best_known=best_known,
            solutions=asked.solutions,
        )
        report.add(_row(trial))
    print(_summary(report))


def _row(trial: Trial) -> Record:
    try:
        return run_apart(run, trial, PATIENCE[0] * trial.time_limit + PATIENCE[1])
    except WorkFailedError as failure:
        n, p = announced_size(trial.file) or (None, None)
        return Record(instance=trial.file.stem, n=n, k=p, best_known=trial.best_known, note=str(failure))


def run(trial: Trial) -> Record:
    """Solve and check one instance, in this process."""
    problem = parse(trial.file.read_text(encoding="ascii"), trial.file.stem)
    warm.warm_up(lambda: solve_small(problem, trial.seed))
    started = time.perf_counter()
    instance, criteria = make_instance(problem)
    built = time.perf_counter()
    result = solve(instance, criteria, MaxRuntime(trial.time_limit), seed=trial.seed)
    seconds, peak = time.perf_counter() - built, peak_megabytes()
    verdict = check_capacitated(
        problem.places,
        result.alignment.centre_unit,
        result.alignment.territory_of,
        distance=problem.distance,
        demand=problem.demand,
        capacity=problem.capacity,
    )
    bound, best = result.lower_bound, trial.best_known
    notes = [verdict_note(verdict, bound, result.objective)]
    # Published values are rounded to two decimals.
    if bound is not None and best is not None and bound > best + 0.01:
        notes.append("the bound is above the best known value: one of them is wrong")
    if trial.solutions is not None and verdict.feasible and beats(verdict.objective, best):
        plan = result.alignment
        write_solution(trial.solutions, problem.name, centre_unit=plan.centre_unit, territory_of=plan.territory_of)
    return Record(
        instance=problem.name,
        n=len(problem.places),
        k=problem.p,
        objective=verdict.objective,
        lower_bound=bound,
        feasible=verdict.feasible,
        build_seconds=built - started,
        seconds=seconds,
        peak_mb=peak,
        best_known=best,
        note="; ".join(note for note in notes if note),
    )


def make_instance(problem: Cpmp) -> tuple[Instance, Criteria]:
    """Put the problem in the words of the public API: p free territories, at most the capacity of demand in each.

    Raises
    ------
    ValueError
        If the nodes have different capacities: one limit holds for all territories.
    """
    if np.ptp(problem.capacity) > 0:
        raise ValueError(f"{problem.name}: capacities differ between nodes, one for all is needed")
    x, y = problem.places.T
    nodes = pd.DataFrame({"account": np.arange(len(x)), "x": x, "y": y, DEMAND: problem.demand})
    travel = _matrix(problem) if problem.floored else Planar()
    instance = build_instance(nodes, problem.p, measures=[DEMAND], travel=travel)
    return instance, Criteria(capacity={DEMAND: float(problem.capacity[0])})


def _matrix(problem: Cpmp) -> TravelMatrix:
    distance = problem.distance(problem.places[:, None], problem.places[None])
    return TravelMatrix(distance=distance, between_units=True)


def solve_small(problem: Cpmp, seed: int) -> None:
    """Solve a small instance of the same kind, for ``warm_up``."""
    generator = np.random.default_rng([seed, 1])
    n, p = SMALL
    demand = generator.integers(1, 20, n).astype(np.float64)
    capacity = np.full(n, np.ceil(1.2 * demand.sum() / p))
    small = Cpmp("cpmp0" if problem.floored else "small", p, generator.uniform(0, 100, (n, 2)), capacity, demand)
    instance, criteria = make_instance(small)
    solve(instance, criteria, MaxRuntime(warm.SECONDS), seed=seed)


def _summary(report: Report) -> str:
    feasible = [record for record in report.records if record.feasible]
    line = f"{len(feasible)} of {len(report.records)} feasible"
    above = gaps_to_best_known(report.records)
    return line if above is None else f"{line}, on average {above[0]:+.3%} from best known, at worst {above[1]:+.3%}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cpmp", description=str(__doc__).splitlines()[0])
    parser.add_argument("--instances", type=Path, required=True, help="folder (searched below too) or one file")
    parser.add_argument("--best-known", type=Path, help="CSV table with columns instance and value")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each instance")
    parser.add_argument("--only", default="*", help="names of files to take, such as 'SJC*' or 'pmedcap1/*'")
    parser.add_argument("--seed", type=int, default=7, help="of the search")
    parser.add_argument("--solutions", type=Path, help="folder for plans better than the best known")
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return parser


if __name__ == "__main__":
    main()
