"""A result tells what is known, and None for what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.result import Result, Status, relative_gap
from optimizer.stop import Limit

BALANCED = Criteria(balance={"potential": 0.2})


@pytest.fixture
def outcome(line, plan):
    """Make a result around a plan judged by a balance of 20 % in potential."""

    def _outcome(territory_of, lower_bound=None, criteria=BALANCED):
        alignment = plan(line, territory_of)
        assessment = judge(alignment, criteria)
        status = Status.FEASIBLE if assessment.feasible else Status.VIOLATED
        return Result(status, Limit.RUNTIME, alignment, assessment, lower_bound, runtime=1.25, seed=7)

    return _outcome


def test_a_feasible_plan_has_objective_bound_and_gap(outcome):
    """Travel is 0 + 10 + 20 + 30 + 10 + 0."""
    result = outcome([0, 0, 0, 0, 1, 1], lower_bound=63.0)
    assert (result.feasible, result.objective, result.gap) == (True, 70.0, pytest.approx(0.1))
    text = result.summary()
    assert text.startswith("feasible plan, the search ran out of time after 1.2 s (seed 7)")
    assert "lower bound  63.0 (gap 10.000%)" in text
    assert "balance      potential: worst 4.8%, asked 20.0%" in text
    assert "balance      workload: worst 55.6%\n" in text
    assert text.endswith("violations   none")


def test_what_does_not_exist_is_none(outcome):
    """Without a bound there is no gap; a plan that breaks rules has no objective."""
    unbounded = outcome([0, 0, 0, 0, 1, 1])
    assert (unbounded.objective, unbounded.gap) == (70.0, None)
    assert "lower bound  not known\n" in unbounded.summary()
    broken = outcome([0] * 6, lower_bound=60.0)
    assert (broken.feasible, broken.objective, broken.gap) == (False, None, None)
    assert "(gap" not in broken.summary()


def test_the_first_ten_violations_are_told(outcome):
    """More are counted."""
    few = outcome([0] * 6).summary()
    assert "violations\n  - t0 has 21 potential (+100.0% of target)" in few
    many = outcome([-1] * 6, criteria=Criteria(balance={"potential": 0.1, "count": 0.1, "workload": 0.1})).summary()
    assert many.count("\n  - ") == 10
    assert many.endswith("... and 2 more")


def test_units_without_a_territory_are_told(make, plan):
    """Those no plan can place are counted beside the plan."""
    alignment = plan(make([0.0, None], [0.0], unplaced=[1]), [0, -1])
    result = Result(Status.OPTIMAL, Limit.COMPLETED, alignment, judge(alignment, Criteria()), 0.0, 0.1, 0)
    assert "unplaced     1 accounts" in result.summary()
    assert result.gap == 0


@given(st.floats(0.001, 1e9), st.floats(0, 1e9))
def test_a_gap_is_a_share_of_the_objective(objective, bound):
    """Never negative, at most 1 for a bound from 0 on, and 0 when the bound is reached."""
    gap = relative_gap(objective, bound)
    assert 0 <= gap <= 1
    assert (gap == 0) == (bound >= objective)
    assert relative_gap(objective, objective * (1 - gap)) == pytest.approx(gap, abs=1e-9)


def test_a_plan_that_costs_nothing_has_no_gap():
    """Nothing is below 0."""
    assert relative_gap(0.0, 0.0) == 0
