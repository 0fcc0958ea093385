"""Multipliers for the bound over very many places: a smoothed ascent on groups of units.

The bound is the best of a linear program: multipliers ``a`` and a worth V of a centre with ``sum_i a_i - k V`` highest
and no place that gains more than V by what it may serve. A place that gains more is fined by ``exp((gain - V) / T)``
(as soft minima in Nesterov, 2005), where T is a share of what a territory costs *there*: a city is a hundred times
denser than the country, and a common temperature would be too hot for one and too cold for the other. The fines say how
often each place is taken, k times altogether; what is served more than once by these places gets cheaper, what is
served less dearer, by steps that are again a share of the local cost. T falls; V follows from the k.

Where the units are dense and even the multipliers tend to the mean cost of discs of a territory's size, 0.3 % below
that of hexagons (Fejes Toth, 1972); with these they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.chunks import THREADS
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .wide_field import Field, priced
from .wide_groups import Filled, Near, curve_costs, fill, find_near, group_sums, served

PER_TERRITORY = 24
"""Groups of a territory, at least, where it has as many units."""
LARGEST = 32
"""Units of a group at most."""
MOST_ROWS = 8_000_000
"""Pairs of places and groups looked at in a step."""
DISC = 2.5
"""Groups that are looked at to begin with, in territories."""
REACH = 1.0
"""Places look so much further than they serve, in units of the mean cost of a disc."""
FLOOR = 0.02
"""Smallest local cost, as share of the mean."""
OFTEN = 20.0
"""A place is taken at most so many times as often as if all were alike."""
OVER = 3.0
"""Units served more often than this above their due get no cheaper for it in one step."""
NEAREST = 3
"""Groups between which multipliers and prices of units are interpolated."""
EARLY, LATE = 5, 15
"""Steps after which places look again for groups near them, in the first third and later."""
BISECTIONS = 60


class Pool(NamedTuple):
    """Units of a pool and its territories: ``wanted`` free centres, and ``fixed`` (f, 3) places of the others."""

    field: Field
    wanted: int
    fixed: Floats


class Multipliers(NamedTuple):
    """(m,) of the units in the order of the field, and the price (m,) of the amount with a centre at each of them."""

    multiplier: Floats
    price: Floats


class _Sums(NamedTuple):
    """(groups,) of units."""

    weight: Floats
    amount: Floats


class _Groups(NamedTuple):
    """Runs of ``size`` units: their sums, the unit (groups,) that stands for each, and the places looked at.

    ``places`` (P, 3), fixed centres last, and ``often`` (P,) how often each is taken if all are alike; ``cost`` and
    ``rim`` (groups,) of travel for a weight, mean and largest of the disc around, and ``of`` (P,) group of each place.
    """

    size: int
    weight: Floats
    amount: Floats
    unit: NDArray[np.intp]
    cost: Floats
    rim: Floats
    places: Floats
    of: NDArray[np.intp]
    often: Floats

    @property
    def weight_of_amount(self) -> float:
        """Weight for an amount, on the mean."""
        amount = float(self.amount.sum())
        return float(self.weight.sum()) / amount if amount > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class GroupAscent:
    """Smoothed ascent.

    Parameters
    ----------
    steps
        Most steps.
    first, last
        Temperature at the begin and at the end, as share of what a territory costs.
    """

    steps: int = 20
    first: float = 0.1
    last: float = 0.01

    def run(self, pool: Pool, monitor: Monitor, seconds: float) -> Multipliers:
        """Multipliers of a pool, within the seconds; the same where time does not cut in."""
        began = monitor.elapsed
        groups = _grouped(pool)
        state = _State.begin(pool, groups)
        for step in range(self.steps):
            if monitor.elapsed - began >= seconds or monitor.stop_asked():
                break
            if step % (EARLY if 3 * step < self.steps else LATE) == 0:
                state = state.looked()
            state = state.stepped(self.first * (self.last / self.first) ** (step / self.steps))
        return state.spread()


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Multipliers under way: ``rate`` (groups,) for a weight and ``worth`` for an amount; ``price`` (P,).

    ``highest`` (P,) is what a place may pay for units it needs to reach its least.
    """

    pool: Pool
    groups: _Groups
    rate: Floats
    worth: float
    price: Floats
    highest: Floats
    near: Near | None = None

    @classmethod
    def begin(cls, pool: Pool, groups: _Groups) -> _State:
        """Discs of even cost."""
        weight = groups.weight_of_amount
        worth = float(np.median(groups.rim - groups.cost))
        price = weight * (groups.cost + worth - groups.rim)[groups.of]
        return cls(pool, groups, groups.cost, weight * worth, sensible(pool.field, price), np.zeros(len(price)))

    @property
    def scale(self) -> Floats:
        """(groups,) local cost for a weight."""
        cost, weight = self.groups.cost, self.groups.weight
        return np.maximum(cost, max(FLOOR * float(cost @ weight / weight.sum()), 1e-12))

    def looked(self) -> _State:
        """Groups near places found anew."""
        groups, field = self.groups, self.pool.field
        multiplier = field.weight * np.repeat(self.rate, groups.size)[: len(field.weight)] + self.worth * field.amount
        highest = REACH * groups.weight_of_amount * self.scale[groups.of] - self.price
        near = find_near(priced(field, multiplier), groups.size, groups.places, highest)
        return _State(self.pool, groups, self.rate, self.worth, self.price, highest, near)

    def stepped(self, heat: float) -> _State:
        """A step at a temperature."""
        groups, near, pool = self.groups, self.near, self.pool
        assert near is not None  # noqa: S101 -- places look around before the first step
        multiplier = groups.weight * self.rate + self.worth * groups.amount
        filled = fill(near, multiplier, self.highest)
        taken = self._taken(filled, heat)
        often = served(near, multiplier, filled, taken)
        rate = self.rate + heat * self.scale * np.clip(1.0 - often, -OVER, 1.0)
        share = float(often @ groups.amount) / max(float(groups.amount.sum()), 1e-300)
        mean = float(groups.amount.sum()) / max(pool.wanted + len(pool.fixed), 1)
        width = max(0.05, (min(pool.field.room, 2.0 * mean) - pool.field.least) / max(2.0 * mean, 1e-300))
        worth = self.worth * float(np.exp(0.3 * np.clip((1.0 - share) / width, -1.0, 1.0)))
        return _State(pool, groups, rate, worth, filled.price, self.highest, near)

    def _taken(self, filled: Filled, heat: float) -> Floats:
        """(P,) how often each place is taken: V is such that free centres are ``wanted`` times."""
        groups, pool = self.groups, self.pool
        free = len(groups.often) - len(pool.fixed)
        taken = groups.often.copy()
        if not pool.wanted:
            taken[:free] = 0.0
            return taken
        territory = float(groups.weight.sum()) / (pool.wanted + len(pool.fixed))
        temperature = heat * territory * self.scale[groups.of[:free]]
        value, often, most = filled.value[:free], groups.often[:free], float(np.log(OFTEN))

        def choose(worth: float) -> Floats:
            return np.asarray(often * np.exp(np.clip(-(worth + value) / temperature, -700.0, most)))

        low, high = -float(value.max()) - 10.0 * float(temperature.max()), -float(value.min())
        high += 700.0 * float(temperature.max())
        for _ in range(BISECTIONS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if float(choose(middle).sum()) > pool.wanted else (low, middle)
        taken[:free] = choose(high)
        return taken

    def spread(self) -> Multipliers:
        """Multipliers and prices of units, interpolated between the groups and places nearest to them."""
        groups, field = self.groups, self.pool.field
        free = len(self.price) - len(self.pool.fixed)
        rate = _interpolated(field.xyz[groups.unit], self.rate, field.xyz)
        price = _interpolated(groups.places[:free], self.price[:free], field.xyz)
        return Multipliers(field.weight * rate + self.worth * field.amount, sensible(field, price))


def _grouped(pool: Pool) -> _Groups:
    """Groups of a pool, and places among them."""
    field = pool.field
    count, territories = len(field.weight), max(pool.wanted + len(pool.fixed), 1)
    size = 1
    while size < LARGEST and count >= 2 * size * PER_TERRITORY * territories:
        size *= 2
    weight, amount = group_sums(field.weight, size), group_sums(field.amount, size)
    middle = np.column_stack([group_sums(field.xyz[:, axis] * field.weight, size) for axis in range(3)])
    middle /= weight[:, None]
    group = np.arange(count) // size
    away = np.linalg.norm(field.xyz - middle[group], axis=1)
    unit = np.lexsort((away, group))[np.searchsorted(group, np.arange(len(weight)))]
    number = min(len(weight), max(8, int(DISC * len(weight) / territories)))
    every = max(1, -(-len(weight) * number // MOST_ROWS))
    chosen = np.arange(0, len(weight), every)
    cost, rim = _discs(pool, middle, _Sums(weight, amount), number, units=unit[chosen])
    nearest = cKDTree(field.xyz[unit[chosen]])
    whole = _nearest(nearest, middle)
    often = np.full(len(chosen), pool.wanted / len(chosen))
    return _Groups(
        size=size,
        weight=weight,
        amount=amount,
        unit=unit,
        cost=cost[whole],
        rim=rim[whole],
        places=np.concatenate([field.xyz[unit[chosen]], pool.fixed]),
        of=np.concatenate([chosen, chosen[_nearest(nearest, pool.fixed)]]),
        often=np.concatenate([often, np.ones(len(pool.fixed))]),
    )


def _nearest(tree: cKDTree, places: Floats) -> NDArray[np.intp]:
    """(P,) row of the point of a tree nearest to each place (P, 3)."""
    if not len(places):
        return np.empty(0, dtype=np.intp)
    return np.asarray(tree.query(places, workers=THREADS)[1], dtype=np.intp)


def _discs(pool: Pool, middle: Floats, sums: _Sums, number: int, *, units: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """(units,) mean and largest cost of travel in the disc around each that holds what a territory does on the mean.

    Of the ``number`` nearest groups (groups, 3) each.
    """
    field = pool.field
    straight, group = cKDTree(middle).query(field.xyz[units], k=[*range(1, number + 1)], workers=THREADS)
    cost = curve_costs(field.curve, straight.ravel()).reshape(straight.shape)
    target = float(sums.amount.sum()) / max(pool.wanted + len(pool.fixed), 1)
    within = np.cumsum(sums.amount[group], axis=1) <= target * (1 + 1e-9)
    within[:, 0] = True
    weight = sums.weight[group] * within
    return (cost * weight).sum(axis=1) / weight.sum(axis=1), np.max(cost * within, axis=1)


def _interpolated(known: Floats, values: Floats, places: Floats) -> Floats:
    """(P,) values at places (P, 3) from those at known ones: the nearest three, by the inverse of their distance."""
    away, row = cKDTree(known).query(places, k=[*range(1, min(NEAREST, len(known)) + 1)], workers=THREADS)
    weight = 1.0 / (away + 0.1 * away[:, -1:] + 1e-9)
    return np.asarray((values[row] * weight).sum(axis=1) / weight.sum(axis=1))


def sensible(field: Field, price: Floats) -> Floats:
    """Prices that can be best: without an upper limit none is above 0, without a lower one none below."""
    low = -np.inf if field.least > 0.0 else 0.0
    return np.clip(price, low, 0.0 if field.room == np.inf else np.inf)
