"""Quotas on the desk: those of the rule, with numbers set by hand kept and the rest spread again."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.exceptions import QuotaError
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
    simulate_attainment,
)
from optimizer.quotas.adjustment import Respread, adjust
from optimizer.quotas.limits import QuotaLimits, find_quota_limits
from optimizer.quotas.relief import relieved, year_capacity
from optimizer.travel import Floats
from scenarios.planfile.fairness import FairnessRule
from scenarios.quotas import QuotaRule
from scenarios.sequel import Sequel

COMPANY = "company"
KEPT = 8
"""Quota plans kept."""
Signature = tuple[str, str]
"""Who, and why."""
UNSIGNED: Signature = ("planner", "set by hand")


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


class Allocator:
    """Sets quotas by a rule, those of the last alignments once; may be called from any thread.

    Parameters
    ----------
    rule
        How quotas are set.
    fairness
        Judges them, None for nobody.
    """

    def __init__(self, rule: QuotaRule, fairness: FairnessRule | None = None) -> None:
        self.rule, self.fairness = rule, fairness
        self._lock = threading.Lock()
        # Alignments are compared by identity: kept beside their quotas they cannot be taken for another.
        self._known: deque[tuple[Alignment, Mapping[int, int], QuotaPlan]] = deque(maxlen=KEPT)

    def __call__(self, alignment: Alignment, by_hand: Mapping[int, int]) -> QuotaPlan:
        """See ``quotas_of``."""
        with self._lock:
            known = list(self._known)
        for one, kept, plan in known:
            if one is alignment and kept == by_hand:
                return plan
        plan = quotas_of(self.rule, alignment, by_hand)
        with self._lock:
            self._known.append((alignment, by_hand, plan))
        return plan

    def chance(self, alignment: Alignment, quotas: Cents) -> Floats | None:
        """(k,) chance that each rep makes a quota (k,) cents, NaN for none; None where nothing is known of the year."""
        if self.fairness is None or not quotas.any():
            return None
        draws = self.fairness.outlook.territory_draws(alignment.territory_of, len(quotas))
        return simulate_attainment(quotas / 100.0, draws, levels=()).chance


def allocator_of(rules: Sequel) -> Allocator | None:
    """Give what sets quotas by these rules; None where they set none."""
    if not isinstance(rules.quotas, QuotaRule):
        return None
    return Allocator(rules.quotas, rules.fairness if isinstance(rules.fairness, FairnessRule) else None)


def board_of(allocate: Allocator, alignment: Alignment, by_hand: Mapping[int, int]) -> QuotaBoard:
    """Set quotas on an alignment, and judge them.

    Parameters
    ----------
    allocate
        Sets quotas, and knows who judges them.
    alignment
        Who covers what.
    by_hand
        Territory index -> cents kept.

    Raises
    ------
    QuotaError
        If bounds and numbers set by hand make the target impossible.
    """
    quotas = allocate(alignment, by_hand)
    flags = np.zeros(len(quotas.labels), dtype=bool)
    flags[list(by_hand)] = True
    fairness = None if allocate.fairness is None else allocate.fairness(alignment, quotas)
    return QuotaBoard(quotas=quotas, fairness=fairness, by_hand=flags)


def quotas_of(
    rule: QuotaRule, alignment: Alignment, by_hand: Mapping[int, int], *, signed: Mapping[int, Signature] | None = None
) -> QuotaPlan:
    """Set quotas by the rule, then keep the numbers set by hand and spread the rest again; see ``board_of``.

    In a hierarchy those below the same parent make up for it where they can, else everybody. ``signed`` holds who set
    the number of a territory, and why, for the log of the plan.
    """
    plan = rule(alignment)
    if not by_hand:
        return plan
    names = signed or {}
    orders = [
        Adjustment(node=plan.labels[territory], amount=from_cents(cents), who=who, why=why)
        for territory, cents in sorted(by_hand.items())
        for who, why in [names.get(territory, UNSIGNED)]
    ]
    return _adjusted(plan, rule, alignment, orders)


def _adjusted(plan: QuotaPlan, rule: QuotaRule, alignment: Alignment, orders: Sequence[Adjustment]) -> QuotaPlan:
    factors = None if plan.capacity is None else year_capacity(plan.capacity, _profile(plan, rule))
    measure = None if rule.bounds.share_of is None else totals(alignment, rule.bounds.share_of)
    history = None if rule.history is None else totals(alignment, rule.history)
    limits = find_quota_limits(rule.bounds, plan.labels, history, measure=measure, capacity=factors)
    before = plan.hierarchy or AdjustedQuotas(_flat(plan, limits))
    difficulty, unit = _difficulty(rule, alignment, factors), to_cents(rule.round_to, "round_to")
    try:
        after = adjust(before, orders, difficulty, unit=unit)
    except QuotaError:
        # Those below the same parent have no room for the rest, or are all set by hand: everybody else makes up for it.
        after = adjust(before, orders, difficulty, respread=Respread.TREE, unit=unit)
    quotas, leaves = after.quotas, after.quotas.tree.leaves
    binding = list(limits.binding(quotas.at_floor[leaves], quotas.at_cap[leaves]))
    for order in orders:
        binding[plan.labels.index(order.node)] = Bound.NONE
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
