from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import count

import numpy as np
import pytest

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS, UNLIMITED
from optimizer.quotas import allocate, round_exact
from optimizer.quotas.hierarchy import TreeQuotas, allocate_tree
from optimizer.quotas.tree import SalesTree, build_tree

UNITS = [1, 100, 1_000, 10_000, 100_000, 1_000_000]
EAST_WEST = build_tree([["East", "East", "West"], ["Ann", "Bob", "Cid"]])


def random_tree(rng: np.random.Generator) -> SalesTree:
    """Up to five generations below the root, in any order of nodes; territories may end at any depth."""
    parents, generation = [-1], [0]
    for _ in range(int(rng.integers(0, 6))):
        following = []
        for node in generation:
            for _ in range(int(rng.choice([0, 1, 2, 3, 4], p=[0.15, 0.2, 0.25, 0.25, 0.15]))):
                following.append(len(parents))
                parents.append(node)
        generation = following or generation[:1]
        if not following:
            break
    shuffled = rng.permutation(len(parents))
    mixed = np.empty(len(parents), dtype=np.int64)
    mixed[shuffled] = [shuffled[parent] if parent >= 0 else -1 for parent in parents]
    return SalesTree(mixed, tuple(f"node {node}" for node in range(len(parents))))


def random_case(seed: int):
    """Bounds around a first plan at every level, some too tight, some on the unit, units 0.01 to 10,000."""
    rng = np.random.default_rng(seed)
    tree = random_tree(rng)
    unit = int(rng.choice(UNITS))
    over = tuple(rng.choice([0.0, 0.03, 0.125], int(rng.integers(0, tree.depth + 1))).tolist())
    target = int(rng.integers(0, 10 ** int(rng.integers(1, 13))))
    weights = rng.lognormal(0, 1, len(tree.leaves)) * rng.integers(0, 5, len(tree.leaves)).clip(0, 1)
    base = np.full(len(tree), float(target))
    for depth, tier in enumerate(tree.tiers):
        parts = rng.uniform(0.5, 1.5, tier.stop - tier.start)
        step = 1 + (over[depth] if depth < len(over) else 0.0)
        base[tier.members] = (base[tier.owners] * step / np.add.reduceat(parts, tier.firsts))[tier.owner_of] * parts
    base = base[tree.positions]
    often, high, low = rng.choice([0.1, 0.6, 0.9]), rng.choice([0.6, 0.9, 1.4]), rng.choice([0.7, 1.0, 1.2])
    floor = (base * rng.uniform(0, high, len(tree)) * (rng.random(len(tree)) < often)).astype(np.int64)
    room = base * rng.uniform(low, 3, len(tree))
    cap = np.where(rng.random(len(tree)) < often, room, UNLIMITED).astype(np.int64)
    if rng.random() < 0.3:
        floor, cap = floor // unit * unit, np.where(cap < UNLIMITED, -(-cap // unit) * unit, cap)
    return target, tree, weights, floor, cap, over, unit


def can_be(tree: SalesTree, node: int, floor, cap, over) -> tuple[int, int] | None:
    """Oracle: least and most of a node by recursion over its children, None where nothing is possible."""
    below = [int(child) for child in np.flatnonzero(tree.parents == node)]
    least, most = int(floor[node]), int(cap[node])
    if below:
        spans = [can_be(tree, child, floor, cap, over) for child in below]
        if None in spans:
            return None
        depth = int(tree.depths[node])
        step = 1 + Fraction(str(over[depth])) if depth < len(over) else Fraction(1)
        needed, able = (sum(span[side] for span in spans) for side in (0, 1))
        # Python's round of a fraction is to even, and it never falls: the ends are found by counting.
        least = max(least, first(lambda amount: round(amount * step) >= needed, int(needed / step)))
        most = min(most, first(lambda amount: round(amount * step) > able, int(able / step)) - 1)
    return (least, most) if least <= most else None


def first(holds, near: int) -> int:
    """Least amount not below 0 for which something holds, at most two below ``near`` if above 0."""
    return next(amount for amount in count(max(near - 2, 0)) if holds(amount))


def check_sums(plan: TreeQuotas) -> None:
    """Every parent's children add up to its amount times the factor, half a cent to even."""
    for node in range(len(plan.tree)):
        below = np.flatnonzero(plan.tree.parents == node)
        depth = int(plan.tree.depths[node])
        if len(below):
            over = plan.over_assignment[depth] if depth < len(plan.over_assignment) else 0.0
            step = 1 + Fraction(str(over))
            assert int(plan.cents[below].sum()) == round(int(plan.cents[node]) * step)


