"""What became of each scenario: a plan and its quotas, or the record of where and why it failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import overload

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.quotas import FairnessReport, QuotaPlan
from optimizer.result import Result
from optimizer.stop import Limit

from .capacity import CapacityPlan
from .scenario import Scenario


class Stage(Enum):
    """The step of a scenario."""

    BUILD = "build"
    """Applying the changes to facts and choices."""
    SOLVE = "solve"
    """Searching a plan."""
    JUDGE = "judge"
    """Judging today's alignment."""
    QUOTAS = "quotas"
    """Allocating quotas on the plan."""
    CAPACITY = "capacity"
    """Counting people and cost of the plan."""
    FAIRNESS = "fairness"
    """Judging the quotas."""
    WORKER = "worker"
    """Being worked on elsewhere: the process was killed, was lost, ran out of memory or did not answer in time."""


FOLLOWING = frozenset({Stage.QUOTAS, Stage.FAIRNESS, Stage.CAPACITY})
"""Steps of what follows from a plan (``sequel.Sequel``); the plan stands whatever comes of them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a scenario ended early, and why.

    Parameters
    ----------
    stage
        The step that failed.
    error
        Type of the error.
    message
        What it said.
    """

    stage: Stage
    error: str
    message: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome:
    """The end of one scenario; what a failed one did not reach is None.

    Parameters
    ----------
    scenario
        What was asked.
    changes
        What each change did, in sentences.
    instance
        The facts with the changes applied.
    criteria
        The choices the plan is judged by.
    asked
        The choices before today's alignment was merely watched; the same as ``criteria`` for a solved scenario.
    result
        The plan. A kept alignment has a status and no lower bound, since nothing was searched.
    quotas
        The quota plan; None also where none was asked for.
    capacity
        Capacity, hires and budget; None also where none were asked for.
    fairness
        How fair the quotas are, beside alternatives; None also where nothing is known of the year to come.
    failure
        None where every step went through.
    seconds
        Time taken by all steps.
    stored
        True if it was found in the store: an earlier run solved the same, in ``seconds`` of its time.
    """

    scenario: Scenario
    changes: tuple[str, ...] = ()
    instance: Instance | None = None
    criteria: Criteria | None = None
    asked: Criteria | None = None
    result: Result | None = None
    quotas: QuotaPlan | None = None
    capacity: CapacityPlan | None = None
    fairness: FairnessReport | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    stored: bool = False

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @property
    def kept(self) -> bool:
        """True if today's alignment was judged and nothing solved."""
        return self.scenario.keeps_incumbent

    @property
    def feasible(self) -> bool:
        """True if there is a plan, it keeps every rule, and no step failed."""
        return self.failure is None and self.result is not None and self.result.feasible

    @property
    def interrupted(self) -> bool:
        """True if the person in front of it ended the search."""
        return self.result is not None and self.result.limit is Limit.INTERRUPTED

    @property
    def alignment(self) -> Alignment | None:
        """The plan itself."""
        return None if self.result is None else self.result.alignment

    @property
    def assessment(self) -> Assessment | None:
        """The judgement of the plan."""
        return None if self.result is None else self.result.assessment


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes(Sequence[Outcome]):
    """The outcomes of a run, in the order of its scenarios; ``outcomes["today"]`` finds one by name.

    Parameters
    ----------
    items
        One for each scenario that was reached.
    interrupted
        True if the run was ended before its last scenario was done.
    """

    items: tuple[Outcome, ...]
    interrupted: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios."""
        return tuple(outcome.name for outcome in self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.items)

    @overload
    def __getitem__(self, key: int | str) -> Outcome: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Outcome, ...]: ...
    def __getitem__(self, key: int | str | slice) -> Outcome | tuple[Outcome, ...]:
        if not isinstance(key, str):
            return self.items[key]
        if key not in self.names:
            known = ", ".join(self.names) or "none"
            raise ValueError(f"no outcome of a scenario {key!r}; there are: {known}")
        return self.items[self.names.index(key)]
