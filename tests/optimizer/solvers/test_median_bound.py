"""The bound over all places is never above the best of all plans with centres anywhere."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground
from optimizer.solvers.median_bound import MedianBound
from optimizer.solvers.seeding import seed_centres
from optimizer.solvers.transport import TransportCase

CRITERIA = {
    "nothing asked": Criteria(),
    "balance": Criteria(balance={"potential": 0.3}),
    "two measures": Criteria(balance={"potential": 0.5, "count": 0.3}),
    "counts": Criteria(min_count=2, max_count=4),
    "families": Criteria(keep_together=True),
    "squares by potential": Criteria(balance={"count": 0.3}, travel=TravelCriterion(by="potential", power=2)),
    "disruption": Criteria(balance={"count": 0.4}, disruption_weight=0.5, disruption_at_most=0.8),
}


def _case(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(1))
    case = TransportCase(instance, criteria, eligibility, items, centres)
    return case, find_ground(instance, criteria, eligibility, items)


def _bound(instance, criteria, best, monitor, search=None):
    case, ground = _case(instance, criteria)
    return (search or MedianBound()).run(case, ground, best, monitor)


@pytest.mark.parametrize("name", list(CRITERIA))
@pytest.mark.parametrize("homes", [[None, None, None], [(50.0, 50.0), None, None]])
def test_not_above_the_best_plan(make, monitor, best_plan, name, homes):
    """Eight accounts, up to three free centres, several draws; and not far below either."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        instance = make(
            [tuple(place) for place in rng.uniform(0, 100, (8, 2))],
            homes,
            measures={"potential": rng.uniform(1, 3, 8)},
            incumbent=rng.integers(-1, 3, 8),
            family=[0, 0, 1, 2, 3, 4, 5, 6],
        )
        optimum, _ = best_plan(instance, CRITERIA[name])
        bound = _bound(instance, CRITERIA[name], optimum, monitor)
        assert 0.3 * optimum <= bound <= optimum * (1 + 1e-9)


def test_multipliers_do_not_run_away(make, monitor, best_plan):
    """One centre for sixteen accounts in families: once nothing is unserved, steps end, and rounding lifts no bound."""
    spots = [(60, 20), (0, 60), (20, 40), (60, 10), (10, 20), (50, 60), (0, 0), (40, 20)]
    spots += [(0, 0), (0, 50), (20, 20), (0, 0), (10, 50), (0, 20), (0, 50), (20, 0)]
    family = [10, 2, 12, 0, 3, 0, 0, 13, 0, 15, 0, 0, 7, 0, 14, 0]
    instance = make([(float(x), float(y)) for x, y in spots], [None], family=family, incumbent=[0] * 16)
    criteria = Criteria(keep_together=True)
    optimum, _ = best_plan(instance, criteria)
    assert _bound(instance, criteria, optimum, monitor) <= optimum * (1 + 1e-9)


def test_too_many_items_for_a_bound(make, monitor):
    """None is said, not a bound that took an hour."""
    instance = make([0.0, 1.0, 2.0], [None])
    assert _bound(instance, Criteria(), 2.0, monitor, MedianBound(most_items=2)) is None


def test_a_part_takes_fewer_steps():
    """None of them with lower limits; near the top a few are enough, where they take long."""
    whole = MedianBound(steps=300, pairs=1e7, most_climbs=5_000)
    part = whole.part(0.1)
    assert (part.steps, part.pairs, part.most_climbs, part.fewest_climbs) == (0, pytest.approx(1e6), 500, 60)
    assert whole.part(0.001).most_climbs == 60
    near = whole.part(0.1, near=True)
    assert (near.pairs, near.most_climbs) == (part.pairs, part.most_climbs)
    assert near.fewest_climbs < part.fewest_climbs


@pytest.fixture
def town(make):
    """Eighty accounts and six territories to be placed."""
    rng = np.random.default_rng(4)
    places = [tuple(place) for place in rng.uniform(0, 100, (80, 2))]
    return make(places, [None] * 6, measures={"potential": rng.uniform(1, 3, 80)})


def test_multipliers_of_another_bound_save_steps(town, monitor):
    """Twenty steps from those of a wider tolerance prove more than from nothing, and nearly what thousands do."""
    wide, tight = (_case(town, Criteria(capacity={"potential": capacity})) for capacity in (35.0, 32.0))
    few, all_steps, aim = MedianBound(most_climbs=20), MedianBound(), 1_250.0
    given = all_steps.find(*wide, aim, monitor).multiplier
    whole = all_steps.find(*tight, aim, monitor).bound
    from_nothing = few.find(*tight, aim, monitor).bound
    from_given = few.find(*tight, aim, monitor, given=given).bound
    assert from_nothing < 0.98 * whole
    assert from_given > 0.99 * whole


def test_whatever_multipliers_are_given_the_bound_is_one(make, monitor, best_plan):
    """Far too small, far too large, of some items alone: never above the best plan."""
    rng = np.random.default_rng(7)
    instance = make([tuple(place) for place in rng.uniform(0, 100, (8, 2))], [None] * 3)
    criteria = Criteria(balance={"count": 0.3})
    optimum, _ = best_plan(instance, criteria)
    case, ground = _case(instance, criteria)
    for given in (np.zeros(8), np.full(8, 1e6), np.full(8, np.nan), np.where(np.arange(8) < 4, np.nan, 40.0)):
        bound = MedianBound().find(case, ground, optimum, monitor, given=given).bound
        assert bound <= optimum * (1 + 1e-9)
