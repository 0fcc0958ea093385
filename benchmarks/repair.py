"""How few accounts change hands when a rep leaves: the smallest repair beside solving anew.

A plan is made of each bundled example, then reps leave it one at a time. For each the plan is repaired, solved anew as
if nobody had an account yet, and solved anew with disruption weighed. What moved is counted here, by the labels of the
plans alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from optimizer import MaxRuntime, solve
from optimizer.alignment import Alignment
from optimizer.assessment import Assessment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import repair
from optimizer.instance import Instance
from scenarios.changes.closing import close
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan

from .record import EFFORT, FEASIBLE, INSTANCE, SIZE, Column, Record, Report

WEIGHT = 1.0
"""At 1, moving 1 % of the accounts is worth 1 % of the travel of the plan at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is run.

    Parameters
    ----------
    examples
        Which plans.
    leavers
        Reps that leave each of them, spread evenly over the list of those who share accounts with others.
    seconds, base_seconds
        Time for a repair or a new plan, and for the plan at work.
    seed
        Of all searches.
    """

    examples: tuple[Example, ...] = tuple(Example)
    leavers: int = 3
    seconds: float = 60.0
    base_seconds: float = 60.0
    seed: int = 7


@dataclass(frozen=True, slots=True, eq=False)
class Leaving:
    """A rep leaves a plan at work.

    Parameters
    ----------
    example, rep
        For the record.
    current
        The plan at work.
    facts, criteria
        From then on.
    must
        Accounts of who leaves.
    """

    example: Example
    rep: str
    current: Alignment
    facts: Instance
    criteria: Criteria
    must: int


def main(arguments: list[str] | None = None) -> None:
    """Print a row for each leaver and method."""
    given = _parser().parse_args(arguments)
    asked = Asked(
        examples=tuple(Example(name) for name in given.plans.split(",")),
        leavers=given.leavers,
        seconds=given.seconds,
        base_seconds=given.base_seconds,
        seed=given.seed,
    )
    moved = (Column("objective", "moved", 7, ",.0f"), Column("lower_bound", "at least", 9, ",.0f"))
    columns = (Column(INSTANCE.field, INSTANCE.heading, 34), Column("method", "method", 30), *SIZE, *moved)
    report = Report((*columns, Column("status", "status", 10), FEASIBLE, *EFFORT), given.json)
    report.header()
    for record in records(asked):
        report.add(record)


def records(asked: Asked) -> Iterator[Record]:
    """One row a leaver and method."""
    for example in asked.examples:
        for leaving in leavings(example, asked):
            yield repaired(leaving, asked)
            yield solved_anew(leaving, asked, weight=0.0)
            yield solved_anew(leaving, asked, weight=WEIGHT)


def leavings(example: Example, asked: Asked) -> Iterator[Leaving]:
    """Make the plan at work, and let reps leave it who share accounts with others.

    Caps on what may change hands are those of the year's plan and are left out afterwards.
    """
    plan = read_plan(example_path(example))
    current = solve(plan.instance, plan.criteria, MaxRuntime(asked.base_seconds), seed=asked.seed).alignment
    able = shared(plan.instance)
    for row in able[np.linspace(0, len(able) - 1, min(asked.leavers, len(able))).astype(int)].tolist():
        facts, criteria = close(plan.instance, plan.criteria, [row])
        yield Leaving(
            example=example,
            rep=plan.instance.territories.reps[row],
            current=current,
            facts=facts,
            criteria=replace(criteria, disruption_at_most=None),
            must=int((current.territory_of == row).sum()),
        )


def shared(instance: Instance) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Territories of which another serves everything they serve, so that their accounts can go on."""
    able = []
    for row in range(instance.num_territories):
        others = np.arange(instance.num_territories) != row
        if all((tag.served[others] | ~tag.served[row]).any(axis=0).all() for tag in instance.tags.values()):
            able.append(row)
    return np.array(able, dtype=np.intp)


def count_moved(current: Alignment, after: Alignment) -> int:
    """Accounts whose territory has another label than before."""
    old, new = (
        np.array([*map(str, plan.instance.territories.ids), ""], dtype=object)[plan.territory_of]
        for plan in (current, after)
    )
    return int(((old != new) & (old != "")).sum())


def repaired(leaving: Leaving, asked: Asked) -> Record:
    """The smallest repair by accounts."""
    result = repair(
        leaving.facts, leaving.criteria, MaxRuntime(asked.seconds), current=leaving.current, seed=asked.seed
    )
    record = _record(leaving, result.alignment, result.assessment, "smallest repair", result.runtime)
    return replace(record, lower_bound=result.bound, status="proved" if result.proved else result.status.value)


def solved_anew(leaving: Leaving, asked: Asked, *, weight: float) -> Record:
    """The best plan the time allows, with what moves from the plan at work weighed or not."""
    home = np.array([*leaving.facts.territories.ids, None], dtype=object)
    label = np.array([*leaving.current.instance.territories.ids, None], dtype=object)[leaving.current.territory_of]
    row = {each: position for position, each in enumerate(home[:-1])}
    incumbent = np.array([row.get(each, -1) for each in label], dtype=np.int32)
    facts = replace(leaving.facts, units=replace(leaving.facts.units, incumbent=incumbent))
    criteria = replace(leaving.criteria, disruption_weight=weight, disruption_by="count")
    result = solve(facts, criteria, MaxRuntime(asked.seconds), seed=asked.seed)
    method = "solved anew" if weight == 0 else f"solved anew, disruption x {weight:g}"
    record = _record(leaving, result.alignment, result.assessment, method, result.runtime)
    return replace(record, status=result.status.value)


def _record(leaving: Leaving, plan: Alignment, assessment: Assessment, method: str, seconds: float) -> Record:
    return Record(
        instance=f"{leaving.example.value}: {leaving.rep} leaves",
        method=method,
        n=leaving.facts.num_units,
        k=leaving.facts.num_territories,
        objective=float(count_moved(leaving.current, plan)),
        feasible=assessment.feasible,
        seconds=seconds,
        note=f"{leaving.must:,} must; travel {assessment.travel_km:,.0f} km",
    )


def _parser() -> argparse.ArgumentParser:
    asked = Asked()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair", description=str(__doc__).splitlines()[0])
    names = ",".join(example.value for example in Example)
    parser.add_argument("--plans", default=names, help=f"bundled plans, of {names}")
    parser.add_argument("--leavers", type=int, default=asked.leavers, help="reps that leave each plan, one at a time")
    parser.add_argument("--seconds", type=float, default=asked.seconds, help="time for each repair and each new plan")
    parser.add_argument("--base-seconds", type=float, default=asked.base_seconds, help="time for the plan at work")
    parser.add_argument("--seed", type=int, default=asked.seed)
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    return parser


if __name__ == "__main__":
    main()
