"""Units that changed hands for nothing go back: one at a time, as long as every rule is kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.formulation.mixed_integer import Formulation
from optimizer.instance import NOBODY
from optimizer.rules import PRECISION
from optimizer.travel import Integers

from .case import RepairCase
from .reach import Reach

MOST_JUDGED = 200
"""Units tried where each plan has to be judged as a whole."""


def sent_home(case: RepairCase, formulation: Formulation, alignment: Alignment) -> Alignment:
    """The plan with as many items back in the territory they cost least in as limits allow, tried in turn.

    Parameters
    ----------
    case
        What is repaired.
    formulation
        Its open pairs, whose costs are 0 where an item is at home.
    alignment
        A plan that keeps every rule.
    """
    members, columns = case.items.members, formulation.columns
    now = alignment.territory_of[members.unit[members.start[:-1]]]
    home = np.full(len(case.items), NOBODY, dtype=np.int32)
    at_home = formulation.cost <= 0
    # An item with several homes is no better in another of them.
    home[columns.item[at_home]] = columns.site[at_home]
    stays = formulation.columns.find(np.arange(len(now)), now)
    away = np.flatnonzero((home != NOBODY) & (home != now) & (formulation.cost[stays] > 0))
    # Families of which nobody has a territory today have no home to go to.
    away = away[case.instance.units.incumbent[members.unit[members.start[away]]] != NOBODY]
    if not len(away):
        return alignment
    if case.criteria.contiguous or Reach(case).asked or len(case.items.disruption_limits):
        return _judged(case, alignment, away[:MOST_JUDGED], home)
    return _counted(case, alignment, away, home)


def _counted(case: RepairCase, alignment: Alignment, away: NDArray[np.intp], home: Integers) -> Alignment:
    """Where limits are all there is: totals tell."""
    items, limits = case.items, case.items.limits
    now = alignment.territory_of[items.members.unit[items.members.start[:-1]]].copy()
    total = np.zeros_like(limits.upper)
    np.add.at(total, now, items.amounts)
    slack = PRECISION * np.maximum(1.0, np.where(np.isfinite(limits.upper), limits.upper, 1.0))
    for item in away.tolist():
        both = [now[item], home[item]]
        after = total[both] + np.array([[-1.0], [1.0]]) * items.amounts[item]
        if (after <= limits.upper[both] + slack[both]).all() and (after >= limits.lower[both] - slack[both]).all():
            total[both] = after
            now[item] = home[item]
    return _plan(case, now)


def _judged(case: RepairCase, alignment: Alignment, away: NDArray[np.intp], home: Integers) -> Alignment:
    """Where rules are about whole territories: each plan is judged."""
    now = alignment.territory_of[case.items.members.unit[case.items.members.start[:-1]]].copy()
    for item in away.tolist():
        tried = now.copy()
        tried[item] = home[item]
        if judge(_plan(case, tried), case.criteria, case.eligibility).feasible:
            now = tried
    return _plan(case, now)


def _plan(case: RepairCase, of_item: Integers) -> Alignment:
    nowhere = np.full(case.instance.num_territories, NOBODY, dtype=np.int32)
    return Reach(case).centred(Alignment(case.instance, case.items.spread(of_item, case.instance.num_units), nowhere))
