"""A lower bound for centres that may lie at any account.

Relaxing that every item has a territory, with a multiplier ``a_f`` each, leaves one knapsack for every possible place::

    L(a) = sum_f a_f + sum over pools of ( sum of its fixed centres' r_p + the k_free least r_p of its places )
    r_p  = max over measures of  min over x of sum_f (c_fp - a_f) x_f
           subject to  L <= sum_f w_f x_f <= U,  0 <= x <= 1

(capacitated p-median: Ceselli and Righini, 2005; Lagrangian of Geoffrion, 1974). L and U are the widest limits of the
pool; disruption and who may serve whom within a pool are left out, which keeps the bound valid. Multipliers are
improved by subgradient steps (Held, Wolfe and Crowder, 1974).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_pieces
from optimizer.compiled import jittable, jitted
from optimizer.progress import Monitor
from optimizer.travel import Floats, Integers

from .ground import Ground, travel_table
from .knapsack import Climb, Shops, climb
from .transport import TransportCase

TABLED = 6_000
"""Most items of which all pairs are looked at."""
PATIENCE = 6
"""Steps without a better bound after which steps are shortened."""
FULL_STEPS = 12
"""One step with lower limits for so many without."""
ROUNDING = 1e-12
"""Share of the terms of a bound by which it is lowered."""
LONGEST = 600.0
"""Seconds planned for where no time is given."""
REACH = 4.0
"""No multiplier is larger than the largest cost at the nearest centre of the plan, so many times."""
FARTHER, RENEWED = 1.3, 50
"""Multipliers may grow so many times between two choices of the pairs within reach, and steps between these."""
MARKED, BARELY = 250, 1e-4
"""So many steps that raise a bound by less than this share are the last."""
CLIMB_PATIENCE = 25
"""Steps without a better bound after which steps are shortened, where a step is cheap."""
NEAR, FEW = 0.1, 25
"""Length of the first step near the top, where longer ones only lead away from it, and fewest steps there."""
CLIMBING = 0.4
"""Most share of the time left for the steps without lower limits, where there are any."""
BATCH = 64
"""Places whose knapsacks are filled together."""


class _Knapsacks(NamedTuple):
    """A knapsack for each place and measure.

    ``cost`` (places, F), infinite for items of other pools; ``amount`` (r, F); ``least``, ``room`` (r, places).
    """

    cost: Floats
    amount: Floats
    least: Floats
    room: Floats


@dataclass(frozen=True, slots=True)
class MedianBound:
    """Subgradient ascent.

    Parameters
    ----------
    most_items
        With more items no bound is computed: every step looks at all pairs of items.
    steps
        Most steps.
    pairs
        Pairs looked at for each second of the time given.
    most_climbs, fewest_climbs
        Most steps without lower limits, and how many there are however long they take.
    """

    most_items: int = TABLED
    steps: int = 360
    pairs: float = 6e7
    most_climbs: int = 20_000
    fewest_climbs: int = 60

    def part(self, share: float, *, near: bool = False) -> MedianBound:
        """The same with a share of the steps, none with lower limits; near the top very few do where they take long."""
        fewest = FEW if near else self.fewest_climbs
        most = max(fewest, int(share * self.most_climbs))
        return replace(self, steps=0, pairs=share * self.pairs, most_climbs=most, fewest_climbs=fewest)

    def run(self, case: TransportCase, ground: Ground, best: float, monitor: Monitor) -> float | None:
        """Lower bound, None where the instance is too large for one; parameters as of ``find``."""
        evidence = self.find(case, ground, best, monitor)
        return None if evidence is None else max(evidence.bound, 0.0)

    def find(
        self, case: TransportCase, ground: Ground, best: float, monitor: Monitor, *, given: Floats | None = None
    ) -> Evidence | None:
        """Lower bound and multipliers that prove it, None where the instance is too large.

        Parameters
        ----------
        case, ground
            The instance under its criteria.
        best
            Cost of a plan, which steps aim at.
        monitor
            Asked whether to go on.
        given
            (F,) multipliers of a bound under other criteria, to begin with; NaN for items it did not have.
        """
        if len(case.items) > self.most_items:
            return None
        place, pool_of_place = _places(case)
        cost = _costs(ground, place)
        cost[pool_of_place[:, None] != case.eligibility.pool_of_family[None, :]] = np.inf
        amount, least, room = _limits(ground, case)
        knapsacks = _Knapsacks(cost, amount, least[:, pool_of_place].copy(), room[:, pool_of_place].copy())
        seconds = min(monitor.stop.seconds, LONGEST)
        share = CLIMBING if knapsacks.least.any() else 1.0
        until = monitor.elapsed + share * monitor.remaining
        start = Evidence(_Ascent(case, knapsacks, pool_of_place).begin(), -np.inf, 1.0)
        if given is not None:
            start = Evidence(np.where(np.isfinite(given), given, start.multiplier), -np.inf, NEAR)
        climbed = self._climb(case, knapsacks, pool_of_place, best, start=start, monitor=monitor, until=until)
        if not knapsacks.least.any() or monitor.limit() is not None:
            return climbed
        # Lower limits take twenty times longer; they are worth the last few steps.
        steps = int(np.clip(self.pairs * seconds / cost.size, 20, self.steps))
        return _Ascent(case, knapsacks, pool_of_place).run(best, steps // FULL_STEPS, monitor, climbed)

    def _climb(
        self,
        case: TransportCase,
        knapsacks: _Knapsacks,
        pool_of_place: Integers,
        best: float,
        *,
        start: Evidence,
        monitor: Monitor,
        until: float,
    ) -> Evidence:
        """Multipliers by whole knapsacks with upper limits alone."""
        begin = start.multiplier
        far = REACH * float(begin.max(initial=0.0))
        number = np.array([-np.inf, start.scale, 0.0])
        state = Climb(begin.copy(), begin.copy(), np.zeros_like(begin), number, np.empty(0))
        work = self.pairs * min(monitor.stop.seconds, LONGEST)
        climbs = 0
        mark = -np.inf
        while climbs < self.most_climbs and (work > 0.0 or climbs < self.fewest_climbs):
            if climbs and climbs % MARKED == 0:
                if number[0] - mark < BARELY * abs(number[0]):
                    break
                mark = float(number[0])
            reach = np.minimum(FARTHER * state.now + FARTHER * float(state.now.mean()), far)
            shops = shops_of(case, knapsacks, pool_of_place, reach)
            batch = min(RENEWED, self.fewest_climbs, self.most_climbs - climbs)
            climbs += batch
            work -= batch * len(shops.item) + knapsacks.cost.size
            if not climb(shops, state, best, batch, CLIMB_PATIENCE) or monitor.limit() is not None:
                break
            if monitor.elapsed > until:
                break
        return Evidence(state.best, float(number[0]), 0.1)


def shops_of(case: TransportCase, knapsacks: _Knapsacks, pool_of_place: Integers, reach: Floats) -> Shops:
    """The pairs within reach of each item, beyond which its multiplier may not go."""
    within = knapsacks.cost < reach
    row, item = np.nonzero(within)
    free = case.instance.free_centres()
    fixed = np.arange(len(pool_of_place)) >= len(pool_of_place) - int((~free).sum())
    wanted = np.bincount(case.eligibility.pool_of_territory[free], minlength=case.eligibility.num_pools)
    family_of = case.eligibility.family_of
    own = np.full(len(pool_of_place), -1, dtype=np.int32)
    own[~fixed] = family_of[family_of >= 0]
    return Shops(
        start=np.searchsorted(row, np.arange(len(pool_of_place) + 1)).astype(np.int64),
        item=item.astype(np.int32),
        cost=knapsacks.cost[within],
        amount=knapsacks.amount,
        room=knapsacks.room,
        pool=pool_of_place,
        wanted=wanted.astype(np.int64),
        fixed=fixed,
        own=own,
        reach=reach,
    )


def _places(case: TransportCase) -> tuple[Integers, Integers]:
    """Places a centre may have, and their pools: every placed unit, then the fixed centres."""
    instance, eligibility = case.instance, case.eligibility
    fixed = np.flatnonzero(~instance.free_centres())
    unit = np.flatnonzero(eligibility.family_of >= 0)
    place = np.concatenate([unit, instance.num_units + fixed]).astype(np.int32)
    pool = [eligibility.pool_of_family[eligibility.family_of[unit]], eligibility.pool_of_territory[fixed]]
    return place, np.concatenate(pool).astype(np.int32)


def _limits(ground: Ground, case: TransportCase) -> tuple[Floats, Floats, Floats]:
    """(r, F) amounts, (r, pools) least lower and largest upper limits; without any measure one without limits."""
    pools, pool = case.eligibility.num_pools, case.eligibility.pool_of_territory
    rows = ground.amounts.shape[1]
    if rows == 0:
        return np.zeros((1, len(case.items))), np.zeros((1, pools)), np.full((1, pools), np.inf)
    least, room = np.full((rows, pools), np.inf), np.zeros((rows, pools))
    for row in range(rows):
        np.minimum.at(least[row], pool, ground.lower[:, row])
        np.maximum.at(room[row], pool, ground.upper[:, row])
    return np.ascontiguousarray(ground.amounts.T), least, room


class Evidence(NamedTuple):
    """Multipliers (F,), the bound they prove, and the length of steps from there."""

    multiplier: Floats
    bound: float
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class _Ascent:
    case: TransportCase
    knapsacks: _Knapsacks
    pool_of_place: Integers

    def run(self, best: float, steps: int, monitor: Monitor, start: Evidence) -> Evidence:
        """The best multipliers of the steps, and their bound."""
        at, multiplier, scale, since = start, start.multiplier, start.scale, 0
        direction = np.zeros_like(multiplier)
        highest = 4.0 * float(self.knapsacks.cost[np.isfinite(self.knapsacks.cost)].max(initial=0.0))
        for _ in range(steps):
            if monitor.limit() is not None:
                break
            value, unserved = self._value(multiplier)
            since = 0 if value > at.bound else since + 1
            at = Evidence(multiplier, value, scale) if value > at.bound else at
            if not unserved.any():
                break
            if since >= PATIENCE:
                multiplier, scale, since, direction = at.multiplier, 0.6 * scale, 0, np.zeros_like(direction)
                continue
            # A step that also remembers the one before swings less (Camerini, Fratta and Maffioli, 1975).
            direction = unserved + 0.5 * direction
            square = float(direction @ direction)
            if square == 0.0:
                break
            # The plan may break limits; a bound above it is possible, so the aim stays a little above the bound.
            aim = max(best, at.bound + 0.001 * abs(at.bound))
            multiplier = np.clip(multiplier + scale * (aim - value) / square * direction, 0.0, highest)
        return Evidence(at.multiplier, at.bound, scale)

    def begin(self) -> Floats:
        """Cost of each item at the nearest of the plan's centres, and a little."""
        centres = self.case.centres[self.case.centres >= 0]
        place, _ = _places(self.case)
        rows = np.flatnonzero(np.isin(place, centres))
        nearest = self.knapsacks.cost[rows].min(axis=0)
        return np.where(np.isfinite(nearest), 1.1 * nearest, 0.0)

    def _value(self, multiplier: Floats) -> tuple[float, Floats]:
        """``L`` and how much of each item is not served."""
        rough = np.concatenate(
            in_pieces(len(self.pool_of_place), lambda span: _rough(self.knapsacks, multiplier, span))
        )
        instance, pool_of = self.case.instance, self.case.eligibility.pool_of_territory
        free = instance.free_centres()
        first_fixed = len(rough) - int((~free).sum())
        chosen = [np.arange(first_fixed, len(rough))]
        value = [self._values(multiplier, chosen[0])]
        for pool in np.unique(pool_of[free]):
            here = np.flatnonzero(self.pool_of_place[:first_fixed] == pool)
            count = min(int((pool_of[free] == pool).sum()), len(here))
            places, values = self._least(multiplier, here[np.argsort(rough[here], kind="stable")], rough, count)
            chosen.append(places)
            value.append(values)
        served = _served(self.knapsacks, multiplier, np.concatenate(chosen))
        gains = np.concatenate(value)
        # Large terms that cancel must not round the bound up.
        rounding = ROUNDING * float(multiplier.sum() + np.abs(gains).sum())
        return float(multiplier.sum() + gains.sum()) - rounding, 1.0 - served

    def _least(
        self, multiplier: Floats, places: NDArray[np.intp], rough: Floats, count: int
    ) -> tuple[NDArray[np.intp], Floats]:
        """The ``count`` places of least value; only those are computed that their rough values do not rule out."""
        values = np.empty(0)
        done = 0
        while done < len(places):
            batch = places[done : done + max(BATCH, count)]
            values = np.concatenate([values, self._values(multiplier, batch)])
            done += len(batch)
            if len(values) >= count and done < len(places):
                worst = np.partition(values, count - 1)[count - 1]
                if worst <= rough[places[done]]:
                    break
        order = np.argsort(values, kind="stable")[:count]
        return places[order], values[order]

    def _values(self, multiplier: Floats, places: NDArray[np.intp]) -> Floats:
        parts = in_pieces(len(places), lambda span: _exact(self.knapsacks, multiplier, places, span))
        return np.concatenate(parts)


