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


def pool_totals(instance: Instance, eligibility: Eligibility, measure: str) -> Floats:
    """(pools,) total of a measure over the placed units of each pool."""
    placed = eligibility.family_of >= 0
    pool_of_unit = eligibility.pool_of_family[eligibility.family_of[placed]]
    amounts = instance.amounts(measure)[placed]
    return np.bincount(pool_of_unit, amounts, minlength=eligibility.num_pools).astype(np.float64)


def find_targets(instance: Instance, eligibility: Eligibility, measure: str) -> Floats:
    """(k,) target: the total of the pool over placed units, split by the shares of its territories.

    ``target_j = sum(a_i, i in pool(j)) * share_j / sum(share_l, l in pool(j))``; a pool without any share is split
    evenly.
    """
    pool = eligibility.pool_of_territory
    share = instance.target_shares(measure)
    whole = np.bincount(pool, share, minlength=eligibility.num_pools)[pool]
    size = np.bincount(pool, minlength=eligibility.num_pools)[pool]
    fraction = np.where(whole > 0, share / np.where(whole > 0, whole, 1.0), 1 / size)
    return np.asarray(pool_totals(instance, eligibility, measure)[pool] * fraction)


def tolerated(target: Floats, tolerance: float) -> tuple[Floats, Floats]:
    """Least and most of a measure within a tolerance around targets; 0 and infinity where it is infinite."""
    if np.isinf(tolerance):
        return np.zeros_like(target), np.full_like(target, np.inf)
    return np.maximum(0.0, (1 - tolerance) * target), (1 + tolerance) * target


def find_limits(instance: Instance, criteria: Criteria, eligibility: Eligibility) -> Limits:
    """Limits from balance tolerances, from capacities, and from the fewest and most units a territory may have."""
    measures = [*criteria.balance, *criteria.capacity]
    if criteria.min_count is not None or criteria.max_count is not None:
        measures.append(COUNT)
    measures = list(dict.fromkeys(measures))
    shape = (instance.num_territories, len(measures))
    lower, upper = np.zeros(shape), np.full(shape, np.inf)
    for column, measure in enumerate(measures):
        if measure in criteria.balance:
            target = find_targets(instance, eligibility, measure)
            lower[:, column], upper[:, column] = tolerated(target, criteria.balance[measure])
        upper[:, column] = np.minimum(upper[:, column], criteria.capacity.get(measure, np.inf))
        if measure == COUNT:
            most = np.inf if criteria.max_count is None else criteria.max_count
            lower[:, column] = np.maximum(lower[:, column], criteria.min_count or 0)
            upper[:, column] = np.minimum(upper[:, column], most)
    return Limits(tuple(measures), lower, upper)
