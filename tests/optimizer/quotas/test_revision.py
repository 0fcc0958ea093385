"""Plans revised at the end: every sum stays exact, bounds hold, and the waterfall has what moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.quotas import (
    Adjustment,
    ProductQuotas,
    QuotaBounds,
    QuotaLevels,
    SideConstraint,
    Term,
    allocate_quotas,
    build_tree,
    couple_products,
    couple_territories,
    reconcile_plan,
)

TREE = build_tree([["East", "East", "West"], ["North", "South", "West 1"]])


def planned(alignment, **choices):
    """50, 30 and 20 of potential: 500, 300 and 200 of 1,000."""
    levels = QuotaLevels(
        tree=TREE, **{key: choices.pop(key) for key in ("over_assignment", "adjustments") if key in choices}
    )
    return allocate_quotas(alignment, 1_000, levels=levels, **choices)


def test_commitments_move_quotas_and_no_sum(three_regions):
    """North offers 100 more, South 100 less: both move, East and West hold nearly what they had."""
    plan = planned(three_regions)
    found, sides = reconcile_plan(plan, np.array([60_000, 20_000, 20_000]), unit=100)
    assert sides.difference.tolist() == [0, 0, 0, 10_000, -10_000, 0]
    assert found.cents.sum() == 100_000
    assert found.cents.tolist() == [60_000, 20_000, 20_000]
    np.testing.assert_array_equal(found.waterfall.term(Term.ADJUSTMENT), found.cents - plan.cents)
    np.testing.assert_array_equal(found.hierarchy.quotas.territory_cents, found.cents)


def test_comparing_changes_nothing(three_regions):
    """Both sides without a new plan."""
    plan = planned(three_regions)
    found, sides = reconcile_plan(plan, np.array([60_000, 30_000, 20_000]), change=False)
    assert found is plan
    assert sides.bottom_up[0] == 110_000


def test_numbers_by_hand_stay(three_regions):
    """What was set by hand is pinned in both revisions."""
    plan = planned(three_regions, adjustments=(Adjustment(node="North", amount=450, who="Eve", why="leave"),))
    assert plan.cents.tolist() == [45_000, 35_000, 20_000]
    found, _ = reconcile_plan(plan, np.array([70_000, 20_000, 30_000]))
    assert found.cents[0] == 45_000
    side = SideConstraint(name="North", cells=np.array([0]), most=40_000)
    with pytest.raises(QuotaError, match=r"North by 50\.00 above"):
        couple_territories(plan, [side])


def test_side_constraints_move_quota_below_one_parent(three_regions):
    """South takes what North may not carry; West is another region and stays."""
    plan = planned(three_regions)
    side = SideConstraint(name="North", cells=np.array([0]), most=42_000)
    found, coupled = couple_territories(plan, [side], unit=100)
    assert found.cents.tolist() == [42_000, 38_000, 20_000]
    assert coupled.constraints == (side,)
    assert found.waterfall.term(Term.ADJUSTMENT).tolist() == [-8_000, 8_000, 0]


def test_over_assignment_by_level_stays_exact(three_regions):
    """Regions rounded by a tenth on top: the plan still says by how much it is over the target."""
    plan = planned(three_regions, over_assignment=(0.1, 0.1), round_to=1)
    found, _ = reconcile_plan(plan, plan.cents[[1, 0, 2]])
    assert float(found.total) == pytest.approx(1_000 * (1 + found.over_assignment), abs=0.005)


def test_a_plan_without_hierarchy_cannot_be_revised(three_regions):
    """The sums that must stay are those of a tree."""
    plan = allocate_quotas(three_regions, 1_000)
    with pytest.raises(ValueError, match="give allocate_quotas its levels"):
        reconcile_plan(plan, plan.cents)


def test_products_move_within_each_territory():
    """300 of A in the first two: they take B in exchange, and everybody's sum stays."""
    products = ProductQuotas(("x", "y", "z"), ("A", "B"), np.array([[200, 100], [200, 100], [100, 200]]) * 100)
    side = SideConstraint(name="A", cells=np.array([0, 2]), most=30_000)
    found, _ = couple_products(products, [side], unit=100)
    assert found.cents.sum(axis=1).tolist() == [30_000] * 3
    assert found.cents.sum(axis=0).tolist() == [50_000, 40_000]
    assert found.cents[:2, 0].sum() == 30_000
    free, _ = couple_products(products, [side], unit=100, totals=False)
    assert free.cents[2].tolist() == [10_000, 20_000]


def test_who_does_not_sell_a_product_does_not_start():
    """A cell of nothing stays nothing, so the constraint cannot hold."""
    products = ProductQuotas(("x", "y"), ("A", "B"), np.array([[0, 300], [200, 100]]) * 100)
    side = SideConstraint(name="A of x", cells=np.array([0]), least=5_000)
    with pytest.raises(QuotaError, match=r"A of x by 50\.00 below"):
        couple_products(products, [side], totals=False)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 200_000), min_size=3, max_size=3), st.sampled_from([1, 100, 1_000]))
def test_whatever_is_committed_sums_and_bounds_hold(three_regions_always, proposals, unit):
    """Floors of half and caps of twice the equal share, any proposals, any unit."""
    bounds = QuotaBounds(floor=100, cap=700)
    plan = planned(three_regions_always, bounds=bounds, round_to=unit / 100)
    found, _ = reconcile_plan(plan, np.array(proposals), unit=unit)
    assert found.cents.sum() == 100_000
    assert found.cents.min() >= 10_000
    assert found.cents.max() <= 70_000
