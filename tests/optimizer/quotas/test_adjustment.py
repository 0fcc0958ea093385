from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import UNLIMITED
from optimizer.quotas.adjustment import AdjustedQuotas, Adjustment, LoggedAdjustment, Respread, adjust
from optimizer.quotas.hierarchy import allocate_tree
from optimizer.quotas.tree import SalesTree, build_tree

EAST_WEST = build_tree([["East", "East", "East", "West", "West"], ["Ann", "Bob", "Cid", "Dee", "Eve"]])
"""Nodes company, East, West, Ann, Bob, Cid, Dee, Eve."""
WEIGHTS = np.array([1.0, 2.0, 1.0, 3.0, 3.0])
PLAN = AdjustedQuotas(allocate_tree(10_000, EAST_WEST, WEIGHTS))
"""East 40 (10, 20, 10), West 60 (30, 30)."""


def by_hand(node, amount, why="knows the customer"):
    return Adjustment(node=node, amount=amount, who="regional head", why=why, on=date(2027, 1, 15))


def test_the_others_below_the_same_parent_make_up_for_it():
    """Ann set to 16: Bob and Cid share the other 24 as before, West does not move, the log says who and why."""
    plan = adjust(PLAN, [by_hand("Ann", 16)])
    assert plan.quotas.cents.tolist() == [10_000, 4_000, 6_000, 1_600, 1_600, 800, 3_000, 3_000]
    assert plan.kept == {"Ann": 1_600}
    assert plan.log_frame().iloc[0].tolist() == [
        date(2027, 1, 15), "Ann", 10.0, 16.0, 6.0, "regional head", "knows the customer", "parent",
    ]  # fmt: skip
    assert not PLAN.log
    assert PLAN.log_frame().empty


def test_the_whole_tree_makes_up_for_it():
    """Everybody gives in proportion where the whole tree is spread again."""
    plan = adjust(PLAN, [by_hand("Ann", 28)], respread=Respread.TREE)
    assert plan.quotas.territory_cents.tolist() == [2_800, 1_600, 800, 2_400, 2_400]
    assert plan.quotas.cents[0] == 10_000


def test_what_was_set_before_is_kept():
    """A second adjustment spreads among those not yet set by hand; the last number of a node counts."""
    first = adjust(PLAN, [by_hand("Ann", 16)])
    second = adjust(first, [by_hand("Bob", 20)])
    assert second.quotas.cents[3:6].tolist() == [1_600, 2_000, 400]
    third = adjust(second, [by_hand("Ann", 12)], respread=Respread.TREE)
    assert third.quotas.cents[[3, 4]].tolist() == [1_200, 2_000]
    assert [entry.before for entry in third.log] == [1_000, 1_600, 1_600]
    assert third.kept == {"Ann": 1_200, "Bob": 2_000}


def test_a_region_set_by_hand():
    """Its reps and the other regions follow; a rep set in the same call stays."""
    plan = adjust(PLAN, [by_hand("East", 60), by_hand("Ann", 20)])
    assert plan.quotas.cents.tolist() == [10_000, 6_000, 4_000, 2_000, 2_667, 1_333, 2_000, 2_000]


def test_the_rule_may_be_another():
    """With weights given the rest is spread by these."""
    plan = adjust(PLAN, [by_hand("Ann", 20)], np.ones(5))
    assert plan.quotas.cents[3:6].tolist() == [2_000, 1_000, 1_000]


def test_bounds_are_kept_while_the_rest_is_spread():
    """Bob at his cap, Cid takes what is left; marks are those of the plan's own bounds."""
    cap = np.array([UNLIMITED] * 4 + [2_100] + [UNLIMITED] * 3)
    bounded = AdjustedQuotas(allocate_tree(10_000, EAST_WEST, WEIGHTS, cap=cap))
    plan = adjust(bounded, [by_hand("Ann", 4)], unit=100)
    assert plan.quotas.cents[3:6].tolist() == [400, 2_100, 1_500]
    assert plan.quotas.at_cap.tolist() == [False] * 4 + [True] + [False] * 3
    assert plan.quotas.cap.tolist() == cap.tolist()


def test_no_room_for_the_rest():
    """Where siblings cannot give, the error names them, by how much, and the way out."""
    floor = np.array([0, 0, 0, 0, 2_000, 1_000, 0, 0])
    bounded = AdjustedQuotas(allocate_tree(10_000, EAST_WEST, WEIGHTS, floor=floor))
    with pytest.raises(
        QuotaError, match=r"the rest of Ann has no place: impossible by 1\.00 at East.*whole tree"
    ) as error:
        adjust(bounded, [by_hand("Ann", 11)])
    assert error.value.shortfall == -1.0
    assert adjust(bounded, [by_hand("Ann", 11)], respread=Respread.TREE).quotas.cents[1] == 4_100


def test_a_number_outside_the_bounds_of_its_node():
    """The bound is not broken in silence."""
    cap = np.array([UNLIMITED] * 3 + [1_200] + [UNLIMITED] * 4)
    bounded = AdjustedQuotas(allocate_tree(10_000, EAST_WEST, WEIGHTS, cap=cap))
    with pytest.raises(
        QuotaError, match=r"Ann set to 13\.00 by regional head is 1\.00 outside its bounds 0\.00 to 12\.00"
    ):
        adjust(bounded, [by_hand("Ann", 13)])


def test_misuse():
    """The company, unknown nodes, twice the same, no reason, no money, a log that is not the plan's."""
    with pytest.raises(ValueError, match="company is the company"):
        adjust(PLAN, [by_hand("company", 5)])
    with pytest.raises(ValueError, match="'Zoe' is no node"):
        adjust(PLAN, [by_hand("Zoe", 5)])
    with pytest.raises(ValueError, match="adjusted twice at once"):
        adjust(PLAN, [by_hand("Ann", 5), by_hand("Ann", 6)])
    with pytest.raises(ValueError, match="needs who and why"):
        by_hand("Ann", 5, why=" ")
    with pytest.raises(ValueError, match="adjustment of Ann must not be negative"):
        by_hand("Ann", -5)
    with pytest.raises(ValueError, match=r"Ann carries 10\.00 but was set to 5\.00"):
        AdjustedQuotas(PLAN.quotas, (LoggedAdjustment(by_hand("Ann", 5), 0, Respread.TREE),))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_whatever_is_set_the_plan_stays_exact(seed):
    """Random trees and several rounds by hand: sums exact, numbers kept, nobody outside the parent moved."""
    rng = np.random.default_rng(seed)
    parents = [-1]
    for _ in range(int(rng.integers(2, 12))):
        parents.append(int(rng.integers(0, len(parents))))
    tree = SalesTree(np.array(parents), tuple(range(len(parents))))
    over = tuple(rng.choice([0.0, 0.05], tree.depth))
    plan = AdjustedQuotas(allocate_tree(10**8, tree, rng.uniform(1, 5, len(tree.leaves)), over_assignment=over))
    for _ in range(3):
        node = int(rng.integers(1, len(tree)))
        amount = round(plan.quotas.cents[node] * rng.uniform(0.8, 1.1)) / 100
        try:
            after = adjust(plan, [by_hand(node, amount)], unit=100)
        except QuotaError:
            continue
        outside = ~tree.below(np.array([tree.parents[node]]))
        assert (after.quotas.cents == plan.quotas.cents)[outside].all()
        assert all(after.quotas.cents[label] == cents for label, cents in after.kept.items())
        plan = after
