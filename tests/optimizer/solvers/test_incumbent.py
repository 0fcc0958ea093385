"""The best plan so far."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.progress import Monitor
from optimizer.solvers.incumbent import Incumbent
from optimizer.stop import MaxRuntime


@pytest.fixture
def plan(make):
    """Two accounts, one territory."""
    return Alignment(make([(0, 0), (1, 0)], [(0, 0)]), np.zeros(2, dtype=np.int32), np.full(1, -1, dtype=np.int32))


def test_only_cheaper_plans_are_kept(plan):
    """The cost never rises."""
    best, monitor = Incumbent(), Monitor(MaxRuntime(1))
    best.take(plan, 5.0, monitor)
    best.take(plan, 7.0, monitor)
    assert best.cost == 5.0
    best.take(plan, 4.0, monitor)
    assert best.cost == 4.0


def test_only_higher_bounds_are_kept():
    """The bound never falls, and one that is infinite is told nobody."""
    best, monitor = Incumbent(), Monitor(MaxRuntime(1))
    best.prove(3.0, monitor)
    best.prove(2.0, monitor)
    assert best.bound == 3.0
    assert monitor.lower_bound == 3.0
    best.prove(np.inf, monitor)
    assert monitor.lower_bound == 3.0


def test_a_plan_known_before(plan):
    """It is the first one if it keeps every rule, and only shown where it breaks one."""
    best, monitor = Incumbent(), Monitor(MaxRuntime(1))
    best.begin(plan, Criteria(pins={"a0": "t0"}), monitor)
    assert best.alignment.territory_of.tolist() == [0, 0]
    assert best.cost == monitor.objective == pytest.approx(1.0)
    other = Incumbent()
    other.begin(plan, Criteria(max_count=1), monitor)
    assert other.alignment is None
    assert other.spare.territory_of.tolist() == [0, 0]


def test_a_bound_of_nothing_is_not_said():
    """Zero is a bound where the plan costs nothing; beside a plan that costs something it says nothing."""
    assert Incumbent().said is None
    assert Incumbent(cost=5.0).said is None
    assert Incumbent(cost=5.0, bound=4.0).said == 4.0
    assert Incumbent(cost=0.0).said == 0.0
    assert Incumbent(bound=np.inf, impossible=True).said is None
