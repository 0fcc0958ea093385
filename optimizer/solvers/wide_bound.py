"""A lower bound for centres that may lie at any of very many units, without a table of all pairs.

The relaxation of ``median_bound``, over units instead of families and with the limits of one measure::

    L(a) = sum_i a_i + sum over pools of ( sum of its fixed centres' r_p + the k_free least r_p of its places )
    r_p  = max over q of  sum_i min(0, w_i c_ip - a_i + q amount_i) - q (U if q > 0 else L)

It holds for any multipliers ``a`` and any prices q. Only the units near a place have a part in its ``r_p``. Multipliers
are found on groups of units (``wide_ascent``) and mended on units: the k least ``r_p`` are those of a few regions where
multipliers are too high, and there alone they are lowered (``wide_repair``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import COUNT
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .plan import Plan
from .transport import TransportCase
from .wide_ascent import GroupAscent, Pool
from .wide_field import make_field
from .wide_repair import Repair

MANY = 1_000
"""With more items the bound may be above that of a table, which rises slowly; with fewer that one leads to a proof."""


@dataclass(frozen=True, slots=True)
class WideBound:
    """Smoothed ascent on groups of units, then all places.

    Parameters
    ----------
    ascent
        Multipliers on groups.
    repair
        Multipliers on units, and the bound.
    grace
        Time that a first bound is worth where the search has used up its own, as share of the time given.
    """

    ascent: GroupAscent = field(default_factory=GroupAscent)
    repair: Repair = field(default_factory=Repair)
    grace: float = 0.4

    def run(self, plan: Plan, monitor: Monitor) -> float | None:
        """Lower bound on any plan; None where travel is given by a matrix, or where there is no time for a good one.

        Parameters
        ----------
        plan
            The instance under its criteria, and who is served at all.
        monitor
            Asked how much time is left.
        """
        if len(plan.ground.geometry.matrix):
            return None
        pools = [_pool(plan, number) for number in range(plan.case.eligibility.num_pools)]
        sizes = np.array([len(pool.field.order) for pool in pools], dtype=np.float64)
        until = monitor.elapsed + max(monitor.remaining, self.grace * monitor.stop.seconds)
        bound = 0.0
        for number, pool in enumerate(pools):
            if not len(pool.field.order):
                continue
            seconds = (until - monitor.elapsed) * float(sizes[number] / sizes[number:].sum())
            found = self.repair.run(pool, self.ascent, monitor, seconds)
            if found is None:
                return None
            bound += found
        # That no plan costs less than nothing was known before.
        return bound if bound > 0.0 else None


def _pool(plan: Plan, number: int) -> Pool:
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
    own = eligibility.pool_of_territory == number
    free = instance.free_centres()
    units = make_field(mine, geometry.xyz[mine], weight=weight, amount=amount, curve=geometry.curve)
    return Pool(
        field=units._replace(least=least, room=room),
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
