"""The tree finds that no plan is better, or a node that holds one."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solvers import median_tree
from optimizer.solvers.median_tree import Growth, MedianTree

from .test_median_node import make_field, make_root, plans_of


def _always(bound):  # noqa: ARG001 -- what a search is asked with
    return True


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_ends_the_search(seed):
    """Nothing is left below the best of all plans."""
    field = make_field(seed)
    best = min(plans_of(field))[0]
    growth = Growth(field, [make_root(field)])
    assert MedianTree().grow(growth, best - 1e-9, _always) is None
    assert not growth.heap
    assert growth.bound(best) == best


@pytest.mark.parametrize("seed", range(6))
def test_a_better_plan_is_in_a_leaf(seed):
    """Where the goal is above the best plan, a leaf holds it; the bound never rises above that plan."""
    field = make_field(seed)
    best, choice = min(plans_of(field))
    bounds = []
    growth = Growth(field, [make_root(field)])
    tree = MedianTree(leaf=len(field.own))
    leaves = []
    while (leaf := tree.grow(growth, best + 1e-6, lambda bound: bounds.append(bound) is None)) is not None:
        pairs = zip(field.row[leaf.pair].tolist(), field.item[leaf.pair].tolist(), strict=True)
        leaves.append(set(pairs))
    assert any({(place, item) for item, place in enumerate(choice)} <= leaf for leaf in leaves)
    assert max(bounds) <= best + 1e-6


def test_a_search_cut_short_keeps_its_bound():
    """What is left says what is proved, and goes on where it was."""
    field = make_field(3, count=7)
    best = min(plans_of(field))[0]
    growth = Growth(field, [make_root(field)])
    looks = iter([True, False])
    assert MedianTree().grow(growth, best - 1e-9, lambda _: next(looks)) is None
    begun = growth.bound(best)
    assert begun <= best
    assert MedianTree().grow(growth, best - 1e-9, _always) is None
    assert growth.bound(best) == best >= begun


def test_as_many_nodes_on_any_number_of_threads(monkeypatch):
    """The same nodes are looked at, in the same order."""
    field = make_field(4)
    best = min(plans_of(field))[0]
    seen = []
    for threads in (1, 2):
        monkeypatch.setattr("optimizer.chunks.THREADS", threads)
        bounds: list[float] = []
        MedianTree().grow(
            Growth(field, [make_root(field)]), best, lambda bound, bounds=bounds: bounds.append(bound) is None
        )
        seen.append(np.array(bounds))
    assert seen[0].tolist() == seen[1].tolist()
    assert median_tree.BESIDE > 1


def test_late_nodes_stay_as_they_are():
    """Nothing is lost where time ran out amid a node."""
    field = make_field(3)
    best, growth = min(plans_of(field))[0], Growth(field, [make_root(field)])
    looks = iter([True, False])
    assert MedianTree().grow(growth, best - 1e-9, lambda _: next(looks), lambda: True) is None
    assert len(growth.heap) == 1
    assert MedianTree().grow(growth, best - 1e-9, _always) is None
    assert growth.bound(best) == best
