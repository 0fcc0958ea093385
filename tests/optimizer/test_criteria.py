"""Choices that can never make sense are refused at once, the others are frozen."""

from __future__ import annotations

import pickle

import pytest

from optimizer.criteria import Criteria, TravelCriterion

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("balance", {"potential": tolerance}) for tolerance in (-0.1, NAN, INFINITE)],
        *[("capacity", {"workload": most}) for most in (0, -1.0, NAN)],
        *[("disruption_weight", weight) for weight in (-1.0, NAN, INFINITE)],
        *[("disruption_at_most", limit) for limit in (-0.1, 1.1, NAN, {"potential": 2.0})],
        *[("max_travel", limit) for limit in (0.0, -5.0, NAN)],
        ("min_count", -1),
        ("max_count", -1),
        ("eligibility", "country"),
    ],
)
def test_impossible_values_are_refused(field, value):
    """The message says what was given."""
    with pytest.raises(ValueError, match="given"):
        Criteria(**{field: value})


def test_counts_must_agree():
    """The fewest may equal the most and not exceed it."""
    assert Criteria(min_count=3, max_count=3).max_count == 3
    with pytest.raises(ValueError, match="min_count <= max_count, given 4 and 3"):
        Criteria(min_count=4, max_count=3)


@pytest.mark.parametrize("given", [{"power": 3}, {"power": 0}, {"weight": -1.0}, {"weight": NAN}])
def test_impossible_travel_is_refused(given):
    """Powers are 1 or 2; a weight is finite and not negative."""
    with pytest.raises(ValueError, match="given"):
        TravelCriterion(**given)


def test_a_capacity_may_be_infinite():
    """No limit may be said as one that nothing reaches."""
    assert Criteria(capacity={"workload": INFINITE}).capacity == {"workload": INFINITE}


def test_what_was_given_cannot_be_changed_afterwards():
    """Mappings and sets are copies, so equal criteria stay equal, hash alike and cross process borders."""
    balance, capacity, limits = {"potential": 0.1}, {"workload": 1800.0}, {"count": 0.2}
    criteria = Criteria(balance=balance, capacity=capacity, disruption_at_most=limits, forbidden={("a", "t")})
    same = Criteria(
        balance={"potential": 0.1},
        capacity={"workload": 1800.0},
        disruption_at_most={"count": 0.2},
        forbidden=frozenset({("a", "t")}),
    )
    for mapping in (balance, capacity, limits):
        mapping.clear()
    assert criteria == same
    assert hash(criteria) == hash(same)
    assert pickle.loads(pickle.dumps(criteria)) == same  # noqa: S301 -- its own pickle
    with pytest.raises(TypeError):
        criteria.capacity["workload"] = 1.0


def test_disruption_is_counted_by_the_first_measure_unless_said(line, make):
    """One number means the measure named, else the first, else the count."""
    nothing = make([0.0], [0.0], measures={})
    assert Criteria().disruption_measure(line) == "potential"
    assert Criteria(disruption_by="count").disruption_measure(line) == "count"
    assert Criteria().disruption_measure(nothing) == "count"
    assert Criteria(disruption_at_most=0.2).disruption_limits(line) == {"potential": 0.2}
    assert Criteria(disruption_at_most=0.2, disruption_by="workload").disruption_limits(line) == {"workload": 0.2}
    assert Criteria(disruption_at_most={"count": 0.1}).disruption_limits(line) == {"count": 0.1}
    assert Criteria().disruption_limits(line) == {}
