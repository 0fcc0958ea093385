"""Territories met on the way, each kept once: what partitions the items best may never have been one plan."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats, Integers

from .ground import Ground
from .layout import Layout, item_costs
from .polish import ROUNDING


class Column(NamedTuple):
    """A territory as it was in some plan.

    Parameters
    ----------
    items
        What it had.
    territory, centre
        Which it was, and where its centre was.
    cost
        Its part of the objective.
    plan_cost
        Cost of the cheapest plan it was met in.
    """

    items: Integers
    territory: int
    centre: int
    cost: float
    plan_cost: float


class Pool:
    """Columns by the items they have; territories that are all alike share theirs.

    Parameters
    ----------
    ground
        Facts of the search.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.alike = alike(ground)
        # Sets are told apart by the sum of a random word for each item (Zobrist, 1970).
        words = np.random.default_rng(len(ground.members.start))
        self.word = words.integers(1, 2**63, len(ground.members.start) - 1, dtype=np.uint64)
        self.columns: dict[tuple[int, int], Column] = {}

    def add(self, layout: Layout, plan_cost: float) -> None:
        """Keep the territories of a plan that have items and keep their limits."""
        order = np.argsort(layout.territory, kind="stable").astype(np.int32)
        size = np.bincount(layout.territory, minlength=len(layout.centre))
        used = np.flatnonzero(size > 0)
        start = (np.cumsum(size) - size)[used]
        key = np.bitwise_xor.reduceat(self.word[order], start)
        cost = np.bincount(layout.territory, item_costs(self.ground, layout), minlength=len(size))[used]
        keeps = self._keeps_limits(layout.total[used], used)
        whose = np.zeros(len(used), dtype=np.int64) if self.alike else used
        for at in np.flatnonzero(keeps):
            name = (int(whose[at]), int(key[at]))
            known = self.columns.get(name)
            if known is None or cost[at] < known.cost:
                items = order[start[at] : start[at] + size[used[at]]] if known is None else known.items
                territory = int(used[at])
                least = plan_cost if known is None else min(plan_cost, known.plan_cost)
                self.columns[name] = Column(items, territory, int(layout.centre[territory]), float(cost[at]), least)
            elif plan_cost < known.plan_cost:
                self.columns[name] = known._replace(plan_cost=plan_cost)

    def best(self, most: int) -> list[Column]:
        """The columns met in the cheapest plans, at most so many."""
        return sorted(self.columns.values(), key=lambda column: (column.plan_cost, column.cost))[:most]

    def _keeps_limits(self, total: Floats, used: NDArray[np.intp]) -> NDArray[np.bool_]:
        lower, upper = self.ground.lower[used], self.ground.upper[used]
        limit = ROUNDING * np.where(np.isfinite(upper), upper, lower)
        return np.asarray(((total <= upper + limit) & (total >= lower - limit)).all(axis=1))


def alike(ground: Ground) -> bool:
    """Whether it makes no difference which territory a set of items belongs to."""
    same = (ground.lower == ground.lower[:1]).all() and (ground.upper == ground.upper[:1]).all()
    return bool(ground.plain and ground.free.all() and same and not len(ground.most_moved))
