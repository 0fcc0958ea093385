from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import UNLIMITED
from optimizer.quotas.hierarchy import allocate_tree
from optimizer.quotas.reconciliation import SideBySide, compare_directions, reconcile
from optimizer.quotas.tree import SalesTree, build_tree

EAST_WEST = build_tree([["East", "East", "West"], ["Ann", "Bob", "Cid"]])
PLAN = allocate_tree(10_000, EAST_WEST, np.array([1.0, 1.0, 2.0]))
"""100.00: East 50 (Ann 25, Bob 25), West 50 (Cid)."""


def test_side_by_side():
    """Commitments are added up; the difference is what a node commits to beyond what it was given."""
    sides = compare_directions(PLAN, np.array([3_000, 1_000, 5_500]))
    assert sides.bottom_up.tolist() == [9_500, 4_000, 5_500, 3_000, 1_000, 5_500]
    assert sides.difference.tolist() == [-500, -1_000, 500, 500, -1_500, 500]
    frame = sides.to_frame()
    assert frame["difference"].tolist() == [-5, -10, 5, 5, -15, 5]
    assert frame["share"].tolist() == pytest.approx([-0.05, -0.2, 0.1, 0.2, -0.6, 0.1])
    assert frame["parent"].tolist()[1:] == ["company", "company", "East", "East", "West"]


def test_over_assignment_is_taken_off_on_the_way_up():
    """Reps at 1.25 times their region: their sum over 1.25 stands beside the region's number."""
    plan = allocate_tree(10_000, EAST_WEST, np.array([1.0, 1.0, 2.0]), over_assignment=(0.0, 0.25))
    sides = compare_directions(plan, plan.territory_cents)
    assert sides.difference.tolist() == [0] * 6


def test_commitments_are_scaled_where_they_alone_count():
    """Weights 1/y of territories and none above: the proposals times one factor, exact."""
    sides = compare_directions(PLAN, np.array([3_000, 1_000, 4_000]))
    weights = np.array([0, 0, 0, 1 / 3_000, 1 / 1_000, 1 / 4_000])
    assert reconcile(sides, weights=weights).cents.tolist() == [10_000, 5_000, 5_000, 3_750, 1_250, 5_000]


def test_pinned_nodes_keep_their_number():
    """A region pinned at its commitment and a rep at her top-down number; the rest makes up for both."""
    sides = compare_directions(PLAN, np.array([3_000, 1_000, 4_000]))
    plan = reconcile(sides, pinned={"East": 40, "Ann": "25.00"})
    assert plan.cents.tolist() == [10_000, 4_000, 6_000, 2_500, 1_500, 6_000]
    assert reconcile(sides, pinned={"company": 80}).cents[0] == 8_000


def test_pins_that_contradict_each_other():
    """More at the reps than at their region is told, with their names."""
    sides = compare_directions(PLAN, np.array([3_000, 1_000, 4_000]))
    with pytest.raises(QuotaError, match=r"impossible by 5\.00 at East: .*Ann 30\.00, Bob 15\.00.*cap of East 40\.00"):
        reconcile(sides, pinned={"East": 40, "Ann": 30, "Bob": 15})
    with pytest.raises(QuotaError, match="at Ann"):
        reconcile(sides, pinned={"Ann": 30}, cap=np.array([UNLIMITED, UNLIMITED, UNLIMITED, 2_000, 500, 9_000]))


def test_bounds_and_units_are_kept():
    """Who meets a cap stays there, all are multiples of the unit, the sum is exact."""
    sides = compare_directions(PLAN, np.array([3_000, 1_000, 4_000]))
    cap = np.array([UNLIMITED, UNLIMITED, UNLIMITED, 2_800, UNLIMITED, UNLIMITED])
    plan = reconcile(sides, cap=cap, unit=100)
    assert plan.cents[0] == 10_000
    assert plan.cents[3] <= 2_800
    assert not (plan.cents % 100).any()


def test_nothing_proposed():
    """Zero commitments are lifted to the target alike."""
    plan = reconcile(compare_directions(PLAN, np.zeros(3, dtype=np.int64)), weights=np.array([0, 0, 0, 1, 1, 1.0]))
    assert plan.cents[0] == 10_000
    assert plan.territory_cents.tolist() == [3_334, 3_333, 3_333]


