"""Targets split the total of a pool, limits fold every rule about totals into one table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.targets import find_limits, find_targets, pool_totals, tolerated

EVERYTHING = Criteria()


def targets(instance, measure, criteria=EVERYTHING):
    return find_targets(instance, find_eligibility(instance, criteria), measure)


def limits(instance, **criteria):
    choices = Criteria(**criteria)
    return find_limits(instance, choices, find_eligibility(instance, choices))


def test_targets_follow_shares(make):
    """A rep at half time has half the target of a full one."""
    instance = make([0.0, 1.0, 2.0], [0.0, 1.0, 2.0], measures={"potential": [5.0, 5.0, 15.0]}, shares=[1, 1, 0.5])
    assert targets(instance, "potential").tolist() == [10.0, 10.0, 5.0]
    assert targets(instance, "count").tolist() == pytest.approx([1.2, 1.2, 0.6])


def test_targets_are_judged_within_a_pool(islands):
    """The big island does not raise the targets of the small one, unless tags need not match."""
    assert targets(islands, "potential").tolist() == [4.0, 4.0, 100.0]
    assert targets(islands, "count").tolist() == [2.0, 2.0, 2.0]
    assert targets(islands, "potential", Criteria(eligibility=())).tolist() == pytest.approx([36.0] * 3)
    totals = pool_totals(islands, find_eligibility(islands, EVERYTHING), "potential")
    assert sorted(totals.tolist()) == [8.0, 100.0]


def test_units_nobody_can_serve_raise_no_target(make):
    """A unit without a place, and one whose tag nobody serves, count for nothing."""
    instance = make(
        [0.0, 1.0, None, 3.0],
        [0.0, 1.0],
        measures={"potential": [1.0, 3.0, 100.0, 100.0]},
        tags={"kind": ([0, 0, 0, 1], ["0", "0"])},
        unplaced=[2],
    )
    assert targets(instance, "potential").tolist() == [2.0, 2.0]


def test_a_pool_without_shares_or_potential_is_split_evenly(make):
    """Shares of zero everywhere mean equal parts; nothing to share means targets of zero."""
    instance = make([0.0, 1.0], [0.0, 1.0], measures={"potential": [3.0, 5.0]}, shares=[0, 0])
    assert targets(instance, "potential").tolist() == [4.0, 4.0]
    empty = make([0.0, 1.0], [0.0, 1.0, 2.0], measures={"potential": [0.0, 0.0]})
    assert targets(empty, "potential").tolist() == [0.0, 0.0, 0.0]


def test_a_territory_nobody_can_be_given_has_no_target(make):
    """A rep who serves a value no account has is a pool alone."""
    instance = make([0.0, 1.0], [0.0, 1.0], tags={"kind": ([0, 0], ["0", "1"])})
    assert targets(instance, "potential").tolist() == [2.0, 0.0]


def test_no_rules_no_limits(line):
    """Nothing limited is a table without columns."""
    found = limits(line)
    assert found.measures == ()
    assert found.lower.shape == found.upper.shape == (2, 0)


def test_limits_in_order_balance_capacity_count(line):
    """Balance first, then measures with a capacity alone, then the count; what a rule does not say stays open."""
    found = limits(line, balance={"workload": 0.5}, capacity={"potential": 12.0}, min_count=1)
    assert found.measures == ("workload", "potential", "count")
    assert found.lower.tolist() == [[2.25, 0.0, 1.0]] * 2
    assert found.upper.tolist() == [[6.75, 12.0, np.inf]] * 2


def test_the_tightest_limit_holds(line):
    """A capacity below the tolerance cuts it, one above changes nothing; count has three sources."""
    assert limits(line, balance={"potential": 0.1}, capacity={"potential": 11.0}).upper.tolist() == [[11.0]] * 2
    assert limits(line, balance={"potential": 0.1}, capacity={"potential": 99.0}).upper[0] == pytest.approx(11.55)
    found = limits(line, balance={"count": 1.0}, capacity={"count": 5.0}, min_count=2, max_count=4)
    assert (found.measures, found.lower.tolist(), found.upper.tolist()) == (("count",), [[2.0]] * 2, [[4.0]] * 2)


def test_a_tolerance_above_one_has_no_lower_limit():
    """Totals are never negative, so a limit below 0 is 0; an infinite tolerance limits nothing."""
    low, high = tolerated(np.array([10.0, 0.0]), 1.5)
    assert (low.tolist(), high.tolist()) == ([0.0, 0.0], [25.0, 0.0])
    low, high = tolerated(np.array([10.0]), np.inf)
    assert (low.tolist(), high.tolist()) == ([0.0], [np.inf])


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=8),
    st.lists(st.floats(0, 10), min_size=1, max_size=4),
    st.data(),
)
def test_targets_add_up_to_what_is_there(make, amounts, shares, data):
    """Whatever the pools, targets of a pool sum to its placed total and are never negative."""
    codes = data.draw(st.lists(st.integers(0, 1), min_size=len(amounts), max_size=len(amounts)))
    served = data.draw(st.lists(st.sampled_from(["0", "1", "01"]), min_size=len(shares), max_size=len(shares)))
    tags = {"kind": (codes, served)}
    instance = make([0.0] * len(amounts), [0.0] * len(shares), measures={"m": amounts}, shares=shares, tags=tags)
    eligibility = find_eligibility(instance, EVERYTHING)
    target = find_targets(instance, eligibility, "m")
    of_pool = np.bincount(eligibility.pool_of_territory, target, minlength=eligibility.num_pools)
    assert of_pool == pytest.approx(pool_totals(instance, eligibility, "m"))
    assert (target >= 0).all()
