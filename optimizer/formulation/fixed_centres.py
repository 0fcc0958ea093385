"""The formulation with every centre at a given place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Floats, Integers

from .items import Items
from .objective import farthest_units, moving_amounts, travel_costs
from .pairs import Offsets, PairOpener, Pairs, Roads

STRANDED = 1e3
"""A pair beyond the radius costs this many times its travel where an item has none within it."""


class Program(NamedTuple):
    """The numbers of the formulation, as compiled loops need them; letters as in ``optimizer.formulation``.

    Parameters
    ----------
    start, territory, cost
        (F + 1,), (P,), (P,): the pairs of each item and ``c_fj``.
    amounts
        (F, r) ``a_fr``.
    lower, upper
        (k, r) limits, 0 and infinity where there is none.
    moved, most_moved
        (P, d) ``m_fjd`` and (d,) its limits.
    """

    start: Offsets
    territory: Integers
    cost: Floats
    amounts: Floats
    lower: Floats
    upper: Floats
    moved: Floats
    most_moved: Floats

    @property
    def num_items(self) -> int:
        """Number of items F."""
        return len(self.start) - 1


@dataclass(frozen=True, slots=True, eq=False)
class FixedCentres:
    """A generalized assignment problem with two-sided limits.

    Parameters
    ----------
    instance, criteria, eligibility, items
        What it was made from.
    roads
        Costs of travel to the power of the criteria, and the place of each centre.
    program
        The numbers.
    complete
        True where every eligible pair is open.
    stranded
        True where an item, for want of a pair within the radius, keeps others at ``STRANDED`` times their travel.
    """

    instance: Instance
    criteria: Criteria
    eligibility: Eligibility
    items: Items
    roads: Roads
    program: Program
    complete: bool
    stranded: bool = False

    def alignment(self, choice: Offsets) -> Alignment:
        """The plan in which item f takes pair ``choice[f]`` (F,)."""
        territory = self.program.territory[choice]
        territory_of = self.items.spread(territory, self.instance.num_units)
        free = self.instance.free_centres()
        centre = np.where(free, self.roads.places, NOBODY)
        return Alignment(self.instance, territory_of, centre.astype(np.int32))

    def choice(self, alignment: Alignment, otherwise: Offsets | None = None) -> Offsets:
        """(F,) pair each item takes in a plan; where the plan's own is closed another one, by default the first."""
        program = self.program
        now = alignment.territory_of[self.items.members.unit[self.items.members.start[:-1]]]
        k = self.instance.num_territories
        item = np.repeat(np.arange(program.num_items), np.diff(program.start))
        code = item * np.int64(k) + program.territory
        wanted = np.arange(program.num_items) * np.int64(k) + np.maximum(now, 0)
        at = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
        other = program.start[:-1] if otherwise is None else otherwise
        return np.where((code[at] == wanted) & (now >= 0), at, other).astype(np.int64)


def formulate(
    instance: Instance,
    criteria: Criteria,
    eligibility: Eligibility,
    *,
    items: Items,
    centres: Integers,
    most: int | None = None,
    known: Integers | None = None,
) -> FixedCentres:
    """Put an instance under its criteria, with centres at given places, into numbers.

    Parameters
    ----------
    instance, criteria, eligibility, items
        Facts, choices and what follows from them.
    centres
        (k,) place of each centre: a unit, or n + territory for a fixed one; -1 for a territory that stays empty.
    most
        Nearest territories opened for each item, see ``PairOpener``; None to open none, for ``with_pairs``.
    known
        (n,) territory of each unit in a plan whose pairs are open as those of today are.
    """
    complete = most is not None and bool((eligibility.allowed[:, centres >= 0].sum(axis=1) <= most).all())
    roads = Roads(instance.geometry(criteria.travel.quantity, criteria.travel.power), centres)
    empty = FixedCentres(instance, criteria, eligibility, items, roads, _no_program(items), complete)
    if most is None:
        return empty
    plans = (instance.units.incumbent,) if known is None else (instance.units.incumbent, known)
    return with_pairs(empty, PairOpener(items, eligibility, plans, roads, most).open())


def with_pairs(fixed: FixedCentres, pairs: Pairs) -> FixedCentres:
    """The same formulation with other pairs open; those beyond the radius are closed again."""
    criteria, items, instance = fixed.criteria, fixed.items, fixed.instance
    roads, incumbent = fixed.roads, instance.units.incumbent
    cost, stranded = travel_costs(items, pairs, roads), False
    if criteria.max_travel is not None:
        if criteria.travel.power != 1:
            roads = Roads(instance.geometry(criteria.travel.quantity), roads.places)
        pairs, cost, stranded = _within_radius(items, pairs, cost, roads=roads, most=criteria.max_travel)
    if items.moving_cost.any():
        cost = cost + moving_amounts(items, pairs, incumbent, items.moving_cost[:, None])[:, 0]
    moved = moving_amounts(items, pairs, incumbent, items.shares) if items.shares.shape[1] else np.zeros((0, 0))
    program = fixed.program._replace(start=pairs.start, territory=pairs.territory, cost=cost, moved=moved)
    return replace(fixed, program=program, stranded=stranded)


def _no_program(items: Items) -> Program:
    """The limits and amounts, without any pair."""
    return Program(
        start=np.zeros(len(items) + 1, dtype=np.int64),
        territory=np.empty(0, dtype=np.int32),
        cost=np.empty(0),
        amounts=items.amounts,
        lower=items.limits.lower,
        upper=items.limits.upper,
        moved=np.zeros((0, 0)),
        most_moved=items.disruption_limits,
    )


def _within_radius(
    items: Items, pairs: Pairs, cost: Floats, *, roads: Roads, most: float
) -> tuple[Pairs, Floats, bool]:
    """Close pairs beyond the radius; an item that has none within keeps all, at a price no plan pays willingly."""
    keep = farthest_units(items, pairs, roads) <= most * (1 + 1e-9)
    item = np.repeat(np.arange(len(items)), np.diff(pairs.start))
    stranded = np.bincount(item[keep], minlength=len(items)) == 0
    cost = np.where(stranded[item], STRANDED * cost, cost)
    keep |= stranded[item]
    start = np.concatenate([[0], np.cumsum(np.bincount(item[keep], minlength=len(items)))]).astype(np.int64)
    return Pairs(start, pairs.territory[keep]), cost[keep], bool(stranded.any())
