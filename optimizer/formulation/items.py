"""Items: what is assigned as a whole, a family or a unit by itself, with its amounts of every limited measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility
from optimizer.instance import NOBODY, Instance
from optimizer.metrics import today_travel, travel_weights
from optimizer.targets import Limits, find_limits
from optimizer.travel import Floats, Integers


class Members(NamedTuple):
    """Units of item f are ``unit[start[f]:start[f + 1]]``; ``weight`` (n,) is the factor of a unit's travel."""

    start: Integers
    unit: Integers
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The F items of an instance under its criteria.

    Parameters
    ----------
    members
        Which units each item has.
    limits
        Lower and upper limits of each territory, r measures.
    amounts
        (F, r) of each limited measure.
    shares
        (n, d) what each unit adds to each disruption row when it changes hands: its share of the measure.
    disruption_limits
        (d,) most of each row.
    moving_cost
        (n,) what the objective adds when the unit changes hands.
    """

    members: Members
    limits: Limits
    amounts: Floats
    shares: Floats
    disruption_limits: Floats
    moving_cost: Floats

    def __len__(self) -> int:
        return len(self.members.start) - 1

    @property
    def single(self) -> bool:
        """True where every item is one unit."""
        return len(self.members.unit) == len(self)

    def spread(self, of_item: Integers, num_units: int) -> Integers:
        """(n,) value of each unit's item, -1 for units that belong to none."""
        of_unit = np.full(num_units, NOBODY, dtype=np.int32)
        of_unit[self.members.unit] = np.repeat(of_item, np.diff(self.members.start))
        return of_unit


def group_items(instance: Instance, criteria: Criteria, eligibility: Eligibility) -> Items:
    """Group the placed units into items and add up what rules and objective need of each."""
    placed = np.flatnonzero(eligibility.family_of >= 0)
    family = eligibility.family_of[placed]
    count = eligibility.num_families
    size = np.bincount(family, minlength=count)
    limits = find_limits(instance, criteria, eligibility)
    amounts = [np.bincount(family, instance.amounts(name)[placed], minlength=count) for name in limits.measures]
    caps = criteria.disruption_limits(instance)
    shares = [_moving_shares(instance, name, placed) for name in caps]
    return Items(
        members=Members(
            start=np.concatenate([[0], np.cumsum(size)]).astype(np.int32),
            unit=placed[np.argsort(family, kind="stable")].astype(np.int32),
            weight=criteria.travel.weight * travel_weights(instance, criteria.travel),
        ),
        limits=limits,
        amounts=np.ascontiguousarray(np.array(amounts).reshape(len(amounts), count).T),
        shares=np.ascontiguousarray(np.array(shares).reshape(len(shares), instance.num_units).T),
        disruption_limits=np.array(list(caps.values()), dtype=np.float64),
        moving_cost=_moving_cost(instance, criteria, placed),
    )


def sample_members(items: Items, most: int) -> Items:
    """Let at most ``most`` units of each item stand for all of them, their numbers scaled up to the item's own."""
    members = items.members
    size = np.diff(members.start)
    taken = np.minimum(size, most)
    start = np.concatenate([[0], np.cumsum(taken)]).astype(np.int32)
    within = np.arange(start[-1]) - np.repeat(start[:-1], taken)
    at = np.repeat(members.start[:-1], taken) + within * np.repeat(size, taken) // np.repeat(taken, taken)
    unit = members.unit[at]

    def scaled(amount: Floats) -> Floats:
        whole = np.add.reduceat(amount[members.unit], members.start[:-1])
        part = np.add.reduceat(amount[unit], start[:-1])
        factor = np.divide(whole, part, out=np.zeros_like(whole), where=part > 0)
        result = np.zeros_like(amount)
        result[unit] = amount[unit] * np.repeat(factor, taken)
        return result

    shares = [scaled(column) for column in items.shares.T]
    return replace(
        items,
        members=Members(start, unit, scaled(members.weight)),
        shares=np.ascontiguousarray(np.array(shares).reshape(items.shares.T.shape).T),
        moving_cost=scaled(items.moving_cost) if items.moving_cost.any() else items.moving_cost,
    )


def _moving_shares(instance: Instance, measure: str, placed: NDArray[np.intp]) -> Floats:
    """(n,) ``a_i / sum of a`` over placed units with an incumbent, 0 for the others."""
    counted = np.zeros(instance.num_units, dtype=bool)
    counted[placed] = True
    counted &= instance.units.incumbent != NOBODY
    amounts = np.where(counted, instance.amounts(measure), 0.0)
    whole = amounts.sum()
    return np.asarray(amounts / whole if whole > 0 else amounts)


def _moving_cost(instance: Instance, criteria: Criteria, placed: NDArray[np.intp]) -> Floats:
    """(n,) ``disruption_weight * today's travel * share`` of each unit."""
    if criteria.disruption_weight == 0:
        return np.zeros(instance.num_units)
    whole = criteria.disruption_weight * today_travel(instance, criteria.travel)
    return whole * _moving_shares(instance, criteria.disruption_measure(instance), placed)
