"""The bound by prices is below the best of all plans whatever the prices, and near it once they are good."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.formulation.mixed_integer import formulate_exactly
from optimizer.solvers.relaxation import Climb, Multipliers, Relaxation

CRITERIA = {
    "nothing asked": Criteria(),
    "balance": Criteria(balance={"potential": 0.3}),
    "counts and families": Criteria(min_count=2, max_count=4, keep_together=True),
    "squares": Criteria(balance={"count": 0.4}, travel=TravelCriterion(by="potential", power=2)),
    "disruption": Criteria(balance={"potential": 0.4}, disruption_weight=0.5, disruption_at_most=0.5),
}
HOMES = {
    "free": [None, None, None],
    "fixed": [(10.0, 10.0), (80.0, 20.0), (40.0, 90.0)],
    "both": [(50.0, 50.0), None, None],
}


def toy(make, homes, seed):
    rng = np.random.default_rng(seed)
    return make(
        [tuple(place) for place in rng.uniform(0, 100, (7, 2))],
        HOMES[homes],
        measures={"potential": rng.uniform(1, 3, 7)},
        incumbent=rng.integers(-1, 3, 7),
        family=[0, 0, 1, 2, 3, 4, 5],
    )


def relaxed(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    return Relaxation(formulate_exactly(instance, criteria, eligibility, items))


@pytest.mark.parametrize("homes", list(HOMES))
@pytest.mark.parametrize("name", list(CRITERIA))
def test_no_prices_prove_too_much(make, best_plan, name, homes):
    """Twenty sets of random prices each, large and small, for three draws."""
    for seed in range(3):
        instance, criteria = toy(make, homes, seed), CRITERIA[name]
        best = best_plan(instance, criteria)
        relaxation = relaxed(instance, criteria)
        begin, rng = relaxation.begin(), np.random.default_rng(seed)
        for spread in np.geomspace(0.1, 1_000, 20):
            prices = Multipliers(*(part + rng.normal(0, spread, part.shape) for part in begin))
            bound = relaxation.worth(relaxation.allowed(prices)).bound
            assert best is None or bound <= best[0] * (1 + 1e-9)


@pytest.mark.parametrize("homes", list(HOMES))
def test_steps_lead_up(make, best_plan, homes):
    """Two hundred steps end above where they began, within a third of the best plan, and not above it."""
    instance, criteria = toy(make, homes, 1), CRITERIA["balance"]
    optimum, _ = best_plan(instance, criteria)
    relaxation = relaxed(instance, criteria)
    begin = relaxation.begin()
    point = relaxation.ascend(begin, Climb(optimum, 1.0, 200, lambda: False))
    assert relaxation.worth(begin).bound < point.worth.bound <= optimum * (1 + 1e-9)
    assert point.worth.bound >= 0.67 * optimum


def test_steps_end_when_enough(make):
    """Whoever asks for an end gets it at once."""
    relaxation = relaxed(toy(make, "free", 0), Criteria())
    begin = relaxation.begin()
    point = relaxation.ascend(begin, Climb(1e9, 1.0, 1_000, lambda: True))
    assert point.multipliers is begin


def test_sites_of_a_group_are_as_many_as_it_has_territories(make):
    """Three free territories that may not be empty take three sites, a fixed one its own."""
    criteria = Criteria(min_count=1)
    free = relaxed(toy(make, "free", 0), criteria)
    assert free.worth(free.begin()).chosen.sum() == 3
    fixed = relaxed(toy(make, "fixed", 0), criteria)
    assert fixed.worth(fixed.begin()).chosen.tolist() == [True] * 3
