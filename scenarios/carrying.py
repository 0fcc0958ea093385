"""Plans carried over within a sweep: one that keeps the rules of another scenario, and is better by them, is its plan.

Each scenario is searched by itself, and a search may miss what another came upon: a plan under a tight cap on what
changes hands is a plan under every looser one. So the plans of scenarios that differ in criteria alone are judged by
the criteria of each other. Where one keeps them and its objective is lower, or as low with less that changes hands, it
takes the place of the plan found there; so does today's alignment, where it keeps them. The lower bound stays: it was
proved for the scenario, whatever its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment, judge
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility
from optimizer.mapping import FrozenMapping
from optimizer.result import OPTIMAL_GAP, Status, relative_gap
from optimizer.rules import PRECISION

from .outcome import Outcome, Outcomes

Follower = Callable[[Outcome], Outcome]
"""Adds to an outcome what follows from its plan."""

CARRIED = "plan of another scenario"
"""Name of the figure in ``Result.statistics`` of a plan that was carried over."""


def carry_over(outcomes: Outcomes, follow: Follower | None = None) -> Outcomes:
    """Give every scenario the best plan that any scenario of the same facts has for it.

    Parameters
    ----------
    outcomes
        What ``run`` gave. Failed ones neither give nor take; today's alignment, merely kept, gives.
    follow
        Adds what follows from a plan that was carried over, such as ``Sequel.after`` on the facts before any change;
        None for nothing.

    Returns
    -------
    Outcomes
        In the same order; one that keeps its plan is the same object. Who takes over a plan says so in ``changes``.
    """
    able = [outcome for outcome in outcomes if outcome.failure is None and outcome.result is not None]
    items = tuple(_with_best(outcome, able, follow) if _takes(outcome) else outcome for outcome in outcomes)
    return Outcomes(items, interrupted=outcomes.interrupted)


def _takes(outcome: Outcome) -> bool:
    return outcome.result is not None and outcome.failure is None and not outcome.kept


def _with_best(outcome: Outcome, donors: Sequence[Outcome], follow: Follower | None) -> Outcome:
    """The outcome with the best of its own plan and those of others."""
    criteria, instance, result = outcome.criteria, outcome.instance, outcome.result
    if criteria is None or instance is None or result is None:
        return outcome
    best: tuple[Outcome, Alignment, Assessment] | None = None
    merit = _merit(outcome, result.assessment) if result.feasible else (float("inf"), float("inf"))
    eligibility = find_eligibility(instance, criteria)
    for donor in donors:
        # Changes of criteria alone leave the very same facts.
        if donor is outcome or donor.instance is not instance or donor.alignment is None:
            continue
        assessment = _judged(donor, outcome, eligibility, most=merit[0])
        if assessment is not None and assessment.feasible and _lower(_merit(outcome, assessment), merit):
            best, merit = (donor, donor.alignment, assessment), _merit(outcome, assessment)
    return outcome if best is None else _taken(outcome, *best, follow=follow)


def _judged(donor: Outcome, taker: Outcome, eligibility: Eligibility, *, most: float) -> Assessment | None:
    """A donor's plan by the taker's criteria; None where a glance at its figures rules it out."""
    assessment, criteria, theirs = donor.assessment, taker.criteria, donor.criteria
    if assessment is None or criteria is None or theirs is None or donor.alignment is None or taker.instance is None:
        return None
    if _weighs_alike(theirs, criteria) and assessment.objective > most * (1 + PRECISION):
        return None
    for measure, limit in criteria.disruption_limits(taker.instance).items():
        if assessment.disruption[measure] > limit + PRECISION:
            return None
    return judge(donor.alignment, criteria, eligibility)


def _weighs_alike(one: Criteria, other: Criteria) -> bool:
    """Whether the objective of a plan is the same number under both."""
    same_disruption = (one.disruption_weight, one.disruption_by) == (other.disruption_weight, other.disruption_by)
    return one.travel == other.travel and same_disruption


def _merit(outcome: Outcome, assessment: Assessment) -> tuple[float, float]:
    """Objective, then what changes hands by the taker's measure."""
    if outcome.criteria is None or outcome.instance is None:
        return assessment.objective, 0.0
    return assessment.objective, assessment.disruption[outcome.criteria.disruption_measure(outcome.instance)]


def _lower(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether a merit is better; an objective that differs by rounding is the same."""
    slack = PRECISION * max(1.0, abs(one[0]))
    return one[0] < other[0] - slack or (one[0] <= other[0] + slack and one[1] < other[1] - PRECISION)


def _taken(
    outcome: Outcome, donor: Outcome, alignment: Alignment, assessment: Assessment, *, follow: Follower | None
) -> Outcome:
    """The outcome with a plan of another scenario and what follows from it."""
    result = outcome.result
    if result is None:
        return outcome
    bound = result.lower_bound
    proved = bound is not None and relative_gap(assessment.objective, bound) <= OPTIMAL_GAP
    carried = replace(
        outcome,
        result=replace(
            result,
            status=Status.OPTIMAL if proved else Status.FEASIBLE,
            alignment=alignment,
            assessment=assessment,
            statistics=FrozenMapping({**result.statistics, CARRIED: 1.0}),
        ),
        changes=(*outcome.changes, _told(donor)),
        quotas=None,
        fairness=None,
        capacity=None,
    )
    return carried if follow is None else follow(carried)


def _told(donor: Outcome) -> str:
    whose = "today's alignment" if donor.kept else f"the plan of {donor.name}"
    return f"takes over {whose}, better than the one it found"
