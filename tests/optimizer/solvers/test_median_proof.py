"""What is proved about a plan agrees with every plan and place there is."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground, with_table
from optimizer.solvers.median_bound import MedianBound
from optimizer.solvers.median_proof import MedianProof
from optimizer.solvers.plan import Plan
from optimizer.solvers.seeding import seed_centres
from optimizer.solvers.transport import TransportCase

CRITERIA = {
    "capacity": Criteria(capacity={"potential": 7.5}),
    "balance": Criteria(balance={"potential": 0.3}),
    "two measures": Criteria(balance={"potential": 0.5, "count": 0.3}),
    "counts": Criteria(min_count=2, max_count=4),
    "families": Criteria(capacity={"potential": 8.0}, keep_together=True),
    "squares": Criteria(balance={"count": 0.3}, travel=TravelCriterion(by="potential", power=2)),
    "nothing asked": Criteria(),
}


def _instance(make, seed=5, whole=False):
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 100, (8, 2))
    potential = rng.uniform(1, 3, 8)
    return make(
        [tuple(place) for place in (np.round(places) * [1, 0] if whole else places)],
        [None, None, None],
        measures={"potential": potential},
        family=[0, 0, 1, 2, 3, 4, 5, 6],
    )


def _plan(instance, criteria, territory=None):
    """Items in these territories with their best centres, or all in one: over its limits."""
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(1))
    ground = with_table(find_ground(instance, criteria, eligibility, items))
    first = items.members.unit[items.members.start[:-1]]
    chosen = np.zeros(len(items), dtype=np.int32) if territory is None else np.array(territory, dtype=np.int32)[first]
    return Plan(TransportCase(instance, criteria, eligibility, items, centres), ground, chosen, centres).recentred()


def _proved(plan, monitor, proof=None):
    evidence = MedianBound().find(plan.case, plan.ground, plan.cost, monitor)
    return (proof or MedianProof()).run(plan, evidence.multiplier, monitor)


@pytest.mark.parametrize("name", list(CRITERIA))
@pytest.mark.parametrize("seed", [5, 6])
def test_the_best_plan_is_proved(make, monitor, best_plan, name, seed):
    """The bound comes to within a part in a million of the best of all plans, and not above it."""
    instance = _instance(make, seed)
    optimum, best = best_plan(instance, CRITERIA[name])
    proved = _proved(_plan(instance, CRITERIA[name], best), monitor)
    assert optimum * (1 - 1e-6) <= proved.bound <= optimum * (1 + 1e-9)


def test_a_better_plan_is_found(make, monitor, best_plan):
    """From a plan with the worst centres, the best one comes back and is proved."""
    instance, criteria = _instance(make), CRITERIA["capacity"]
    optimum, best = best_plan(instance, criteria)
    good = _plan(instance, criteria, best)
    worst = [max(np.flatnonzero(good.territory == j), key=lambda place, j=j: _cost(good, j, place)) for j in range(3)]
    bad = Plan(good.case, good.ground, good.territory, np.array(worst, dtype=np.int32))
    assert bad.cost > 1.05 * optimum
    proved = _proved(bad, monitor)
    found = Plan(bad.case, bad.ground, *proved.found)
    assert found.over == 0.0
    assert found.cost == pytest.approx(optimum)
    assert proved.bound == pytest.approx(optimum, rel=1e-6)


def _cost(plan, territory, place):
    return float(plan.ground.table[place, plan.territory == territory].sum())


def test_whole_costs_are_proved_to_the_end(make, monitor, best_plan):
    """Where every distance is a whole number the bound is the cost itself."""
    instance = _instance(make, whole=True)
    optimum, best = best_plan(instance, CRITERIA["capacity"])
    assert optimum == round(optimum)
    assert _proved(_plan(instance, CRITERIA["capacity"], best), monitor).bound == optimum


def test_not_tried(make, monitor):
    """Too many items, territories that differ, or a plan over its limits."""
    instance = _instance(make)
    over = _plan(instance, CRITERIA["capacity"])
    assert over.over > 0.0
    assert _proved(over, monitor) is None
    assert _proved(_plan(instance, Criteria(pins={"a0": "t0"})), monitor) is None
    assert _proved(_plan(instance, Criteria()), monitor, MedianProof(most_items=7)) is None


def test_a_proof_may_pause(make, monitor, best_plan):
    """What is left goes on where it was, with a better plan if there is one by then; done, it has closed everything."""
    instance = _instance(make)
    criteria = CRITERIA["two measures"]
    optimum, best = best_plan(instance, criteria)
    plan = _plan(instance, criteria, best)
    inquiry = MedianProof(rounds=0).begin(plan, np.full(len(plan.territory), 1.0), monitor)
    inquiry.go_on(plan, monitor, most=0)
    assert not inquiry.done
    assert inquiry.progress == 0.0
    assert inquiry.bound <= optimum
    inquiry.go_on(plan, monitor)
    assert inquiry.done
    assert inquiry.progress == 1.0
    assert inquiry.bound == pytest.approx(optimum, rel=1e-6)