def holds_or_is_impossible(seed: int) -> bool:
    """True where there is a plan: exact and within bounds; False where the error is right."""
    target, tree, weights, floor, cap, over, unit = random_case(seed)
    span = can_be(tree, tree.root, floor, cap, over)
    possible = span is not None and span[0] <= target <= span[1]
    choices = {"floor": floor, "cap": cap, "over_assignment": over, "unit": unit}
    if not possible:
        with pytest.raises(QuotaError, match="impossible by") as error:
            allocate_tree(target, tree, weights, **choices)
        assert error.value.shortfall != 0
        assert error.value.binding
        return False
    plan = allocate_tree(target, tree, weights, **choices)
    check_sums(plan)
    assert plan.cents[tree.root] == target
    assert (plan.cents >= floor).all()
    assert (plan.cents <= cap).all()
    return True


def test_two_hundred_random_trees():
    """Depth up to 5, bounds at every level, units 0.01 to 10,000: exact and within bounds, or rightly impossible."""
    found = [holds_or_is_impossible(seed) for seed in range(200)]
    assert 100 < sum(found) < 190


@pytest.mark.slow
def test_ten_thousand_random_trees():
    """The same for ten thousand more."""
    found = [holds_or_is_impossible(seed) for seed in range(1_000, 11_000)]
    assert 2_000 < sum(found) < 9_000


def test_a_tree_of_one_generation_is_the_flat_plan():
    """Amounts are to the cent those of allocate and round_exact, whatever the bounds, the unit and the weights."""
    rng = np.random.default_rng(1)
    for _ in range(200):
        k, unit = int(rng.integers(1, 30)), int(rng.choice(UNITS))
        weights = rng.choice([0, 1, 2.5, 3.7], k) * rng.uniform(0.5, 2, k)
        floor = rng.integers(0, 10**6, k) * rng.integers(0, 2, k)
        cap = floor + rng.integers(0, 3 * 10**6, k)
        target = int(rng.integers(floor.sum(), cap.sum() + 1))
        flat = round_exact(allocate(target, weights, floor, cap).amounts, target, unit=unit, floor=floor, cap=cap)
        tree = SalesTree(np.array([-1] + [0] * k), tuple(range(k + 1)))
        least, most = np.concatenate([[0], floor]), np.concatenate([[UNLIMITED], cap])
        plan = allocate_tree(target, tree, weights, floor=least, cap=most, unit=unit)
        assert plan.territory_cents.tolist() == flat.tolist()


def test_what_an_error_asks_for_is_just_enough():
    """Raising the target (or lowering it) by the shortfall told, and by no cent less, makes it possible."""
    checked = 0
    for seed in range(400):
        target, tree, weights, floor, cap, over, _ = random_case(seed)
        span = can_be(tree, tree.root, floor, cap, over)
        if span is None or span[0] <= target <= span[1]:
            continue
        with pytest.raises(QuotaError) as error:
            allocate_tree(target, tree, weights, floor=floor, cap=cap, over_assignment=over)
        enough = target - round(error.value.shortfall * 100)
        assert allocate_tree(enough, tree, weights, floor=floor, cap=cap, over_assignment=over).cents.min() >= 0
        assert enough in span
        checked += 1
    assert checked > 10


def test_regions_and_reps_with_over_assignment():
    """The company's 100.00 is 103.00 at the regions and 106.09 at the reps, each part exact."""
    plan = allocate_tree(10_000, EAST_WEST, np.array([1.0, 1.0, 2.0]), over_assignment=(0.03, 0.03))
    assert plan.cents.tolist() == [10_000, 5_150, 5_150, 2_652, 2_652, 5_304]
    assert plan.compounded == (1.0, 1.03, 1.0609)
    assert plan.tier_totals == (Decimal("100.00"), Decimal("103.00"), Decimal("106.08"))
    check_sums(plan)


def test_a_cap_on_a_region_makes_the_others_harder_alike():
    """East may not have more than 40 of 100: its reps share that, West carries the rest, marks and levels say so."""
    cap = np.array([UNLIMITED, 4_000, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED])
    plan = allocate_tree(10_000, EAST_WEST, np.array([1.0, 3.0, 4.0]), cap=cap)
    assert plan.cents.tolist() == [10_000, 4_000, 6_000, 1_000, 3_000, 6_000]
    assert plan.at_cap.tolist() == [False, True, False, False, False, False]
    assert not plan.at_floor.any()
    assert plan.levels[1] < plan.levels[2] == plan.levels[0]
    assert np.isnan(plan.levels[3:]).all()


def test_a_floor_of_a_region_and_of_a_rep():
    """A region's floor lifts its reps, a rep's floor is taken from the neighbours under the same region first."""
    floor = np.array([0, 7_000, 0, 5_000, 0, 0])
    plan = allocate_tree(10_000, EAST_WEST, np.array([1.0, 1.0, 2.0]), floor=floor)
    assert plan.cents.tolist() == [10_000, 7_000, 3_000, 5_000, 2_000, 3_000]
    assert plan.at_floor.tolist() == [False, True, False, True, False, False]


