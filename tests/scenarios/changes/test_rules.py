"""Pins and forbidden pairs follow territories that go or are joined."""

from optimizer.criteria import Criteria
from scenarios.changes.rules import pinned_to, with_pairs_joined, without_pairs

CRITERIA = Criteria(pins={"a": "T1", "b": "T2"}, forbidden=frozenset({("a", "T2"), ("b", "T3")}))


def test_pairs_go_with_their_territory():
    """What is said of the others stays."""
    left = without_pairs(CRITERIA, {"T2"})
    assert dict(left.pins) == {"a": "T1"}
    assert left.forbidden == {("b", "T3")}


def test_nothing_to_drop_is_the_same_object():
    """Workers are sent criteria once."""
    assert without_pairs(CRITERIA, {"T9"}) is CRITERIA


def test_pins_hold_for_the_joined():
    """What was forbidden to one that goes is not forbidden to the one that stays."""
    both = with_pairs_joined(CRITERIA, {"T2"}, "T1")
    assert dict(both.pins) == {"a": "T1", "b": "T1"}
    assert both.forbidden == {("b", "T3")}


def test_pins_are_counted():
    """None where nothing is known."""
    assert pinned_to(CRITERIA, {"T1", "T3"}) == 1
    assert pinned_to(None, {"T1"}) == 0
