"""The bound without a table is never above the best of all plans, and is worth something on larger ones."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.progress import Monitor
from optimizer.solvers.free import FreeCentreSearch
from optimizer.solvers.ground import find_ground
from optimizer.solvers.median_bound import MedianBound
from optimizer.solvers.plan import Plan
from optimizer.solvers.seeding import seed_centres
from optimizer.solvers.transport import TransportCase
from optimizer.solvers.wide_bound import WideBound
from optimizer.stop import MaxIterations, MaxRuntime
from optimizer.travel import TravelMatrix

CRITERIA = {
    "nothing asked": Criteria(),
    "balance": Criteria(balance={"potential": 0.3}),
    "two measures": Criteria(balance={"potential": 0.5, "count": 0.3}),
    "counts": Criteria(min_count=2, max_count=4),
    "families": Criteria(keep_together=True),
    "squares by potential": Criteria(balance={"count": 0.3}, travel=TravelCriterion(by="potential", power=2)),
    "disruption": Criteria(balance={"count": 0.4}, disruption_weight=0.5, disruption_at_most=0.8),
}


def _plan(instance, criteria, territory_of, centres=None) -> Plan:
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    if centres is None:
        centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(1))
    case = TransportCase(instance, criteria, eligibility, items, centres)
    first = items.members.unit[items.members.start[:-1]]
    territory = np.asarray(territory_of, dtype=np.int32)[first]
    return Plan(case, find_ground(instance, criteria, eligibility, items), territory, centres).recentred()


@pytest.mark.parametrize("name", list(CRITERIA))
@pytest.mark.parametrize("homes", [[None, None, None], [(50.0, 50.0), None, None]])
def test_not_above_the_best_plan(make, monitor, best_plan, name, homes):
    """Eight accounts, up to three free centres, several draws, one account of no weight."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        potential = rng.uniform(1, 3, 8)
        potential[3] = 0.0 if seed == 1 else potential[3]
        instance = make(
            [tuple(place) for place in rng.uniform(0, 100, (8, 2))],
            homes,
            measures={"potential": potential},
            incumbent=rng.integers(-1, 3, 8),
            family=[0, 0, 1, 2, 3, 4, 5, 6],
        )
        optimum, territory_of = best_plan(instance, CRITERIA[name])
        bound = WideBound().run(_plan(instance, CRITERIA[name], territory_of), monitor)
        assert bound is None or 0.0 < bound <= optimum * (1 + 1e-9)


def test_two_pools(make, monitor, best_plan):
    """Accounts of two countries, each with territories of its own: the bounds of both add up."""
    rng = np.random.default_rng(3)
    tags = {"country": ([0, 0, 0, 0, 1, 1, 1, 1], ["0", "1", "1"])}
    instance = make([tuple(place) for place in rng.uniform(0, 100, (8, 2))], [None] * 3, tags=tags)
    criteria = Criteria(min_count=1)
    optimum, territory_of = best_plan(instance, criteria)
    bound = WideBound().run(_plan(instance, criteria, territory_of), monitor)
    assert 0.3 * optimum <= bound <= optimum * (1 + 1e-9)


def test_worth_something(make):
    """Four hundred accounts, eight territories: within a tenth of the plan, and of the bound with a table."""
    rng = np.random.default_rng(11)
    instance = make([tuple(place) for place in rng.uniform(0, 100, (400, 2))], [None] * 8)
    criteria = Criteria(balance={"count": 0.05})
    result = FreeCentreSearch().solve(instance, criteria, Monitor(MaxIterations(200) | MaxRuntime(30)), 1)
    plan = _plan(instance, criteria, result.alignment.territory_of, result.alignment.centre_unit)
    bound = WideBound().run(plan, Monitor(MaxRuntime(60)))
    tabled = MedianBound().run(plan.case, plan.ground, plan.cost, Monitor(MaxRuntime(20)))
    assert 0.9 * result.objective <= bound <= result.objective
    assert bound >= 0.9 * tabled


def test_no_bound_without_places_or_time(make, monitor):
    """A matrix has no neighbourhoods to look at; where all places would take too long there is none either."""
    matrix = TravelMatrix(np.array([[0.0, 1.0], [1.0, 0.0]]), between_units=True)
    assert WideBound().run(_plan(make([0.0, 1.0], [None], travel=matrix), Criteria(), [0, 0]), monitor) is None
    plan = _plan(make([0.0, 1.0, 5.0], [None]), Criteria(), [0, 0, 0])
    assert WideBound().run(plan, Monitor(MaxRuntime(1e-9))) is None
