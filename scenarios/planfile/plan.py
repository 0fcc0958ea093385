"""A plan as its file says it, checked: ready to run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimizer.capacity.response import SizeBand
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError, Problem
from optimizer.instance import Instance
from optimizer.stop import MaxRuntime, StoppingCriterion, TargetGap
from scenarios.capacity import CapacityRule
from scenarios.levels import Level
from scenarios.quotas import QuotaRule
from scenarios.scenario import Scenario

from .capacity import read_capacity_rule
from .cases import read_scenarios
from .criteria import CriteriaReader
from .document import PlanDocument, PlanProblem, read_document
from .facts import Facts, read_facts
from .fairness import FairnessRule, read_fairness
from .grouping import read_grouping
from .midyear import NO_ACCOUNT
from .outlook import read_outlook
from .pairs import PairReader
from .past import AccountPast
from .quotas import read_quotas
from .scenario_quotas import ScenarioQuotas
from .schema import PlanSchema, SoundPlan, read_schema
from .size import read_size
from .sources import Sources, read_sources
from .workbook import SUFFIXES, read_workbook

TOLD_BY_SKETCH = (
    "criteria.balance",
    "criteria.capacity",
    "criteria.travel",
    "criteria.disruption",
    "quotas",
    "capacity",
)
"""Keys whose problems can be found without the accounts that are wrong, and without labels."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a plan file asks for.

    Parameters
    ----------
    name
        What the planner calls it.
    instance
        The facts.
    criteria
        The choices of scenarios that make none of their own.
    scenarios
        What is to be run, in order.
    quotas
        How quotas are set on each plan, None for not at all.
    fairness
        How these are judged; None where there are no quotas, or bookings do not allow for a forecast.
    stop
        Effort for each scenario.
    seed
        Seed of the run.
    files
        Files read: the plan, then tables in the order of reading.
    notes
        What was assumed while reading, for people.
    capacity
        How capacity, hires and budget follow from each plan, None for not at all.
    size
        How many reps pay, None where not asked.
    past
        What bookings tell of the accounts before the plan year; None where they tell nothing.
    swept
        True if there is a sweep among the scenarios.
    levels
        Groups of territories, the lowest first; none where the plan asks for none.
    areas
        (n,) shape of each account's area, degrees with longitude first, None for an account without one; None where
        the plan names no areas.
    """

    name: str
    instance: Instance
    criteria: Criteria
    scenarios: tuple[Scenario, ...]
    quotas: QuotaRule | None
    fairness: FairnessRule | None
    stop: StoppingCriterion
    seed: int
    files: tuple[Path, ...]
    notes: tuple[str, ...]
    capacity: CapacityRule | None = None
    size: SizeBand | None = None
    past: AccountPast | None = None
    swept: bool = False
    levels: tuple[Level, ...] = ()
    areas: NDArray[np.object_] | None = None


def read_plan(path: str | Path) -> Plan:
    """Read a plan file and everything it names; nothing is solved.

    Parameters
    ----------
    path
        The YAML file; ``docs/plan_file.md`` lists its keys. Or a workbook that was made by ``territory template``.

    Raises
    ------
    InputError
        With everything wrong: the line and key of the plan file, or the file, the row a spreadsheet shows and the
        column, each with what was given and what to do.
    """
    path = Path(path)
    is_workbook = path.suffix.lower() in SUFFIXES and path.is_file()
    document = read_workbook(path) if is_workbook else read_document(path)
    sound = read_schema(document)
    if sound.schema is None:
        raise InputError(_in_order(sound.problems))
    schema = sound.schema
    sources = read_sources(document, schema)
    facts = read_facts(sound, schema, sources)
    plan = _read_choices(document, sound, facts=facts, sources=sources)
    problems = [*sound.problems, *sources.told()]
    if problems or plan is None:
        raise InputError(_in_order(problems))
    return plan


def _read_choices(document: PlanDocument, sound: SoundPlan, *, facts: Facts, sources: Sources) -> Plan | None:
    """Judge criteria, scenarios and quotas by the facts; None where there are no facts to judge by."""
    schema, instance = sound.schema, facts.instance
    if schema is None or instance is None:
        _check_sketch(sound, facts, sources)
        return None
    reader = CriteriaReader(PairReader(sources, instance, schema.columns))
    criteria = Criteria()
    scenarios: tuple[Scenario, ...] = ()
    if "criteria" not in sound.broken:
        home = lambda key: ("criteria",)  # noqa: E731, ARG005 -- the plan writes every key itself
        criteria = reader.read(schema.criteria, home)
        reader.check(instance, criteria, section=schema.criteria, home=home)
    quotas = fairness = None
    outlook = read_outlook(schema, facts.forecast)
    if schema.quotas is not None and "quotas" not in sound.broken:
        quotas = read_quotas(schema, schema.quotas, facts, outlook=outlook, sources=sources)
        if quotas is not None and outlook is not None:
            fairness = read_fairness(schema.quotas, quotas, outlook, instance=instance, seed=schema.seed)
    if not sound.broken & {"criteria", "scenarios", "sweep"}:
        own = ScenarioQuotas(schema, quotas, facts, outlook, sources)
        scenarios = read_scenarios(schema, criteria, reader, own)
    capacity, size = _read_capacity(schema, sound, instance, quotas=quotas, sources=sources)
    return Plan(
        name=schema.plan,
        instance=instance,
        criteria=criteria,
        scenarios=scenarios,
        quotas=quotas,
        fairness=fairness,
        stop=_stop(schema),
        seed=schema.seed,
        files=(document.path, *sources.files),
        notes=(*sources.notes, *instance.notes),
        capacity=capacity,
        size=size,
        past=facts.past,
        swept=bool(schema.sweep),
        levels=() if "levels" in sound.broken else read_grouping(schema, instance, sources),
        areas=facts.areas,
    )


def _check_sketch(sound: SoundPlan, facts: Facts, sources: Sources) -> None:
    """Where tables are wrong, find what is wrong with quotas and capacity all the same, so that it is told at once."""
    schema, sketch = sound.schema, facts.sketch
    if schema is None or sketch is None:
        return
    before = len(sources.log.problems)
    if "criteria" not in sound.broken:
        reader = CriteriaReader(PairReader(sources, sketch, schema.columns))
        home = lambda key: ("criteria",)  # noqa: E731, ARG005 -- the plan writes every key itself
        reader.check(sketch, reader.read(schema.criteria, home), section=schema.criteria, home=home)
    if schema.quotas is not None and "quotas" not in sound.broken:
        rule = read_quotas(schema, schema.quotas, replace(facts, instance=sketch), outlook=None, sources=sources)
        _read_capacity(schema, sound, sketch, quotas=rule, sources=sources)
    # What the sketch lacks is not missing in the plan: accounts that were left out, columns of labels, a forecast.
    found = sources.log.problems[before:]
    sources.log.problems[before:] = [
        problem
        for problem in found
        if problem.message != NO_ACCOUNT
        and (problem.column or "").startswith(TOLD_BY_SKETCH)
        and problem.column != "quotas.method"
    ]


def _read_capacity(
    schema: PlanSchema, sound: SoundPlan, instance: Instance, *, quotas: QuotaRule | None, sources: Sources
) -> tuple[CapacityRule | None, SizeBand | None]:
    """Capacity with budget, and size, where what they stand on is right."""
    rule, size = None, None
    if not sound.broken & {"capacity", "budget", "plan_year", "quotas"}:
        rule = read_capacity_rule(schema, instance, quotas=quotas, sources=sources)
    if "capacity" not in sound.broken and schema.capacity is not None and schema.capacity.size is not None:
        size = read_size(schema, schema.capacity.size, sources)
    return rule, size


def _stop(schema: PlanSchema) -> StoppingCriterion:
    return MaxRuntime(schema.effort.seconds) | TargetGap(schema.effort.gap)


def _in_order(problems: list[Problem] | tuple[Problem, ...]) -> list[Problem]:
    """Problems of the plan file by line, then those of the tables as they were found."""
    return sorted(problems, key=lambda problem: (not isinstance(problem, PlanProblem), _line(problem)))


def _line(problem: Problem) -> int:
    return (problem.row or 0) if isinstance(problem, PlanProblem) else 0
