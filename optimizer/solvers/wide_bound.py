"""A lower bound for centres that may lie at any of very many units, without a table of all pairs.

The relaxation of ``median_bound``, over units instead of families and with the limits of one measure::

    L(a) = sum_i a_i + sum over pools of ( sum of its fixed centres' r_p + the k_free least r_p of its places )
    r_p  = max over q of  sum_i min(0, w_i c_ip - a_i + q amount_i) - q (U if q > 0 else L)

Only the units near a place have a part in its ``r_p``, so that all places can be looked at once or twice, not at every
step. In between multipliers are improved on a sample of places by a smoothed ascent: a place is chosen with a weight
that falls with its value (as soft minima in Nesterov, 2005), and units that are served more than once by the chosen
places get cheaper, those served less dearer. Where the units are dense and even the multipliers tend to those of discs
of even cost, whose mean distance is 0.3 % below that of hexagons (Fejes Toth, 1972).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.chunks import THREADS, in_parallel, in_pieces
from optimizer.instance import COUNT
from optimizer.progress import Monitor
from optimizer.travel import Floats, costs_to_places

from .plan import Plan
from .transport import TransportCase
from .wide_field import Field, best_prices, make_field, priced, served, values

ROUNDING = 1e-11
"""Share of the terms of a bound by which it is lowered."""
PIECES = 4
"""Arrays of all units in which what is served is added up, whatever the number of threads."""
OWN = 0.7
"""Multipliers begin at this share of an item's own cost in the plan, the rest at the mean of its territory."""
OFTEN = 5.0
"""Units served more often than this above their due get no cheaper for it in one step."""
LEVELS = (0.25, 0.5, 1.0)
"""What a centre is tried to be worth, in units of the mean cost of a territory."""
SLACK = 0.5
"""Most a place pays for units it needs to reach its least, as share of the multipliers around it."""


@dataclass(frozen=True, slots=True)
class WideBound:
    """Smoothed ascent over samples of places, then all places.

    Parameters
    ----------
    steps
        Most steps over a sample.
    sample
        Places of each territory in a sample, its centre besides.
    first, last
        Length of a step, as share of the multipliers, at the begin and at the end.
    heat
        Temperature of the choice among places at the begin, as share of the typical value; it falls to a tenth.
    share
        Most of the time left that the steps may take.
    """

    steps: int = 100
    sample: int = 6
    first: float = 0.3
    last: float = 0.02
    heat: float = 0.2
    share: float = 0.4

    def run(self, plan: Plan, monitor: Monitor, seed: int) -> float | None:
        """Lower bound on any plan; None where travel is given by a matrix, or where there is no time for a good one.

        Parameters
        ----------
        plan
            Where multipliers begin; the better the plan, the higher the bound.
        monitor
            Asked how much time is left.
        seed
            Of the samples.
        """
        if len(plan.ground.geometry.matrix):
            return None
        generator = np.random.default_rng(seed)
        seconds = self.share * monitor.remaining
        pools = [_pool(plan, pool) for pool in range(plan.case.eligibility.num_pools)]
        bound = 0.0
        for pool in pools:
            multiplier = self._ascend(pool, generator, monitor, seconds / len(pools))
            if _planned(pool, multiplier, generator, monitor) > monitor.remaining:
                return None
            bound += _bound(pool, multiplier)
        # That no plan costs less than nothing was known before.
        return bound if bound > 0.0 else None

    def _ascend(self, pool: _Pool, generator: np.random.Generator, monitor: Monitor, seconds: float) -> Floats:
        """Multipliers (m,) in the order of the field, the best by what the samples say."""
        began = monitor.elapsed
        worth = self._worth(pool, generator)
        multiplier = best = pool.mean + worth * pool.part
        best_value = -np.inf
        for step in range(self.steps):
            late = max(step / self.steps, (monitor.elapsed - began) / max(seconds, 1e-9))
            if late >= 1.0 or monitor.interrupted:
                break
            sample = _sample(pool, self.sample, generator)
            at = _Look.of(pool, multiplier, sample)
            value = float(multiplier.sum()) + at.least(pool.wanted)
            if value > best_value:
                best, best_value = multiplier, value
            share = at.chosen(pool.wanted, self.heat * 0.1**late)
            over = 1.0 - at.served(share)
            whole = float(over @ pool.part)
            over = np.clip(over, -OFTEN, 1.0)
            over -= (float(over @ pool.part) - whole) / float(pool.part.sum())
            length = self.first * (self.last / self.first) ** late
            multiplier = np.maximum(multiplier + length * worth * pool.part * over, 0.0)
        return best

    def _worth(self, pool: _Pool, generator: np.random.Generator) -> float:
        """What a centre is worth where multipliers begin."""
        sample = _sample(pool, self.sample, generator)
        cost = float(pool.mean.sum()) / max(pool.wanted + len(pool.fixed), 1)

        def value(level: float) -> float:
            multiplier = pool.mean + level * cost * pool.part
            return float(multiplier.sum()) + _Look.of(pool, multiplier, sample).least(pool.wanted)

        return cost * max(LEVELS, key=value)


