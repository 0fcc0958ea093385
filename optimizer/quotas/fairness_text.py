"""A fairness report in sentences for people who lead sales teams."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from .bias import Bias, Finding
from .payout import Payout
from .plan_fairness import PlanFairness

HOPELESS = 0.005
"""Chances below are shown as 0 %."""
NAMED = 5
"""Reps named in a sentence."""
BAD_YEAR = 0.05
"""One year in twenty is worse."""


def describe_fairness(plans: Sequence[PlanFairness], labels: Sequence[Hashable]) -> tuple[str, ...]:
    """Say how fair the first plan is, and how the others compare; a sentence each.

    Parameters
    ----------
    plans
        The chosen plan, then its alternatives on the same draws.
    labels
        (k,) names of the territories.
    """
    chosen, *others = plans
    lines = [_chances(chosen, labels), *_hopeless(chosen, labels)]
    lines += [*(_compared(chosen, other) for other in others), _at_quota(chosen)]
    lines += _company(chosen)
    lines += [_bias(bias) for bias in chosen.biases]
    if chosen.payout is not None:
        lines.append(_pay(chosen.payout))
    return (*lines, *_afterwards(plans))


def summarise_fairness(plans: Sequence[PlanFairness], labels: Sequence[Hashable]) -> tuple[str, ...]:
    """Say the same in a few sentences: of biases only those found, nothing of what the year made of it.

    Parameters
    ----------
    plans, labels
        As for ``describe_fairness``.
    """
    chosen, *others = plans
    lines = [_chances(chosen, labels), *_hopeless(chosen, labels)]
    lines += [*(_compared(chosen, other) for other in others), _at_quota(chosen)]
    lines += _company(chosen)
    lines += [_bias(bias) for bias in chosen.biases if bias.finding in (Finding.EASIER, Finding.HARDER)]
    return tuple(lines if chosen.payout is None else [*lines, _pay(chosen.payout)])


def _company(plan: PlanFairness) -> list[str]:
    target, chance = plan.attainment.target, plan.attainment.company_chance
    if target is None or chance is None:
        return []
    return [f"The company makes its {_money(target)} with a chance of {chance:.0%}."]


def _chances(plan: PlanFairness, labels: Sequence[Hashable]) -> str:
    low, high = plan.quartiles
    chances = plan.attainment.chance[plan.attainment.carries]
    if round(100 * chances.max()) == round(100 * chances.min()):
        return f"{plan.name}: every rep makes quota with a chance of {chances.mean():.0%}."
    return (
        f"{plan.name}: a rep makes quota with a chance of {plan.attainment.expected_share:.0%} on average; the least "
        f"likely is {labels[plan.hardest]} with {plan.least_chance:.0%}, the middle half lies between {low:.0%} and "
        f"{high:.0%}."
    )


def _hopeless(plan: PlanFairness, labels: Sequence[Hashable]) -> list[str]:
    """Name who makes quota in next to none of the years: such a number asks for nothing."""
    attainment = plan.attainment
    names = [str(labels[rep]) for rep in np.flatnonzero(attainment.carries & (attainment.chance < HOPELESS)).tolist()]
    if not names:
        return []
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    who = ", ".join(names[:NAMED]) + more
    return [f"Out of reach: {who}. In next to none of the years can such a quota be made; look at what sets it."]


def _compared(chosen: PlanFairness, other: PlanFairness) -> str:
    low, high = other.quartiles
    points = round(100 * (other.interquartile_range - chosen.interquartile_range))
    verdict = f"{abs(points)} points {'wider' if points > 0 else 'narrower'}" if points else "as wide"
    return (
        f"{other.name} instead: the least likely has {other.least_chance:.0%}, the middle half lies between {low:.0%} "
        f"and {high:.0%}, {verdict}."
    )


def _at_quota(plan: PlanFairness) -> str:
    expected, bad = plan.attainment.expected_share, plan.attainment.share_quantiles([BAD_YEAR])[0]
    least = f"no more than {bad:.0%}" if bad > 0 else "none"
    return f"Expect {expected:.0%} of the reps at quota, and in one year of twenty {least}."


def _bias(bias: Bias) -> str:
    trait = bias.trait
    if bias.finding is Finding.TOO_FEW:
        return f"{trait}: {bias.count} reps are too few to tell whether quotas favour anybody by it."
    if bias.finding is Finding.ALL_ALIKE or bias.difference is None:
        return f"{trait}: nothing to tell, all {bias.count} reps have the same of it or the same chance."
    figures = f"(rank correlation {bias.correlation:.2f}, 95% interval {bias.low:.2f} to {bias.high:.2f})"
    points = f"{abs(100 * bias.difference):.0f} points"
    if bias.finding is Finding.NO_SIGN:
        return f"{trait}: no sign that quotas favour those with more or with less of it {figures}."
    if bias.finding is Finding.SLIGHT:
        return f"{trait}: chances go with it, but too slightly to matter {figures}."
    word, way = ("easier", "higher") if bias.finding is Finding.EASIER else ("harder", "lower")
    return (
        f"{trait}: quotas are {word} for those with more of it; at its ninetieth percentile the chance is {points} "
        f"{way} than at its tenth {figures}."
    )


def _pay(payout: Payout) -> str:
    return (
        f"Expected incentive pay is {_money(payout.company_mean)}, one year in twenty above "
        f"{_money(payout.company_high)}; it exceeds the budget of {_money(payout.budget)} with a chance of "
        f"{payout.company_over_budget:.0%}."
    )


def _afterwards(plans: Sequence[PlanFairness]) -> list[str]:
    chosen, *others = plans
    if chosen.aftermath is None:
        return []
    beside = [f"{other.name}: {other.aftermath.share_error:.1%}" for other in others if other.aftermath is not None]
    note = f" ({', '.join(beside)})" if beside else ""
    made, error = chosen.aftermath.made_quota, chosen.aftermath.share_error
    return [f"In the end {made:.0%} made quota, and {error:.1%} of the quota had stood in the wrong territories{note}."]


def _money(amount: float) -> str:
    return f"{amount:,.0f}"