def test_misuse():
    """Proposals and weights of another shape, or weights that weigh nothing."""
    sides = compare_directions(PLAN, np.array([1, 1, 1]))
    for weights in (np.ones(3), np.zeros(6), -np.ones(6), np.full(6, np.nan)):
        with pytest.raises(ValueError, match="weights need 6 finite numbers"):
            reconcile(sides, weights=weights)
    for proposals in (np.ones(2, dtype=np.int64), np.array([1, -1, 1])):
        with pytest.raises(ValueError, match="proposals need one amount"):
            compare_directions(PLAN, proposals)
    with pytest.raises(ValueError, match="top_down needs one amount"):
        SideBySide(tree=EAST_WEST, top_down=np.ones(2, dtype=np.int64), bottom_up=np.ones(6, dtype=np.int64))
    with pytest.raises(ValueError, match="'North' is no node"):
        reconcile(sides, pinned={"North": 1})


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_it_is_the_least_squares_solution(seed):
    """Equal to the normal equations over territories, with pins as equations (KKT), where no amount turns negative."""
    rng = np.random.default_rng(seed)
    parents = [-1]
    for _ in range(int(rng.integers(1, 9))):
        parents.append(int(rng.integers(0, len(parents))))
    tree = SalesTree(np.array(parents), tuple(range(len(parents))))
    n, k = len(tree), len(tree.leaves)
    over = tuple(rng.choice([0.0, 0.25], tree.depth))
    plan = allocate_tree(10**9, tree, rng.uniform(1, 2, k), over_assignment=over)
    proposals = (plan.territory_cents * rng.uniform(0.9, 1.2, k)).astype(np.int64)
    weights = rng.uniform(0.5, 2, n) / plan.cents.clip(1)
    weights[np.setdiff1d(np.arange(n), tree.leaves)] *= rng.integers(0, 2)
    sides = compare_directions(plan, proposals)
    pins = {tree.root: int(plan.cents[tree.root])}
    chosen = int(rng.integers(0, n))
    if chosen != tree.root and k > 1 and len(np.flatnonzero(tree.parents == tree.parents[chosen])) > 1:
        pins[chosen] = int(plan.cents[chosen] * 1.05)

    multiple = np.array(plan.compounded)
    member = np.zeros((n, k))
    for column, leaf in enumerate(tree.leaves):
        for node in (int(leaf), *tree.ancestors(int(leaf))):
            member[node, column] = multiple[tree.depths[node]] / multiple[tree.depths[leaf]]
    wanted = sides.top_down.astype(float)
    wanted[tree.leaves] = proposals
    equal, right = member[list(pins)], np.array(list(pins.values()), dtype=float)
    normal = member.T @ (weights[:, np.newaxis] * member)
    kkt = np.block([[normal * 1e9, equal.T], [equal, np.zeros((len(pins), len(pins)))]])
    side = np.concatenate([member.T @ (weights * wanted) * 1e9, right])
    expected = member @ np.linalg.lstsq(kkt, side, rcond=None)[0][:k]
    if expected.min() < 0:
        return
    found = reconcile(sides, pinned={node: cents / 100 for node, cents in pins.items()}, weights=weights)
    assert found.cents / 1e9 == pytest.approx(expected / 1e9, abs=1e-6)


def test_an_ideal_below_nothing_stays_down_when_others_rise():
    """Weights pull Ann below 0; what the cap of Cid sends back goes to both by their weights, from where they are."""
    tree = build_tree([["Ann", "Bob", "Cid"]])
    plan = allocate_tree(1_000, tree, np.array([1.0, 1.0, 1.0]))
    leaves = tree.leaves
    weights = np.ones(len(tree.labels))
    weights[leaves[0]] = 0.1
    cap = np.full(len(tree.labels), 10**9)
    cap[leaves[2]] = 50
    sides = compare_directions(plan, np.array([100, 900, 1_000]))
    found = reconcile(sides, weights=weights, cap=cap).territory_cents
    assert found[2] == 50
    assert found[0] == pytest.approx(54.5, abs=1.0)
    assert found[1] == pytest.approx(895.5, abs=1.0)
