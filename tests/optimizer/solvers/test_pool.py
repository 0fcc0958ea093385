"""Territories met on the way are kept once each, at their least cost."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground
from optimizer.solvers.layout import new_layout
from optimizer.solvers.pool import Pool

EVEN = Criteria(capacity={"count": 3.0})


def _ground(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    return find_ground(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def _layout(ground, territory, centre):
    return new_layout(ground, np.array(territory), np.array(centre))


@pytest.fixture
def six(make):
    """Six accounts along a line, two territories."""
    return make([0.0, 10.0, 20.0, 30.0, 40.0, 50.0], [None, None])


def test_a_set_is_kept_once_at_its_least_cost(six):
    """Whichever of two alike territories had it, and wherever its centre was before."""
    ground = _ground(six, EVEN)
    pool = Pool(ground)
    pool.add(_layout(ground, [0, 0, 0, 1, 1, 1], [0, 4]), 50.0)
    pool.add(_layout(ground, [1, 1, 1, 0, 0, 0], [3, 1]), 45.0)
    columns = sorted(pool.best(10), key=lambda column: column.items[0])
    assert [column.items.tolist() for column in columns] == [[0, 1, 2], [3, 4, 5]]
    assert [(column.centre, column.cost) for column in columns] == [(1, 20.0), (4, 20.0)]
    assert [column.plan_cost for column in columns] == [45.0, 45.0]


def test_what_is_over_its_limit_is_left_out(six):
    """Four where three have room."""
    ground = _ground(six, EVEN)
    pool = Pool(ground)
    pool.add(_layout(ground, [0, 0, 0, 0, 1, 1], [1, 4]), 50.0)
    assert [column.items.tolist() for column in pool.best(10)] == [[4, 5]]


def test_territories_that_differ_share_nothing(six):
    """With a pin it matters which territory a set belongs to."""
    ground = _ground(six, Criteria(capacity={"count": 3.0}, pins={"a0": "t0"}))
    pool = Pool(ground)
    pool.add(_layout(ground, [0, 0, 0, 1, 1, 1], [1, 4]), 40.0)
    pool.add(_layout(ground, [1, 1, 1, 0, 0, 0], [4, 1]), 40.0)
    assert not pool.alike
    assert len(pool.best(10)) == 4


def test_the_cheapest_plans_come_first(six):
    """Where only some are wanted."""
    ground = _ground(six, EVEN)
    pool = Pool(ground)
    pool.add(_layout(ground, [0, 1, 0, 1, 0, 1], [2, 3]), 80.0)
    pool.add(_layout(ground, [0, 0, 0, 1, 1, 1], [1, 4]), 40.0)
    assert sorted(column.items.tolist() for column in pool.best(2)) == [[0, 1, 2], [3, 4, 5]]
