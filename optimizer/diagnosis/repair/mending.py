"""A first repair by hand: all stay, who has nobody goes where most is missing, then the best shifts and swaps."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.mixed_integer import Formulation
from optimizer.travel import Floats

STEPS = 3_000
"""Most shifts and swaps."""
MOST_SWAPS = 300_000
"""Pairs of items looked at for one swap."""
CARE = 1e-3
"""Excess, as share of a limit, that is as bad as the move of an item of mean worth."""


def mended(formulation: Formulation, seconds: float) -> NDArray[np.intp] | None:
    """(F,) territory of each item in a plan that keeps the limits of totals; None where none was come by in the time.

    Parameters
    ----------
    formulation
        Whose sites are the territories, and whose costs are those of moves.
    seconds
        Most time.
    """
    ends, bench = time.perf_counter() + seconds, _Bench(formulation)
    for _ in range(STEPS):
        if bench.excess_of(bench.total, bench.every).sum() <= 0:
            return bench.choice
        if time.perf_counter() > ends or not (bench.shift() or bench.swap()):
            return None
    return None


@dataclass(slots=True, eq=False)
class _Bench:
    """A plan under way, changed in place: (F,) choice and (k, r) totals."""

    formulation: Formulation
    cost: Floats = field(init=False)
    amounts: Floats = field(init=False)
    lower: Floats = field(init=False)
    upper: Floats = field(init=False)
    scale: Floats = field(init=False)
    choice: NDArray[np.intp] = field(init=False)
    total: Floats = field(init=False)
    every: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        columns, sizes = self.formulation.columns, self.formulation.sizes
        k = len(sizes.lower)
        worth = self.formulation.cost[self.formulation.cost > 0]
        self.cost = np.full((len(sizes.amounts), k), np.inf)
        self.cost[columns.item, columns.site] = self.formulation.cost / (worth.mean() if len(worth) else 1.0)
        self.amounts, self.lower, self.upper = sizes.amounts, sizes.lower, sizes.upper
        size = np.where(np.isfinite(self.upper), self.upper, self.lower)
        self.scale = np.where(size > 1e-9, size, 1.0)
        self.every = np.arange(k)
        self.choice, self.total = self.cost.argmin(axis=1), np.zeros_like(self.upper)
        self._begin()

    def excess_of(self, total: Floats, territory: NDArray[np.intp]) -> Floats:
        """Sum of the shares by which each row of totals misses the limits of its territory."""
        outside = np.maximum(np.maximum(self.lower[territory] - total, total - self.upper[territory]), 0.0)
        return np.asarray((outside / self.scale[territory]).sum(axis=1))

    def shift(self) -> bool:
        """Give one item the territory that mends most for what its move costs; False where none mends."""
        now = self.excess_of(self.total, self.every)
        items = np.arange(len(self.choice))
        leaving = self.excess_of(self.total[self.choice] - self.amounts, self.choice) - now[self.choice]
        change = np.full(self.cost.shape, np.inf)
        for territory in self.every.tolist():
            row = np.flatnonzero(np.isfinite(self.cost[:, territory]) & (self.choice != territory))
            there = self.excess_of(self.total[territory] + self.amounts[row], np.full(len(row), territory))
            change[row, territory] = leaving[row] + there - now[territory]
        dearer = np.where(np.isfinite(change), self.cost, 0.0) - self.cost[items, self.choice][:, None]
        mends = change < -1e-12
        if not mends.any():
            return False
        score = np.where(mends, change + CARE * dearer, np.inf)
        item, territory = divmod(int(score.argmin()), len(self.every))
        self._put(item, territory)
        return True

    def swap(self) -> bool:
        """Exchange an item of the worst territory for another's so that most is mended; False where none does."""
        now = self.excess_of(self.total, self.every)
        worst = int(now.argmax())
        own, other = np.flatnonzero(self.choice == worst), np.flatnonzero(self.choice != worst)
        other = other[np.isfinite(self.cost[other, worst])][: max(1, MOST_SWAPS // max(1, len(own)))]
        first, second = np.nonzero(np.isfinite(self.cost[np.ix_(own, self.choice[other])]))
        if not len(first):
            return False
        one, two = own[first], other[second]
        homes, difference = self.choice[two], self.amounts[two] - self.amounts[one]
        change = self.excess_of(self.total[worst] + difference, np.full(len(one), worst)) - now[worst]
        change += self.excess_of(self.total[homes] - difference, homes) - now[homes]
        best = int(change.argmin())
        if change[best] > -1e-12:
            return False
        home = int(homes[best])
        self._put(int(one[best]), home)
        self._put(int(two[best]), worst)
        return True

    def _begin(self) -> None:
        """Those at home first; the others, the largest first, where they leave least missing or too much."""
        at_home = np.isfinite(self.cost) & (self.cost <= 0)
        free = at_home.sum(axis=1) > 1
        np.add.at(self.total, self.choice[~free], self.amounts[~free])
        weight = (self.amounts / self.scale.max(axis=0)).max(axis=1, initial=0.0)
        loose = np.flatnonzero(free)
        for item in loose[np.argsort(-weight[loose], kind="stable")].tolist():
            open_to = np.flatnonzero(at_home[item])
            after = self.total[open_to] + self.amounts[item]
            change = self.excess_of(after, open_to) - self.excess_of(self.total[open_to], open_to)
            filled = (after / self.scale[open_to]).max(axis=1, initial=0.0)
            home = int(open_to[np.lexsort((filled, change))[0]])
            self.choice[item] = home
            self.total[home] += self.amounts[item]

    def _put(self, item: int, territory: int) -> None:
        self.total[self.choice[item]] -= self.amounts[item]
        self.total[territory] += self.amounts[item]
        self.choice[item] = territory
