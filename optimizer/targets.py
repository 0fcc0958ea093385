"""What each territory should hold of each measure, and the limits a plan must keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .criteria import Criteria
from .eligibility import Eligibility
from .instance import COUNT, Instance
from .travel import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Lower and upper limits of the totals of each territory, one column a limited measure.

    Parameters
    ----------
    measures
        Names of the r limited measures.
    lower, upper
        (k, r) limits in units of the measure; 0 and infinity where there is none.
    """

    measures: tuple[str, ...]
    lower: Floats
    upper: Floats


def find_targets(instance: Instance, eligibility: Eligibility, measure: str) -> Floats:
    """(k,) target: the total of the pool over placed units, split by the shares of its territories.

    ``target_j = sum(a_i, i in pool(j)) * share_j / sum(share_l, l in pool(j))``; a pool without any share is split
    evenly.
    """
    placed = eligibility.family_of >= 0
    pool_of_unit = eligibility.pool_of_family[eligibility.family_of[placed]]
    totals = np.bincount(pool_of_unit, instance.amounts(measure)[placed], minlength=eligibility.num_pools)
    pool = eligibility.pool_of_territory
    share = instance.target_shares(measure)
    pool_share = np.bincount(pool, share, minlength=eligibility.num_pools)
    size = np.bincount(pool, minlength=eligibility.num_pools)
    fraction = np.where(pool_share[pool] > 0, share / np.where(pool_share[pool] > 0, pool_share[pool], 1), 1 / size[pool])
    return np.asarray(totals[pool] * fraction)


def find_limits(instance: Instance, criteria: Criteria, eligibility: Eligibility) -> Limits:
    """Limits from balance tolerances and from the fewest and most units a territory may have."""
    tolerances: dict[str, float] = dict(criteria.balance)
    if criteria.min_count is not None or criteria.max_count is not None:
        tolerances.setdefault(COUNT, np.inf)
    lower, upper = [], []
    for measure, tolerance in tolerances.items():
        target = find_targets(instance, eligibility, measure)
        low = np.zeros_like(target) if np.isinf(tolerance) else np.maximum(0.0, (1 - tolerance) * target)
        high = np.full_like(target, np.inf) if np.isinf(tolerance) else (1 + tolerance) * target
        if measure == COUNT:
            low = np.maximum(low, criteria.min_count or 0)
            high = np.minimum(high, np.inf if criteria.max_count is None else criteria.max_count)
        lower.append(low)
        upper.append(high)
    k = instance.num_territories
    shape = (len(tolerances), k)
    return Limits(
        tuple(tolerances),
        np.ascontiguousarray(np.array(lower).reshape(shape).T),
        np.ascontiguousarray(np.array(upper).reshape(shape).T),
    )