def test_all_amounts_are_multiples_of_the_unit_but_for_who_carries():
    """Target on the unit: no amount at any level is off it. Target off the unit: one a generation."""
    rng = np.random.default_rng(3)
    tree = random_tree(rng)
    weights = rng.lognormal(0, 1, len(tree.leaves))
    plan = allocate_tree(123_400_000, tree, weights, unit=100_000)
    assert not (plan.cents % 100_000).any()
    plan = allocate_tree(123_456_789, tree, weights, unit=100_000)
    assert all((plan.cents[tree.depths == depth] % 100_000 != 0).sum() == 1 for depth in range(tree.depth + 1))


@pytest.mark.parametrize("weights", [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1e300, 1.0, 1e-300]])
def test_weights_at_the_edge(weights):
    """No weight at all is an even split of territories; one giant takes all; nothing overflows."""
    plan = allocate_tree(900, EAST_WEST, np.array(weights))
    expected = {0.0: [300, 300, 300], 1.0: [900, 0, 0], 1e300: [900, 0, 0]}[weights[0]]
    assert plan.territory_cents.tolist() == expected


def test_the_company_alone_and_a_target_of_nothing():
    """The root as the only territory takes the target; a target of 0 gives nothing to anybody."""
    alone = SalesTree(np.array([-1]), ("company",))
    assert allocate_tree(77, alone, np.array([2.0])).territory_cents.tolist() == [77]
    assert not allocate_tree(0, EAST_WEST, np.ones(3), unit=100).cents.any()
    assert allocate_tree(MAX_CENTS, EAST_WEST, np.ones(3)).cents[0] == MAX_CENTS


def test_misuse_is_a_value_error():
    """Units and shares that cannot be used."""
    with pytest.raises(ValueError, match="unit must be"):
        allocate_tree(1, EAST_WEST, np.ones(3), unit=0)
    with pytest.raises(ValueError, match="at most 2 finite shares"):
        allocate_tree(1, EAST_WEST, np.ones(3), over_assignment=(0.0, 0.0, 0.1))
    with pytest.raises(ValueError, match="4 territories have a difficulty"):
        allocate_tree(1, EAST_WEST, np.ones(4))


def test_a_plan_that_does_not_add_up_cannot_be_made():
    """The value checks itself: sums, bounds, lengths."""
    plan = allocate_tree(900, EAST_WEST, np.ones(3))
    for change, message in (
        ({"cents": plan.cents + np.array([0, 1, 0, 0, 0, 0])}, "what lies below company does not add up"),
        ({"cap": np.full(6, 800)}, "company breaks a bound: 9.00"),
        ({"levels": np.ones(2)}, "levels has shape"),
    ):
        with pytest.raises(ValueError, match=message):
            replace(plan, **change)


def test_the_frame_names_parents_bounds_and_compounding():
    """One row a node, missing where there is none."""
    cap = np.array([UNLIMITED, 4_000, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED])
    frame = allocate_tree(10_000, EAST_WEST, np.ones(3), cap=cap, over_assignment=(0.0, 0.1)).to_frame()
    assert frame.loc[1, ["node", "parent", "depth", "quota", "cap", "bound"]].tolist() == [
        "East",
        "company",
        1,
        40,
        40,
        "cap",
    ]
    assert frame["parent"].isna().tolist() == [True] + [False] * 5
    assert frame["floor"].isna().all()
    assert frame["over_assignment"].tolist() == pytest.approx([0, 0, 0, 0.1, 0.1, 0.1])


def test_a_hundred_thousand_territories_in_five_generations():
    """Allocated and rounded with bounds everywhere, exact, in two seconds on an idle machine (ten are allowed here)."""
    sizes = 10 ** np.arange(6)
    starts = np.cumsum(sizes) - sizes
    parents = np.concatenate([[-1], *(starts[d] + np.arange(sizes[d + 1]) // 10 for d in range(5))])
    tree = SalesTree(parents, tuple(range(len(parents))))
    rng = np.random.default_rng(0)
    weights = rng.lognormal(0, 1, 100_000)
    base = allocate_tree(10**12, tree, weights).cents
    floor = (base * rng.uniform(0, 0.95, len(tree))).astype(np.int64)
    cap = (base * rng.uniform(1.1, 2, len(tree))).astype(np.int64)
    began = time.process_time()
    plan = allocate_tree(10**12, tree, weights, floor=floor, cap=cap, unit=100_000, over_assignment=(0.03, 0.03))
    assert time.process_time() - began < 10
    assert plan.cents[0] == 10**12
