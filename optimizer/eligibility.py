"""Who may serve whom: families, eligible territories, pools, and the units no plan can place.

Families (units that stay together) are the items of every decision; where families are not asked for, each
unit is its own. Families with the same eligible territories share a *class*, so eligibility of a million
accounts is one small table. A *pool* is a connected part of the class-territory graph: territories that can
serve the same units, directly or along a chain. Balance is judged within a pool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .compiled import jitted
from .criteria import Criteria
from .instance import NOBODY, Instance, Unplaced, rows_of
from .travel import Geometry, Integers, chord_squared, farthest_chord_squared, place_cost


@dataclass(frozen=True, slots=True, eq=False)
class Eligibility:
    """Which territories each family may have.

    Parameters
    ----------
    family_of
        (n,) family of each unit, -1 for unplaced units.
    class_of
        (F,) eligibility class of each family.
    allowed
        (classes, k) True where a territory may serve the families of a class.
    forbidden
        (pairs, 2) family and territory that must not be, sorted by family.
    pinned
        (F,) territory a family must have, -1 for none.
    pool_of_territory
        (k,) pool of each territory.
    pool_of_family
        (F,) pool of each family.
    unplaced
        Units no plan can cover, with the reason.
    """

    family_of: Integers
    class_of: Integers
    allowed: NDArray[np.bool_]
    forbidden: Integers
    pinned: Integers
    pool_of_territory: Integers
    pool_of_family: Integers
    unplaced: tuple[Unplaced, ...]

    @property
    def num_families(self) -> int:
        """Number of families F."""
        return len(self.class_of)

    @property
    def num_pools(self) -> int:
        """Number of pools."""
        return int(self.pool_of_territory.max()) + 1

    def may_serve(self, units: NDArray[np.integer], territories: Integers) -> NDArray[np.bool_]:
        """Whether each unit may have the territory beside it, by class; forbidden pairs are not looked at."""
        family = self.family_of[units]
        if self.num_families == 0:
            return np.zeros(len(family), dtype=bool)
        return np.asarray((family >= 0) & self.allowed[self.class_of[family], territories])


def find_eligibility(instance: Instance, criteria: Criteria) -> Eligibility:
    """Work out families, classes and pools of an instance under its criteria."""
    unit_class, allowed = _unit_classes(instance, criteria)
    lost = {item.unit: item.reason for item in instance.unplaced}
    group = _groups(instance, criteria)
    forbidden = _pairs(instance, criteria)
    group_class, allowed = _merge_classes(group, unit_class, allowed)
    _lose_unserved(instance, criteria, group=group, group_class=group_class, allowed=allowed, lost=lost)
    _lose_forbidden(group=group, allowed=allowed, group_class=group_class, pairs=forbidden, lost=lost)
    _lose_far(instance, criteria, group=group, allowed=allowed, group_class=group_class, pairs=forbidden, lost=lost)

    placed = np.ones(instance.num_units, dtype=bool)
    placed[list(lost)] = False
    kept, family_of_placed = np.unique(group[placed], return_inverse=True)
    family_of = np.full(instance.num_units, NOBODY, dtype=np.int32)
    family_of[placed] = family_of_placed
    class_of = group_class[kept].astype(np.int32)
    pool_of_territory, pool_of_class = _pools(allowed, np.unique(class_of))
    in_plan = family_of[forbidden[:, 0]] >= 0
    pairs = np.column_stack([family_of[forbidden[in_plan, 0]], forbidden[in_plan, 1]])
    return Eligibility(
        family_of=family_of,
        class_of=class_of,
        allowed=allowed,
        forbidden=np.unique(pairs, axis=0).astype(np.int32).reshape(-1, 2),
        pinned=_pins(instance, criteria, family_of, len(kept)),
        pool_of_territory=pool_of_territory,
        pool_of_family=pool_of_class[class_of],
        unplaced=tuple(Unplaced(unit, lost[unit]) for unit in sorted(lost)),
    )


def matched_tags(instance: Instance, criteria: Criteria) -> tuple[str, ...]:
    """Names of the tags that must match between unit and territory."""
    return tuple(instance.tags) if criteria.eligibility is None else criteria.eligibility


def _unit_classes(instance: Instance, criteria: Criteria) -> tuple[Integers, NDArray[np.bool_]]:
    """Units with the same values of all matched tags share a class; an unknown value is served by nobody."""
    unit_class = np.zeros(instance.num_units, dtype=np.int64)
    allowed = np.ones((1, instance.num_territories), dtype=bool)
    for name in matched_tags(instance, criteria):
        tag = instance.tags[name]
        size = len(tag.values) + 1
        served = np.vstack([np.zeros(instance.num_territories, dtype=bool), tag.served.T])
        combined, unit_class = np.unique(unit_class * size + tag.of_unit + 1, return_inverse=True)
        allowed = allowed[combined // size] & served[combined % size]
    return unit_class.astype(np.int32), allowed


def _groups(instance: Instance, criteria: Criteria) -> Integers:
    """(n,) code of the family of each unit before unplaced units are taken out."""
    if not criteria.keep_together:
        return np.arange(instance.num_units, dtype=np.int32)
    return np.unique(instance.units.family, return_inverse=True)[1].astype(np.int32)


def _merge_classes(
    group: Integers, unit_class: Integers, allowed: NDArray[np.bool_]
) -> tuple[Integers, NDArray[np.bool_]]:
    """Class of each family: eligible is who may serve all its units; mixed families get classes of their own."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    ordered = unit_class[order]
    group_class = np.minimum.reduceat(ordered, starts)
    mixed = np.flatnonzero(np.maximum.reduceat(ordered, starts) != group_class)
    if len(mixed) == 0:
        return group_class, allowed
    ends = np.r_[starts[1:], len(order)]
    rows = [allowed[np.unique(ordered[starts[g] : ends[g]])].all(axis=0) for g in mixed]
    distinct, index = np.unique(np.array(rows), axis=0, return_inverse=True)
    group_class = group_class.copy()
    group_class[mixed] = len(allowed) + index.reshape(-1)
    return group_class, np.vstack([allowed, distinct])


