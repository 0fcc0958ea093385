"""Where to begin: a place for every centre.

Territories with accounts of today begin at the best centre of these. A pool without any begins with even pieces of a
space-filling curve (Bartholdi and Platzman, 1988), so that totals are near their targets from the start. Others are
spread by drawing accounts with probability proportional to the square of their distance to the nearest centre so far
(Arthur and Vassilvitskii, 2007, "k-means++").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility
from optimizer.formulation.coarsen import morton_code
from optimizer.instance import COUNT, NOBODY, Instance
from optimizer.metrics import with_best_centres
from optimizer.travel import Floats, Geometry, Integers, costs_to_places

SAMPLE = 20_000
"""Units looked at for each pool."""


def seed_centres(
    instance: Instance,
    criteria: Criteria,
    eligibility: Eligibility,
    generator: np.random.Generator,
    *,
    known: Alignment | None = None,
) -> Integers:
    """(k,) place of each centre: fixed ones, those of a plan, pins, and places drawn; -1 where no unit is left.

    Parameters
    ----------
    instance, criteria, eligibility, generator
        Facts, choices, what follows from them, and chance.
    known
        The plan, None for today's.
    """
    k, n = instance.num_territories, instance.num_units
    free = instance.free_centres()
    centre = np.where(free, NOBODY, n + np.arange(k)).astype(np.int32)
    today = incumbent_alignment(instance) if known is None else known
    placed = eligibility.family_of >= 0
    serves = placed & (today.territory_of >= 0) & ~_forbidden_in(eligibility, today.territory_of)
    kept = Alignment(instance, np.where(serves, today.territory_of, NOBODY), today.centre_unit)
    best = with_best_centres(kept, criteria.travel).centre_unit
    centre = np.where(free, best, centre).astype(np.int32)
    units = np.flatnonzero(placed)
    pinned = eligibility.pinned[eligibility.family_of[units]]
    for territory in np.flatnonzero(free & (centre == NOBODY)):
        mine = units[pinned == territory]
        if len(mine):
            centre[territory] = mine[0]
    drawer = _Drawer(
        instance.geometry(criteria.travel.quantity), *_what_to_share(instance, criteria), eligibility, generator
    )
    for pool in range(eligibility.num_pools):
        drawer.fill(pool, centre)
    return centre


def _forbidden_in(eligibility: Eligibility, territory_of: Integers) -> NDArray[np.bool_]:
    """(n,) True for units whose territory in a plan is forbidden to them."""
    k = np.int64(eligibility.allowed.shape[1])
    shut = eligibility.forbidden.astype(np.int64)
    return np.isin(eligibility.family_of * k + territory_of, shut[:, 0] * k + shut[:, 1]) & (territory_of >= 0)


def _what_to_share(instance: Instance, criteria: Criteria) -> tuple[Floats, Floats]:
    """(n,) and (k,): amounts of the measure limited first, and the territories' shares of it; counts where none is."""
    measure = next(iter([*criteria.balance, *criteria.capacity]), COUNT)
    share = instance.target_shares(measure)
    return instance.amounts(measure), share if share.any() else np.ones(len(share))


@dataclass(frozen=True, slots=True, eq=False)
class _Drawer:
    geometry: Geometry
    weight: Floats
    share: Floats
    eligibility: Eligibility
    generator: np.random.Generator

    def fill(self, pool: int, centre: Integers) -> None:
        """Draw places for the territories of a pool that have none."""
        eligibility = self.eligibility
        members = np.flatnonzero(eligibility.pool_of_territory == pool)
        missing = members[centre[members] == NOBODY]
        family_of = eligibility.family_of
        in_pool = np.flatnonzero(family_of >= 0)
        in_pool = in_pool[eligibility.pool_of_family[family_of[in_pool]] == pool]
        if not len(missing) or not len(in_pool):
            return
        if len(in_pool) > SAMPLE:
            in_pool = np.sort(self.generator.choice(in_pool, SAMPLE, replace=False))
        units = in_pool.astype(np.int32)
        if len(missing) == len(members) and self._is_open(units, members):
            self._cut(units, members, centre)
            return
        nearest = np.full(len(units), np.inf)
        for place in centre[members][centre[members] != NOBODY]:
            nearest = np.minimum(nearest, self._distance(units, place))
        for territory in missing:
            may = self._may(units, territory) & (nearest > 0)
            if may.any():
                drawn = self._draw(units, nearest, may)
                centre[territory] = drawn
                nearest = np.minimum(nearest, self._distance(units, drawn))
            else:
                self._double(units, territory, centre)

    def _is_open(self, units: Integers, members: NDArray[np.intp]) -> bool:
        """Whether every territory of the pool may serve every unit, none is pinned, and there are units for all."""
        family = self.eligibility.family_of[units]
        allowed = self.eligibility.allowed[np.unique(self.eligibility.class_of[family])][:, members]
        return bool(allowed.all() and (self.eligibility.pinned[family] == NOBODY).all() and len(units) >= len(members))

    def _cut(self, units: Integers, members: NDArray[np.intp], centre: Integers) -> None:
        """Cut the curve into pieces of the territories' shares and begin at the middle of each."""
        along = units[np.argsort(morton_code(self.geometry.xyz[units]), kind="stable")]
        weight = np.cumsum(self.weight[along]) if self.weight[along].sum() > 0 else np.arange(1.0, len(along) + 1)
        ends = np.cumsum(self.share[members]) / max(self.share[members].sum(), 1e-300)
        middle = weight[-1] * (ends - 0.5 * np.diff(np.concatenate([[0.0], ends])))
        at = np.minimum(np.searchsorted(weight, middle), len(along) - 1)
        # Heavy units may be the middle of several pieces; each unit is the place of one centre.
        for position in range(1, len(at)):
            at[position] = max(at[position], at[position - 1] + 1)
        for position in range(len(at) - 1, -1, -1):
            at[position] = min(at[position], len(along) - len(at) + position)
        centre[members] = along[at]

    def _draw(self, units: Integers, nearest: Floats, may: NDArray[np.bool_]) -> int:
        if np.isinf(nearest).all():
            weight = may.astype(np.float64)
        else:
            weight = np.where(may, np.minimum(nearest, nearest[np.isfinite(nearest)].max()), 0.0) ** 2
        return int(self.generator.choice(units, p=weight / weight.sum()))

    def _double(self, units: Integers, territory: int, centre: Integers) -> None:
        """Where every place has a centre, several territories share one, as long as there are units for all."""
        allowed = units[self._may(units, territory)]
        unused = np.setdiff1d(allowed, centre)
        if len(unused):
            centre[territory] = self.generator.choice(unused)

    def _may(self, units: Integers, territory: int) -> NDArray[np.bool_]:
        family = self.eligibility.family_of[units]
        pinned = self.eligibility.pinned[family]
        allowed = self.eligibility.allowed[self.eligibility.class_of[family], territory]
        shut = self.eligibility.forbidden
        allowed = allowed & ~np.isin(family, shut[shut[:, 1] == territory, 0])
        return np.asarray(np.where(pinned == NOBODY, allowed, pinned == territory))

    def _distance(self, units: Integers, place: int) -> Floats:
        return costs_to_places(self.geometry, units, np.full(len(units), place, dtype=np.int32))
