"""Connected territories through the public API, judged by separate code: what districting and commercial share."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer import (
    Criteria,
    Instance,
    MaxRuntime,
    Planar,
    Result,
    Status,
    TravelCriterion,
    TravelMatrix,
    build_instance,
    solve,
)
from optimizer.adjacency import Adjacency, adjacency_from_pairs
from optimizer.contact import bridged
from optimizer.diagnosis import explain_infeasibility

from . import warm
from .apart import WorkFailedError, run_apart
from .areas import Areas, Whole
from .check import Verdict, euclid
from .check_contiguous import check_contiguous
from .known import Known, Proof
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

PATIENCE = (3.0, 300.0)
"""A run is ended after its time limit times the first, plus the second: compiling and checking included."""
SMALL = (12, 4)
"""Side of the square, and territories, of the runs that compile before the clock starts."""
DIAGNOSIS_SECONDS = 60.0
"""Longest time given to the question why there is no plan, on top of the time limit and not on the clock of the row."""
CLOSE = 0.001
"""Gap to the best known value that is counted in the closing line."""
STATUS = Column("status", "status", 10)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """One instance, and with what effort."""

    areas: Areas
    time_limit: float
    seed: int
    known: Known | None
    solutions: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why there is no plan, as the package tells it, and whether it is proved that there can be none."""

    proved: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which instances of a folder (or the one file), with what effort, beside which published answers."""

    instances: Path
    best_known: Path | None = None
    only: str = "*"
    time_limit: float = 60.0
    seed: int = 7
    solutions: Path | None = None

    def wants(self, *names: str) -> bool:
        """True if one of the names of an instance matches one of the patterns, between which stand commas."""
        patterns = [word.strip() for word in self.only.split(",")]
        return any(fnmatch(name, pattern) for name in names for pattern in patterns)


def run_all(trials: Iterable[Trial], json_file: Path | None) -> Report:
    """Run all trials, one process each, and print the table and a closing line."""
    instance = Column(INSTANCE.field, INSTANCE.heading, 14)
    columns = (instance, *SIZE, OBJECTIVE, *BOUND, *KNOWN, FEASIBLE, STATUS, *EFFORT)
    report = Report(columns, json_file)
    report.header()
    for trial in trials:
        report.add(run_or_say_why(trial))
    print(_summary(report))
    return report


def run_or_say_why(trial: Trial) -> Record:
    """Run one trial in a process of its own; a failure becomes the note of its row."""
    try:
        return run_apart(run, trial, PATIENCE[0] * trial.time_limit + PATIENCE[1])
    except WorkFailedError as failure:
        areas, known = trial.areas, trial.known
        best = None if known is None else known.value
        return Record(instance=areas.name, n=len(areas), k=areas.k, best_known=best, note=str(failure))


def run(trial: Trial) -> Record:
    """Solve and check one instance, in this process."""
    areas, known = trial.areas, trial.known
    warm.warm_up(lambda: solve_small(areas, trial.seed))
    started = time.perf_counter()
    contacts = find_contacts(areas)
    instance, criteria = make_instance(areas, contacts)
    built = time.perf_counter()
    result = solve(instance, criteria, MaxRuntime(trial.time_limit), seed=trial.seed)
    seconds, peak = time.perf_counter() - built, peak_megabytes()
    plan, bridges = result.alignment, contacts.pairs[contacts.bridge].astype(np.int64)
    verdict = check_contiguous(areas, plan.centre_unit, plan.territory_of, bridges=bridges)
    best = None if known is None else known.value
    if trial.solutions is not None and verdict.feasible and beats(verdict.objective, best):
        write_solution(trial.solutions, areas.name, centre_unit=plan.centre_unit, territory_of=plan.territory_of)
    reason = None if verdict.feasible else explain(instance, criteria, min(trial.time_limit, DIAGNOSIS_SECONDS))
    status = agreed_status(result, verdict, reason)
    return Record(
        instance=areas.name,
        n=len(areas),
        k=areas.k,
        objective=verdict.objective,
        lower_bound=result.lower_bound,
        feasible=verdict.feasible,
        status=status.value,
        worst_imbalance=verdict.worst_imbalance,
        build_seconds=built - started,
        seconds=seconds,
        peak_mb=peak,
        best_known=best,
        note="; ".join([*_findings(trial, result, verdict, reason), *_bridges(bridges)]),
    )


def explain(instance: Instance, criteria: Criteria, seconds: float) -> Reason:
    """Ask the package why no plan keeps the criteria."""
    started = time.perf_counter()
    conflict = explain_infeasibility(instance, criteria, MaxRuntime(seconds))
    first, *choices = [line.strip(" -") for line in conflict.summary().splitlines()]
    told = f"{first} ({'; '.join(choices)})" if choices else first
    return Reason(proved=conflict.exists, words=f"diagnosis in {time.perf_counter() - started:.1f} s: {told}")


def agreed_status(result: Result, verdict: Verdict, reason: Reason | None) -> Status:
    """Status as the method states it and the diagnosis proves it, but for what the check refutes."""
    stated = result.status
    if stated in (Status.OPTIMAL, Status.FEASIBLE):
        return stated if verdict.feasible else Status.VIOLATED
    if verdict.feasible:
        return Status.FEASIBLE
    return Status.INFEASIBLE if reason is not None and reason.proved else stated


def _findings(trial: Trial, result: Result, verdict: Verdict, reason: Reason | None) -> list[str]:
    bound, known = result.lower_bound, trial.known
    proved = reason is not None and reason.proved
    infeasible = proved or result.status is Status.INFEASIBLE
    # What the least bad plan breaks says little where no plan can be.
    notes = [] if proved else [verdict_note(verdict, bound, result.objective)]
    if result.status is Status.INFEASIBLE and verdict.feasible:
        notes.append("the method calls it infeasible, and its plan is not")
    if known is not None:
        objective = verdict.objective if verdict.feasible else None
        notes += known.doubts(objective=objective, lower_bound=bound, infeasible=infeasible)
        notes += ["published as infeasible"] if known.proof is Proof.INFEASIBLE else []
    if proved and result.status is not Status.INFEASIBLE:
        notes.append("proved by the diagnosis, not by the search")
    if reason is not None and not proved and result.status is Status.INFEASIBLE:
        notes.append("proved by the search, not by the diagnosis")
    notes += [] if reason is None else [reason.words]
    return [note for note in notes if note]


def _bridges(bridges: Whole) -> list[str]:
    pairs = [f"{one}-{other}" for one, other in bridges.tolist()]
    return [f"bridges {', '.join(pairs)}"] if pairs else []


def find_contacts(areas: Areas) -> Adjacency:
    """The edges of the instance, and the shortest bridges where it is in pieces."""
    return bridged(adjacency_from_pairs(len(areas), areas.edges), areas.places)


def make_instance(areas: Areas, contacts: Adjacency) -> tuple[Instance, Criteria]:
    """Put the instance in the words of the public API: k free territories, all balanced, all connected."""
    x, y = areas.places.T
    units = pd.DataFrame({"account": np.arange(len(areas)), "x": x, "y": y, **areas.amounts})
    travel = Planar() if areas.cost is euclid else _matrix(areas)
    instance = build_instance(units, areas.k, measures=list(areas.amounts), travel=travel, adjacency=contacts)
    criteria = Criteria(
        balance=dict.fromkeys(areas.amounts, areas.tolerance),
        travel=TravelCriterion(by=areas.weighed_by, weight=areas.scale),
        contiguous=True,
    )
    return instance, criteria


def _matrix(areas: Areas) -> TravelMatrix:
    return TravelMatrix(distance=areas.cost(areas.places[:, None], areas.places[None]), between_units=True)


def solve_small(areas: Areas, seed: int) -> None:
    """Solve a small instance of the same kind, a square of cells, for ``warm_up``."""
    small = square_like(areas, seed)
    instance, criteria = make_instance(small, find_contacts(small))
    solve(instance, criteria, MaxRuntime(warm.SECONDS), seed=seed)


def square_like(areas: Areas, seed: int) -> Areas:
    """Make a square of cells with random amounts of the same measures and the same cost."""
    side, k = SMALL
    generator = np.random.default_rng([seed, 2])
    cell = np.arange(side * side).reshape(side, side)
    across = np.column_stack([cell[:, :-1].ravel(), cell[:, 1:].ravel()])
    down = np.column_stack([cell[:-1].ravel(), cell[1:].ravel()])
    places = np.column_stack([cell.ravel() % side, cell.ravel() // side]) * 10.0
    return Areas(
        name="square",
        k=k,
        places=places + generator.uniform(-2, 2, places.shape),
        edges=np.concatenate([across, down]),
        amounts={measure: generator.integers(500, 1500, side * side) for measure in areas.amounts},
        tolerance=0.02,
        cost=areas.cost,
        weighed_by=areas.weighed_by,
        scale=areas.scale,
    )


def _summary(report: Report) -> str:
    records = report.records
    by_status = {status: sum(record.status == status.value for record in records) for status in Status}
    feasible = sum(record.feasible is True for record in records)
    line = f"{feasible} of {len(records)} feasible, {by_status[Status.OPTIMAL]} proved optimal"
    line += f", {by_status[Status.INFEASIBLE]} proved infeasible"
    above = gaps_to_best_known(records)
    if above is None:
        return line
    gaps = [record.gap_to_best_known for record in records if record.gap_to_best_known is not None]
    close = sum(gap <= CLOSE for gap in gaps)
    line += f"; to best known on average {above[0]:+.3%}, at worst {above[1]:+.3%}"
    return f"{line}, {close} of {len(gaps)} within {CLOSE:.1%}"


def parser(module: str, description: str, example: str) -> argparse.ArgumentParser:
    """Make the parser of the options both benchmarks have, those of a ``Request`` and where to write."""
    options = argparse.ArgumentParser(prog=f"python -m benchmarks.{module}", description=description)
    options.add_argument("--instances", type=Path, required=True, help="folder (searched below too) or one file")
    options.add_argument("--best-known", type=Path, help="CSV table of published answers")
    options.add_argument("--time-limit", type=float, default=60.0, help="seconds for each instance")
    options.add_argument("--only", default="*", help=f"names to take, with commas between them, such as {example}")
    options.add_argument("--seed", type=int, default=7, help="of the search")
    options.add_argument("--solutions", type=Path, help="folder for plans better than the best known")
    options.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return options


def requested(asked: argparse.Namespace) -> Request:
    """Take the request out of what was asked by these options."""
    return Request(
        instances=asked.instances,
        best_known=asked.best_known,
        only=asked.only,
        time_limit=asked.time_limit,
        seed=asked.seed,
        solutions=asked.solutions,
    )
