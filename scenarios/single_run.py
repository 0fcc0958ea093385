"""One scenario: its facts and choices are built, it is solved or kept, and what follows from its plan is added."""

from __future__ import annotations

import time
from dataclasses import replace

from optimizer.alignment import incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Observer
from optimizer.result import Result, Status
from optimizer.solve import Solver, solve
from optimizer.start import WarmStart
from optimizer.stop import Limit, StoppingCriterion
from optimizer.validation import check_criteria

from .outcome import Outcome, Stage
from .scenario import Scenario
from .sequel import FAILURES, Sequel, failed

NOTHING = Sequel()
"""Nothing follows."""


def run_scenario(
    instance: Instance,
    scenario: Scenario,
    stop: StoppingCriterion,
    *,
    solver: Solver | None = None,
    seed: int = 0,
    sequel: Sequel = NOTHING,
    observer: Observer | None = None,
    start: WarmStart | None = None,
) -> Outcome:
    """Run one scenario with the seed given, and what follows from its plan; parameters as for ``run`` and ``solve``."""
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
            result = solve(facts, criteria, stop, solver=solver, seed=seed, observer=observer, start=start)
        outcome = replace(outcome, result=result)
    except FAILURES as error:
        outcome = failed(outcome, stage, error)
    else:
        outcome = sequel.after(outcome, instance)
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
