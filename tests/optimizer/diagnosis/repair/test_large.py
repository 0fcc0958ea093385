"""Repairs without rows: a plan that keeps the rules and a bound that holds."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import RepairResult, repair
from optimizer.diagnosis.repair import repair as door
from optimizer.metrics import travel
from optimizer.result import Status
from optimizer.stop import MaxIterations, MaxRuntime

module = sys.modules[door.__module__]


@pytest.fixture
def company(make):
    """Sixty accounts, three reps before of whom one has left, and balance within a tenth."""
    rng = np.random.default_rng(3)
    places, homes = [tuple(place) for place in rng.uniform(0, 100, (60, 2))], [(20.0, 20.0), (80.0, 30.0), (50.0, 90.0)]
    potential = rng.uniform(1, 5, 60)
    before = make(places, homes, measures={"potential": potential})
    nearest = np.linalg.norm(before.units.places[:, None] - before.territories.centres[None], axis=2).argmin(axis=1)
    after = make(places, homes[:2], measures={"potential": potential})
    return after, Criteria(balance={"potential": 0.1}), Alignment(before, nearest, np.full(3, -1))


@pytest.mark.parametrize("free", [False, True])
@pytest.mark.parametrize("by", [None, "potential"])
def test_a_plan_and_a_bound_that_holds(make, company, monkeypatch, by, free):
    """The bound is below the smallest repair, the plan above it, and it keeps the rules."""
    after, criteria, current = company
    if free:
        potential = after.amounts("potential").tolist()
        after = make([tuple(place) for place in after.units.places], [None, None], measures={"potential": potential})
    exact = repair(after, criteria, MaxRuntime(60), current=current, by=by)
    assert exact.proved
    monkeypatch.setattr(module, "MOST_PAIRS", 0)
    result: RepairResult = repair(after, criteria, MaxRuntime(6), current=current, by=by)
    assert result.feasible
    assert result.bound <= exact.amount * (1 + 1e-6) + 1e-6
    assert result.amount >= exact.amount * (1 - 1e-6)
    assert result.amount <= 1.3 * exact.amount
    assert result.moved[current.territory_of == 2].all()


def test_no_plan_is_proved(company, monkeypatch):
    """A rep that may not have enough is told without rows, too."""
    after, criteria, current = company
    criteria = replace(criteria, forbidden=frozenset((f"a{i}", "t0") for i in range(45)))
    monkeypatch.setattr(module, "MOST_PAIRS", 0)
    result = repair(after, criteria, MaxRuntime(3), current=current)
    assert result.status is Status.INFEASIBLE
    assert result.bound is None


def test_travel_is_small_among_as_few(company, monkeypatch):
    """What moves no more is made nearer where a plan of that kind is found."""
    after, criteria, current = company
    monkeypatch.setattr(module, "MOST_PAIRS", 0)
    result = repair(after, criteria, MaxRuntime(6) | MaxIterations(200_000), current=current)
    assert travel(result.alignment, criteria.travel) > 0
    assert result.travel_bound is None
