from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import lognorm, norm

from optimizer.money import UNLIMITED
from optimizer.quotas import Proportional, allocate
from optimizer.quotas.laminar import Factors, find_node_limits
from optimizer.quotas.leximax import Leveller, Shares
from optimizer.quotas.tree import SalesTree


class Curves:
    """Difficulty from a function of levels, for the tests."""

    def __init__(self, size: int, ends: tuple[float, float], curve) -> None:
        self.size, self.range, self.amounts = size, ends, curve


def flat(k: int) -> SalesTree:
    return SalesTree(np.array([-1] + [0] * k), tuple(range(k + 1)))


def share(tree: SalesTree, difficulty, target: int, *, floor=None, cap=None) -> Shares:
    factors = Factors((), tree.depth)
    limits = find_node_limits(target, tree, factors, floor=floor, cap=cap)
    return Leveller(tree, difficulty, limits, factors).share(0, np.array([float(target)]))


def descend(tree: SalesTree, difficulty, target: int, *, floor=None, cap=None, over=()) -> np.ndarray:
    """(n,) amounts of all nodes without rounding."""
    factors = Factors(over, tree.depth)
    limits = find_node_limits(target, tree, factors, floor=floor, cap=cap)
    leveller = Leveller(tree, difficulty, limits, factors)
    amounts = np.full(len(tree), float(target))
    for depth, tier in enumerate(tree.tiers):
        handed = amounts[tier.owners] * float(factors.steps[depth])
        amounts[tier.members] = leveller.share(depth, handed).amounts
    return amounts[tree.positions]


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32 - 1))
def test_one_generation_is_the_core_rule(seed):
    """On a company with territories only the amounts and marks are those of allocate, weights of 0 included."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 8))
    weights = rng.choice([0.0, 1.0, 1e-9, 2.5], k) * rng.uniform(0.5, 2, k)
    floor = rng.integers(0, 10**6, k) * rng.integers(0, 2, k)
    cap = floor + rng.integers(0, 3 * 10**6, k)
    target = int(rng.integers(floor.sum(), cap.sum() + 1))
    expected = allocate(target, weights, floor, cap)
    least, most = np.concatenate([[0], floor]), np.concatenate([[UNLIMITED], cap])
    found = share(flat(k), Proportional(weights), target, floor=least, cap=most)
    assert found.amounts == pytest.approx(expected.amounts, rel=1e-9, abs=1e-6)
    inside = (expected.amounts > floor + 1) & (expected.amounts < cap - 1) & (weights > 0)
    if inside.any():
        ratios = expected.amounts[inside] / weights[inside]
        assert found.levels[0] == pytest.approx(ratios.min(), rel=1e-6)
    assert (found.at_floor & ~expected.at_floor & (floor > 0) & (expected.amounts > floor + 1)).sum() == 0
    assert (found.at_cap & (expected.amounts < cap - 1)).sum() == 0


def test_an_equal_chance_for_everybody():
    """Quantiles of normal forecasts, levels -inf..inf in disguise of probabilities: one p for all, negative cut."""
    mean, sd = np.array([1e6, 5e5, 1e4]), np.array([2e5, 3e5, 5e4])
    found = share(flat(3), Curves(3, (0.0, 1.0), lambda p: norm.ppf(p, mean, sd)), 1_700_000)
    p = found.levels[0]
    assert found.amounts == pytest.approx(norm.ppf(p, mean, sd).clip(0), rel=1e-9)
    assert found.amounts.sum() == pytest.approx(1_700_000)


def test_levels_may_be_negative():
    """A difficulty that adds the level to a proposal goes below 0 to reach a smaller target."""
    ideal = np.array([100.0, 200.0, 300.0])
    found = share(flat(3), Curves(3, (float("-inf"), float("inf")), lambda level: ideal + level), 450)
    assert found.levels[0] == pytest.approx(-50)
    assert found.amounts == pytest.approx([50, 150, 250])


def test_beyond_the_ends_of_the_range():
    """Above the highest level all get the same on top; below the lowest all shrink alike."""
    curve = Curves(2, (0.0, 1.0), lambda p: np.array([100.0, 300.0]) * (1 + p))
    assert share(flat(2), curve, 1_000).amounts == pytest.approx([300, 700])
    assert share(flat(2), curve, 200).amounts == pytest.approx([50, 150])
    assert share(flat(2), curve, 600).levels[0] == pytest.approx(0.5)
    assert share(flat(2), curve, 0).amounts.tolist() == [0, 0]


def test_steps_are_shared_in_proportion():
    """A difficulty that jumps (few draws) still adds up: what lies within the jump is shared by its size."""
    curve = Curves(2, (0.0, 1.0), lambda p: np.where(p < 0.5, 100.0, np.array([200.0, 400.0])))
    assert share(flat(2), curve, 300).amounts == pytest.approx([125, 175])


def test_a_heavy_tail():
    """Infinite amounts at the top of the range do no harm."""
    curve = Curves(3, (0.0, 1.0), lambda p: lognorm.ppf(p, np.array([0.1, 1.0, 3.0]), scale=1e5))
    found = share(flat(3), curve, 10**9)
    assert found.amounts.sum() == pytest.approx(10**9)
    assert (np.diff(found.amounts) > 0).all()


def test_a_hint_changes_nothing():
    """A level to look near first, right or wrong, leads to the same amounts."""
    tree, factors = flat(3), Factors((), 1)
    limits = find_node_limits(600, tree, factors)
    leveller = Leveller(tree, Proportional(np.array([1.0, 2.0, 3.0])), limits, factors)
    for near in (400.0, 401.0, 1e-300, 1e300, float("inf"), 0.0):
        assert leveller.share(0, np.array([600.0]), np.array([near])).amounts == pytest.approx([100, 200, 300])


def test_misuse():
    """Weights that are none, another number of territories, a difficulty that knows no amount."""
    with pytest.raises(ValueError, match=r"territory 1 .of 2. has no amount at level"):
        share(flat(2), Curves(2, (0.0, 1.0), lambda p: np.array([1.0, np.nan]) * p), 1)
    for weights in ([-1.0], [np.nan], [np.inf]):
        with pytest.raises(ValueError, match="weights must be finite and not negative"):
            Proportional(np.array(weights))
    with pytest.raises(ValueError, match="3 territories have a difficulty, the tree has 2"):
        share(flat(2), Proportional(np.ones(3)), 1)


def tree_case(seed: int):
    """Up to 6 territories under up to 3 generations, bounds at every node, over-assignment; whole or refused."""
    rng = np.random.default_rng(seed)
    parents = [-1]
    for _ in range(int(rng.integers(1, 9))):
        parents.append(int(rng.integers(0, len(parents))))
    tree = SalesTree(np.array(parents), tuple(range(len(parents))))
    weights = rng.integers(1, 20, len(tree.leaves)).astype(float)
    over = tuple(rng.choice([0.0, 0.5], tree.depth))
    target = 10**9
    share_of = descend(tree, Proportional(weights), target, over=over)
    floor = (share_of * rng.uniform(0.0, 1.1, len(tree)) * rng.integers(0, 2, len(tree))).astype(np.int64)
    cap = np.where(rng.random(len(tree)) < 0.6, share_of * rng.uniform(0.9, 2.0, len(tree)) + 1, UNLIMITED)
    return tree, weights, over, target, floor, cap.astype(np.int64)


def leximax(case) -> np.ndarray | None:
    """Oracle: minimise the largest Q / w under all bounds, hold those that cannot be lower, repeat (successive LPs).

    Amounts are counted in the target; None where the first program is impossible.
    """
    tree, weights, over, target, floor, cap = case
    k = len(tree.leaves)
    multiple = np.array([float(share) for share in Factors(over, tree.depth).compounded])
    member = np.zeros((len(tree), k))
    for column, leaf in enumerate(tree.leaves):
        for node in (int(leaf), *tree.ancestors(int(leaf))):
            member[node, column] = multiple[tree.depths[node]] / multiple[tree.depths[leaf]]
    limited = cap < UNLIMITED
    rows = np.vstack([-member, member[limited]])
    right = np.concatenate([-floor, cap[limited]]) / target
    rows, whole = np.column_stack([rows, np.zeros(len(rows))]), np.append(member[tree.root], 0.0)[np.newaxis]
    ranges = [(0.0, None)] * k
    left = list(range(k))
    while left:
        ratio = np.array([[(column == i) / weights[i] for column in range(k)] + [-1.0] for i in left])
        upper, limit = np.vstack([rows, ratio]), np.concatenate([right, np.zeros(len(left))])
        best = linprog([0.0] * k + [1.0], upper, limit, whole, [1.0], [*ranges, (None, None)])
        if not best.success:
            return None
        level = best.x[k] * (1 + 1e-9)
        held = []
        for i in left:
            cost = np.eye(k + 1)[i]
            least = linprog(cost, upper, limit, whole, [1.0], [*ranges, (None, level)])
            if least.success and least.fun >= level * weights[i] - 1e-7:
                held.append(i)
        assert held
        for i in held:
            ranges[i] = (best.x[k] * weights[i] - 1e-9, best.x[k] * weights[i] + 1e-9)
            left.remove(i)
    return np.array([(low + high) / 2 for low, high in ranges])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_it_is_the_leximax_solution_of_the_tree(seed):
    """Equal to successive linear programs with the bounds of every node; and impossible exactly where they are."""
    tree, weights, over, target, floor, cap = case = tree_case(seed)
    expected = leximax(case)
    try:
        found = descend(tree, Proportional(weights), target, floor=floor, cap=cap, over=over)
    except ValueError:
        assert expected is None
        return
    assert expected is not None
    assert found[tree.leaves] / target == pytest.approx(expected, abs=1e-6)
