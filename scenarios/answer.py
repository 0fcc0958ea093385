"""An outcome without its facts and choices: what a worker sends back and what the store keeps.

Facts and choices are known to whoever asked, and a plan of 50,000 accounts is 200 kilobytes where its instance is ten
times that. ``with_facts`` puts both together again; a judgement that did not travel is made anew, from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment, judge
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from optimizer.quotas import QuotaPlan
from optimizer.quotas.fairness import FairnessReport
from optimizer.result import Result, Status
from optimizer.stop import Limit
from optimizer.travel import Floats, Integers

from .capacity import CapacityPlan
from .outcome import Failure, Outcome, Stage
from .scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Found:
    """A ``Result`` whose alignment is arrays; parameters as there and as in ``Alignment``. Prices do not travel.

    Parameters
    ----------
    territory_of, centre_unit
        (n,) and (k,).
    assessment
        None to judge the plan again.
    """

    status: Status
    limit: Limit
    territory_of: Integers
    centre_unit: Integers
    lower_bound: float | None
    runtime: float
    seed: int
    statistics: Mapping[str, float]
    multiplier: Floats | None = None
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Answer:
    """The end of a scenario; parameters as in ``Outcome``.

    Parameters
    ----------
    found
        The plan, None where there is none.
    """

    found: Found | None = None
    quotas: QuotaPlan | None = None
    fairness: FairnessReport | None = None
    capacity: CapacityPlan | None = None
    failure: Failure | None = None
    seconds: float = 0.0


def without_facts(outcome: Outcome) -> Answer:
    """Take out of an outcome what whoever asked for it has."""
    result = outcome.result
    found = None
    if result is not None:
        found = Found(
            status=result.status,
            limit=result.limit,
            territory_of=result.alignment.territory_of,
            centre_unit=result.alignment.centre_unit,
            lower_bound=result.lower_bound,
            runtime=result.runtime,
            seed=result.seed,
            statistics=FrozenMapping(result.statistics),
            multiplier=result.multiplier,
            assessment=result.assessment,
        )
    return Answer(
        found=found,
        quotas=outcome.quotas,
        fairness=outcome.fairness,
        capacity=outcome.capacity,
        failure=outcome.failure,
        seconds=outcome.seconds,
    )


def with_facts(answer: Answer, scenario: Scenario, instance: Instance) -> Outcome:
    """Make the outcome of a scenario on the facts before its changes.

    Parameters
    ----------
    answer
        What came of it.
    scenario, instance
        What was asked, of which facts.

    Raises
    ------
    ValueError
        If the answer is of other facts.
    """
    outcome = Outcome(
        scenario=scenario,
        quotas=answer.quotas,
        fairness=answer.fairness,
        capacity=answer.capacity,
        failure=answer.failure,
        seconds=answer.seconds,
    )
    if answer.failure is not None and answer.failure.stage in (Stage.BUILD, Stage.WORKER):
        return outcome
    facts, criteria = scenario.build(instance)
    asked, told = scenario.asked(instance), scenario.sentences(instance)
    outcome = replace(outcome, instance=facts, criteria=criteria, asked=asked, changes=told)
    found = answer.found
    if found is None:
        return outcome
    alignment = Alignment(facts, found.territory_of, found.centre_unit)
    result = Result(
        status=found.status,
        limit=found.limit,
        alignment=alignment,
        assessment=judge(alignment, criteria) if found.assessment is None else found.assessment,
        lower_bound=found.lower_bound,
        runtime=found.runtime,
        seed=found.seed,
        multiplier=found.multiplier,
        statistics=found.statistics,
    )
    return replace(outcome, result=result)
