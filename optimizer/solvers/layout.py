"""A plan with places under way: totals and lists of the items of each territory, changed in place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.compiled import jittable, jitted, wide
from optimizer.travel import Floats, Integers

from .ground import Ground, cost_at


class Layout(NamedTuple):
    """A plan with places, changed in place.

    Parameters
    ----------
    territory, centre
        (F,) territory of each item, (k,) place of each centre.
    total, moved
        (k, r) and (d,) what it adds up to.
    first, after, before
        (k,), (F,), (F,): items of a territory as linked lists, -1 at the ends.
    size
        (k,) items of each territory.
    """

    territory: Integers
    centre: Integers
    total: Floats
    moved: Floats
    first: Integers
    after: Integers
    before: Integers
    size: Integers


def new_layout(ground: Ground, territory: Integers, centre: Integers) -> Layout:
    """A layout with totals and lists made from scratch."""
    count, k = len(territory), len(centre)
    total = [np.bincount(territory, column, minlength=k) for column in ground.amounts.T]
    units = ground.members.unit
    item = np.repeat(np.arange(count), np.diff(ground.members.start))
    moves = units[ground.incumbent[units] != territory[item]]
    layout = Layout(
        territory=territory.astype(np.int32).copy(),
        centre=centre.astype(np.int32).copy(),
        total=np.ascontiguousarray(np.array(total).reshape(ground.amounts.shape[1], k).T),
        moved=np.asarray(ground.shares[moves].sum(axis=0)),
        first=np.full(k, -1, dtype=np.int32),
        after=np.full(count, -1, dtype=np.int32),
        before=np.full(count, -1, dtype=np.int32),
        size=np.zeros(k, dtype=np.int32),
    )
    _link_all(layout)
    return layout


@jitted
def _link_all(layout: Layout) -> None:
    for item in range(len(layout.territory) - 1, -1, -1):
        link(layout, item, wide(layout.territory[item]))


@jitted
def link(layout: Layout, item: int, territory: int) -> None:
    """Put an item at the head of the list of a territory."""
    head = layout.first[territory]
    layout.after[item] = head
    layout.before[item] = -1
    if head >= 0:
        layout.before[head] = item
    layout.first[territory] = item
    layout.territory[item] = territory
    layout.size[territory] += 1


@jittable
def unlink(layout: Layout, item: int) -> None:
    """Take an item out of the list it is in."""
    territory = layout.territory[item]
    ahead, behind = layout.before[item], layout.after[item]
    if ahead >= 0:
        layout.after[ahead] = behind
    else:
        layout.first[territory] = behind
    if behind >= 0:
        layout.before[behind] = ahead
    layout.size[territory] -= 1


def layout_cost(ground: Ground, layout: Layout) -> float:
    """Objective of a layout, limits aside."""
    return float(item_costs(ground, layout).sum())


@jitted
def item_costs(ground: Ground, layout: Layout) -> Floats:
    """(F,) objective of each item as it is."""
    cost = np.empty(len(layout.territory))
    for item in range(len(cost)):
        territory = wide(layout.territory[item])
        cost[item] = cost_at(ground, item, territory, wide(layout.centre[territory]))
    return cost
