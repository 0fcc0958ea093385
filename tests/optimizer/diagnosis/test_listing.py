"""Only choices that can stand in the way are listed."""

from __future__ import annotations

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choice import Side
from optimizer.diagnosis.choices import Family, Forbidden, Pins
from optimizer.diagnosis.limits import BalanceLimit
from optimizer.diagnosis.listing import choices_of


def listed(instance, **criteria):
    """Choices of the criteria."""
    return choices_of(case_of(instance, Criteria(**criteria)))


def test_no_criteria_no_choices(line):
    """Limits that nothing reaches are none."""
    assert listed(line) == ()
    assert listed(line, capacity={"workload": float("inf")}, disruption_at_most=1.0, min_count=0) == ()


def test_lower_limits_of_nothing_are_left_out(line):
    """A tolerance of 100 % asks for no least amount."""
    sides = [choice.side for choice in listed(line, balance={"potential": 1.0}) if isinstance(choice, BalanceLimit)]
    assert sides == [Side.UPPER, Side.UPPER]


def test_pins_by_territory_and_pairs_by_account(make):
    """Accounts no plan covers are not listed, nor families of one."""
    instance = make(range(5), [0.0, 3.0, 4.0], family=[0, 0, 1, 2, 2], unplaced=[4])
    choices = listed(
        instance,
        pins={"a0": "t0", "a2": "t1", "a3": "t1", "a4": "t0"},
        forbidden={("a1", "t1"), ("a1", "t2"), ("a4", "t1")},
        keep_together=True,
    )
    assert [choice for choice in choices if isinstance(choice, Pins)] == [Pins("t0", ("a0",)), Pins("t1", ("a2", "a3"))]
    assert [choice for choice in choices if isinstance(choice, Forbidden)] == [Forbidden("a1", ("t1", "t2"))]
    assert [choice for choice in choices if isinstance(choice, Family)] == [Family(("a0", "a1"))]
