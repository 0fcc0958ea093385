"""What a plan needs: the criteria loosened just so far that the plan keeps them, read off from the facts."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable
from dataclasses import replace

import numpy as np

from optimizer.adjacency import pieces_of
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.instance import COUNT, rows_of
from optimizer.metrics import disruption, totals, unit_travel
from optimizer.rules import PRECISION

from .case import Case
from .easing import with_cap
from .kind import Kind, Rule

STEP = 1e-4
"""Tolerances and caps are told in hundredths of a percentage point."""
DIGITS = 5
"""Significant digits of amounts and distances."""


def criteria_for(case: Case, plan: Alignment, fixed: Collection[Kind]) -> Criteria | None:
    """Loosen the criteria of a case until the plan keeps them; None where that needs a kind of easing held fixed.

    Targets are those of the case; whether loosening changes them is seen when the plan is judged again.
    """
    criteria, needed = case.criteria, set[Kind]()
    for measure in criteria.balance:
        tolerance = _tolerance(case, plan, measure)
        if tolerance == math.inf:
            return None
        if tolerance > criteria.balance[measure]:
            criteria = replace(criteria, balance={**criteria.balance, measure: tolerance})
            needed.add(Kind(Rule.BALANCE, measure))
    for measure, most in criteria.capacity.items():
        held = float(totals(plan, measure).max())
        if held > most + case.slack[case.measures.index(measure)]:
            criteria = replace(criteria, capacity={**criteria.capacity, measure: rounded_up(held)})
            needed.add(Kind(Rule.CAPACITY, measure))
    criteria = _counts(case, plan, criteria, needed)
    criteria = _caps(case, plan, criteria, needed)
    criteria = _radius(case, plan, criteria, needed)
    criteria = _pairs(case, plan, criteria, needed)
    criteria = _rules(case, plan, criteria, needed)
    return None if needed & set(fixed) else criteria


def rounded_up(amount: float) -> float:
    """The amount or a little more, with few digits."""
    if amount <= 0:
        return amount
    unit = 10.0 ** (math.floor(math.log10(amount)) + 1 - DIGITS)
    return float(f"{math.ceil(amount / unit - 1e-9) * unit:.{DIGITS}g}")


def share_up(share: float) -> float:
    """The share or a little more, in steps."""
    return round(math.ceil(share / STEP - 1e-6) * STEP, 6)


def _tolerance(case: Case, plan: Alignment, measure: str) -> float:
    """Tolerance the plan needs; infinite where a territory without a target holds something."""
    column = case.measures.index(measure)
    target, total, asked = case.targets[:, column], totals(plan, measure), case.criteria.balance[measure]
    off = np.maximum(total - (1 + asked) * target, (1 - asked) * target - total) > case.slack[column]
    if not off.any():
        return asked
    if (target[off] <= 0).any():
        return math.inf
    return max(asked, share_up(float(np.abs(total[off] / target[off] - 1).max())))


def _counts(case: Case, plan: Alignment, criteria: Criteria, needed: set[Kind]) -> Criteria:
    count = totals(plan, COUNT)
    most, least = int(count.max()), int(count.min())
    if case.criteria.max_count is not None and most > case.criteria.max_count:
        criteria = replace(criteria, max_count=most)
        needed.add(Kind(Rule.MAX_COUNT))
    if case.criteria.min_count is not None and least < case.criteria.min_count:
        criteria = replace(criteria, min_count=least)
        needed.add(Kind(Rule.MIN_COUNT))
    return criteria


def _caps(case: Case, plan: Alignment, criteria: Criteria, needed: set[Kind]) -> Criteria:
    placed = case.eligibility.family_of >= 0
    for measure, limit in case.criteria.disruption_limits(case.instance).items():
        share = disruption(plan, measure, placed)
        if share > limit + PRECISION:
            criteria = with_cap(criteria, measure, min(1.0, share_up(share)))
            needed.add(Kind(Rule.DISRUPTION, measure))
    return criteria


def _radius(case: Case, plan: Alignment, criteria: Criteria, needed: set[Kind]) -> Criteria:
    limit = case.criteria.max_travel
    if limit is None:
        return criteria
    far = float(unit_travel(plan, TravelCriterion(quantity=criteria.travel.quantity))[case.placed].max(initial=0.0))
    if far > limit * (1 + PRECISION):
        criteria = replace(criteria, max_travel=rounded_up(far))
        needed.add(Kind(Rule.MAX_TRAVEL))
    return criteria


def _pairs(case: Case, plan: Alignment, criteria: Criteria, needed: set[Kind]) -> Criteria:
    """Drop pins and forbidden pairs the plan does not keep."""
    label: list[Hashable] = [*case.instance.territories.ids, None]
    now = plan.territory_of
    units = rows_of(case.instance.units.ids, criteria.pins)
    placed = case.eligibility.family_of[units] >= 0
    pins = {
        unit: home
        for (unit, home), row, there in zip(criteria.pins.items(), units.tolist(), placed.tolist(), strict=True)
        if not there or label[now[row]] == home
    }
    pairs = list(criteria.forbidden)
    rows = rows_of(case.instance.units.ids, [pair[0] for pair in pairs]).tolist()
    forbidden = frozenset(pair for pair, row in zip(pairs, rows, strict=True) if label[now[row]] != pair[1])
    if len(pins) < len(criteria.pins):
        needed.add(Kind(Rule.PINS))
    if len(forbidden) < len(criteria.forbidden):
        needed.add(Kind(Rule.FORBIDDEN))
    return replace(criteria, pins=pins, forbidden=forbidden)


def _rules(case: Case, plan: Alignment, criteria: Criteria, needed: set[Kind]) -> Criteria:
    family, now = case.eligibility.family_of[case.placed], plan.territory_of[case.placed]
    first = np.zeros(case.eligibility.num_families, dtype=np.int32)
    first[family] = now
    if criteria.keep_together and (first[family] != now).any():
        criteria = replace(criteria, keep_together=False)
        needed.add(Kind(Rule.FAMILIES))
    adjacency = case.instance.adjacency
    pieces = None if adjacency is None else pieces_of(adjacency, plan.territory_of, case.shape[1])
    if criteria.contiguous and pieces is not None and (pieces > 1).any():
        criteria = replace(criteria, contiguous=False)
        needed.add(Kind(Rule.CONTIGUITY))
    return criteria
