from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import UNLIMITED
from optimizer.quotas.hierarchy import allocate_tree
from optimizer.quotas.relaxation import PRECISION, relaxed, smallest_relaxation
from optimizer.quotas.tree import SalesTree, build_tree

EAST_WEST = build_tree([["East", "East", "West"], ["Ann", "Bob", "Cid"]])


def test_bounds_give_alike():
    """Floors fall and caps rise by the share, to the cent that gives most; no cap stays none."""
    floor, cap = relaxed((np.array([100, 15, 0]), np.array([200, 15, UNLIMITED])), 0.1)
    assert floor.tolist() == [90, 13, 0]
    assert cap[:2].tolist() == [221, 17]
    assert cap[2] == UNLIMITED


def test_what_is_possible_needs_nothing():
    """Bounds that hold are not touched; without bounds all is possible."""
    assert smallest_relaxation(10_000, EAST_WEST) == 0.0


def test_caps_too_low():
    """Reps who may have 80.00 of 100.00 together need a quarter more."""
    cap = np.array([UNLIMITED] * 3 + [3_000, 3_000, 2_000])
    assert smallest_relaxation(10_000, EAST_WEST, cap=cap) == pytest.approx(0.25, abs=1e-3)


def test_floors_too_high():
    """Floors of 125.00 for 100.00 have to fall by a fifth."""
    floor = np.array([0, 0, 0, 5_000, 5_000, 2_500])
    assert smallest_relaxation(10_000, EAST_WEST, floor=floor) == pytest.approx(0.2, abs=1e-3)


def test_caps_of_nothing_do_not_help():
    """No share makes something of nothing."""
    assert smallest_relaxation(10_000, EAST_WEST, cap=np.zeros(6, dtype=np.int64)) is None


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_it_is_enough_and_no_less_is(seed):
    """Random trees and bounds: the share found makes the target possible, and a little less does not."""
    rng = np.random.default_rng(seed)
    parents = [-1]
    for _ in range(int(rng.integers(1, 9))):
        parents.append(int(rng.integers(0, len(parents))))
    tree = SalesTree(np.array(parents), tuple(range(len(parents))))
    over = tuple(rng.choice([0.0, 0.05], tree.depth))
    floor = rng.integers(0, 10**7, len(tree)) * rng.integers(0, 2, len(tree))
    cap = np.where(rng.random(len(tree)) < 0.5, rng.integers(1, 2 * 10**7, len(tree)), UNLIMITED)
    target, weights = 10**7, np.ones(len(tree.leaves))
    share = smallest_relaxation(target, tree, floor=floor, cap=cap, over_assignment=over)
    assert share is not None
    enough, less = (relaxed((floor, cap), at) for at in (share, share - 2 * PRECISION))
    allocate_tree(target, tree, weights, floor=enough[0], cap=enough[1], over_assignment=over)
    if share > 2 * PRECISION:
        with pytest.raises(QuotaError):
            allocate_tree(target, tree, weights, floor=less[0], cap=less[1], over_assignment=over)
