"""How far bounds must give way: enough, and no more than a thousandth beyond."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import UNLIMITED
from optimizer.quotas import Bound, QuotaBounds, allocate_quotas
from optimizer.quotas.bound_rules import BoundRule, relaxed_apart, relaxed_caps, relaxed_floors, uniform_rule
from optimizer.quotas.limits import check_limits, find_quota_limits

LABELS = ("North", "South", "West")
HISTORY = np.array([100.0, 50.0, 20.0])


def relaxations(bounds, total, history=HISTORY, **facts):
    with pytest.raises(QuotaError) as caught:
        check_limits(total, find_quota_limits(bounds, LABELS, history, **facts), LABELS)
    assert all(str(relaxation) in str(caught.value) for relaxation in caught.value.relaxations)
    return {item.bound: (item.given, item.suffices) for item in caught.value.relaxations}


def test_caps_in_money_are_told_as_a_factor():
    """Three caps of 100 hold 300; 310 need 1.034 times as much."""
    assert relaxations(QuotaBounds(cap=100), 31_000) == {"cap": (1.0, 1.034)}


def test_growth_is_told_as_growth():
    """History 170 at +30 % holds 221; 233.2 need +37.2 %."""
    bounds = QuotaBounds(growth_cap=0.3)
    assert relaxations(bounds, 23_320) == {"growth cap": (0.3, 0.372)}
    with pytest.raises(QuotaError, match=r"enough would be growth cap \+30 % -> \+37\.2 %"):
        check_limits(23_320, find_quota_limits(bounds, LABELS, HISTORY), LABELS)


def test_floors_are_told_downwards():
    """Floors of 170 times 0.9 are 153; 150 need a loss of 11.8 % to be allowed, or floors times 0.882."""
    assert relaxations(QuotaBounds(growth_floor=-0.1), 15_000) == {"growth floor": (-0.1, -0.118)}
    assert relaxations(QuotaBounds(floor={"North": 100, "South": 70}), 15_000) == {"floor": (1.0, 0.882)}


def test_shares_and_capacity_have_their_own_terms():
    """A share of potential is told as a share, an amount for a full rep as a factor."""
    potential = np.array([200.0, 100.0, 100.0])
    bounds = QuotaBounds(share_of="potential", share_cap=0.5)
    assert relaxations(bounds, 25_000, measure=potential) == {"share cap": (0.5, 0.625)}
    half = np.array([0.5, 1.0, 1.0])
    assert relaxations(QuotaBounds(capacity_cap=100), 30_000, capacity=half) == {"capacity cap": (1.0, 1.2)}
    assert relaxations(QuotaBounds(capacity_floor=100), 20_000, capacity=half) == {"capacity floor": (1.0, 0.8)}


def test_of_two_kinds_each_is_tried_alone_and_both_at_once():
    """Where growth alone cannot help because amounts bind too, only what helps is named."""
    bounds = QuotaBounds(cap={"North": 100}, growth_cap=0.1)
    found = relaxations(bounds, 20_000)
    assert found == {"growth cap": (0.1, 0.429), "caps": (1.0, 1.13)}


def test_what_cannot_help_is_not_named():
    """Caps of nothing, and growth where there is no history to grow, have no factor."""
    assert relaxed_caps(100, [uniform_rule(np.zeros(2, dtype=np.int64), Bound.CAP)]) == ()
    assert relaxed_floors(0, [uniform_rule(np.array([100_000]), Bound.FLOOR)]) == ()


def test_contradictions_are_told_both_ways():
    """A floor of 80 above a cap of 65: floors times 0.812, or caps times 1.231."""
    found = relaxed_apart(np.array([8_000]), np.array([6_500]))
    assert [(item.bound, item.suffices) for item in found] == [("floors", 0.812), ("caps", 1.231)]
    assert relaxed_apart(np.array([8_000]), np.array([0])) == ()


def test_amounts_of_a_rule():
    """Growth adds 1, NaN is no bound, and nothing overflows."""
    rule = BoundRule(Bound.GROWTH_CAP, 0.5, np.array([100.0, np.nan, 1e300]))
    assert rule.amounts().tolist() == [15_000, UNLIMITED, UNLIMITED]
    assert BoundRule(Bound.SHARE_FLOOR, 0.5, np.array([100.0, np.nan])).amounts(0.25).tolist() == [2_500, 0]


@settings(deadline=None)
@given(
    st.lists(st.integers(10**4, 10**7), min_size=3, max_size=3).map(np.array),
    st.floats(-0.9, 1.0),
    st.integers(1, 10**8),
)
def test_the_smallest_growth_is_enough_and_a_thousandth_less_is_not(history, cap, missing):
    """The setting found makes the total possible; one step back does not."""
    labels, amounts = LABELS, history / 100.0
    limits = find_quota_limits(QuotaBounds(growth_cap=cap), labels, amounts)
    total = int(limits.cap.sum()) + missing
    found = relaxations(QuotaBounds(growth_cap=cap), total, amounts)["growth cap"][1]
    check_limits(total, find_quota_limits(QuotaBounds(growth_cap=found), labels, amounts), labels)
    if found - 0.001 > cap:
        with pytest.raises(QuotaError):
            check_limits(total, find_quota_limits(QuotaBounds(growth_cap=found - 0.001), labels, amounts), labels)


@settings(deadline=None)
@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=4), st.floats(0, 0.9999))
def test_floors_give_way_as_little_as_can_be(floors, part):
    """The factor on floors makes the total possible; a thousandth more does not."""
    total = int(part * sum(floors))
    rule = uniform_rule(np.array(floors), Bound.FLOOR)
    found = relaxed_floors(total, [rule])
    if not found:
        assert rule.amounts(0.001).sum() > total
        return
    assert rule.amounts(found[0].suffices).sum() <= total
    assert rule.amounts(found[0].suffices + 0.001).sum() > total


def test_the_plan_tells_the_way_out(three_regions):
    """The error of an allocation carries the relaxation, and following it works."""
    choices = {"history": "sales", "round_to": "0.01"}
    with pytest.raises(QuotaError) as caught:
        allocate_quotas(three_regions, 137.2, bounds=QuotaBounds(growth_cap=0.3), **choices)
    suffices = caught.value.relaxations[0].suffices
    assert suffices == 0.372
    plan = allocate_quotas(three_regions, 137.2, bounds=QuotaBounds(growth_cap=suffices), **choices)
    assert set(plan.binding) == {Bound.GROWTH_CAP}