class _Pool(NamedTuple):
    """Units of a pool, its territories' sums, and where multipliers begin.

    In the order of the field (m,): ``territory`` of each unit in the plan, ``mean`` cost there, and ``part`` of a
    territory's amount that the unit is. ``wanted`` free centres; ``fixed`` (f, 3) places of the others.
    """

    field: Field
    territory: NDArray[np.int32]
    mean: Floats
    part: Floats
    wanted: int
    fixed: Floats


def _pool(plan: Plan, number: int) -> _Pool:
    """Facts of one pool."""
    case, ground = plan.case, plan.ground
    eligibility, instance = case.eligibility, case.instance
    placed = np.flatnonzero(eligibility.family_of >= 0)
    mine = placed[eligibility.pool_of_family[eligibility.family_of[placed]] == number]
    weight = ground.members.weight[mine]
    least, room, amount = _limits(case, number, mine)
    # Units without weight cost nothing anywhere; they are left out, and so is the least that they could fill for free.
    heavy = weight > 0.0
    if not heavy.all():
        mine, weight, amount, least = mine[heavy], weight[heavy], amount[heavy], 0.0
    geometry = ground.geometry
    field = make_field(mine, geometry.xyz[mine], weight=weight, amount=amount, curve=geometry.curve)
    field = field._replace(least=least, room=room)
    territory = case.items.spread(plan.territory, instance.num_units)[field.order]
    cost = field.weight * costs_to_places(geometry, field.order.astype(np.int32), plan.centre[territory])
    k = len(plan.centre)
    mean = np.bincount(territory, cost, k) / np.maximum(np.bincount(territory, field.weight, k), 1e-300)
    own = eligibility.pool_of_territory == number
    free = instance.free_centres()
    return _Pool(
        field=field,
        territory=territory,
        mean=OWN * cost + (1 - OWN) * mean[territory] * field.weight,
        part=field.amount / max(field.amount.sum() / max(int(own.sum()), 1), 1e-300),
        wanted=min(int((own & free).sum()), len(mine)),
        fixed=geometry.xyz[instance.num_units + np.flatnonzero(own & ~free)],
    )


def _limits(case: TransportCase, number: int, units: NDArray[np.intp]) -> tuple[float, float, Floats]:
    """The widest limits of a pool on the measure limited first, and its amounts (units,)."""
    limits, instance = case.items.limits, case.instance
    own = case.eligibility.pool_of_territory == number
    if not limits.measures or not own.any():
        return 0.0, np.inf, np.asarray(instance.amounts(COUNT)[units], dtype=np.float64)
    amount = np.asarray(instance.amounts(limits.measures[0])[units], dtype=np.float64)
    return float(limits.lower[own, 0].min()), float(limits.upper[own, 0].max()), amount


