"""Measures of a plan, each computed from the facts alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .alignment import Alignment, incumbent_alignment
from .compiled import jitted
from .criteria import Criteria, TravelCriterion
from .instance import NOBODY, Instance
from .travel import Floats, Geometry, Integers, costs_to_places, place_cost

EXACT_CENTRE_SIZE = 4_000
"""Territories up to this many units get their exact best centre; larger ones the best of a sample's nearest."""


def totals(alignment: Alignment, measure: str) -> Floats:
    """(k,) total of a measure in each territory."""
    covered = alignment.territory_of >= 0
    amounts = alignment.instance.amounts(measure)[covered]
    k = alignment.instance.num_territories
    return np.bincount(alignment.territory_of[covered], amounts, minlength=k).astype(np.float64)


def deviations(total: Floats, target: Floats) -> Floats:
    """(k,) total / target - 1; 0 where both are 0, infinite where only the target is."""
    safe = np.where(target > 0, target, 1.0)
    return np.where(target > 0, total / safe - 1.0, np.where(total > 0, np.inf, 0.0))


def travel_weights(instance: Instance, criterion: TravelCriterion) -> Floats:
    """(n,) weight of each unit's travel."""
    return np.ones(instance.num_units) if criterion.by is None else instance.amounts(criterion.by)


def unit_travel(alignment: Alignment, criterion: TravelCriterion) -> Floats:
    """(n,) ``d ** power`` from each unit to its centre, unweighted; 0 where a unit or its territory has no place."""
    geometry = alignment.instance.geometry(criterion.quantity, criterion.power)
    return _unit_costs(alignment, geometry)


def _unit_costs(alignment: Alignment, geometry: Geometry) -> Floats:
    n = alignment.instance.num_units
    places = alignment.centre_places()
    of_unit = np.where(alignment.territory_of >= 0, places[alignment.territory_of], NOBODY).astype(np.int32)
    costs = costs_to_places(geometry, np.arange(n, dtype=np.int32), of_unit)
    return np.asarray(np.nan_to_num(costs, copy=False, nan=0.0))


def travel(alignment: Alignment, criterion: TravelCriterion) -> float:
    """``sum_i w_i d_i ** power``, without the weight of travel in the objective."""
    weights = travel_weights(alignment.instance, criterion)
    return float(weights @ unit_travel(alignment, criterion))


def disruption(alignment: Alignment, measure: str, placed: NDArray[np.bool_] | None = None) -> float:
    """Share (0..1) of a measure, over units with an incumbent, that changes hands; 0 where nobody has one.

    Parameters
    ----------
    alignment
        The plan.
    measure
        Name of the measure, ``"count"`` for the share of relationships.
    placed
        (n,) units to look at, None for all.
    """
    counted = alignment.instance.units.incumbent != NOBODY
    if placed is not None:
        counted = counted & placed
    amounts = np.where(counted, alignment.instance.amounts(measure), 0.0)
    whole = amounts.sum()
    return float(amounts[alignment.moved()].sum() / whole) if whole > 0 else 0.0


def today_travel(instance: Instance, criterion: TravelCriterion) -> float:
    """Travel of today's plan, free centres placed at their best; 0 where there is no incumbent."""
    if (instance.units.incumbent == NOBODY).all():
        return 0.0
    return travel(with_best_centres(incumbent_alignment(instance), criterion), criterion)


def objective(alignment: Alignment, criteria: Criteria, placed: NDArray[np.bool_] | None = None) -> float:
    """Weigh what solvers make small: ``weight * travel + disruption_weight * today's travel * share that moves``."""
    value = criteria.travel.weight * travel(alignment, criteria.travel)
    if criteria.disruption_weight > 0:
        instance = alignment.instance
        share = disruption(alignment, criteria.disruption_measure(instance), placed)
        value += criteria.disruption_weight * today_travel(instance, criteria.travel) * share
    return value


def with_best_centres(alignment: Alignment, criterion: TravelCriterion) -> Alignment:
    """Keep the assignment and put each free centre at the unit of its territory that makes travel least.

    Exact up to ``EXACT_CENTRE_SIZE`` units a territory; above, the best of the 500 units nearest to the centre of a
    sample is taken.
    """
    instance = alignment.instance
    free = instance.free_centres()
    if not free.any():
        return alignment
    geometry = instance.geometry(criterion.quantity, criterion.power)
    weights = travel_weights(instance, criterion)
    centre = alignment.centre_unit.copy()
    order = np.argsort(alignment.territory_of, kind="stable").astype(np.int32)
    bounds = np.searchsorted(alignment.territory_of[order], np.arange(instance.num_territories + 1))
    for territory in np.flatnonzero(free):
        members = order[bounds[territory] : bounds[territory + 1]]
        centre[territory] = best_centre(geometry, weights, members) if len(members) else NOBODY
    return replace(alignment, centre_unit=centre)


def best_centre(geometry: Geometry, weights: Floats, members: Integers) -> int:
    """Find the unit of ``members`` from which ``sum_i w_i cost(i, unit)`` is least (ties: the first)."""
    if len(members) <= EXACT_CENTRE_SIZE:
        return int(members[_least(geometry, weights, members, members)])
    sample = members[:: max(1, len(members) // 1_000)]
    middle = sample[_least(geometry, weights, sample, members[:: max(1, len(members) // 2_000)])]
    near = costs_to_places(geometry, members, np.full(len(members), middle, dtype=np.int32))
    nearest = members[np.argsort(near, kind="stable")[:500]]
    return int(nearest[_least(geometry, weights, nearest, members)])


@jitted
def _least(geometry: Geometry, weights: Floats, choices: Integers, members: Integers) -> int:
    best, best_cost = 0, np.inf
    for position in range(len(choices)):
        cost = 0.0
        for member in members:
            cost += weights[member] * place_cost(geometry, member, choices[position])
            if cost >= best_cost:
                break
        if cost < best_cost:
            best, best_cost = position, cost
    return best
