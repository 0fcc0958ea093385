"""The frontier holds every plan that nothing beats, and none that something does."""

from datetime import date
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from optimizer.capacity import PayRates, PlanYear
from optimizer.criteria import Criteria
from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.capacity import CapacityRule, ExpenseRule, Team
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.frontier import Axis, Frontier, find_frontier
from scenarios.runner import run
from scenarios.scenario import Scenario

TWO = (Axis.TRAVEL, Axis.DISRUPTION)


def weighed(*rows, axes=TWO):
    """Make a frontier of plans named a, b, c ... with these values."""
    return Frontier(tuple("abcdefghij"[: len(rows)]), axes, np.array(rows, dtype=float).reshape(len(rows), len(axes)))


@given(arrays.arrays(float, st.tuples(st.integers(0, 9), st.just(3)), elements=st.integers(0, 4).map(float)))
def test_like_comparing_all_with_all(values):
    """A plan is off the frontier exactly if another is nowhere worse and somewhere better, and one on it is named."""
    names = tuple(map(str, range(len(values))))
    frontier = Frontier(names, (Axis.BALANCE, *TWO), values)
    beaten = [any((other <= row).all() and (other < row).any() for other in values) for row in values]
    assert frontier.on_frontier.tolist() == [not one for one in beaten]
    frame = frontier.to_frame().set_index("scenario")
    for name, row in frame.iterrows():
        assert (row["dominated_by"] is None) == row["on_frontier"]
        if row["dominated_by"] is not None:
            assert frame.loc[row["dominated_by"], "on_frontier"]
            assert (values[int(row["dominated_by"])] <= values[int(name)]).all()
    assert frontier.knee is None or frame.loc[frontier.knee, "on_frontier"]


def test_the_knee_is_where_it_bends():
    """Of a curve that falls steeply and then flattens, the corner is the knee, whatever the units."""
    for unit in (1.0, 1e6):
        bent = weighed((0 * unit, 1), (0.1 * unit, 0.2), (0.5 * unit, 0.1), (1 * unit, 0))
        assert bent.knee == "b"
        assert bent.to_frame()["knee"].tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, 1)],
        [(0, 1), (1, 0)],
        [(0, 2), (1, 1), (2, 0)],
        [(0, 2), (1.8, 1.8), (2, 0)],
        [(1, 1), (1, 1), (1, 1)],
        [(np.inf, 0), (1, 1), (0, 2)],
    ],
)
def test_no_bend_no_knee(rows):
    """Ends, straight lines, curves that bend outwards, and plans that are all alike have no knee."""
    assert weighed(*rows).knee is None


def test_equal_plans_stand_beside_each_other():
    """Two plans of the same figures do not beat each other; rounding does not decide."""
    assert weighed((1, 2), (1, 2), (1 + 1e-15, 2)).on_frontier.all()


def test_sorted_with_who_beats_whom():
    """The table rises along the first axis and names a plan that beats each one that is beaten."""
    frame = weighed((3, 0), (1, 5), (4, 6)).to_frame()
    assert frame["scenario"].tolist() == ["b", "a", "c"]
    assert frame["dominated_by"].tolist()[:2] == [None, None]
    assert frame["dominated_by"].tolist()[2] in {"a", "b"}


@pytest.mark.usefixtures("quick_solve")
def test_weighs_the_plans_of_a_run(line):
    """Plans that keep the rules are weighed by their assessment; today, failures and broken plans are left out."""
    scenarios = [
        Scenario("today", Criteria(balance={"potential": 0.1}), KeepIncumbent()),
        Scenario("free", Criteria()),
        Scenario("watched", Criteria(balance={"workload": 0.9})),
        Scenario("broken", Criteria(balance={"workload": 0.01})),
        Scenario("wrong", Criteria(), AddTerritories(1, {"colour": "red"})),
    ]
    outcomes = run(line, scenarios, MaxRuntime(1))
    frontier = find_frontier(outcomes)
    assert frontier.names == ("free", "watched")
    assert frontier.axes == (Axis.BALANCE, Axis.TRAVEL, Axis.DISRUPTION)
    worst = outcomes["free"].assessment.balance["workload"].worst
    assert frontier.values.tolist() == [[worst, 120.0, 0.25]] * 2
    with pytest.raises(ValueError, match="leave out"):
        find_frontier(outcomes, (Axis.TRAVEL, Axis.QUOTA_SPREAD))


@pytest.mark.usefixtures("quick_solve")
def test_quotas_are_an_axis_where_there_are_quotas(line):
    """With quotas on every plan their spread counts."""
    quotas = partial(allocate_quotas, target=800)
    frontier = find_frontier(run(line, [Scenario("a", Criteria())], MaxRuntime(1), quotas=quotas))
    assert frontier.axes[-1] is Axis.QUOTA_SPREAD
    assert frontier.values[0, -1] == pytest.approx(0.0)


@pytest.mark.usefixtures("quick_solve")
def test_plans_of_more_or_fewer_people_are_weighed_by_headcount(line):
    """One more person who saves no travel is beaten; where plans do not differ in headcount it is no axis."""
    scenarios = [Scenario("two", Criteria()), Scenario("three", Criteria(), AddTerritories(1))]
    outcomes = run(line, scenarios, MaxRuntime(1))
    frontier = find_frontier(outcomes)
    assert frontier.axes[-1] is Axis.HEADCOUNT
    assert frontier.values[:, -1].tolist() == [2.0, 3.0]
    assert frontier.on_frontier.tolist() == [True, False]
    assert Axis.HEADCOUNT not in find_frontier(outcomes[:1]).axes
    with pytest.raises(ValueError, match="no budget"):
        find_frontier(outcomes, (Axis.TRAVEL, Axis.COST))


@pytest.mark.usefixtures("quick_solve")
def test_cost_stands_for_headcount_where_there_is_a_budget(line):
    """People are paid and travel is paid for."""
    pays = ExpenseRule(rates=PayRates(base_pay=8_000, hiring=0, ramp=0, margin=0.4), travel_per_km=1.0)
    rule = CapacityRule(plan_year=PlanYear(date(2027, 1, 1)), team=Team.of(["west", "east"]), expenses=pays)
    scenarios = [Scenario("two", Criteria()), Scenario("three", Criteria(), AddTerritories(1))]
    quotas = partial(allocate_quotas, target=800)
    outcomes = run(line, scenarios, MaxRuntime(1), quotas=quotas, capacity=rule)
    frontier = find_frontier(outcomes)
    assert frontier.axes[-1] is Axis.COST
    assert frontier.values[:, -1].tolist() == [float(plan.capacity.budget.total_cost) for plan in outcomes]
    assert find_frontier(outcomes[:1]).axes[-1] is Axis.QUOTA_SPREAD


@pytest.mark.parametrize("axes", [(Axis.TRAVEL,), (Axis.TRAVEL, Axis.TRAVEL)])
def test_one_axis_is_no_frontier(axes):
    """At least two different axes are needed."""
    with pytest.raises(ValueError, match="two different axes"):
        find_frontier([], axes)


def test_no_plans_no_frontier():
    """A run without any plan has an empty frontier."""
    frontier = find_frontier([])
    assert frontier.names == ()
    assert frontier.to_frame().empty
    assert frontier.knee is None
