"""The scenarios of a plan: those it lists, or today and rebalanced."""

from __future__ import annotations

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError, Problem
from optimizer.instance import NOBODY
from scenarios.changes import AddTerritories, Change, KeepIncumbent
from scenarios.scenario import Scenario

from .criteria import CriteriaReader, Home
from .document import Keys
from .merging import merged
from .schema import PlanSchema, ScenarioSection
from .schema.plan import AddSection

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
    instance = reader.pairs.instance
    covered = bool((instance.units.incumbent != NOBODY).any())
    if not schema.scenarios:
        today = (Scenario(TODAY, criteria, KeepIncumbent()),) if covered else ()
        return (*today, Scenario(REBALANCED, criteria))
    for position, section in enumerate(schema.scenarios):
        if section.keep is not None and not covered:
            message = "there is no alignment of today: no account has an owner"
            remedy = "Drop this scenario, or name the column of owners with `columns: {owner: ...}`"
            keys = ("scenarios", position, "keep")
            reader.pairs.sources.log.problems.append(reader.pairs.sources.document.problem(keys, message, remedy))
    return tuple(_read(schema, position, criteria, reader) for position in range(len(schema.scenarios)))


def _read(schema: PlanSchema, position: int, criteria: Criteria, reader: CriteriaReader) -> Scenario:
    section = schema.scenarios[position]
    here: Keys = ("scenarios", position)
    own = section.criteria.model_fields_set
    home: Home = lambda key: (*here, "criteria") if key in own else ("criteria",)  # noqa: E731 -- one use, one line
    both = merged(schema.criteria, section.criteria)
    if own:
        criteria = reader.read(both, home)
    scenario = Scenario(section.name, criteria, *_changes(section))
    try:
        facts, choices = scenario.build(reader.pairs.instance)
    except InputError as error:
        problems = [_told(problem, reader, (*here, "add_territories")) for problem in error.problems]
        reader.pairs.sources.log.problems += problems
        return scenario
    if own or section.add_territories is not None:
        reader.check(facts, choices, section=both, home=home)
    return scenario


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
