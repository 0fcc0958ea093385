"""The best of all plans that can be put together from territories met."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground
from optimizer.solvers.layout import new_layout
from optimizer.solvers.partition import Partition
from optimizer.solvers.pool import Pool

LEFT, RIGHT = [0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 0, 2, 3, 3]
CENTRES = [0, 2, 4, 6]
CRITERIA = {
    "alike": Criteria(capacity={"count": 3.0}),
    "pins": Criteria(capacity={"count": 3.0}, pins={"a0": "t0"}),
    "disruption": Criteria(capacity={"count": 3.0}, disruption_at_most=0.8),
}


@pytest.fixture
def pool_of(make):
    """Seven accounts along a line and two plans: the first is good on the left, the second on the right."""
    instance = make([0.0, 10.0, 100.0, 110.0, 200.0, 210.0, 220.0], [None] * 4, incumbent=[0, 0, 1, 1, 2, 3, 3])

    def _pool_of(criteria, plans=(LEFT, RIGHT)):
        eligibility = find_eligibility(instance, criteria)
        ground = find_ground(instance, criteria, eligibility, group_items(instance, criteria, eligibility))
        pool = Pool(ground)
        for plan in plans:
            pool.add(new_layout(ground, np.array(plan), np.array(CENTRES)), 100.0)
        return pool

    return _pool_of


@pytest.mark.parametrize("name", list(CRITERIA))
def test_halves_of_two_plans_make_a_better_one(pool_of, name):
    """Accounts 0..3 as in the one, 4..6 as in the other."""
    found = Partition().run(pool_of(CRITERIA[name]), 1e9, 10.0)
    assert found is not None
    territory, centre = found
    sets = sorted(np.flatnonzero(territory == each).tolist() for each in range(4))
    assert sets == [[0, 1], [2, 3], [4], [5, 6]]
    used = np.unique(territory)
    assert sorted(centre[used].tolist()) == [0, 2, 4, 6]


def test_none_is_better_than_the_best(pool_of):
    """The bound given stands for a plan that is known."""
    assert Partition().run(pool_of(CRITERIA["alike"]), 1.0, 10.0) is None


def test_a_plan_that_moves_too_much_is_no_plan(pool_of):
    """Only the plan as it is today moves nobody, and it was not met."""
    assert Partition().run(pool_of(Criteria(disruption_at_most=0.0), (RIGHT,)), 1e9, 10.0) is None


def test_no_time_no_plan(pool_of):
    """Without a second nothing is begun."""
    assert Partition().run(pool_of(CRITERIA["alike"]), 1e9, 0.0) is None
