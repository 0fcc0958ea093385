"""A plan judges itself from the facts: figures, violations, and all of it as JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import assessment as module
from optimizer.alignment import incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.metrics import objective
from optimizer.rules import Rule
from optimizer.travel import Quantity, TravelMatrix


def test_figures_of_a_plan(line, plan):
    """Balance of every measure and the count, travel both ways, disruption, moves."""
    criteria = Criteria(balance={"potential": 0.5}, disruption_weight=1.0)
    alignment = plan(line, [0, 0, 0, 1, 1, 1])
    found = judge(alignment, criteria)
    assert found.feasible
    assert found.objective == objective(alignment, criteria)
    assert list(found.balance) == ["potential", "workload", "count"]
    potential = found.balance["potential"]
    assert potential.total.tolist() == [6.0, 15.0]
    assert potential.target.tolist() == [10.5, 10.5]
    assert potential.deviation.tolist() == pytest.approx([6 / 10.5 - 1, 15 / 10.5 - 1])
    assert (potential.tolerance, found.balance["count"].tolerance) == (0.5, None)
    assert potential.worst == pytest.approx(4.5 / 10.5)
    assert (found.travel_km, found.travel_hours) == (60.0, pytest.approx(60 / 80))
    assert found.disruption == pytest.approx({"potential": 4 / 21, "workload": 1 / 9, "count": 1 / 6})
    assert (found.moved_units, found.violations, found.unplaced) == (1, (), ())


def test_travel_is_told_in_both_quantities_weighed_alike(line, plan):
    """Whatever the objective measures, kilometres and hours are plain, weighted by the same measure."""
    criterion = TravelCriterion(weight=7.0, by="potential", quantity=Quantity.TIME, power=2)
    found = judge(plan(line, [0, 0, 0, 1, 1, 1]), Criteria(travel=criterion))
    assert found.travel_km == 2 * 10 + 3 * 20 + 4 * 20 + 5 * 10
    assert found.travel_hours == pytest.approx(found.travel_km / 80)
    assert found.objective == pytest.approx(7 * (2 * 100 + 3 * 400 + 4 * 400 + 5 * 100) / 80**2)


def test_travel_that_is_given_may_have_no_hours(make, plan):
    """What does not exist is None."""
    matrix = np.array([[1.0], [2.0]])
    assert judge(plan(make([None] * 2, [None], travel=TravelMatrix(matrix)), [0, 0]), Criteria()).travel_hours is None
    timed = make([None] * 2, [None], travel=TravelMatrix(matrix, matrix / 10))
    assert judge(plan(timed, [0, 0]), Criteria()).travel_hours == pytest.approx(0.3)


def test_islands_are_balanced_each_for_itself(islands):
    """Today's books deviate within their island; the lonely rep has exactly the target."""
    found = judge(incumbent_alignment(islands), Criteria(balance={"potential": 0.6}))
    assert found.feasible
    assert found.balance["potential"].deviation.tolist() == [0.5, -0.5, 0.0]
    across = judge(incumbent_alignment(islands), Criteria(balance={"potential": 0.6}, eligibility=()))
    assert {v.subject for v in across.violations} == {"t0", "t1", "t2"}


def test_nothing_to_share_is_balanced(make, plan):
    """Where a measure is zero everywhere, every territory has its target; anything over a target of 0 is infinite."""
    nothing = judge(
        plan(make([0.0, 1.0], [0.0, 1.0], measures={"potential": [0.0, 0.0]}), [0, 0]),
        Criteria(balance={"potential": 0.0}),
    )
    assert nothing.feasible
    assert nothing.balance["potential"].worst == 0.0
    shares = make([0.0, 1.0], [0.0, 1.0], shares=[1, 0])
    over = judge(plan(shares, [0, 1]), Criteria(balance={"potential": 0.1}))
    assert over.balance["potential"].deviation.tolist() == [-0.5, np.inf]
    assert [(v.subject, v.limit) for v in over.violations] == [("t1", 0.0), ("t0", pytest.approx(1.8))]


