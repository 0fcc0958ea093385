from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.money import UNLIMITED
from optimizer.quotas.tree import SalesTree, Tier, build_tree, tier_sums


def test_nodes_stand_breadth_first_with_siblings_together():
    """Whatever the order given, children of a parent are neighbours and territories keep their order."""
    tree = SalesTree(np.array([2, 4, -1, 4, 2, 0]), ("East", "a", "company", "b", "West", "c"))
    assert [tree.labels[node] for node in tree.order] == ["company", "East", "West", "c", "a", "b"]
    assert [tree.labels[node] for node in tree.leaves] == ["a", "b", "c"]
    assert tree.depths.tolist() == [1, 2, 0, 2, 1, 2]
    assert (tree.depth, tree.root, len(tree)) == (2, 2, 6)
    assert tree.order[tree.positions].tolist() == list(range(6))
    assert [tier.owner_of.tolist() for tier in tree.tiers] == [[0, 0], [0, 1, 1]]
    with pytest.raises(ValueError, match="read-only"):
        tree.parents[0] = 1


def test_the_company_may_be_the_only_territory():
    """The smallest tree has no generation below the root."""
    tree = SalesTree(np.array([-1]), ("company",))
    assert tree.leaves.tolist() == [0]
    assert tree.tiers == ()


@pytest.mark.parametrize(
    ("parents", "labels", "message"),
    [
        ([], "", "expected one each"),
        ([-1], "ab", "expected one each"),
        ([-1, -1], "ab", "one root .* given 2"),
        ([0], "a", "one root .* given 0"),
        ([-1, 7], "ab", "b has parent 7, expected -1..1"),
        ([-1, -2], "ab", "b has parent -2"),
        ([-1, 2, 1], "abc", "2 nodes do not lead up to the root, such as b"),
        ([-1, 0, 0], "aba", "a names several nodes"),
    ],
)
def test_trees_that_are_none(parents, labels, message):
    """A wrong hierarchy names the node."""
    with pytest.raises(ValueError, match=message):
        SalesTree(np.array(parents, dtype=np.int64), tuple(labels))


def test_columns_become_a_tree():
    """Region and territory columns, a region missing for one territory."""
    tree = build_tree([["East", "West", "East", None], ["a", "b", "c", "d"]], company="ACME")
    assert tree.labels == ("ACME", "East", "West", "a", "b", "c", "d")
    assert tree.parents.tolist() == [-1, 0, 0, 1, 2, 1, 0]
    assert tree.leaves.tolist() == [3, 4, 5, 6]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "one name per territory"),
        ([["E"], ["a", "b"]], r"given lengths \[1, 2\]"),
        ([["E", "W"], ["x", "x"], ["a", "b"]], "'x' .row 1. lies under two parents"),
        ([["E", "E"], ["a", "a"]], "territories need different names"),
        ([["E", "E"], ["a", None]], "territories need different names"),
        ([["E", "E"], ["a", float("nan")]], "territories need different names"),
        ([["E", "W"], ["a", "E"]], "'E' .row 1. lies under two parents or at two levels"),
        ([["company"], ["a"]], "'company' .row 0."),
    ],
)
def test_columns_that_are_no_tree(columns, message):
    """A name under two parents is told with its row."""
    with pytest.raises(ValueError, match=message):
        build_tree(columns)


def test_walks():
    """Names to nodes, ancestors upward, all below."""
    tree = build_tree([["E", "E", "W"], ["a", "b", "c"]])
    assert tree.index_of("W") == 2
    assert [tree.labels[node] for node in tree.ancestors(tree.index_of("b"))] == ["E", "company"]
    assert [tree.labels[node] for node in np.flatnonzero(tree.below(np.array([1])))] == ["a", "b"]
    assert tree.below(np.array([0])).sum() == 5
    with pytest.raises(ValueError, match="'North' is no node"):
        tree.index_of("North")


@given(st.lists(st.lists(st.one_of(st.integers(0, 2**52), st.just(UNLIMITED)), min_size=1, max_size=5), min_size=1))
def test_sums_are_exact_and_saturate(groups):
    """Sums over children equal those of Python's integers, cut at UNLIMITED."""
    sizes = np.array([len(group) for group in groups])
    firsts = np.cumsum(sizes) - sizes
    tier = Tier(0, int(sizes.sum()), np.arange(len(groups)), firsts, np.repeat(np.arange(len(groups)), sizes))
    expected = [min(sum(group), UNLIMITED) for group in groups]
    assert tier_sums(np.concatenate([np.array(group) for group in groups]), tier).tolist() == expected
