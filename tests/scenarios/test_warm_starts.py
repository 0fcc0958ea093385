"""Which plan each scenario begins from is known beforehand, and depends on nothing behind it."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent
from scenarios.scenario import Scenario
from scenarios.warm_starts import MOST_ENTRIES, distance, predecessors

BASE = Criteria(balance={"potential": 0.1}, disruption_weight=1.0)


def sweep(count):
    """Caps on disruption from 0 on, one step apart."""
    return [Scenario(f"{at}", BASE, ChangeCriteria(disruption_at_most=at / 100)) for at in range(count)]


def test_the_first_begins_from_nothing():
    """And the two after it from the first."""
    assert predecessors(sweep(4)) == (None, 0, 0, 1)


def test_everybody_begins_from_one_well_before_it():
    """The tree is flat: sixty scenarios in a dozen generations at most, and the last need not wait for each other."""
    chosen = predecessors(sweep(60))
    generation = [0] * 60
    for position, start in enumerate(chosen):
        if start is not None:
            assert start <= 0.75 * position
            generation[position] = generation[start] + 1
    assert max(generation) <= 12
    assert chosen[59] == 43


def test_what_comes_behind_changes_nothing():
    """A longer sweep begins as a shorter one."""
    assert predecessors(sweep(60))[:20] == predecessors(sweep(20))


def test_a_kept_alignment_is_no_plan_to_begin_from():
    """It is not solved either."""
    scenarios = [Scenario("today", BASE, KeepIncumbent()), *sweep(3)]
    assert predecessors(scenarios) == (None, None, 1, 1)


def test_the_nearest_is_taken():
    """Of one more and three more territories, the one whose number is nearer; names play no part."""
    counts = [1, 3, 1, 1, 2, 2, 3, 1, 3]
    scenarios = [Scenario(f"{at}", BASE, AddTerritories(count)) for at, count in enumerate(counts)]
    assert predecessors(scenarios)[4:] == (1, 1, 1, 0, 1)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ({"a": 1.0}, {"a": 1.0}, 0.0),
        ({"a": 1.0}, {"a": 0.5}, 0.5),
        ({"a": 1.0}, {"a": -1.0}, 1.0),
        ({"a": 0}, {"a": 0.4}, 1.0),
        ({"a": True}, {"a": False}, 1.0),
        ({"a": "x"}, {"b": "x"}, 2.0),
        ({"a": None}, {"a": 0.5}, 1.0),
    ],
)
def test_distance(one, other, far):
    """Numbers by their relative difference, all else by whether it is the same; both ways alike."""
    assert distance(one, other) == distance(other, one) == far


def test_long_lists_are_the_same_or_not():
    """A thousand pins count as one value."""
    pins = [{f"a{i}": "t0" for i in range(MOST_ENTRIES + more)} for more in (1, 1, 2)]
    few = {f"a{i}": "t0" for i in range(3)}
    scenarios = [Scenario(f"{at}", Criteria(pins=pin)) for at, pin in enumerate([few, *pins])]
    # Only the last has more than one to choose from.
    assert predecessors(scenarios) == (None, 0, 0, 1)