def test_one_territory_has_everything(make, plan):
    """A single territory is balanced by itself."""
    instance = make([0.0, 5.0], [0.0], measures={"potential": [1.0, 2.0]})
    assert judge(plan(instance, [0, 0]), Criteria(balance={"potential": 0.0, "count": 0.0})).feasible


def test_what_nobody_can_serve_is_listed_and_not_counted(make, plan):
    """It breaks no rule, moves nowhere and has no part in targets."""
    instance = make(
        [0.0, 1.0, 2.0],
        [0.0, 1.0],
        measures={"potential": [1.0, 1.0, 9.0]},
        incumbent=[0, 0, 1],
        tags={"kind": ([0, 0, 1], ["0", "0"])},
    )
    found = judge(plan(instance, [0, 1, -1]), Criteria(balance={"potential": 0.0}))
    assert found.feasible
    assert (found.moved_units, found.disruption["potential"]) == (1, 0.5)
    assert [(item.unit, item.reason) for item in found.unplaced] == [(2, "no territory serves kind=1")]


def test_capacity_and_balance_are_told_apart(line, plan):
    """Both are in the assessment, each under its own rule."""
    found = judge(plan(line, [0] * 6), Criteria(balance={"potential": 0.5}, capacity={"workload": 8.0}))
    assert [(v.rule, v.subject) for v in found.violations] == [
        (Rule.BALANCE, "t0"),
        (Rule.BALANCE, "t1"),
        (Rule.CAPACITY, "t0"),
    ]


def test_eligibility_known_already_is_not_worked_out_again(line, plan, monkeypatch):
    """The judgement is the same, without the work."""
    criteria = Criteria(balance={"potential": 0.1}, forbidden={("a0", "t1")}, max_travel=25.0)
    alignment = plan(line, [1, 0, 0, 1, 1, 1])
    eligibility = find_eligibility(line, criteria)
    plain = judge(alignment, criteria)
    monkeypatch.delattr(module, "find_eligibility")
    assert judge(alignment, criteria, eligibility).to_dict(line) == plain.to_dict(line)


def test_it_can_be_written_as_json(make, plan):
    """Everything under labels; what JSON cannot say is null."""
    instance = make([0.0, 1.0, None], [0.0, 1.0], shares=[1, 0], unplaced=[2])
    found = judge(plan(instance, [0, 1, -1]), Criteria(balance={"potential": 0.1})).to_dict(instance)
    read = json.loads(json.dumps(found, allow_nan=False))
    assert read["feasible"] is False
    assert read["balance"]["potential"]["worst"] is None
    assert read["balance"]["potential"]["territories"]["t1"] == {"total": 1.0, "target": 0.0, "deviation": None}
    assert read["balance"]["count"]["tolerance"] is None
    assert read["violations"][0]["rule"] == "balance"
    assert read["unplaced"] == [{"unit": "a2", "reason": "no place"}]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_judging_twice_is_judging_once(make, plan, data):
    """Totals add up to what is covered, targets to what can be, and moves are those against today."""
    n, k = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 4))
    whole = st.integers(-1, k - 1)
    incumbent, where = (data.draw(st.lists(whole, min_size=n, max_size=n)) for _ in range(2))
    amounts = data.draw(st.lists(st.floats(0, 1e6), min_size=n, max_size=n))
    instance = make([float(i) for i in range(n)], [0.0] * k, measures={"m": amounts}, incumbent=incumbent)
    alignment = plan(instance, where)
    found = judge(alignment, Criteria(balance={"m": 0.5}))
    covered = sum(a for a, j in zip(amounts, where, strict=True) if j >= 0)
    assert found.balance["m"].total.sum() == pytest.approx(covered)
    assert found.balance["m"].target.sum() == pytest.approx(sum(amounts))
    assert found.moved_units == sum(was >= 0 and was != now for was, now in zip(incumbent, where, strict=True))
    left_out = [v for v in found.violations if v.rule is Rule.COVERAGE]
    assert len(left_out) == where.count(-1)
    assert found.to_dict(instance) == judge(alignment, Criteria(balance={"m": 0.5})).to_dict(instance)
