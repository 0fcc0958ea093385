"""What follows from a plan: quotas, how fair they are, and the people and money it takes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from optimizer.alignment import Alignment
from optimizer.exceptions import TerritoryError
from optimizer.instance import Instance
from optimizer.quotas import QuotaPlan
from optimizer.quotas.fairness import FairnessReport

from .capacity import CapacityPlan, CapacityRule
from .changes import Change, QuotaChange
from .outcome import Failure, Outcome, Stage
from .quotas import QuotaRule
from .scenario import Scenario

QuotaSetter = Callable[[Alignment], QuotaPlan]
"""Allocates quotas on an alignment. Scenarios change a ``QuotaRule``; anything else is for all of them alike."""
QuotaJudge = Callable[[Alignment, QuotaPlan], FairnessReport | None]
"""Judges the quotas of an alignment; one that is a ``RuledJudge`` follows what scenarios change of quotas."""
CapacitySetter = Callable[[Alignment, QuotaPlan | None, FairnessReport | None], CapacityPlan]
"""Counts people and cost of an alignment, its quotas and what they are judged to pay. Scenarios change the people of a
``CapacityRule``; anything else is for all of them alike."""

FAILURES = (TerritoryError, ValueError, MemoryError, ArithmeticError, BrokenExecutor, TimeoutError)
"""Errors that end one scenario and not the run; anything else is a defect and is raised."""

_log = logging.getLogger(__name__)


@runtime_checkable
class RuledJudge(Protocol):
    """A judge that knows how the quotas were set, such as to hold them against alternatives."""

    def under(self, rule: QuotaRule) -> QuotaJudge:
        """Give the judge of quotas that are set by another rule."""
        ...


@dataclass(frozen=True, slots=True)
class Sequel:
    """Rules for everything that follows; parameters as for ``runner.run``, None for what is not asked for."""

    quotas: QuotaSetter | None = None
    fairness: QuotaJudge | None = None
    capacity: CapacitySetter | None = None

    def of(self, scenario: Scenario, instance: Instance) -> Sequel:
        """Rules as a scenario changes them.

        Parameters
        ----------
        scenario
            What is asked.
        instance
            The facts before its changes.

        Raises
        ------
        ValueError
            If a change does not fit the rules, or concerns quotas alone and these are set by something else than a
            ``QuotaRule``.
        """
        own = self
        if isinstance(self.quotas, QuotaRule):
            rule = scenario.quota_rule(self.quotas, instance)
            if rule is not self.quotas:
                judge = self.fairness.under(rule) if isinstance(self.fairness, RuledJudge) else self.fairness
                own = replace(own, quotas=rule, fairness=judge)
        elif self.quotas is not None:
            _check_no_rule_needed(scenario)
        if isinstance(self.capacity, CapacityRule):
            team = scenario.team(self.capacity.team, instance)
            if team is not self.capacity.team:
                own = replace(own, capacity=replace(self.capacity, team=team))
        return own

    def after(self, outcome: Outcome, instance: Instance) -> Outcome:
        """Add to an outcome what follows from its plan; a step that fails is told, and ends it.

        Parameters
        ----------
        outcome
            A scenario with its plan.
        instance
            The facts before the changes of the scenario.
        """
        alignment, stage = outcome.alignment, Stage.QUOTAS
        if alignment is None:
            return outcome
        try:
            own = self.of(outcome.scenario, instance)
            if own.quotas is not None:
                shares = own.quotas(alignment)
                outcome, stage = replace(outcome, quotas=shares), Stage.FAIRNESS
                if own.fairness is not None:
                    outcome = replace(outcome, fairness=own.fairness(alignment, shares))
            if own.capacity is not None:
                stage = Stage.CAPACITY
                outcome = replace(outcome, capacity=own.capacity(alignment, outcome.quotas, outcome.fairness))
        except FAILURES as error:
            return failed(outcome, stage, error)
        return outcome


def _check_no_rule_needed(scenario: Scenario) -> None:
    for change in scenario.changes:
        if isinstance(change, QuotaChange) and not isinstance(change, Change):
            name = type(change).__name__
            raise ValueError(f"{name} changes a QuotaRule, and quotas are set by something else here")  # noqa: TRY004 -- misuse is one kind


def failed(outcome: Outcome, stage: Stage, error: Exception) -> Outcome:
    """Give the outcome of a scenario that ended early at a stage."""
    _log.info("scenario %r failed (%s)", outcome.name, stage.value, exc_info=error)
    return replace(outcome, failure=Failure(stage, type(error).__name__, str(error)))