def _costs(ground: Ground, place: Integers) -> Floats:
    """(places, F) travel of each item, whoever served it before; the radius plays no part."""
    if ground.radius < np.inf or not len(ground.table):
        return travel_table(ground._replace(radius=np.inf), place)
    known = place < len(ground.table)
    return np.concatenate([ground.table[place[known]], travel_table(ground, place[~known])])


@jitted
def _rough(knapsacks: _Knapsacks, multiplier: Floats, span: Span) -> Floats:
    """Value of each place without limits, never above the one with them."""
    value = np.zeros(span[1] - span[0])
    for place in range(span[0], span[1]):
        cost = knapsacks.cost[place]
        for item in range(len(multiplier)):
            value[place - span[0]] += min(cost[item] - multiplier[item], 0.0)
    return value


@jitted
def _exact(knapsacks: _Knapsacks, multiplier: Floats, places: NDArray[np.intp], span: Span) -> Floats:
    value = np.empty(span[1] - span[0])
    nothing = np.empty(0)
    for at in range(span[0], span[1]):
        best = -np.inf
        for measure in range(len(knapsacks.amount)):
            best = max(best, _fill(knapsacks, multiplier, (places[at], measure), nothing))
        value[at - span[0]] = best
    return value


@jittable
def _fill(knapsacks: _Knapsacks, multiplier: Floats, which: tuple[int, int], taken: Floats) -> float:
    """Fill the fractional knapsack of a place and measure, items of most gain for their amount first; its value."""
    place, measure = which
    cost, amount = knapsacks.cost[place], knapsacks.amount[measure]
    least, room = knapsacks.least[measure, place], knapsacks.room[measure, place]
    whole, value, found = 0.0, 0.0, 0
    for item in range(len(multiplier)):
        if cost[item] < multiplier[item]:
            found += 1
            whole += amount[item]
            value += cost[item] - multiplier[item]
    if least <= whole <= room:
        if len(taken):
            for item in range(len(multiplier)):
                if cost[item] < multiplier[item]:
                    taken[item] += 1.0
        return value
    short = whole < least
    items = np.empty(len(multiplier) if short else found, dtype=np.int64)
    rate = np.empty(len(items))
    found = 0
    for item in range(len(multiplier)):
        gains = cost[item] < multiplier[item]
        if gains or (short and cost[item] < np.inf and amount[item] > 0.0):
            items[found] = item
            rate[found] = (cost[item] - multiplier[item]) / amount[item] if amount[item] > 0.0 else -np.inf
            found += 1
    value, used = 0.0, 0.0
    for at in np.argsort(rate[:found]):
        item = items[at]
        limit = room if rate[at] < 0.0 else least
        if used >= limit:
            break
        share = min(1.0, (limit - used) / amount[item]) if amount[item] > 0.0 else 1.0
        if len(taken):
            taken[item] += share
        value += share * (cost[item] - multiplier[item])
        used += share * amount[item]
    return value if used >= least * (1.0 - 1e-9) else np.inf


@jitted
def _served(knapsacks: _Knapsacks, multiplier: Floats, chosen: NDArray[np.intp]) -> Floats:
    """(F,) how much of each item the chosen places serve together, each by its measure of largest value."""
    taken = np.zeros(len(multiplier))
    nothing = np.empty(0)
    for place in chosen:
        best, best_value = len(knapsacks.amount) - 1, -np.inf
        for measure in range(len(knapsacks.amount)):
            value = _fill(knapsacks, multiplier, (place, measure), nothing)
            if value > best_value:
                best, best_value = measure, value
        _fill(knapsacks, multiplier, (place, best), taken)
    return taken
