"""What workers are sent: what all scenarios of a run share, and of each its changes, its seed and its first plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.solve import Solver
from optimizer.start import WarmStart
from optimizer.stop import StoppingCriterion
from optimizer.travel import Floats, Integers

from .answer import Answer, without_facts
from .changes import AnyChange
from .outcome import Outcome
from .scenario import Scenario
from .sequel import Sequel
from .single_run import run_scenario
from .tasks import Task


@dataclass(frozen=True, slots=True)
class Same:
    """Criteria compared by identity: scenarios of one plan share theirs, which may hold thousands of pins."""

    criteria: Criteria

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.criteria is other.criteria

    def __hash__(self) -> int:
        return id(self.criteria)


@dataclass(frozen=True, slots=True)
class Case:
    """What the scenarios of a run share: sent to each worker once. Parameters as for ``run`` and ``Sequel``."""

    instance: Instance
    stop: StoppingCriterion
    solver: Solver | None
    sequel: Sequel
    criteria: tuple[Same, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """A start as a worker is sent it: the changes that make the facts of its plan, then the plan as numbers."""

    criteria: int
    changes: tuple[AnyChange, ...]
    territory_of: Integers
    centre_unit: Integers
    multiplier: Floats | None


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is sent of a scenario: its name, which criteria of the case it begins with, changes, seed, plan."""

    name: str
    criteria: int
    changes: tuple[AnyChange, ...]
    seed: int
    begin: Begin | None = None


@dataclass(frozen=True, slots=True)
class Orders(Sequence[Order]):
    """Made when they are sent: by then the plans they begin from are there.

    Parameters
    ----------
    tasks
        To be worked on.
    plans
        Outcomes so far by position.
    home
        Criteria -> their position in the case.
    """

    tasks: Sequence[Task]
    plans: Mapping[int, Outcome]
    home: Mapping[Same, int]

    def __len__(self) -> int:
        return len(self.tasks)

    def __getitem__(self, at: Any) -> Any:
        task = self.tasks[at]
        scenario, begin = task.scenario, _begin(self.plans, task.start, self.home)
        return Order(scenario.name, self.home[Same(scenario.criteria)], scenario.changes, task.seed, begin)


def _begin(plans: Mapping[int, Outcome], start: int | None, home: Mapping[Same, int]) -> Begin | None:
    given = start_of(plans, start)
    if given is None or start is None:
        return None
    scenario, plan = plans[start].scenario, given.alignment
    home_of = home[Same(scenario.criteria)]
    return Begin(home_of, scenario.changes, plan.territory_of, plan.centre_unit, given.multiplier)


def start_of(plans: Mapping[int, Outcome], start: int | None) -> WarmStart | None:
    """The plan of a predecessor that keeps every rule, whatever came of its quotas, and the multipliers of its bound.

    What is handed on is what the store keeps, so that a run which is taken up again goes on as it would have.
    """
    outcome = None if start is None else plans.get(start)
    if outcome is None or outcome.result is None or not outcome.result.feasible:
        return None
    return WarmStart(outcome.result.alignment, multiplier=outcome.result.multiplier)


def carry_out(case: Case, order: Order) -> Answer:
    """Run one scenario in a worker."""
    scenario = Scenario(order.name, case.criteria[order.criteria].criteria, *order.changes)
    begin, start = order.begin, None
    if begin is not None:
        facts, _ = Scenario("begin", case.criteria[begin.criteria].criteria, *begin.changes).build(case.instance)
        plan = Alignment(facts, begin.territory_of, begin.centre_unit)
        start = WarmStart(plan, multiplier=begin.multiplier)
    return without_facts(
        run_scenario(
            case.instance,
            scenario,
            case.stop,
            solver=case.solver,
            seed=order.seed,
            sequel=case.sequel,
            start=start,
        )
    )
