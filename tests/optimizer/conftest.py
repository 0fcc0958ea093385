"""Tiny instances made from lists, and the plans the tests of the core are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility, find_eligibility
from optimizer.formulation import FixedCentres, formulate, group_items
from optimizer.instance import Instance, Tag, Territories, Units, Unplaced
from optimizer.metrics import today_travel
from optimizer.rules import PRECISION
from optimizer.targets import find_limits, find_targets
from optimizer.travel import Planar, Quantity, Travel, costs_to_places

Place = float | tuple[float, float] | None
"""A point, a point on the x axis, or none."""
Maker = Callable[..., Instance]
Planner = Callable[..., Alignment]
Oracle = Callable[[Instance, Criteria], tuple[float, list[int]] | None]
Formulator = Callable[..., FixedCentres]


def _points(places: Sequence[Place]) -> np.ndarray:
    rows = [
        (np.nan, np.nan) if place is None else place if isinstance(place, tuple) else (place, 0.0) for place in places
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def make_instance(
    places: Sequence[Place],
    centres: Sequence[Place],
    *,
    measures: Mapping[str, Sequence[float]] | None = None,
    incumbent: Sequence[int] | None = None,
    family: Sequence[int] | None = None,
    shares: Sequence[float] | None = None,
    tags: Mapping[str, tuple[Sequence[int], Sequence[str]]] | None = None,
    travel: Travel | None = None,
    unplaced: Sequence[int] = (),
) -> Instance:
    """Accounts a0, a1, ... and territories t0, t1, ... of reps r0, r1, ...; potential 1 unless measures are given.

    A tag is the code of each account and, for each territory, the codes it serves as text: ``([0, 1], ["0", "01"])``.
    """
    n, k = len(places), len(centres)
    amounts = {"potential": [1.0] * n} if measures is None else measures
    columns = [np.asarray(column, dtype=np.float64) for column in amounts.values()]
    share = np.ones(k) if shares is None else np.asarray(shares, dtype=np.float64)
    units = Units(
        ids=pd.Index([f"a{i}" for i in range(n)], dtype=object),
        places=_points(places),
        activity=np.column_stack(columns) if columns else np.empty((n, 0)),
        incumbent=np.array([-1] * n if incumbent is None else incumbent, dtype=np.int32),
        family=np.array(range(n) if family is None else family, dtype=np.int32),
    )
    territories = Territories(
        ids=pd.Index([f"t{j}" for j in range(k)], dtype=object),
        reps=tuple(f"r{j}" for j in range(k)),
        centres=_points(centres),
        shares=np.tile(share[:, None], (1, len(columns))),
    )
    kinds = {}
    for name, (codes, served) in (tags or {}).items():
        values = [str(code) for code in range(1 + max(*codes, *map(int, "".join(served)), 0))]
        table = np.array([[value in text for value in values] for text in served], dtype=bool)
        kinds[name] = Tag(tuple(values), np.array(codes, dtype=np.int32), table.reshape(k, len(values)))
    lost = tuple(Unplaced(unit, "no place") for unit in unplaced)
    return Instance(units, territories, tuple(amounts), kinds, travel or Planar(), lost)


@pytest.fixture(scope="session")
def make() -> Maker:
    """Make an instance from lists, see ``make_instance``."""
    return make_instance


@pytest.fixture(scope="session")
def plan() -> Planner:
    """Make a plan: the instance, territory of each unit, unit of each free centre."""

    def _plan(instance: Instance, territory_of: Sequence[int], centre_unit: Sequence[int] | None = None) -> Alignment:
        centre = [-1] * instance.num_territories if centre_unit is None else centre_unit
        return Alignment(instance, np.array(territory_of, dtype=np.int32), np.array(centre, dtype=np.int32))

    return _plan


@pytest.fixture
def line() -> Instance:
    """Six accounts at x = 0, 10, ..., 50 km between the homes of t0 at 0 and t1 at 50; t0 has the first four today."""
    measures = {"potential": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "workload": [2.0, 2.0, 2.0, 1.0, 1.0, 1.0]}
    places = [10.0 * i for i in range(6)]
    return make_instance(places, [0.0, 50.0], measures=measures, incumbent=[0, 0, 0, 0, 1, 1])


@pytest.fixture
def free_line(line: Instance) -> Instance:
    """Make the same accounts all new, under two territories whose centres are to be placed."""
    measures = {name: line.amounts(name).tolist() for name in line.measures}
    return make_instance([10.0 * i for i in range(6)], [None, None], measures=measures)


@pytest.fixture
def islands() -> Instance:
    """Two islands 1,000 km apart, a tag each: t0 and t1 serve accounts 0 to 3, t2 alone serves 4 and 5."""
    return make_instance(
        [0.0, 10.0, 20.0, 30.0, 1000.0, 1010.0],
        [0.0, 30.0, 1000.0],
        measures={"potential": [4.0, 2.0, 1.0, 1.0, 50.0, 50.0]},
        incumbent=[0, 0, 1, 1, 2, 2],
        tags={"island": ([0, 0, 0, 0, 1, 1], ["0", "0", "1"])},
    )


@pytest.fixture(scope="session")
def formulated() -> Formulator:
    """Put an instance with fixed centres into numbers: ``most`` nearest territories open for each item, all if None."""

    def _formulated(instance: Instance, criteria: Criteria, most: int | None = None) -> FixedCentres:
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        centres = (instance.num_units + np.arange(instance.num_territories)).astype(np.int32)
        most = instance.num_territories if most is None else most
        return formulate(instance, criteria, eligibility, items=items, centres=centres, most=most)

    return _formulated


@pytest.fixture(scope="session")
def best_plan() -> Oracle:
    """Give the oracle of small instances: least objective of all assignments and its plan, see ``enumerate_plans``."""
    return enumerate_plans


def enumerate_plans(instance: Instance, criteria: Criteria) -> tuple[float, list[int]] | None:
    """Try every assignment of families to territories; None where each breaks a rule.

    Costs and limits come from tables of single units; only eligibility and targets, which have tests of their own, are
    the library's. A free centre is tried at each unit of its territory.
    """
    eligibility = find_eligibility(instance, criteria)
    open_to = _open_territories(instance, eligibility)
    family = np.arange(len(open_to))
    plans = np.array(list(product(*open_to)), dtype=np.int64).reshape(prod(map(len, open_to)), len(open_to))
    units = [np.flatnonzero(eligibility.family_of == one) for one in family]
    cost = _travel_of_plans(instance, criteria, units, plans)

    def per_family(of_unit: np.ndarray) -> np.ndarray:
        return np.array([of_unit[members].sum(axis=0) for members in units])

    for column, measure in enumerate((limits := find_limits(instance, criteria, eligibility)).measures):
        amounts = per_family(instance.amounts(measure))
        slack = PRECISION * max(1.0, find_targets(instance, eligibility, measure).max())
        for territory in range(instance.num_territories):
            total = (plans == territory) @ amounts if len(amounts) else np.zeros(len(plans))
            cost[total > limits.upper[territory, column] + slack] = np.inf
            cost[total < limits.lower[territory, column] - slack] = np.inf
    if criteria.contiguous:
        cost[_in_pieces(instance, units, plans)] = np.inf
    incumbent = instance.units.incumbent
    moves = (incumbent >= 0)[:, None] & (incumbent[:, None] != np.arange(instance.num_territories))

    def share_moved(measure: str) -> np.ndarray:
        amounts = np.where((incumbent >= 0) & (eligibility.family_of >= 0), instance.amounts(measure), 0.0)
        share = per_family(moves * (amounts / max(amounts.sum(), 1e-300))[:, None])
        return share[family, plans].sum(axis=1) if len(family) else np.zeros(len(plans))

    for measure, most in criteria.disruption_limits(instance).items():
        cost[share_moved(measure) > most + PRECISION] = np.inf
    if criteria.disruption_weight:
        worth = criteria.disruption_weight * today_travel(instance, criteria.travel)
        cost += worth * share_moved(criteria.disruption_measure(instance))
    if not len(cost) or np.isinf(cost.min()):
        return None
    best = int(cost.argmin())
    territory_of = np.full(instance.num_units, -1)
    for one in family:
        territory_of[units[one]] = plans[best, one]
    return float(cost[best]), territory_of.tolist()


def _open_territories(instance: Instance, eligibility: Eligibility) -> list[list[int]]:
    """Territories of each family by tags, forbidden pairs and pins; distance is looked at later."""
    shut = set(map(tuple, eligibility.forbidden.tolist()))
    return [
        [
            territory
            for territory in range(instance.num_territories)
            if eligibility.allowed[eligibility.class_of[family], territory]
            and (family, territory) not in shut
            and eligibility.pinned[family] in (-1, territory)
        ]
        for family in range(eligibility.num_families)
    ]


def _travel_of_plans(
    instance: Instance, criteria: Criteria, units: Sequence[np.ndarray], plans: np.ndarray
) -> np.ndarray:
    """(plans,) weighted travel, infinite where a unit is too far; each set of units is looked at once."""
    n, travel = instance.num_units, criteria.travel
    weight = travel.weight * (np.ones(n) if travel.by is None else instance.amounts(travel.by))
    cost = np.zeros(len(plans))
    mask = np.array([sum(1 << int(unit) for unit in members) for members in units], dtype=np.int64)
    for territory, free in enumerate(instance.free_centres()):
        sets, of_plan = np.unique((plans == territory) @ mask, return_inverse=True)
        least = []
        for code in sets.tolist():
            members = np.array([unit for unit in range(n) if code >> unit & 1], dtype=np.int32)
            places = members if free else [n + territory]
            tried = [
                weight[members] @ _costs(instance, members, place, travel.quantity, travel.power)
                for place in places
                if criteria.max_travel is None
                or (_costs(instance, members, place, travel.quantity, 1) <= criteria.max_travel * (1 + PRECISION)).all()
            ]
            least.append(min(tried, default=np.inf) if len(members) else 0.0)
        cost += np.array(least)[of_plan]
    return cost


def _in_pieces(instance: Instance, units: Sequence[np.ndarray], plans: np.ndarray) -> np.ndarray:
    """(plans,) whether a territory is not connected; each set of units is walked once."""
    touching = np.zeros(instance.num_units, dtype=np.int64)
    for one, other in instance.adjacency.pairs.tolist():
        touching[one] |= 1 << other
        touching[other] |= 1 << one
    mask = np.array([sum(1 << int(unit) for unit in members) for members in units], dtype=np.int64)
    apart = np.zeros(len(plans), dtype=bool)
    for territory in range(instance.num_territories):
        sets, of_plan = np.unique((plans == territory) @ mask, return_inverse=True)
        apart |= np.array([_walked(int(code), touching) != code for code in sets.tolist()])[of_plan]
    return apart


def _walked(inside: int, touching: np.ndarray) -> int:
    """Units that can be reached from the first one of a set without leaving it."""
    reached, before = inside & -inside, 0
    while reached != before:
        before = reached
        for unit, others in enumerate(touching.tolist()):
            reached |= others & inside if reached >> unit & 1 else 0
    return reached


def _costs(instance: Instance, units: np.ndarray, place: int, quantity: Quantity, power: int) -> np.ndarray:
    geometry = instance.geometry(quantity, power)
    return costs_to_places(geometry, units, np.full(len(units), place, dtype=np.int32))
