"""Plans under way: what they cost, by how much they break limits, which is better."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground
from optimizer.solvers.plan import Plan
from optimizer.solvers.transport import TransportCase


@pytest.fixture
def plan_of(make):
    """Plans of six accounts on a line in two free territories of three each."""

    def _plan_of(territory, centre):
        instance, criteria = make([0.0, 1.0, 2.0, 10.0, 11.0, 12.0], [None, None]), Criteria(balance={"count": 0.0})
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        places = np.array(centre, dtype=np.int32)
        case = TransportCase(instance, criteria, eligibility, items, places)
        ground = find_ground(instance, criteria, eligibility, items)
        return Plan(case, ground, np.array(territory, dtype=np.int32), places)

    return _plan_of


def test_cost_and_excess_are_of_the_plan(plan_of):
    """Kilometres to the centres; one account too many and one too few of three are a third each."""
    assert (plan_of([0, 0, 0, 1, 1, 1], [1, 4]).cost, plan_of([0, 0, 0, 1, 1, 1], [1, 4]).over) == (4.0, 0.0)
    assert plan_of([0, 0, 0, 0, 1, 1], [1, 4]).over == pytest.approx(2 / 3)


def test_recentring_finds_the_middle_and_keeps_the_place_of_the_empty(plan_of):
    """A territory without accounts has no centre to be judged, but a place to go on from."""
    assert plan_of([0, 0, 0, 1, 1, 1], [0, 5]).recentred().centre.tolist() == [1, 4]
    alone = plan_of([0] * 6, [0, 5]).recentred()
    assert alone.centre[1] == 5
    assert alone.alignment().centre_unit[1] == -1


def test_limits_come_before_cost(plan_of):
    """A plan within its limits is better than a cheaper one that is not."""
    whole, cheap = plan_of([0, 0, 0, 1, 1, 1], [0, 5]), plan_of([0, 0, 0, 0, 1, 1], [1, 4])
    assert whole.better_than(cheap)
    assert plan_of([0, 0, 0, 1, 1, 1], [1, 4]).better_than(whole)
