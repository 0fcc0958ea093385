"""Sites: where the centre of a territory may lie, and which territories are alike and share their sites.

A territory with its centre at a given place has one site. Where the centre is to be placed, every unit it may serve is
one. Free territories that no rule and no cost tells apart are a *group* with the same sites, so that a plan and the one
with two of their names exchanged are one solution, not two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.eligibility import Eligibility
from optimizer.instance import NOBODY, Instance
from optimizer.rules import PRECISION
from optimizer.targets import Limits, find_targets
from optimizer.travel import Floats, Integers

from .items import Items

LEEWAY = 2.0
"""Limits are wider than a judge's by this many times his precision; what lies between is cut off when it is met."""


class Sites(NamedTuple):
    """S places a centre may have.

    Parameters
    ----------
    place, group
        (S,) place (a unit, or n + territory for a fixed one) and group.
    opener
        (S,) item that must be in the territory if its centre lies here; -1 for a fixed centre.
    group_of
        (k,) group of each territory.
    """

    place: Integers
    group: Integers
    opener: Integers
    group_of: Integers

    @property
    def num_groups(self) -> int:
        """Number of groups."""
        return int(self.group_of.max()) + 1

    @property
    def first(self) -> Integers:
        """(groups,) the first territory of each group, which stands for all."""
        return np.unique(self.group_of, return_index=True)[1].astype(np.int32)


def find_sites(instance: Instance, eligibility: Eligibility, items: Items) -> Sites:
    """All sites, group by group; units of free centres in increasing order."""
    group_of = _alike(instance, eligibility, items)
    fits = open_to(eligibility, group_of)
    free = instance.free_centres()
    placed = np.flatnonzero(eligibility.family_of >= 0)
    place, group, opener = [], [], []
    for number, territory in enumerate(np.unique(group_of, return_index=True)[1]):
        units = placed[fits[eligibility.family_of[placed], number]] if free[territory] else np.empty(0, dtype=np.int64)
        here = units if free[territory] else np.array([instance.num_units + territory])
        place.append(here)
        group.append(np.full(len(here), number))
        opener.append(eligibility.family_of[units] if free[territory] else np.array([NOBODY]))
    whole = [np.concatenate(part).astype(np.int32) for part in (place, group, opener)]
    return Sites(whole[0], whole[1], whole[2], group_of)


def open_to(eligibility: Eligibility, group_of: Integers) -> NDArray[np.bool_]:
    """(F, groups) whether an item may have the territories of a group, by tags, forbidden pairs and pins."""
    first = np.unique(group_of, return_index=True)[1]
    fits = eligibility.allowed[eligibility.class_of]
    fits[eligibility.forbidden[:, 0], eligibility.forbidden[:, 1]] = False
    pins = np.flatnonzero(eligibility.pinned != NOBODY)
    kept = fits[pins, eligibility.pinned[pins]]
    fits[pins] = False
    fits[pins, eligibility.pinned[pins]] = kept
    return np.ascontiguousarray(fits[:, first])


def leeway(instance: Instance, eligibility: Eligibility, limits: Limits) -> Floats:
    """(r,) by how much the total of each measure may miss a limit through rounding."""
    largest = [find_targets(instance, eligibility, name).max() for name in limits.measures]
    return LEEWAY * PRECISION * np.maximum(1.0, np.array(largest, dtype=np.float64))


def reachable_limits(instance: Instance, eligibility: Eligibility, items: Items) -> tuple[Floats, Floats]:
    """(k, r) lower and upper limits a little wide; where amounts are whole numbers, those the totals can reach.

    ``ceil(lower - e) <= sum_f a_f x_f <= floor(upper + e)`` holds of every plan whose ``a_f`` are whole, with ``e`` the
    rounding a judge allows.
    """
    slack = leeway(instance, eligibility, items.limits)
    lower, upper = items.limits.lower - slack, items.limits.upper + slack
    whole = (items.amounts == np.round(items.amounts)).all(axis=0)
    lower, upper = np.where(whole, np.ceil(lower), lower), np.where(whole, np.floor(upper), upper)
    return np.maximum(lower, 0.0), upper


def _alike(instance: Instance, eligibility: Eligibility, items: Items) -> Integers:
    """(k,) group of each territory: fixed ones, those with pins and those with units to lose stand alone."""
    k = instance.num_territories
    alone = ~instance.free_centres()
    alone[eligibility.pinned[eligibility.pinned != NOBODY]] = True
    if items.shares.any() or items.moving_cost.any():
        incumbent = instance.units.incumbent
        alone[incumbent[incumbent != NOBODY]] = True
    shut = np.zeros((eligibility.num_families, k), dtype=bool)
    shut[eligibility.forbidden[:, 0], eligibility.forbidden[:, 1]] = True
    served = eligibility.allowed[np.unique(eligibility.class_of)]
    limits = [items.limits.lower, items.limits.upper]
    own = np.where(alone, 1 + np.arange(k), 0)
    marks = np.column_stack([own, served.T, *limits, shut.T]).astype(np.float64)
    groups: dict[bytes, int] = {}
    return np.array([groups.setdefault(row.tobytes(), len(groups)) for row in marks], dtype=np.int32)
