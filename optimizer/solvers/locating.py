"""Centres for balanced territories: location-allocation over prices, and kicks of the best centres known.

For given centres the transport dual says what balanced travel costs, contiguity aside; territories that take their
cheapest items at its prices give each centre a new best place (location-allocation: Cooper, 1963; with balance by
transport: Hess, Weaver, Siegfeldt, Whelan and Zitlau, 1965). Centres that no longer move are kicked: one or two go
elsewhere, and what then settles at a lower dual is kept (iterated local search: Lourenco, Martin and Stutzle, 2003).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from optimizer.compiled import jitted, wide
from optimizer.eligibility import Eligibility
from optimizer.formulation.fixed_centres import Program
from optimizer.formulation.items import Items
from optimizer.instance import NOBODY
from optimizer.progress import Monitor
from optimizer.travel import Floats, Integers

from .ascent import PriceSearch
from .ground import Ground, cost_at
from .mosaic import price_column
from .prices import Prices, cheapest_pairs, open_bound
from .smoothed import NOTHING, Scale

FIRST = PriceSearch(temperatures=(0.3, 0.1, 0.03, 0.01), steps=10, newton_steps=10)
AGAIN = PriceSearch(temperatures=(0.01,), steps=4, newton_steps=12)
FINE = PriceSearch(temperatures=(0.003, 0.001, 0.0003), steps=4, newton_steps=20)
ROUNDS = 8
"""Most rounds of location-allocation before a kick."""
CANDIDATES = 300
"""Places tried for a centre; of larger territories every so manieth."""


class Located(NamedTuple):
    """Centres that settled: places (k,), territories of items (F,), prices, and the dual value."""

    centre: Integers
    territory: Integers
    prices: Prices
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Locator:
    """Location-allocation on one instance.

    Parameters
    ----------
    ground, eligibility, items
        Facts.
    moves
        (F, k, d) what items add to disruption rows.
    """

    ground: Ground
    eligibility: Eligibility
    items: Items
    moves: Floats

    def settle(self, centre: Integers, monitor: Monitor) -> Located:
        """Assign and recentre in turn until the dual falls no more."""
        count, k = len(self.items), len(centre)
        cost = np.empty((count, k))
        at: Located | None = None
        placed = np.full(k, -2, dtype=np.int32)
        for _ in range(ROUNDS if self.ground.free.any() else 1):
            for column in np.flatnonzero(centre != placed).tolist():
                price_column(self.ground, (column, int(centre[column])), cost)
            placed = centre.copy()
            program = self._program(cost)
            search, start = (FIRST, None) if at is None else (AGAIN, at.prices)
            prices = search.run(program, self._scale(cost), start, monitor=monitor)
            value = open_bound(program, prices)
            if at is not None and value >= at.value * (1 - 1e-6):
                break
            territory = program.territory[cheapest_pairs(program, prices)].astype(np.int32)
            at = Located(centre, territory, prices, value)
            centre = centre.copy()
            best_places(self.ground, territory, centre)
            if (centre == placed).all() or monitor.limit() is not None:
                break
        assert at is not None  # noqa: S101 -- there is at least one round
        return at

    def refined(self, at: Located, monitor: Monitor) -> Located:
        """The same centres with prices at which territories are balanced to the last few items."""
        cost = np.empty((len(self.items), len(at.centre)))
        for column, place in enumerate(at.centre.tolist()):
            price_column(self.ground, (column, place), cost)
        program = self._program(cost)
        prices = FINE.run(program, self._scale(cost), at.prices, monitor=monitor)
        territory = program.territory[cheapest_pairs(program, prices)].astype(np.int32)
        return Located(at.centre, territory, prices, open_bound(program, prices))

    def kicked(self, known: Integers, generator: np.random.Generator, most: int = 2) -> Integers:
        """Centres with one or more of the free ones drawn anew."""
        free = np.flatnonzero(self.ground.free)
        centre = known.copy()
        if not len(free):
            return centre
        moved = generator.choice(free, min(len(free), int(generator.integers(1, most + 1))), replace=False)
        for column in moved.tolist():
            place = self._draw(generator, column, centre)
            centre[column] = place if place != NOBODY else centre[column]
        return centre

    def _draw(self, generator: np.random.Generator, column: int, centre: Integers) -> int:
        """A place no centre has, at an item the territory may serve."""
        eligibility, members = self.eligibility, self.items.members
        may = eligibility.allowed[eligibility.class_of, column]
        may = may & ((eligibility.pinned == NOBODY) | (eligibility.pinned == column))
        places = np.setdiff1d(members.unit[members.start[:-1]][may], centre)
        return int(generator.choice(places)) if len(places) else NOBODY

    def _program(self, cost: Floats) -> Program:
        count, k = cost.shape
        ground, rows = self.ground, self.moves.shape[2]
        return Program(
            start=np.arange(count + 1, dtype=np.int64) * k,
            territory=np.tile(np.arange(k, dtype=np.int32), count),
            cost=cost.ravel(),
            amounts=ground.amounts,
            lower=ground.lower,
            upper=ground.upper,
            moved=self.moves.reshape(count * k, rows) if rows else np.zeros((0, 0)),
            most_moved=ground.most_moved,
        )

    def _scale(self, cost: Floats) -> Scale:
        """As ``smoothed.find_scale``, from the pairs that may be."""
        least = cost.min(axis=1)
        may = np.isfinite(cost)
        extra = (np.where(may, cost, 0.0).sum(axis=1) / np.maximum(may.sum(axis=1), 1)) - least
        typical = max(float(extra[np.isfinite(extra)].mean()), 1e-9)
        amount = self.ground.amounts.mean(axis=0) if self.ground.amounts.size else np.zeros(0)
        moved = self.moves.mean(axis=(0, 1))
        scale = Scale(
            balance=typical / np.where(amount > NOTHING, amount, 1.0),
            moved=typical / np.where(moved > NOTHING, moved, 1.0),
            length=typical,
            spread=extra,
        )
        return replace(scale, spread=np.maximum(extra, 0.05 * typical))


@jitted
def best_places(ground: Ground, territory: Integers, centre: Integers) -> None:
    """Put each free centre at the item of its territory from which the territory costs least."""
    for column in range(len(centre)):
        if not ground.free[column]:
            continue
        rows = np.flatnonzero(territory == column)
        here, least = centre[column], np.inf
        # The place of now comes first: most others are given up long before their sum is complete.
        for at in range(-1, len(rows), max(1, len(rows) // CANDIDATES)):
            place = here if at < 0 else ground.members.unit[ground.members.start[rows[at]]]
            if place < 0:
                continue
            cost = 0.0
            for row in rows:
                cost += cost_at(ground, wide(int(row)), column, wide(int(place)))
                if cost >= least:
                    break
            if cost < least:
                least = cost
                centre[column] = place
