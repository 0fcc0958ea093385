"""How much a sweep costs: scenarios of the bundled hospitals plan, each from nothing, from plans of others, by workers.

Usage: ``python -m benchmarks.sweep [--scenarios N] [--seconds S] [--only cold,warm] ...``
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import Enum
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from optimizer import Instance, MaxRuntime, solve
from scenarios import read_plan, run
from scenarios.changes import AddTerritories, Change, ChangeCriteria
from scenarios.outcome import Outcomes
from scenarios.scenario import Scenario
from scenarios.workers import ProcessWorkers

from . import warm
from .record import FEASIBLE, METHOD, OBJECTIVE, Column, Record, Report, peak_megabytes

PLAN = Path(__file__).parent.parent / "scenarios" / "examples" / "hospitals" / "plan.yaml"
PAYMENTS, BEDS, MORE = (0.05, 0.06, 0.07, 0.08, 0.10), (0.10, 0.12, 0.15, 0.20), (0, 2, 4)
"""Tolerances and new territories of the sweep: sixty scenarios."""
WORSE, SHARE, FASTER = 0.005, 1 / 3, 1.6
"""What is asked for: no plan more than this share dearer, this share of the time, so many times as fast."""
INSTANCE, SECONDS = Column("instance", "instance", 26), Column("seconds", "seconds", 9, ".1f")


class Way(Enum):
    """How the scenarios are run."""

    COLD = "cold"
    WARM = "warm"
    ONE = "one"
    TWO = "two"


TOLD = {
    Way.COLD: "each from nothing",
    Way.WARM: "from plans of others",
    Way.ONE: "warm, one worker",
    Way.TWO: "warm, two workers",
}


@dataclass(frozen=True, slots=True)
class Swept:
    """A run of all scenarios and what it took."""

    outcomes: Outcomes
    seconds: float


def main(arguments: list[str] | None = None) -> None:
    """Run the sweep in each way and print a row for each."""
    asked = _parser().parse_args(arguments)
    plan = read_plan(PLAN)
    scenarios = sweep(plan.scenarios[0], asked.scenarios)
    stop = MaxRuntime(asked.seconds)
    facts, criteria = scenarios[0].build(plan.instance)
    warm.warm_up(lambda: solve(facts, criteria, MaxRuntime(warm.SECONDS), seed=asked.seed))
    report = Report((INSTANCE, METHOD, Column("n", "scenarios", 9, ",d"), OBJECTIVE, FEASIBLE, SECONDS), asked.json)
    report.header()
    done: dict[Way, Swept] = {}
    for way in asked.only:
        done[way] = run_all(plan.instance, scenarios, stop, way=way, seed=asked.seed)
        report.add(record_of(way, done, asked.seconds))


def sweep(base: Scenario, count: int) -> list[Scenario]:
    """The first so many scenarios of the grid, spread over it."""
    grid = list(product(PAYMENTS, BEDS, MORE))
    if not 1 <= count <= len(grid):
        raise ValueError(f"give 1 to {len(grid)} scenarios, given {count}")
    scenarios = []
    for at in range(count):
        payments, beds, more = grid[at * len(grid) // count]
        changes: list[Change] = [ChangeCriteria(balance={"payments": payments, "beds": beds})]
        if more:
            changes.append(AddTerritories(more))
        scenarios.append(Scenario(f"{40 + more} {payments:.0%} {beds:.0%}", base.criteria, *changes))
    return scenarios


def run_all(instance: Instance, scenarios: list[Scenario], stop: MaxRuntime, *, way: Way, seed: int) -> Swept:
    """Run all scenarios; processes are begun, and have loaded what they need, before the clock starts."""
    with _executor(way) as executor:
        if executor is not None:
            count = 1 if way is Way.ONE else 2
            ready = [Scenario(f"{at}", scenarios[0].criteria) for at in range(2 * count)]
            run(instance, ready, MaxRuntime(1.0), seed=seed, executor=executor, warm=False, progress=False)
        begun = time.perf_counter()
        outcomes = run(
            instance, scenarios, stop, seed=seed, executor=executor, warm=way is not Way.COLD, progress=False
        )
        return Swept(outcomes, time.perf_counter() - begun)


def _executor(way: Way) -> AbstractContextManager[Executor | None]:
    """One worker has one thread, as each of two has on two cores; without workers a search uses all cores."""
    if way is Way.ONE:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    return ProcessWorkers(2) if way is Way.TWO else nullcontext()


def record_of(way: Way, done: dict[Way, Swept], seconds: float) -> Record:
    """Put a way beside those before it: how much of the time it took, and how much dearer its plans are."""
    swept = done[way]
    objectives = [outcome.result.objective for outcome in swept.outcomes if outcome.result is not None]
    feasible = len(objectives) == len(swept.outcomes) and all(outcome.feasible for outcome in swept.outcomes)
    return Record(
        instance=f"hospitals, {seconds:g} s each",
        method=TOLD[way],
        n=len(swept.outcomes),
        k=None,
        objective=sum(each for each in objectives if each is not None),
        feasible=feasible,
        seconds=swept.seconds,
        peak_mb=peak_megabytes(),
        note="; ".join([*_gaps(swept.outcomes), *_beside(way, done)]),
    )


def _gaps(outcomes: Outcomes) -> list[str]:
    gaps = [outcome.result.gap for outcome in outcomes if outcome.result is not None]
    known = [gap for gap in gaps if gap is not None]
    return [f"gaps {sum(known) / len(known):.1%} on average, {max(known):.1%} at worst"] if known else []


def _beside(way: Way, done: dict[Way, Swept]) -> list[str]:
    notes = []
    if way is not Way.COLD and Way.COLD in done:
        worst, name, mean = dearer(done[Way.COLD].outcomes, done[way].outcomes)
        notes.append(f"against cold: {mean:+.2%} on average, {worst:+.2%} at worst ({name})")
        if worst > WORSE:
            notes.append(f"over the {WORSE:.1%} asked for")
    if way is Way.WARM and Way.COLD in done:
        share = done[way].seconds / done[Way.COLD].seconds
        notes.append(f"{share:.0%} of its time{'' if share <= SHARE else ', over the third asked for'}")
    if way is Way.TWO and Way.ONE in done:
        factor = done[Way.ONE].seconds / done[way].seconds
        notes.append(f"{factor:.2f} times as fast as one{'' if factor >= FASTER else f', below {FASTER:g}'}")
    return notes


def dearer(cold: Outcomes, other: Outcomes) -> tuple[float, str, float]:
    """Objective / that of the cold plan - 1: the largest and its scenario, and the mean; infinite for a lost plan."""
    shares = []
    for one, two in zip(cold, other, strict=True):
        before = None if one.result is None else one.result.objective
        after = None if two.result is None else two.result.objective
        if before is not None:
            shares.append((float("inf") if after is None else after / before - 1, one.name))
    if not shares:
        return 0.0, "none", 0.0
    worst, name = max(shares)
    return worst, name, sum(share for share, _ in shares) / len(shares)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=str(__doc__).splitlines()[0])
    parser.add_argument("--scenarios", type=int, default=60, help="of sixty")
    parser.add_argument("--seconds", type=float, default=20.0, help="effort of each scenario")
    parser.add_argument("--only", type=_ways, default=list(Way), help="cold, warm, one, two: which ways to run")
    parser.add_argument("--seed", type=int, default=7, help="of the searches")
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return parser


def _ways(text: str) -> list[Way]:
    return [Way(word) for word in text.split(",")]


if __name__ == "__main__":
    main()