def _sample(pool: _Pool, count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Rows of about ``count`` units of each territory, drawn anew each time."""
    order = np.argsort(pool.territory, kind="stable")
    size = np.bincount(pool.territory)
    first = np.cumsum(size) - size
    used = np.flatnonzero(size)
    drawn = generator.random((len(used), count))
    return np.unique(order[(first[used, None] + (drawn * size[used, None]).astype(np.int64)).ravel()])


class _Look(NamedTuple):
    """Values of some places under multipliers."""

    pool: _Pool
    multiplier: Floats
    places: Floats
    price: Floats
    value: Floats

    @classmethod
    def of(cls, pool: _Pool, multiplier: Floats, rows: NDArray[np.intp]) -> _Look:
        """The best prices of the places of some units, and what they are worth."""
        places = np.concatenate([pool.field.xyz[rows], pool.fixed])
        price = _prices(pool, multiplier, places)
        return cls(pool, multiplier, places, price, _values(pool, multiplier, places, price))

    def least(self, wanted: int) -> float:
        """Sum of the values of fixed centres and of the least others."""
        free = len(self.value) - len(self.pool.fixed)
        return float(np.sort(self.value[:free])[:wanted].sum() + self.value[free:].sum())

    def chosen(self, wanted: int, heat: float) -> Floats:
        """(P,) how often each place is chosen, ``wanted`` times altogether and each fixed centre once."""
        free = len(self.value) - len(self.pool.fixed)
        share = np.ones(len(self.value))
        value = self.value[:free]
        if free and wanted:
            typical = max(float(np.abs(value).mean()), 1e-300)
            weight = np.exp(-(value - value.min()) / (heat * typical))
            share[:free] = wanted * weight / weight.sum()
        return share

    def served(self, share: Floats) -> Floats:
        """(m,) how often each unit is served."""
        field, rows = self.pool.field, np.flatnonzero(share > 1e-6)
        at = priced(field, self.multiplier)
        places, price, often = self.places[rows], self.price[rows], share[rows]
        ends = [len(rows) * piece // PIECES for piece in range(PIECES + 1)]
        parts = in_parallel(list(pairwise(ends)), lambda span: served(at, places, price, often, span))
        return np.asarray(np.sum(parts, axis=0))


def _prices(pool: _Pool, multiplier: Floats, places: Floats) -> Floats:
    """(P,) the best price of the amount at each place."""
    field = pool.field
    at = priced(field, multiplier)
    total = float(field.amount.sum())
    slack = np.full(len(places), SLACK * float(multiplier.sum()) / total if total > 0.0 else 0.0)
    if field.least <= 0.0:
        slack[:] = 0.0
        if field.room == np.inf:
            return slack
    return np.concatenate(in_pieces(len(places), lambda span: best_prices(at, places, slack, span)))


def _values(pool: _Pool, multiplier: Floats, places: Floats, price: Floats) -> Floats:
    at = priced(pool.field, multiplier)
    return np.concatenate(in_pieces(len(places), lambda span: values(at, places, price, span)))


def _planned(pool: _Pool, multiplier: Floats, generator: np.random.Generator, monitor: Monitor) -> float:
    """Seconds that all places of a pool are likely to take."""
    sample = _sample(pool, 1, generator)
    began = monitor.elapsed
    _values(pool, multiplier, pool.field.xyz[sample], np.zeros(len(sample)))
    return (monitor.elapsed - began) * len(pool.field.order) / max(len(sample), 1)


def _bound(pool: _Pool, multiplier: Floats) -> float:
    """``L`` of a pool: all places, each at the price of the nearest of some whose best price is known."""
    rows = np.arange(len(pool.field.order))
    known = rows[:: max(1, len(rows) // (8 * (pool.wanted + 1)))]
    near = cKDTree(pool.field.xyz[known]).query(pool.field.xyz, workers=THREADS)[1]
    price = _prices(pool, multiplier, pool.field.xyz[known])[near]
    value = _values(pool, multiplier, pool.field.xyz, price)
    least = np.sort(value)[: pool.wanted]
    terms = least
    if len(pool.fixed):
        terms = np.append(least, _values(pool, multiplier, pool.fixed, _prices(pool, multiplier, pool.fixed)))
    rounding = ROUNDING * float(multiplier.sum() + np.abs(terms).sum())
    return float(multiplier.sum() + terms.sum()) - rounding
