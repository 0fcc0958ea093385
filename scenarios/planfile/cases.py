"""The scenarios of a plan: those it lists, or today and rebalanced, and those of its sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError, Problem
from optimizer.instance import NOBODY, Instance
from scenarios.changes import AnyChange, Change, ChangeCriteria, KeepIncumbent
from scenarios.scenario import Scenario

from .changes import ChangeReader, Placed
from .criteria import CriteriaReader, Home
from .document import Keys
from .merging import merged
from .scenario_quotas import ScenarioQuotas
from .schema import PlanSchema
from .segments import SegmentReader
from .sweep import Case, cases_of

TODAY, REBALANCED = "today", "rebalanced"


def read_scenarios(
    schema: PlanSchema, criteria: Criteria, reader: CriteriaReader, quotas: ScenarioQuotas
) -> tuple[Scenario, ...]:
    """Scenarios with their criteria, each checked against the instance it will be solved on.

    Parameters
    ----------
    schema
        The plan file.
    criteria
        Those of the plan, for scenarios that change none.
    reader
        Reads the criteria of those that do.
    quotas
        Reads their quotas.
    """
    instance, document = reader.pairs.instance, reader.pairs.sources.document
    covered = bool((instance.units.incumbent != NOBODY).any())
    cases, problems = cases_of(schema, document)
    reader.pairs.sources.log.problems += problems
    makers = _Makers(reader, ChangeReader(SegmentReader(reader.pairs), schema.plan_year, quotas.rule), quotas)
    if not schema.scenarios:
        today = (Scenario(TODAY, criteria, KeepIncumbent()),) if covered else ()
        if not schema.sweep:
            return (*today, Scenario(REBALANCED, criteria))
        return (*today, *(_read(schema, case, criteria, makers) for case in cases))
    for case in cases:
        if case.section.keep is not None and not covered:
            message = "there is no alignment of today: no account has an owner"
            remedy = "Drop this scenario, or name the column of owners with `columns: {owner: ...}`"
            reader.pairs.sources.log.problems.append(document.problem((*case.keys, "keep"), message, remedy))
    return tuple(_read(schema, case, criteria, makers) for case in cases)


@dataclass(frozen=True, slots=True)
class _Makers:
    """Who reads the parts of a scenario."""

    criteria: CriteriaReader
    changes: ChangeReader
    quotas: ScenarioQuotas


def _read(schema: PlanSchema, case: Case, criteria: Criteria, makers: _Makers) -> Scenario:
    section, here, reader = case.section, case.keys, makers.criteria
    own = section.criteria.model_fields_set
    home: Home = lambda key: (*here, "criteria") if key in own else ("criteria",)  # noqa: E731 -- one use, one line
    both = merged(schema.criteria, section.criteria)
    first: list[AnyChange] = []
    if own:
        other = reader.read(both, home)
        if case.swept:
            # As a change it says what it does, and is all that travels to a worker.
            first += _differences(criteria, other)
        else:
            criteria = other
    changed = _changes(case, makers)
    # What is merely watched is decided once all limits are where they are to be.
    kept = [] if section.keep is None else [Placed(KeepIncumbent(), here)]
    placed = [*(Placed(change, here) for change in first), *changed, *kept]
    facts, choices = _tried(placed, criteria, makers)
    if own or changed:
        reader.check(facts, choices, section=both, home=home)
    return Scenario(section.name, criteria, *(item.change for item in placed))


def _changes(case: Case, makers: _Makers) -> list[Placed]:
    """Changes of a scenario, its quotas behind the region they are of."""
    section, here = case.section, case.keys
    beside = makers.changes.read(section, here)
    if section.quotas is not None:
        same_facts = not beside and not section.changes
        read = makers.quotas.read(section.quotas, here, same_facts=same_facts)
        changed = [Placed(change, (*here, "quotas")) for change in read]
        at = 0 if section.restrict_to is None else 1
        beside[at:at] = changed
    later = (makers.changes.read(item, (*here, "changes", at)) for at, item in enumerate(section.changes))
    return [*beside, *chain.from_iterable(later)]


def _tried(placed: Sequence[Placed], criteria: Criteria, makers: _Makers) -> tuple[Instance, Criteria]:
    """Facts and choices after the changes that fit; all that does not goes to the log at its key."""
    facts, choices = makers.criteria.pairs.instance, criteria
    sources = makers.criteria.pairs.sources
    for item in placed:
        try:
            item.change.sentence(facts, choices)
            if isinstance(item.change, Change):
                facts, choices = item.change.apply(facts, choices)
        except InputError as error:
            sources.log.problems += [_told(problem, makers.criteria, item.keys) for problem in error.problems]
        except ValueError as error:
            makers.changes.log(item.keys, str(error), "Make them agree")
    return facts, choices


def _differences(before: Criteria, after: Criteria) -> list[AnyChange]:
    """Give the change from one set of criteria to another, none where they are the same."""
    values: Any = {item.name: getattr(after, item.name) for item in fields(Criteria)}
    differing = {name: value for name, value in values.items() if value != getattr(before, name)}
    return [ChangeCriteria(**differing)] if differing else []


def _told(problem: Problem, reader: CriteriaReader, keys: Keys) -> Problem:
    within = tuple((problem.column or "").split(".", maxsplit=1)) if problem.column else ()
    return reader.pairs.sources.document.problem((*keys, *within), problem.message, problem.remedy, value=problem.value)
