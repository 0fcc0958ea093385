"""Scenarios that ask for the plan of an earlier one and differ in quotas or people alone: they are not solved again.

A search of its own, with a seed of its own, could end at another plan, and what a higher target costs would be mixed up
with luck.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from optimizer.criteria import Criteria
from optimizer.instance import Instance

from .changes import Change
from .outcome import FOLLOWING, Outcome, Stage
from .scenario import Scenario
from .sequel import FAILURES, Sequel, failed


class Numbered(Protocol):
    """Something at a position among the scenarios of a run."""

    @property
    def position(self) -> int:
        """Counted from 0."""
        ...

    @property
    def alike(self) -> int:
        """See ``first_alike``."""
        ...


Work = TypeVar("Work", bound=Numbered)


def first_alike(scenarios: Sequence[Scenario]) -> tuple[int, ...]:
    """Position of the scenario whose plan each has; its own where it is solved.

    It is that of the first one with the same criteria and the same changes that decide the plan, where the scenario or
    one of those before it changes quotas or people besides. Scenarios added behind change nothing.

    Parameters
    ----------
    scenarios
        Of a run, in order.
    """
    # Many scenarios share one object, which may hold thousands of pins: each is hashed once.
    canon: dict[Criteria, int] = {}
    codes = {id(scenario.criteria): scenario.criteria for scenario in scenarios}
    of_criteria = {key: canon.setdefault(criteria, len(canon)) for key, criteria in codes.items()}
    first: dict[tuple[int, tuple[Change, ...]], int] = {}
    shared: set[int] = set()
    found = []
    for position, scenario in enumerate(scenarios):
        try:
            home = first.setdefault((of_criteria[id(scenario.criteria)], scenario.decisive), position)
        except TypeError:  # a change of somebody's own that has no hash is like no other
            home = position
        if len(scenario.decisive) < len(scenario.changes):
            shared.add(home)
        found.append(home if home in shared else position)
    return tuple(found)


def set_apart(work: Iterable[Work]) -> tuple[list[Work], Mapping[int, list[Work]]]:
    """Set those apart whose plan another one of the same work gives.

    Parameters
    ----------
    work
        Scenarios to be worked on.

    Returns
    -------
    tuple
        What is left, and position -> those that have its plan.
    """
    left: list[Work] = []
    twins: dict[int, list[Work]] = {}
    there: dict[int, int] = {}
    for item in work:
        home = there.setdefault(item.alike, item.position)
        if home == item.position:
            left.append(item)
        else:
            twins.setdefault(home, []).append(item)
    return left, twins


def twin_of(outcome: Outcome, scenario: Scenario, instance: Instance, sequel: Sequel) -> Outcome:
    """Give the outcome of a scenario that has the plan of another, with quotas and people of its own.

    Parameters
    ----------
    outcome
        What came of the other.
    scenario
        What is asked.
    instance
        The facts before its changes.
    sequel
        Rules for what follows.
    """
    started = time.perf_counter()
    failure = None if outcome.failure is None or outcome.failure.stage in FOLLOWING else outcome.failure
    twin = replace(outcome, scenario=scenario, quotas=None, capacity=None, fairness=None, failure=failure, seconds=0.0)
    if failure is not None:
        return twin
    try:
        twin = replace(twin, changes=scenario.sentences(instance))
    except FAILURES as error:
        return failed(Outcome(scenario=scenario), Stage.BUILD, error)
    twin = sequel.after(twin, instance)
    return replace(twin, seconds=time.perf_counter() - started)
