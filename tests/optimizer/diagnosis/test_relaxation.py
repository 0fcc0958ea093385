"""What is loosened suffices, costs least on tiny instances, and alternatives are of other kinds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.easing import EasingWeights
from optimizer.diagnosis.relaxation import cheapest_relaxation
from optimizer.stop import MaxRuntime

TENTH = {"potential": 0.1}
SOON = MaxRuntime(20)


def test_the_tolerance_is_widened_no_further_than_needed(make):
    """One account of 10 beside three of 1: 10 is 53.85 % above the target of 6.5."""
    instance = make(range(4), [0.0, 3.0], measures={"potential": [10, 1, 1, 1]})
    (way,) = cheapest_relaxation(instance, Criteria(balance=TENTH), SOON)
    assert way.after.balance["potential"] == pytest.approx(0.5385)
    assert way.summary() == "widen the balance tolerance of potential from 10.00% to 53.85%"
    tighter = replace(way.after, balance={"potential": 0.5380})
    assert not judge(way.plan, tighter).feasible


def test_alternatives_are_of_other_kinds_and_dearer(make):
    """Drop one of three pins, or widen the tolerance."""
    criteria = Criteria(balance=TENTH, pins=dict.fromkeys(["a0", "a1", "a2"], "t0"))
    ways = cheapest_relaxation(make(range(4), [0.0, 3.0]), criteria, SOON, alternatives=3)
    assert [[str(easing.kind) for easing in way.easings] for way in ways] == [["pins"], ["balance of potential"]]
    assert ways[0].cost < ways[1].cost
    for way in ways:
        assert judge(way.plan, way.applied_to(criteria)).feasible


def test_weights_decide_what_gives(make):
    """Dear pins stay and the tolerance gives."""
    criteria = Criteria(balance=TENTH, pins=dict.fromkeys(["a0", "a1", "a2"], "t0"))
    (way,) = cheapest_relaxation(make(range(4), [0.0, 3.0]), criteria, SOON, weights=EasingWeights(pin=1_000.0))
    assert way.after.pins == criteria.pins


def test_nothing_is_loosened_where_a_plan_exists(line):
    """The answer is a plan and no easing."""
    (way,) = cheapest_relaxation(line, Criteria(balance={"potential": 0.2}), SOON)
    assert way.easings == ()
    assert way.summary() == "nothing needs to be loosened"
    assert judge(way.plan, way.before).feasible


def test_tags_are_never_loosened(make):
    """The one territory that serves a language stays alone with it; its capacity gives."""
    tags = {"language": ([0, 0, 0, 1], ["01", "1"])}
    instance = make(range(4), [0.0, 3.0], tags=tags)
    (way,) = cheapest_relaxation(instance, Criteria(capacity={"potential": 2.5}), SOON)
    assert way.after.eligibility is None
    assert way.after.capacity["potential"] == pytest.approx(3.0)


def test_the_way_out_applies_to_other_criteria(make):
    """What another scenario asks besides stays."""
    criteria = Criteria(balance=TENTH, pins=dict.fromkeys(["a0", "a1", "a2"], "t0"))
    (way,) = cheapest_relaxation(make(range(4), [0.0, 3.0]), criteria, SOON)
    other = way.applied_to(replace(criteria, max_count=3, pins={**criteria.pins, "a3": "t1"}))
    assert other.max_count == 3
    assert len(other.pins) == 3
    assert other.pins["a3"] == "t1"
