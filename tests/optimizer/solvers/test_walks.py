"""Walks keep what they find, end with the best plan, and are the same on any number of threads."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.progress import Monitor
from optimizer.solvers.ground import find_ground, with_table
from optimizer.solvers.plan import Plan
from optimizer.solvers.seeding import seed_centres
from optimizer.solvers.transport import TransportCase
from optimizer.solvers.walks import Walks, _Course, neighbours
from optimizer.stop import MaxRuntime


@pytest.fixture
def start(make):
    """Sixty accounts, each in the next of six territories in turn."""
    rng = np.random.default_rng(8)
    instance = make([tuple(place) for place in rng.uniform(0, 100, (60, 2))], [None] * 6)
    criteria = Criteria(balance={"count": 0.1})
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(1))
    ground = with_table(find_ground(instance, criteria, eligibility, items))
    return Plan(TransportCase(instance, criteria, eligibility, items, centres), ground, np.arange(60) % 6, centres)


def _walked(start, monitor, **settings):
    return Walks(**settings).run(start, 2e6, monitor, until=60.0, seed=3)


def test_the_best_plan_is_told_and_given(start, monitor):
    """Feasible, half as far, at most what was told; and the plan begun with is as it was."""
    territory = start.territory.copy()
    plan = _walked(start, monitor)
    assert plan.over == 0.0
    assert plan.cost < 0.5 * start.cost
    assert monitor.objective == pytest.approx(plan.cost)
    assert (start.territory == territory).all()


def test_threads_change_nothing(start, monkeypatch):
    """One thread or two, the same plan."""
    plans = []
    for threads in (1, 2):
        monkeypatch.setattr("optimizer.chunks.THREADS", threads)
        plans.append(_walked(start, Monitor(MaxRuntime(60))))
    assert plans[0].territory.tolist() == plans[1].territory.tolist()
    assert plans[0].centre.tolist() == plans[1].centre.tolist()


def test_the_clock_ends_a_walk(start):
    """Work for hours, time for none: the plan given back is no worse than the one begun with."""
    plan = Walks().run(start, 1e9, Monitor(MaxRuntime(0.2)), until=0.1, seed=3)
    assert not start.better_than(plan)


def test_neighbours_are_the_nearest(start, monitor):
    """By the distance between centres, each without itself."""
    plan = _walked(start, monitor)
    layout = plan.ground.geometry.xyz[plan.centre]
    near = neighbours(plan.ground, plan.centre)
    for territory in range(6):
        away = np.linalg.norm(layout - layout[territory], axis=1)
        assert near[territory].tolist() == np.argsort(away)[1:6].tolist()


def test_heat_that_a_slow_machine_cannot_mend_is_not_given():
    """On time nothing changes; at half the pace half is left of heat just earned, all of heat earned twice over."""
    for earned, pace, share in ((1.0, 1.0, 1.0), (1.0, 3.0, 1.0), (0.4, 1.0, 1.0), (1.0, 0.5, 0.5), (2.0, 0.5, 1.0)):
        assert _Course(10, 1.0, 1.0, 1.0, earned).eased(pace) == pytest.approx(share)
