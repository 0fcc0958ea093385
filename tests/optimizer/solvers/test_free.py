"""The search with centres to be placed, against every plan and every place there is."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.progress import Monitor
from optimizer.result import Status
from optimizer.solvers.free import FreeCentreSearch
from optimizer.stop import MaxIterations, MaxRuntime

CRITERIA = {
    "nothing asked": Criteria(),
    "balance": Criteria(balance={"potential": 0.3}),
    "counts": Criteria(min_count=2, max_count=3),
    "families and pins": Criteria(keep_together=True, pins={"a0": "t1", "a5": "t2"}),
    "disruption": Criteria(balance={"count": 0.4}, disruption_weight=0.5, disruption_at_most=0.8),
    "radius": Criteria(max_travel=60.0, balance={"count": 0.6}),
    "squares": Criteria(balance={"count": 0.3}, travel=TravelCriterion(by="potential", power=2)),
}


def _search(instance, criteria, seed=2):
    return FreeCentreSearch().solve(instance, criteria, Monitor(MaxIterations(300) | MaxRuntime(20)), seed)


@pytest.mark.parametrize("name", list(CRITERIA))
@pytest.mark.parametrize("homes", [[None, None, None], [(50.0, 50.0), None, None]])
def test_every_rule_against_all_plans(make, best_plan, name, homes):
    """Eight accounts: the best plan there is, or within two in a hundred of it; the bound below, centres at home."""
    rng = np.random.default_rng(5)
    instance = make(
        [tuple(place) for place in rng.uniform(0, 100, (8, 2))],
        homes,
        measures={"potential": rng.uniform(1, 3, 8)},
        incumbent=rng.integers(-1, 3, 8),
        family=[0, 0, 1, 2, 3, 4, 5, 6],
    )
    optimum, _ = best_plan(instance, CRITERIA[name])
    result = _search(instance, CRITERIA[name])
    assert result.feasible
    assert optimum * (1 - 1e-9) <= result.objective <= optimum * 1.02
    assert result.lower_bound <= optimum * (1 + 1e-9)


def test_what_no_places_can_mend_is_proved(make):
    """Three of four accounts pinned to one of two territories that must be even: impossible wherever centres lie."""
    instance = make([0.0, 1.0, 2.0, 3.0], [None, None])
    criteria = Criteria(balance={"potential": 0.2}, pins={"a0": "t0", "a1": "t0", "a2": "t0"})
    result = _search(instance, criteria)
    assert (result.status, result.lower_bound) == (Status.INFEASIBLE, None)
    assert (result.alignment.territory_of >= 0).all()


def test_more_territories_than_accounts(make):
    """Each account has a territory of its own at no travel; the others are empty, without a centre."""
    result = _search(make([0.0, 30.0], [None] * 4), Criteria())
    assert (result.status, result.objective) == (Status.OPTIMAL, 0.0)
    assert sorted(result.alignment.centre_unit.tolist()) == [-1, -1, 0, 1]


def test_multipliers_go_on_with_the_plan(make, best_plan):
    """A search hands on those of its bound; the next one proves with them what holds for its own criteria."""
    rng = np.random.default_rng(6)
    places, potential = rng.uniform(0, 100, (8, 2)), rng.uniform(1, 3, 8)
    instance = make([tuple(place) for place in places], [None] * 3, measures={"potential": potential})
    start = _search(instance, Criteria(balance={"potential": 0.3})).start
    assert start.multiplier is not None
    assert (start.multiplier > 0).any()
    criteria = Criteria(balance={"potential": 0.5})
    optimum, _ = best_plan(instance, criteria)
    again = FreeCentreSearch().solve(instance, criteria, Monitor(MaxIterations(300) | MaxRuntime(20)), 3, start=start)
    assert again.lower_bound <= optimum * (1 + 1e-9)
    assert again.objective >= optimum * (1 - 1e-9)


def test_the_seed_decides(make):
    """The same seed, the same plan and places."""
    rng = np.random.default_rng(5)
    instance = make([tuple(place) for place in rng.uniform(0, 100, (60, 2))], [None] * 6)
    criteria = Criteria(balance={"count": 0.1})
    assert _search(instance, criteria, 4).alignment == _search(instance, criteria, 4).alignment
