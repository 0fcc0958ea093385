"""A plan by hand: the largest first to where most room is, then the best shifts and swaps until rules are kept."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats

from .rulebook import Rulebook

STEPS = 4_000
"""Most shifts and swaps."""
MOST_SWAPS = 400_000
"""Pairs of items looked at for one swap."""


def mend(book: Rulebook, seconds: float) -> NDArray[np.intp] | None:
    """(F,) territory of each item in a plan that keeps limits and caps, None where none was come by in the time."""
    if book.num_items == 0:
        return np.zeros(0, dtype=np.intp)
    ends, mending = time.perf_counter() + seconds, _Mending(book)
    for _ in range(STEPS):
        if mending.broken == 0:
            return mending.choice
        if time.perf_counter() > ends or not (mending.shift() or mending.swap()):
            return None
    return None


class _Mending:
    """A plan that breaks rules, and by how much."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        size = np.where(np.isfinite(book.upper), book.upper, book.lower)
        self._scale = np.where(size > 1e-6, size, 1.0)
        self.choice = self._begin()
        self._total = np.zeros_like(book.upper)
        np.add.at(self._total, self.choice, book.amounts)
        self._moved: Floats = book.moved[:, np.arange(book.num_items), self.choice].sum(axis=1)

    @property
    def broken(self) -> float:
        """Sum of the shares by which limits are missed."""
        territories = np.arange(len(self._total))
        return float(self._excess(self._total, territories).sum() + self._over(self._moved).sum())

    def shift(self) -> bool:
        """Give one item the territory that mends most; False where none mends."""
        book, items = self.book, np.arange(self.book.num_items)
        now = self._excess(self._total, np.arange(len(self._total)))
        leaving = self._excess(self._total[self.choice] - book.amounts, self.choice) - now[self.choice]
        change = np.full(book.open.shape, np.inf)
        for territory in range(len(now)):
            row = np.flatnonzero(book.open[:, territory] & (self.choice != territory))
            there = self._excess(self._total[territory] + book.amounts[row], np.full(len(row), territory))
            change[row, territory] = leaving[row] + there - now[territory]
        own = book.moved[:, items, self.choice]
        for measure, cap in enumerate(book.caps.tolist()):
            total = float(self._moved[measure])
            after = total + book.moved[measure] - own[measure].reshape(-1, 1)
            change += np.maximum(after - cap, 0.0) - max(total - cap, 0.0)
        item, home = divmod(int(change.argmin()), len(now))
        if change[item, home] > -1e-12:
            return False
        self._put(item, home)
        return True

    def swap(self) -> bool:
        """Exchange two items so that most is mended, one of a territory that breaks a limit; False where none does."""
        book = self.book
        now = self._excess(self._total, np.arange(len(self._total)))
        worst = int(now.argmax())
        own, other = np.flatnonzero(self.choice == worst), np.flatnonzero(self.choice != worst)
        if now[worst] <= 0 or len(own) * len(other) > MOST_SWAPS:
            return False
        there = self.choice[other]
        possible = book.open[np.ix_(own, there)] & book.open[other, worst]
        first, second = np.nonzero(possible)
        if len(first) == 0:
            return False
        one, two = own[first], other[second]
        difference = book.amounts[two] - book.amounts[one]
        homes = self.choice[two]
        change = self._excess(self._total[worst] + difference, np.full(len(one), worst)) - now[worst]
        change += self._excess(self._total[homes] - difference, homes) - now[homes]
        for moved, total, cap in zip(book.moved, self._moved, book.caps, strict=True):
            step = moved[one, homes] - moved[one, worst] + moved[two, worst] - moved[two, homes]
            change += np.maximum(total + step - cap, 0.0) - max(total - cap, 0.0)
        best = int(change.argmin())
        if change[best] > -1e-12:
            return False
        home = int(homes[best])
        self._put(int(one[best]), home)
        self._put(int(two[best]), worst)
        return True

    def _begin(self) -> NDArray[np.intp]:
        """Today's territory where a cap asks for it, else, the largest first, where most room is left for its size."""
        book = self.book
        choice = np.zeros(book.num_items, dtype=np.intp)
        total = np.zeros_like(book.upper)
        weight = (book.amounts / self._scale.max(axis=0)).max(axis=1, initial=0)
        for item in np.lexsort((-weight, book.open.sum(axis=1) > 1)).tolist():
            open_to = np.flatnonzero(book.open[item])
            if len(book.moved):
                still = book.moved[:, item, open_to].sum(axis=0)
                open_to = open_to[still <= still.min() + 1e-15]
            filled = ((total[open_to] + book.amounts[item]) / book.upper[open_to]).max(axis=1, initial=0.0)
            choice[item] = open_to[filled.argmin()]
            total[choice[item]] += book.amounts[item]
        return choice

    def _excess(self, total: Floats, territory: NDArray[np.intp]) -> Floats:
        """Share by which each row of totals misses the limits of its territory."""
        lower, upper, scale = self.book.lower[territory], self.book.upper[territory], self._scale[territory]
        outside = np.maximum(np.maximum(lower - total, total - upper), 0.0)
        return np.asarray((outside / scale).sum(axis=1))

    def _over(self, moved: Floats) -> Floats:
        return np.maximum(moved - self.book.caps, 0.0)

    def _put(self, item: int, territory: int) -> None:
        book, before = self.book, self.choice[item]
        self._total[before] -= book.amounts[item]
        self._total[territory] += book.amounts[item]
        self._moved = self._moved + book.moved[:, item, territory] - book.moved[:, item, before]
        self.choice[item] = territory
