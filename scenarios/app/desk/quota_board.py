"""Quotas on the desk: those of the rule, with numbers set by hand kept and the rest spread again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.metrics import totals
from optimizer.money import Cents, exact_sum, from_cents, to_cents
from optimizer.quotas import (
    AdjustedQuotas,
    Adjustment,
    Bound,
    Difficulty,
    FairnessReport,
    QuotaPlan,
    QuotaWaterfall,
    Relief,
    Term,
    TreeQuotas,
    build_tree,
)
from optimizer.quotas.adjustment import adjust
from optimizer.quotas.limits import QuotaLimits, find_quota_limits
from optimizer.quotas.relief import relieved, year_capacity
from optimizer.travel import Floats
from scenarios.planfile.plan import Plan
from scenarios.planfile.quotas import QuotaRule

COMPANY = "company"
WHO, WHY = "the desk", "set by hand"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuotaBoard:
    """Who carries what number, how it came about and how likely it is made.

    Parameters
    ----------
    quotas
        The quota plan; its waterfall has what was moved by hand as the last term.
    fairness
        How fair the numbers are beside alternatives; None where nothing is known of the year to come.
    by_hand
        (k,) True where the number was set by hand.
    """

    quotas: QuotaPlan
    fairness: FairnessReport | None
    by_hand: NDArray[np.bool_]

    @property
    def waterfall(self) -> QuotaWaterfall | None:
        """Term by term, how every quota came about."""
        return self.quotas.waterfall

    @property
    def chance(self) -> Floats | None:
        """(k,) chance that each rep makes the quota, 0..1; None where nothing is known of the year to come."""
        return None if self.fairness is None else self.fairness.chosen.attainment.chance


def board_of(plan: Plan, alignment: Alignment, by_hand: Mapping[int, int]) -> QuotaBoard | None:
    """Set quotas on an alignment, and judge them; None where the plan sets none.

    Parameters
    ----------
    plan
        Its rules.
    alignment
        Who covers what.
    by_hand
        Territory index -> cents kept.

    Raises
    ------
    QuotaError
        If bounds and numbers set by hand make the target impossible.
    """
    if plan.quotas is None:
        return None
    quotas = quotas_of(plan.quotas, alignment, by_hand)
    fairness = None if plan.fairness is None else plan.fairness(alignment, quotas)
    flags = np.zeros(len(quotas.labels), dtype=bool)
    flags[list(by_hand)] = True
    return QuotaBoard(quotas=quotas, fairness=fairness, by_hand=flags)


def quotas_of(rule: QuotaRule, alignment: Alignment, by_hand: Mapping[int, int]) -> QuotaPlan:
    """Set quotas by the rule, then keep the numbers set by hand and spread the rest again; see ``board_of``."""
    plan = rule(alignment)
    return _adjusted(plan, rule, alignment, by_hand) if by_hand else plan


def _adjusted(plan: QuotaPlan, rule: QuotaRule, alignment: Alignment, by_hand: Mapping[int, int]) -> QuotaPlan:
    factors = None if plan.capacity is None else year_capacity(plan.capacity, _profile(plan, rule))
    measure = None if rule.bounds.share_of is None else totals(alignment, rule.bounds.share_of)
    history = None if rule.history is None else totals(alignment, rule.history)
    limits = find_quota_limits(rule.bounds, plan.labels, history, measure=measure, capacity=factors)
    before = plan.hierarchy or AdjustedQuotas(_flat(plan, limits))
    orders = [
        Adjustment(node=plan.labels[territory], amount=from_cents(cents), who=WHO, why=WHY)
        for territory, cents in sorted(by_hand.items())
    ]
    after = adjust(before, orders, _difficulty(rule, alignment, factors), unit=to_cents(rule.round_to, "round_to"))
    quotas, leaves = after.quotas, after.quotas.tree.leaves
    binding = list(limits.binding(quotas.at_floor[leaves], quotas.at_cap[leaves]))
    for territory in by_hand:
        binding[territory] = Bound.NONE
    changed = replace(
        plan,
        cents=quotas.territory_cents,
        binding=tuple(binding),
        waterfall=None if plan.waterfall is None else _stepped(plan.waterfall, quotas.territory_cents),
        hierarchy=after,
        products=None,
    )
    return changed if rule.products is None else replace(changed, products=rule.products(alignment, changed))


def _profile(plan: QuotaPlan, rule: QuotaRule) -> Floats:
    return np.asarray(rule.profile, dtype=np.float64) if plan.season is None else plan.season


def _difficulty(rule: QuotaRule, alignment: Alignment, factors: Floats | None) -> Difficulty:
    """What is equally hard for everybody, the capacity of each counted."""
    difficulty = rule.method.difficulty(alignment)
    if factors is None:
        return difficulty
    return relieved(difficulty, np.minimum(factors, 1.0) if rule.relief is Relief.POOL else factors)


def _flat(plan: QuotaPlan, limits: QuotaLimits) -> TreeQuotas:
    """The company over its territories, as a tree."""
    tree = build_tree([plan.labels], company=_unlike(plan))
    total, k = exact_sum(plan.cents), len(plan.labels)
    nothing = np.zeros(k + 1, dtype=bool)
    return TreeQuotas(
        tree=tree,
        cents=np.append(total, plan.cents),
        over_assignment=(),
        levels=np.full(k + 1, np.nan),
        at_floor=nothing,
        at_cap=nothing,
        floor=np.append(0, np.minimum(limits.floor, plan.cents)),
        cap=np.append(total, np.maximum(limits.cap, plan.cents)),
    )


def _unlike(plan: QuotaPlan) -> str:
    """Name of the company that no territory has."""
    name = COMPANY
    while name in plan.labels:
        name = f"{name} in all"
    return name


def _stepped(waterfall: QuotaWaterfall, cents: Cents) -> QuotaWaterfall:
    """The waterfall with what was moved by hand as its last term."""
    terms = waterfall.terms.copy()
    terms[:, list(Term).index(Term.ADJUSTMENT)] += cents - waterfall.cents
    return replace(waterfall, terms=terms)
