"""Quotas of a plan add up exactly at every level, within the bounds of every node, with numbers by hand kept."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import exact_sum
from optimizer.quotas import (
    Adjustment,
    Bound,
    FixedShares,
    FlatGrowth,
    QuotaBounds,
    QuotaLevels,
    Relief,
    Term,
    allocate_quotas,
    build_tree,
)
from optimizer.quotas.by_level import company_cents, share_on_top
from optimizer.quotas.plan import assigned_cents

TREE = build_tree([["East", "East", "West"], ["North", "South", "Far"]])
"""The company over East (North and South) and West (Far)."""
EXACT = {"round_to": "0.01"}


@pytest.fixture
def plan(make_alignment):
    """Potential 50, 30 and 20 of three territories."""
    return make_alignment([0, 1, 2], ["North", "South", "Far"], {"potential": [50, 30, 20], "sales": [40, 40, 20]})


def by_node(quotas):
    """Node -> currency units."""
    tree = quotas.hierarchy.quotas
    return dict(zip(tree.tree.labels, (tree.cents / 100).tolist(), strict=True))


def test_without_bounds_levels_change_nothing(plan):
    """The tree adds up what the method gives."""
    flat = allocate_quotas(plan, 1_000)
    quotas = allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE))
    assert quotas.amounts == flat.amounts
    assert by_node(quotas) == {"company": 1000, "East": 800, "West": 200, "North": 500, "South": 300, "Far": 200}
    assert quotas.over_assignment == 0


def test_a_bound_of_a_region_moves_its_territories_together(plan):
    """East is capped at 700: its territories keep their proportion, West carries the rest."""
    quotas = allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE, cap={"East": 700}), **EXACT)
    assert by_node(quotas) == {"company": 1000, "East": 700, "West": 300, "North": 437.5, "South": 262.5, "Far": 300}
    assert quotas.waterfall.term(Term.BOUND).tolist() == [-6_250, -3_750, 10_000]
    assert set(quotas.binding) == {Bound.NONE}


def test_bounds_of_territories_hold_within_their_region(plan):
    """The cap of North stays; South makes up for it as long as the level asks it to."""
    levels = QuotaLevels(tree=TREE, floor={"East": 800})
    quotas = allocate_quotas(plan, 1_000, levels=levels, bounds=QuotaBounds(cap={"North": 400}), **EXACT)
    assert by_node(quotas)["North"] == 400
    assert by_node(quotas)["South"] == 400
    assert quotas.binding == (Bound.CAP, Bound.NONE, Bound.NONE)


def test_over_assignment_compounds_down_the_levels(plan):
    """Regions add up to 1.1 times the company, territories to 1.2 times their region."""
    quotas = allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE, over_assignment=(0.1, 0.2)), **EXACT)
    assert by_node(quotas)["East"] == 880
    assert quotas.total == Decimal("1320.00")
    assert quotas.over_assignment == pytest.approx(0.32)
    assert quotas.hierarchy.quotas.compounded == pytest.approx((1.0, 1.1, 1.32))
    assert quotas.waterfall.total(Term.OVER_ASSIGNMENT) == 32_000


def test_a_number_by_hand_is_kept_and_its_neighbours_make_up(plan):
    """North carries 450; South the rest of East, West nothing else; the waterfall says so."""
    adjustment = Adjustment(node="North", amount=450, who="Eve", why="new product")
    quotas = allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE, adjustments=(adjustment,)), **EXACT)
    assert by_node(quotas) == {"company": 1000, "East": 800, "West": 200, "North": 450, "South": 350, "Far": 200}
    assert quotas.waterfall.term(Term.ADJUSTMENT).tolist() == [-5_000, 5_000, 0]
    (entry,) = quotas.hierarchy.log
    assert (entry.adjustment.who, entry.before) == ("Eve", 50_000)


def test_a_bound_is_still_told_after_a_number_by_hand(plan):
    """West stays at its cap while North and South change hands."""
    adjustment = Adjustment(node="North", amount=450, who="Eve", why="new product")
    levels = QuotaLevels(tree=TREE, cap={"West": 150}, adjustments=(adjustment,))
    tree = allocate_quotas(plan, 1_000, levels=levels, **EXACT).hierarchy.quotas
    assert [tree.tree.labels[node] for node in np.flatnonzero(tree.at_cap)] == ["West"]


def test_what_goes_to_the_pool_comes_off_the_company(plan):
    """Far carries half; the company the rest, in proportion to what was assigned."""
    choices = {"capacity": [1, 1, 0.5], "relief": Relief.POOL, **EXACT}
    quotas = allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE), **choices)
    assert by_node(quotas) == {"company": 900, "East": 800, "West": 100, "North": 500, "South": 300, "Far": 100}
    assert quotas.pool == 10_000


def test_the_others_carry_what_ramp_leaves(plan):
    """With relief to the others the target stays whole, as without levels."""
    choices = {"capacity": [1, 1, 0.5], "method": FlatGrowth("sales"), "history": "sales", **EXACT}
    quotas = allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE), **choices)
    assert quotas.total == 1_000
    assert quotas.amounts == allocate_quotas(plan, 1_000, **choices).amounts


def test_bounds_that_cannot_be_met_are_told(plan):
    """The floors of both regions are above the target."""
    with pytest.raises(QuotaError, match="East"):
        allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE, floor={"East": 900, "West": 200}))


def test_a_number_by_hand_with_no_room_is_told(plan):
    """West has one territory: nobody makes up for it."""
    adjustment = Adjustment(node="Far", amount=100, who="Eve", why="too much")
    with pytest.raises(QuotaError, match="the rest of Far has no place"):
        allocate_quotas(plan, 1_000, levels=QuotaLevels(tree=TREE, adjustments=(adjustment,)))


def test_misuse_is_told(plan):
    """Two ways of over-assignment, unknown nodes, uneven depths, too many shares."""
    with pytest.raises(ValueError, match="by level or in all"):
        allocate_quotas(plan, 1_000, over_assignment=0.1, levels=QuotaLevels(tree=TREE))
    with pytest.raises(ValueError, match="'Nowhere' is no node"):
        QuotaLevels(tree=TREE, cap={"Nowhere": 1})
    with pytest.raises(ValueError, match="different depths"):
        QuotaLevels(tree=build_tree([["East", None], ["North", "Far"]]))
    with pytest.raises(ValueError, match="at most 2"):
        QuotaLevels(tree=TREE, over_assignment=(0.1, 0.1, 0.1))


@given(data=st.data())
def test_sums_are_exact_at_all_levels(make_alignment, data):
    """Whatever tree, unit and over-assignment: children add up to their parent times its factor, to the cent."""
    k = data.draw(st.integers(1, 8))
    districts = data.draw(st.lists(st.integers(0, 3), min_size=k, max_size=k))
    columns = [[f"r{d % 2}" for d in districts], [f"d{d}" for d in districts], [f"t{i}" for i in range(k)]]
    potential = data.draw(st.lists(st.floats(0, 1e6), min_size=k, max_size=k))
    shares = tuple(data.draw(st.lists(st.sampled_from([0.0, 0.01, 0.035, 0.1]), max_size=3)))
    target, unit = data.draw(st.integers(1, 10**12)), data.draw(st.sampled_from(["0.01", "1", "1000"]))
    quotas = allocate_quotas(
        make_alignment(list(range(k)), columns[-1], {"potential": potential}),
        Decimal(target) / 100,
        levels=QuotaLevels(tree=build_tree(columns), over_assignment=shares),
        round_to=unit,
    )
    tree, cents = quotas.hierarchy.quotas.tree, quotas.hierarchy.quotas.cents
    assert cents[tree.root] == target
    steps = [1 + Fraction(Decimal(repr(share))) for share in shares] + [Fraction(1)] * (3 - len(shares))
    for node in range(len(tree)):
        children = np.flatnonzero(tree.parents == node)
        if len(children):
            assert exact_sum(cents[children]) == round(int(cents[node]) * steps[tree.depths[node]])
    np.testing.assert_array_equal(cents[tree.leaves], quotas.cents)
    np.testing.assert_array_equal(quotas.waterfall.cents, quotas.cents)


@given(st.integers(1, 2**50), st.fractions(0, 1), st.integers(1, 2**40))
def test_the_share_on_top_finds_the_sum_again(target, part, cents):
    """Rounded at every level the sum is off by cents; the share that is kept gives it back exactly."""
    carried = target + int(part * cents)
    share = share_on_top(np.array([carried]), 0, target)
    assert assigned_cents(Decimal(target) / 100, share) == carried


def test_the_company_carries_its_target_unless_some_went_to_the_pool():
    """Exactly the target; else in proportion."""
    assert company_cents(12_345, 99_999, 99_999) == 12_345
    assert company_cents(1_000, 1_100, 550) == 500


def test_one_territory_is_a_tree(make_alignment):
    """A company with a single rep: everybody carries everything."""
    alone = make_alignment([0], ["A"], {"potential": [0]})
    quotas = allocate_quotas(alone, 10, method=FixedShares({"A": 1.0}), levels=QuotaLevels(tree=build_tree([["A"]])))
    assert quotas.total == 10
