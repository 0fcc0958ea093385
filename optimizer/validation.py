"""Whether criteria fit an instance; every misfit at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .criteria import Criteria
from .eligibility import find_eligibility
from .exceptions import ProblemLog
from .instance import COUNT, NOBODY, Instance

TABLE = "criteria"


def check_criteria(instance: Instance, criteria: Criteria) -> None:
    """Raise ``InputError`` with everything about the criteria that cannot apply to this instance."""
    log = ProblemLog()
    _check_measures(instance, criteria, log)
    _check_tags(instance, criteria, log)
    _check_pairs(instance, criteria, log)
    log.raise_if_any()
    _check_pins(instance, criteria, log)
    _check_counts(instance, criteria, log)
    log.raise_if_any()


def _check_measures(instance: Instance, criteria: Criteria, log: ProblemLog) -> None:
    known = (*instance.measures, COUNT)
    used = [(f"balance.{name}", name) for name in criteria.balance]
    used += [(f"disruption_at_most.{name}", name) for name in criteria.disruption_limits(instance)]
    used += [("travel.by", criteria.travel.by), ("disruption_by", criteria.disruption_by)]
    for column, name in used:
        if name is not None and name not in known:
            log.add(TABLE, "there is no such measure", f"Use one of {', '.join(known)}", column=column, value=name)


def _check_tags(instance: Instance, criteria: Criteria, log: ProblemLog) -> None:
    for name in criteria.eligibility or ():
        if name not in instance.tags:
            known = ", ".join(instance.tags) or "none was read"
            log.add(TABLE, "there is no such tag", f"Known tags: {known}", column="eligibility", value=name)


def _check_pairs(instance: Instance, criteria: Criteria, log: ProblemLog) -> None:
    pairs = [("pins", pair) for pair in criteria.pins.items()]
    pairs += [("forbidden", pair) for pair in sorted(criteria.forbidden, key=str)]
    ids = (instance.units.ids, "account"), (instance.territories.ids, "territory")
    for side, (index, word) in enumerate(ids):
        found = index.get_indexer([pair[side] for _, pair in pairs]) if pairs else np.empty(0)
        for position in np.flatnonzero(found == NOBODY):
            column, pair = pairs[position]
            log.add(TABLE, f"there is no such {word}", "Correct the id or drop the line", column=column, value=pair[side])


def _check_pins(instance: Instance, criteria: Criteria, log: ProblemLog) -> None:
    """Pins must go to eligible territories, not be forbidden, and not split a family."""
    eligibility = find_eligibility(instance, criteria)
    units = instance.units.ids.get_indexer(list(criteria.pins))
    territories = instance.territories.ids.get_indexer(list(criteria.pins.values())).astype(np.int32)
    placed = eligibility.family_of[units] >= 0 if len(units) else np.empty(0, dtype=bool)
    wrong = placed & ~eligibility.may_serve(units, territories) if len(units) else placed
    shut = set(map(tuple, eligibility.forbidden.tolist()))
    pinned_family: dict[int, tuple[object, object]] = {}
    label: Callable[[int], object] = lambda t: instance.territories.ids[t]  # noqa: E731 -- one use, one line
    for row, (unit_id, territory) in enumerate(zip(criteria.pins, territories.tolist(), strict=True)):
        if not placed[row]:
            continue
        family = int(eligibility.family_of[units[row]])
        if wrong[row] or (family, territory) in shut:
            message = f"it is pinned to {label(territory)}, which is not eligible for it"
            log.add(TABLE, message, "Pin it to an eligible territory or widen eligibility", column="pins", value=unit_id)
        first = pinned_family.setdefault(family, (unit_id, label(territory)))
        if first[1] != label(territory):
            message = f"it is pinned to {label(territory)} but {first[0]} of the same family to {first[1]}"
            log.add(TABLE, message, "Pin a family to one territory", column="pins", value=unit_id)


def _check_counts(instance: Instance, criteria: Criteria, log: ProblemLog) -> None:
    placeable = instance.num_units - len(instance.unplaced)
    if criteria.min_count is not None and criteria.min_count * instance.num_territories > placeable:
        message = f"{instance.num_territories} territories of at least {criteria.min_count} need more than the {placeable} accounts"
        log.add(TABLE, message, "Lower min_count or plan fewer territories", column="min_count", value=criteria.min_count)
    if criteria.max_count is not None and criteria.max_count * instance.num_territories < placeable:
        message = f"{instance.num_territories} territories of at most {criteria.max_count} cannot hold the {placeable} accounts"
        log.add(TABLE, message, "Raise max_count or plan more territories", column="max_count", value=criteria.max_count)
