"""The scenarios of a plan: those it lists, or today and rebalanced, and those of its sweep."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError, Problem
from optimizer.instance import NOBODY
from scenarios.changes import AddTerritories, Change, ChangeCriteria, KeepIncumbent
from scenarios.scenario import Scenario

from .criteria import CriteriaReader, Home
from .document import Keys
from .merging import merged
from .schema import PlanSchema, ScenarioSection
from .schema.plan import AddSection
from .sweep import Case, cases_of

TODAY, REBALANCED = "today", "rebalanced"


def read_scenarios(schema: PlanSchema, criteria: Criteria, reader: CriteriaReader) -> tuple[Scenario, ...]:
    """Scenarios with their criteria, each checked against the instance it will be solved on.

    Parameters
    ----------
    schema
        The plan file.
    criteria
        Those of the plan, for scenarios that change none.
    reader
        Reads the criteria of those that do.
    """
    instance, document = reader.pairs.instance, reader.pairs.sources.document
    covered = bool((instance.units.incumbent != NOBODY).any())
    cases, problems = cases_of(schema, document)
    reader.pairs.sources.log.problems += problems
    if not schema.scenarios:
        today = (Scenario(TODAY, criteria, KeepIncumbent()),) if covered else ()
        if not schema.sweep:
            return (*today, Scenario(REBALANCED, criteria))
        return (*today, *(_read(schema, case, criteria, reader) for case in cases))
    for case in cases:
        if case.section.keep is not None and not covered:
            message = "there is no alignment of today: no account has an owner"
            remedy = "Drop this scenario, or name the column of owners with `columns: {owner: ...}`"
            reader.pairs.sources.log.problems.append(document.problem((*case.keys, "keep"), message, remedy))
    return tuple(_read(schema, case, criteria, reader) for case in cases)


def _read(schema: PlanSchema, case: Case, criteria: Criteria, reader: CriteriaReader) -> Scenario:
    section, here = case.section, case.keys
    own = section.criteria.model_fields_set
    home: Home = lambda key: (*here, "criteria") if key in own else ("criteria",)  # noqa: E731 -- one use, one line
    both = merged(schema.criteria, section.criteria)
    changes = _changes(section)
    if own:
        other = reader.read(both, home)
        if case.swept:
            # As a change it says what it does, and is all that travels to a worker.
            changes = [*_differences(criteria, other), *changes]
        else:
            criteria = other
    scenario = Scenario(section.name, criteria, *changes)
    try:
        facts, choices = scenario.build(reader.pairs.instance)
    except InputError as error:
        problems = [_told(problem, reader, (*here, "add_territories")) for problem in error.problems]
        reader.pairs.sources.log.problems += problems
        return scenario
    if own or section.add_territories is not None:
        reader.check(facts, choices, section=both, home=home)
    return scenario


def _differences(before: Criteria, after: Criteria) -> list[Change]:
    """Give the change from one set of criteria to another, none where they are the same."""
    values: Any = {item.name: getattr(after, item.name) for item in fields(Criteria)}
    differing = {name: value for name, value in values.items() if value != getattr(before, name)}
    return [ChangeCriteria(**differing)] if differing else []


def _changes(section: ScenarioSection) -> list[Change]:
    changes: list[Change] = []
    if section.keep is not None:
        changes.append(KeepIncumbent())
    if section.add_territories is not None:
        changes.append(_added(section.add_territories))
    return changes


def _added(section: AddSection) -> AddTerritories:
    latitude, longitude = section.latitude, section.longitude
    return AddTerritories(
        section.count,
        section.serves,
        share=section.share,
        centre=None if latitude is None or longitude is None else (latitude, longitude),
        names=section.names,
    )


def _told(problem: Problem, reader: CriteriaReader, keys: Keys) -> Problem:
    within = tuple((problem.column or "").split(".", maxsplit=1)) if problem.column else ()
    return reader.pairs.sources.document.problem((*keys, *within), problem.message, problem.remedy, value=problem.value)