def _pairs(instance: Instance, criteria: Criteria) -> NDArray[np.intp]:
    """(pairs, 2) unit and territory of the forbidden pairs."""
    pairs = list(criteria.forbidden)
    unit = rows_of(instance.units.ids, [pair[0] for pair in pairs])
    territory = rows_of(instance.territories.ids, [pair[1] for pair in pairs])
    return np.column_stack([unit, territory]).astype(np.intp)


def _pins(instance: Instance, criteria: Criteria, family_of: Integers, num_families: int) -> Integers:
    pinned = np.full(num_families, NOBODY, dtype=np.int32)
    unit = rows_of(instance.units.ids, criteria.pins)
    territory = rows_of(instance.territories.ids, criteria.pins.values())
    family = family_of[unit]
    pinned[family[family >= 0]] = territory[family >= 0]
    return pinned


def _pools(allowed: NDArray[np.bool_], classes: NDArray[np.int32]) -> tuple[Integers, Integers]:
    """Find the connected parts of the graph of territories and classes in use; classes not in use get pool -1."""
    num_classes, k = allowed.shape
    row, column = np.nonzero(allowed[classes])
    size = k + len(classes)
    graph = coo_matrix((np.ones(len(row)), (k + row, column)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    _, of_territory = np.unique(label[:k], return_inverse=True)
    pool_of_class = np.full(num_classes, NOBODY, dtype=np.int32)
    for code in classes:
        served = np.flatnonzero(allowed[code])
        pool_of_class[code] = of_territory[served[0]] if len(served) else NOBODY
    return of_territory.astype(np.int32), pool_of_class


def _lose(units: NDArray[np.intp], reason: str, lost: dict[int, str]) -> None:
    for unit in units.tolist():
        lost.setdefault(unit, reason)


def _lose_unserved(
    instance: Instance,
    criteria: Criteria,
    *,
    group: Integers,
    group_class: Integers,
    allowed: NDArray[np.bool_],
    lost: dict[int, str],
) -> None:
    """Units of classes that no territory serves."""
    closed = ~np.asarray(allowed.any(axis=1))
    unserved = np.flatnonzero(closed[group_class[group]])
    size = np.bincount(group)
    for unit in unserved.tolist():
        values = []
        for name in matched_tags(instance, criteria):
            tag = instance.tags[name]
            code = tag.of_unit[unit]
            values.append(f"{name}={tag.values[code] if code >= 0 else 'unknown'}")
        reason = f"no territory serves {', '.join(values)}" if values else "no territory is eligible"
        if size[group[unit]] > 1:
            reason += " together with the rest of its family"
        lost.setdefault(unit, reason)


def _lose_forbidden(
    *,
    group: Integers,
    allowed: NDArray[np.bool_],
    group_class: Integers,
    pairs: NDArray[np.intp],
    lost: dict[int, str],
) -> None:
    """Families whose every eligible territory is forbidden."""
    if len(pairs) == 0:
        return
    distinct = np.unique(np.column_stack([group[pairs[:, 0]], pairs[:, 1]]), axis=0)
    distinct = distinct[allowed[group_class[distinct[:, 0]], distinct[:, 1]]]
    families, count = np.unique(distinct[:, 0], return_counts=True)
    shut = families[count == allowed[group_class[families]].sum(axis=1)]
    _lose(np.flatnonzero(np.isin(group, shut)), "every eligible territory is forbidden to it", lost)


def _lose_far(
    instance: Instance,
    criteria: Criteria,
    *,
    group: Integers,
    allowed: NDArray[np.bool_],
    group_class: Integers,
    pairs: NDArray[np.intp],
    lost: dict[int, str],
) -> None:
    """Families farther than ``max_travel`` from all their territories (free centres can always come close)."""
    if criteria.max_travel is None or instance.free_centres().any():
        return
    placed = np.ones(instance.num_units, dtype=bool)
    placed[list(lost)] = False
    order = np.argsort(group, kind="stable").astype(np.int32)
    members = order[placed[order]]
    shut = pairs[np.argsort(group[pairs[:, 0]], kind="stable")]
    ends = np.arange(len(group_class) + 1)
    families = _Families(
        class_of=group_class,
        members=members,
        starts=np.searchsorted(group[members], ends),
        shut=shut[:, 1],
        shut_starts=np.searchsorted(group[shut[:, 0]], ends),
    )
    within = _within_reach(instance.geometry(criteria.travel.quantity), families, allowed, criteria.max_travel)
    unit = "km" if criteria.travel.quantity.value == "distance" else "hours"
    reason = f"every eligible territory is farther than {criteria.max_travel:g} {unit}"
    _lose(np.flatnonzero(~within[group]), reason, lost)


class _Families(NamedTuple):
    """Class, units ``members[starts[f]:starts[f + 1]]`` and forbidden territories, likewise, of each family f."""

    class_of: Integers
    members: Integers
    starts: NDArray[np.intp]
    shut: NDArray[np.intp]
    shut_starts: NDArray[np.intp]


@jitted
def _within_reach(
    geometry: Geometry, families: _Families, allowed: NDArray[np.bool_], at_most: float
) -> NDArray[np.bool_]:
    """(families,) whether some eligible territory is near enough to all members."""
    starts = families.starts
    k = allowed.shape[1]
    first_centre = geometry.xyz.shape[0] - k
    within = np.zeros(len(starts) - 1, dtype=np.bool_)
    straight = geometry.matrix.shape[0] == 0
    farthest = farthest_chord_squared(geometry.curve, at_most)
    latest = 0
    for family in range(len(within)):
        # What served the family before often serves this one too.
        for step in range(k):
            territory = latest + step if latest + step < k else latest + step - k
            near = allowed[families.class_of[family], territory]
            for row in range(families.shut_starts[family], families.shut_starts[family + 1]):
                near = near and families.shut[row] != territory
            for position in range(starts[family], starts[family + 1]):
                if not near:
                    break
                unit, place = families.members[position], first_centre + territory
                if straight:
                    near = chord_squared(geometry.xyz, unit, place) <= farthest
                else:
                    near = place_cost(geometry, unit, place) <= at_most
            if near:
                within[family] = True
                latest = territory
                break
    return within
