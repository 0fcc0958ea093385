"""The formulation in which only moves cost: which item belongs to which territory, wherever centres lie.

::

    minimise    sum_fj m_fj x_fj              m_fj = worth of the units of f that are not in j now
    subject to  the rules of ``formulation.mixed_integer``

Where a centre lies is of no account to what moves, so that a territory is one site even where its centre is to be
placed; a farthest travel around such a centre is cut off when a plan breaks it (``reach``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.formulation.exact_rules import Columns, Sizes
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.objective import farthest_units, moving_amounts
from optimizer.formulation.pairs import Pairs, Roads
from optimizer.formulation.sites import Sites, open_to, reachable_limits
from optimizer.instance import NOBODY
from optimizer.travel import Integers

from .case import RepairCase


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """A formulation whose costs are what moves beyond what must.

    Parameters
    ----------
    formulation
        Its cost is ``m_fj`` less the least of the item.
    base
        What changes hands in every plan: units whose territory is no more, and the least of each item.
    """

    formulation: Formulation
    base: float


def num_pairs(case: RepairCase) -> int:
    """Most variables the formulation can have."""
    return len(case.items) * case.instance.num_territories


def formulate_moves(case: RepairCase) -> Moves:
    """Write down a repair with all open pairs."""
    instance, items, k = case.instance, case.items, case.instance.num_territories
    each = np.arange(k, dtype=np.int32)
    sites = Sites(instance.num_units + each, each, np.full(k, NOBODY, dtype=np.int32), each)
    item, site = np.nonzero(open_to(case.eligibility, each))
    columns = Columns(item.astype(np.int32), site.astype(np.int32))
    pairs = pairs_of(columns, len(items))
    incumbent = instance.units.incumbent
    cost = moving_amounts(items, pairs, incumbent, case.staying_worth[:, None])[:, 0]
    lower, upper = reachable_limits(instance, case.eligibility, items)
    whole = Formulation(
        instance=instance,
        criteria=case.criteria,
        eligibility=case.eligibility,
        items=items,
        sites=sites,
        columns=columns,
        cost=cost,
        moved=moving_amounts(items, pairs, incumbent, items.shares),
        sizes=Sizes(lower, upper, items.amounts),
    )
    whole = _within_reach(case, whole, pairs)
    least = np.full(len(items), np.inf)
    np.minimum.at(least, whole.columns.item, whole.cost)
    # An item without any pair makes the program impossible, which its coverage says.
    least = np.where(np.isfinite(least), least, 0.0)
    surplus = replace(whole, cost=whole.cost - least[whole.columns.item])
    return Moves(surplus, case.gone_amount + float(least.sum()))


def pairs_of(columns: Columns, num_items: int) -> Pairs:
    """The columns as pairs, item by item."""
    start = np.concatenate([[0], np.cumsum(np.bincount(columns.item, minlength=num_items))])
    return Pairs(start.astype(np.int64), columns.site)


def fixed_places(case: RepairCase) -> Integers:
    """(k,) place of each centre that is given, -1 where it is to be placed."""
    n, k = case.instance.num_units, case.instance.num_territories
    return np.where(case.instance.free_centres(), NOBODY, n + np.arange(k)).astype(np.int32)


def _within_reach(case: RepairCase, whole: Formulation, pairs: Pairs) -> Formulation:
    """The formulation without pairs beyond the farthest travel from a centre that is given."""
    if case.criteria.max_travel is None:
        return whole
    places = fixed_places(case)
    known = places != NOBODY
    roads = Roads(case.instance.geometry(case.criteria.travel.quantity), np.where(known, places, 0).astype(np.int32))
    far = farthest_units(case.items, pairs, roads) > case.criteria.max_travel * (1 + 1e-9)
    return whole.only(~(far & known[whole.columns.site]))
