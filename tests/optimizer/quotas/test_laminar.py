from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS, UNLIMITED
from optimizer.quotas.laminar import Factors, find_node_limits
from optimizer.quotas.tree import SalesTree, build_tree

EAST_WEST = build_tree([["East", "East", "West"], ["Ann", "Bob", "Cid"]])
"""Nodes company, East, West, Ann, Bob, Cid."""


def bounds(**amounts: int) -> np.ndarray:
    return np.array([amounts.get(label, 0) for label in EAST_WEST.labels])


def caps(**amounts: int) -> np.ndarray:
    return np.array([amounts.get(label, UNLIMITED) for label in EAST_WEST.labels])


def check(target: int, *, over=(), floor=None, cap=None):
    return find_node_limits(target, EAST_WEST, Factors(over, 2), floor=floor, cap=cap)


def test_bounds_add_up_on_the_way_to_the_company():
    """Floors and caps of reps make those of their region; the tighter of both holds."""
    found = check(450, floor=bounds(Ann=100, Bob=50, West=80), cap=caps(East=400, Cid=90))
    named = {EAST_WEST.labels[node]: at for at, node in enumerate(EAST_WEST.order)}
    assert found.least[[named["company"], named["East"], named["West"]]].tolist() == [230, 150, 80]
    assert found.most[[named["company"], named["East"], named["West"]]].tolist() == [490, 400, 90]


def test_factors_compound():
    """3 % twice is 1.03 and 1.0609; levels not given have none."""
    assert Factors((0.03, 0.03), 3).compounded == (1, Fraction("1.03"), Fraction("1.0609"), Fraction("1.0609"))
    assert Factors((0.5,), 1).carried(np.array([1, 3, 5]), 0).tolist() == [2, 4, 8]


@pytest.mark.parametrize("shares", [(-0.1,), (float("inf"),), (float("nan"),), (0.1, 0.1, 0.1)])
def test_shares_that_cannot_be_used(shares):
    """Negative, infinite, or more than there are levels."""
    with pytest.raises(ValueError, match="over_assignment needs at most 2 finite shares"):
        Factors(shares, 2)


@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.03, 0.05, 0.333333, 1.0, 2.5]))
def test_the_way_up_is_the_inverse_of_the_way_down(total, share):
    """least_above is the least amount that carries at least a total, most_above the most that carries at most it."""
    factors, sums = Factors((share,), 1), np.array([total])
    least, most = (int(found[0]) for found in (factors.least_above(sums, 0), factors.most_above(sums, 0)))
    step = 1 + Fraction(str(share))
    assert round(least * step) >= total
    assert least == 0 or round((least - 1) * step) < total
    assert round(most * step) <= total < round((most + 1) * step)


def test_floors_above_the_target():
    """The message says by how much and lists the floors that count, not those inside a larger one."""
    with pytest.raises(
        QuotaError, match=r"impossible by 0\.50: the floors of East 1\.20, Cid 0\.30 come to 1\.50"
    ) as error:
        check(100, floor=bounds(East=120, Ann=60, Cid=30))
    assert error.value.shortfall == -0.5
    assert error.value.binding == ("East", "Cid")


def test_caps_below_the_target():
    """With too little room the caps that hold are listed, largest first."""
    with pytest.raises(
        QuotaError, match=r"impossible by 0\.10: the caps of Ann 0\.50, West 0\.25, Bob 0\.15 come to 0\.90"
    ) as error:
        check(100, cap=caps(Ann=50, Bob=15, West=25, Cid=40))
    assert error.value.shortfall == 0.1
    assert error.value.binding == ("Ann", "West", "Bob")


def test_a_node_that_contradicts_those_below():
    """A region's cap below the floors of its reps, and a floor above their caps, name the region and them."""
    message = (
        r"impossible by 0\.30 at East: it needs at least 1\.30 because of the floors of Ann 0\.70, Bob 0\.60, and may "
        r"have at most 1\.00 because of the cap of East 1\.00"
    )
    with pytest.raises(QuotaError, match=message) as error:
        check(500, floor=bounds(Ann=70, Bob=60), cap=caps(East=100))
    assert error.value.shortfall == -0.3
    assert error.value.binding == ("Ann", "Bob", "East")
    with pytest.raises(QuotaError, match=r"at West: .* because of the floor of West 1\.00, .* the cap of Cid 0\.40"):
        check(500, floor=bounds(West=100), cap=caps(Cid=40))
    with pytest.raises(QuotaError, match=r"at Bob: .* .2 other nodes of that level") as error:
        check(500, floor=bounds(Ann=9, Bob=60, Cid=8), cap=caps(Ann=8, Bob=7, Cid=7))


def test_over_assignment_counts_in_what_is_possible():
    """At 1.5 times, reps who may have 150 together allow their region 100 and no cent more."""
    assert check(100, over=(0.0, 0.5), cap=caps(Ann=50, Bob=100, West=0)).most[0] == 100
    with pytest.raises(QuotaError, match=r"impossible by 0\.01"):
        check(101, over=(0.0, 0.5), cap=caps(Ann=50, Bob=100, West=0))


@pytest.mark.parametrize("target", [-1, MAX_CENTS + 1])
def test_targets_that_cannot_be_kept(target):
    """Misuse is a ValueError."""
    with pytest.raises(ValueError, match="target must be"):
        check(target)


def test_huge_floors_do_not_overflow():
    """A thousand floors of the largest amount are told as impossible, not wrapped around."""
    tree = SalesTree(np.array([-1] + [0] * 5_000), tuple(range(5_001)))
    floor = np.full(5_001, MAX_CENTS)
    with pytest.raises(QuotaError, match="impossible by"):
        find_node_limits(1, tree, Factors((), 1), floor=floor)
