"""Whether criteria fit an instance; every misfit at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from .amounts import amount_text
from .criteria import Criteria
from .eligibility import Eligibility, find_eligibility
from .exceptions import ProblemLog
from .instance import COUNT, NOBODY, Instance, rows_of
from .rules import PRECISION
from .targets import pool_totals

TABLE = "criteria"


def check_criteria(instance: Instance, criteria: Criteria) -> None:
    """Raise ``InputError`` with everything about the criteria that cannot apply to this instance."""
    log = ProblemLog()
    _check_measures(instance, criteria, log)
    _check_tags(instance, criteria, log)
    _check_pairs(instance, criteria, log)
    if criteria.contiguous and instance.adjacency is None:
        remedy = "Give build_instance an adjacency (contact.adjacency_of_areas, contact.delaunay_adjacency)"
        log.add(TABLE, "contiguity needs to know who touches whom", remedy, column="contiguous", value=True)
    log.raise_if_any()
    eligibility = find_eligibility(instance, criteria)
    _check_pins(instance, criteria, eligibility, log)
    _check_counts(instance, criteria, eligibility, log)
    _check_capacity(instance, criteria, eligibility, log)
    log.raise_if_any()


def _check_measures(instance: Instance, criteria: Criteria, log: ProblemLog) -> None:
    known = (*instance.measures, COUNT)
    used: list[tuple[str, str | None]] = [("travel.by", criteria.travel.by), ("disruption_by", criteria.disruption_by)]
    used += [(f"balance.{name}", name) for name in criteria.balance]
    used += [(f"capacity.{name}", name) for name in criteria.capacity]
    used += [(f"disruption_at_most.{name}", name) for name in criteria.disruption_limits(instance)]
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
        found = rows_of(index, [pair[side] for _, pair in pairs])
        for position in np.flatnonzero(found == NOBODY):
            column, pair = pairs[position]
            message = f"there is no such {word}"
            log.add(TABLE, message, "Correct the id or drop the line", column=column, value=pair[side])


def _check_pins(instance: Instance, criteria: Criteria, eligibility: Eligibility, log: ProblemLog) -> None:
    """Pins must go to eligible territories, not be forbidden, and not split a family."""
    units = rows_of(instance.units.ids, criteria.pins)
    territories = rows_of(instance.territories.ids, criteria.pins.values())
    placed = eligibility.family_of[units] >= 0
    wrong = placed & ~eligibility.may_serve(units, territories)
    shut = set(map(tuple, eligibility.forbidden.tolist()))
    pinned_family: dict[int, tuple[object, object]] = {}
    label: Callable[[int], object] = lambda t: instance.territories.ids[t]  # noqa: E731 -- one use, one line
    for row, (unit_id, territory) in enumerate(zip(criteria.pins, territories.tolist(), strict=True)):
        if not placed[row]:
            continue
        family = int(eligibility.family_of[units[row]])
        if wrong[row] or (family, territory) in shut:
            message = f"it is pinned to {label(territory)}, which is not eligible for it"
            remedy = "Pin it to an eligible territory or widen eligibility"
            log.add(TABLE, message, remedy, column="pins", value=unit_id)
        first = pinned_family.setdefault(family, (unit_id, label(territory)))
        if first[1] != label(territory):
            message = f"it is pinned to {label(territory)} but {first[0]} of the same family to {first[1]}"
            log.add(TABLE, message, "Pin a family to one territory", column="pins", value=unit_id)


def _check_counts(instance: Instance, criteria: Criteria, eligibility: Eligibility, log: ProblemLog) -> None:
    placeable = int((eligibility.family_of >= 0).sum())
    least, most, k = criteria.min_count, criteria.max_count, instance.num_territories
    if least is not None and least * k > placeable:
        message = f"{k} territories of at least {least} need more than the {placeable} accounts"
        log.add(TABLE, message, "Lower min_count or plan fewer territories", column="min_count", value=least)
    if most is not None and most * k < placeable:
        message = f"{k} territories of at most {most} cannot hold the {placeable} accounts"
        log.add(TABLE, message, "Raise max_count or plan more territories", column="max_count", value=most)


def _check_capacity(instance: Instance, criteria: Criteria, eligibility: Eligibility, log: ProblemLog) -> None:
    """Even when each is full, the territories of a pool must hold what only they can serve."""
    pool_size = np.bincount(eligibility.pool_of_territory, minlength=eligibility.num_pools)
    for measure, most in criteria.capacity.items():
        held = pool_totals(instance, eligibility, measure)
        for pool in np.flatnonzero(held > pool_size * most * (1 + PRECISION)):
            labels = instance.territories.ids[eligibility.pool_of_territory == pool]
            total, size = float(held[pool]), int(pool_size[pool])
            message = (
                f"{_named(labels)} must share {amount_text(total)} {measure} and can hold {amount_text(size * most)}"
            )
            remedy = f"Allow {amount_text(total / size)} or more, or plan more territories"
            log.add(TABLE, message, remedy, column=f"capacity.{measure}", value=most)


def _named(labels: pd.Index[Any]) -> str:
    """Name up to three territories and count the rest."""
    rest = len(labels) - 3
    return ", ".join(map(str, labels[:3])) + (f" and {rest} more" if rest > 0 else "")
