"""Which choices criteria hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

from optimizer.eligibility import matched_tags
from optimizer.instance import NOBODY, rows_of

from .case import Case
from .choice import Choice, Side
from .choices import Contiguity, Family, Forbidden, MatchedTag, MaxTravel, Pins
from .limits import BalanceLimit, Capacity, CountLimit, DisruptionCap


def choices_of(case: Case) -> tuple[Choice, ...]:
    """Every choice of the criteria that can stand in the way of a plan, pins of a territory as one."""
    criteria = case.criteria
    found: list[Choice] = [MatchedTag(tag, tuple(case.instance.tags)) for tag in matched_tags(case.instance, criteria)]
    # A planner looks for what is too much before what is too little.
    found += [*_balance(case, Side.UPPER), *_balance(case, Side.LOWER)]
    found += [Capacity(measure, most) for measure, most in criteria.capacity.items() if np.isfinite(most)]
    if criteria.max_count is not None:
        found.append(CountLimit(Side.UPPER, criteria.max_count))
    if criteria.min_count:
        found.append(CountLimit(Side.LOWER, criteria.min_count))
    limits = criteria.disruption_limits(case.instance)
    found += [DisruptionCap(measure, limit) for measure, limit in limits.items() if limit < 1]
    if criteria.max_travel is not None:
        found.append(MaxTravel(criteria.max_travel, criteria.travel.quantity))
    if criteria.contiguous:
        found.append(Contiguity())
    return (*found, *_families(case), *_forbidden(case), *_pins(case))


def _balance(case: Case, side: Side) -> Iterable[Choice]:
    for measure, tolerance in case.criteria.balance.items():
        target = case.targets[:, case.measures.index(measure)].tolist()
        for territory, amount in zip(case.instance.territories.ids, target, strict=True):
            limit = BalanceLimit(measure, territory, side, tolerance, amount)
            if side is Side.UPPER or limit.limit > 0:
                yield limit


def _families(case: Case) -> Iterable[Choice]:
    if not case.criteria.keep_together:
        return
    family = case.eligibility.family_of[case.placed]
    order = np.argsort(family, kind="stable")
    starts = np.flatnonzero(np.diff(family[order], prepend=NOBODY))
    ids = case.instance.units.ids
    for members in np.split(case.placed[order], starts[1:]):
        if len(members) > 1:
            yield Family(tuple(ids[members]))


def _forbidden(case: Case) -> Iterable[Choice]:
    shut: dict[Hashable, list[Hashable]] = {}
    for unit, territory in sorted(case.criteria.forbidden, key=str):
        if _is_placed(case, unit):
            shut.setdefault(unit, []).append(territory)
    for unit, territories in shut.items():
        yield Forbidden(unit, tuple(territories))


def _pins(case: Case) -> Iterable[Choice]:
    units = rows_of(case.instance.units.ids, case.criteria.pins)
    placed = case.eligibility.family_of[units] >= 0
    homes: dict[Hashable, list[Hashable]] = {}
    for (unit, territory), there in zip(case.criteria.pins.items(), placed.tolist(), strict=True):
        if there:
            homes.setdefault(territory, []).append(unit)
    for territory, pinned in homes.items():
        yield Pins(territory, tuple(pinned))


def _is_placed(case: Case, unit: Hashable) -> bool:
    return bool(case.eligibility.family_of[rows_of(case.instance.units.ids, [unit])[0]] >= 0)
