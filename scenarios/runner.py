"""Run scenarios one after the other; a failed one is a record, the others go on."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor
from dataclasses import replace

import numpy as np

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.exceptions import TerritoryError
from optimizer.instance import Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Observer
from optimizer.quotas import FairnessReport, QuotaPlan
from optimizer.result import Result, Status
from optimizer.solve import Solver, solve
from optimizer.stop import Limit, StoppingCriterion
from optimizer.validation import check_criteria

from .capacity import CapacityPlan
from .outcome import Failure, Outcome, Outcomes, Stage
from .scenario import Scenario

QuotaSetter = Callable[[Alignment], QuotaPlan]
"""Allocates quotas on an alignment, for every scenario alike."""
QuotaJudge = Callable[[Alignment, QuotaPlan], FairnessReport | None]
"""Judges the quotas of an alignment, for every scenario alike."""

CapacitySetter = Callable[[Alignment, QuotaPlan | None, FairnessReport | None], CapacityPlan]
"""Counts people and cost of an alignment, its quotas and what they are judged to pay, for every scenario alike."""

FAILURES = (TerritoryError, ValueError, MemoryError, ArithmeticError, BrokenExecutor)
"""Errors that end one scenario and not the run; anything else is a defect and is raised."""

_log = logging.getLogger(__name__)


class RunObserver(Observer):
    """Hooks of a run besides those of each search; every one does nothing unless overridden."""

    def on_scenario(self, scenario: Scenario, position: int, count: int) -> None:
        """Scenario number ``position`` (from 0) of ``count`` begins."""

    def on_outcome(self, outcome: Outcome) -> None:
        """Hear that a scenario has ended."""


def run(
    instance: Instance,
    scenarios: Iterable[Scenario],
    stop: StoppingCriterion,
    *,
    solver: Solver | None = None,
    seed: int = 0,
    quotas: QuotaSetter | None = None,
    capacity: CapacitySetter | None = None,
    fairness: QuotaJudge | None = None,
    observer: RunObserver | None = None,
) -> Outcomes:
    """Build, solve and judge each scenario, and allocate quotas on it.

    Ctrl-C ends the search at hand with the best plan so far and keeps what is done.

    Parameters
    ----------
    instance
        The facts before the changes of any scenario.
    scenarios
        With distinct names.
    stop
        Effort for each scenario.
    solver
        See ``solve``.
    seed
        Each scenario is solved with a seed of its own, drawn from this one and its position.
    quotas
        How quotas are allocated on each plan, today's included; None for no quotas.
    capacity
        How capacity, hires and budget follow from each plan and its quotas; None for none of it.
    fairness
        How these are judged; None for not at all.
    observer
        Hears of scenarios, phases and improvements.

    Raises
    ------
    ValueError
        If there is no scenario, or two share a name.
    """
    listed = tuple(scenarios)
    _check_names(listed)
    watch = observer or RunObserver()
    done: list[Outcome] = []
    try:
        for position, scenario in enumerate(listed):
            watch.on_scenario(scenario, position, len(listed))
            outcome = run_scenario(
                instance,
                scenario,
                stop,
                solver=solver,
                seed=child_seed(seed, position),
                quotas=quotas,
                capacity=capacity,
                fairness=fairness,
                observer=watch,
            )
            done.append(outcome)
            watch.on_outcome(outcome)
            if outcome.interrupted:
                break
    except KeyboardInterrupt:
        return Outcomes(tuple(done), interrupted=True)
    return Outcomes(tuple(done), interrupted=any(outcome.interrupted for outcome in done))


def run_scenario(
    instance: Instance,
    scenario: Scenario,
    stop: StoppingCriterion,
    *,
    solver: Solver | None = None,
    seed: int = 0,
    quotas: QuotaSetter | None = None,
    capacity: CapacitySetter | None = None,
    fairness: QuotaJudge | None = None,
    observer: Observer | None = None,
) -> Outcome:
    """Run one scenario with the seed given; parameters as for ``run``."""
    started = time.perf_counter()
    outcome = Outcome(scenario=scenario)
    stage = Stage.BUILD
    try:
        facts, criteria = scenario.build(instance)
        check_criteria(facts, criteria)
        asked, told = scenario.asked(instance), scenario.sentences(instance)
        outcome = replace(outcome, instance=facts, criteria=criteria, asked=asked, changes=told)
        if scenario.keeps_incumbent:
            stage = Stage.JUDGE
            result = judge_incumbent(facts, criteria, seed=seed)
        else:
            stage = Stage.SOLVE
            result = solve(facts, criteria, stop, solver=solver, seed=seed, observer=observer)
        outcome = replace(outcome, result=result)
        if quotas is not None:
            stage = Stage.QUOTAS
            shares = quotas(result.alignment)
            outcome = replace(outcome, quotas=shares)
            if fairness is not None:
                stage = Stage.FAIRNESS
                outcome = replace(outcome, fairness=fairness(result.alignment, shares))
        if capacity is not None:
            stage = Stage.CAPACITY
            outcome = replace(outcome, capacity=capacity(result.alignment, outcome.quotas, outcome.fairness))
    except FAILURES as error:
        _log.info("scenario %r failed (%s)", scenario.name, stage.value, exc_info=True)
        outcome = replace(outcome, failure=Failure(stage, type(error).__name__, str(error)))
    return replace(outcome, seconds=time.perf_counter() - started)


def judge_incumbent(instance: Instance, criteria: Criteria, *, seed: int = 0) -> Result:
    """Today's alignment as a ``Result``: free centres at their best, no lower bound since nothing is searched."""
    started = time.perf_counter()
    alignment = with_best_centres(incumbent_alignment(instance), criteria.travel)
    assessment = judge(alignment, criteria)
    return Result(
        status=Status.FEASIBLE if assessment.feasible else Status.VIOLATED,
        limit=Limit.COMPLETED,
        alignment=alignment,
        assessment=assessment,
        lower_bound=None,
        runtime=time.perf_counter() - started,
        seed=seed,
    )


def child_seed(seed: int, position: int) -> int:
    """Draw the seed of the scenario at a position; adding scenarios behind it changes nothing."""
    return int(np.random.SeedSequence(seed, spawn_key=(position,)).generate_state(1)[0])


def _check_names(scenarios: tuple[Scenario, ...]) -> None:
    if not scenarios:
        raise ValueError("give at least one scenario")
    twice = [name for name, count in Counter(scenario.name for scenario in scenarios).items() if count > 1]
    if twice:
        raise ValueError(f"scenario names must be distinct, given more than once: {', '.join(map(repr, twice))}")
