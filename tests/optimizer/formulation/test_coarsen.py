"""Groups are neighbours of one kind: guides for prices that can never break a rule."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.coarsen import BITS, coarsen, morton_code
from optimizer.formulation.items import group_items
from optimizer.formulation.pairs import middles


def coarse(instance, size, **criteria):
    choices = Criteria(**criteria)
    eligibility = find_eligibility(instance, choices)
    members = group_items(instance, choices, eligibility).members
    middle = middles(instance.geometry().xyz, members)
    return (eligibility, *coarsen(eligibility, middle, size))


def test_neighbours_come_together(make):
    """Twelve accounts along a line, in any order, make groups of three in a row."""
    order = np.array([7, 2, 9, 0, 5, 11, 3, 8, 1, 10, 4, 6])
    instance = make([float(x) for x in order], [0.0, 11.0])
    _, groups, group_of = coarse(instance, 3)
    assert groups.num_families == 4
    assert sorted(sorted(order[group_of == group].tolist()) for group in range(4)) == [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 8],
        [9, 10, 11],
    ]
    assert groups.family_of.tolist() == group_of.tolist()


def test_classes_and_pins_stay_apart(make):
    """All at one place: groups are split by tag, by pin, and by size, never mixed."""
    instance = make([0.0] * 8, [0.0, 1.0], tags={"kind": ([0, 0, 0, 0, 1, 1, 1, 1], ["01", "01"])})
    eligibility, groups, group_of = coarse(instance, 3, pins={"a0": "t0", "a1": "t1", "a2": "t0"})
    members = sorted(np.flatnonzero(group_of == group).tolist() for group in range(groups.num_families))
    assert members == [[0, 2], [1], [3], [4, 5, 6], [7]]
    assert [groups.pinned[group_of[unit]] for unit in range(4)] == [0, 1, 0, -1]
    assert groups.class_of[group_of].tolist() == eligibility.class_of.tolist()


def test_items_with_forbidden_pairs_stay_alone(make):
    """Their pairs are told under the number of their group."""
    instance = make([0.0] * 6, [0.0, 1.0])
    _, groups, group_of = coarse(instance, 6, forbidden={("a1", "t0"), ("a4", "t1")})
    assert sorted(np.bincount(group_of).tolist()) == [1, 1, 4]
    assert sorted(groups.forbidden.tolist()) == sorted([[group_of[1], 0], [group_of[4], 1]])


def test_the_unplaced_stay_outside(make):
    """An account without a place is in no group; pools are those of before."""
    instance = make([0.0, None, 1.0, 9.0], [0.0, 9.0], unplaced=[1], tags={"side": ([0, 0, 0, 1], ["0", "1"])})
    eligibility, groups, group_of = coarse(instance, 9)
    assert groups.family_of[1] == -1
    assert [groups.family_of[0], groups.family_of[2]] == [group_of[0]] * 2
    assert groups.pool_of_family[group_of].tolist() == eligibility.pool_of_family.tolist()
    assert groups.unplaced == eligibility.unplaced


def test_families_are_never_split(make):
    """A group is made of whole families."""
    instance = make([0.0, 9.0, 1.0, 8.0], [0.0, 9.0], family=[0, 1, 1, 0])
    _, groups, _ = coarse(instance, 1, keep_together=True)
    assert groups.family_of[0] == groups.family_of[3] != groups.family_of[1] == groups.family_of[2]


def test_the_curve_keeps_order_along_an_axis():
    """Codes rise along a line, are equal in one cell, and take the whole of what a cube can hold."""
    line = np.column_stack([np.linspace(0, 100, 50), np.zeros(50), np.zeros(50)])
    assert (np.diff(morton_code(line)) > 0).all()
    near = np.array([[0.0, 0.0, 0.0], [1e-6, 0.0, 0.0], [100.0, 100.0, 100.0]])
    code = morton_code(near)
    assert code[0] == code[1] == 0
    assert code[2] == 2 ** (3 * BITS) - 1


def test_a_curve_through_one_place():
    """Points without any extent are no division by 0."""
    assert morton_code(np.full((3, 3), 5.0)).tolist() == [0, 0, 0]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_groups_are_of_one_kind(make, data):
    """Whatever the instance: sizes are kept, and class, pin, pool and forbidden pairs are those of every member."""
    n, k = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 3))
    size = data.draw(st.integers(1, 5))
    spot = st.integers(0, 3)
    where = data.draw(st.lists(st.tuples(spot, spot), min_size=n, max_size=n))
    codes = data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    pins = data.draw(st.dictionaries(st.integers(0, n - 1), st.integers(0, k - 1), max_size=3))
    # The last territory stays open to all.
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, max(0, k - 2)))
    pairs = data.draw(st.sets(pair, max_size=3 if k > 1 else 0))
    instance = make(where, [0.0] * k, tags={"kind": (codes, ["01"] * k)})
    eligibility, groups, group_of = coarse(
        instance,
        size,
        pins={f"a{unit}": f"t{territory}" for unit, territory in pins.items()},
        forbidden={(f"a{unit}", f"t{territory}") for unit, territory in pairs},
    )
    assert np.bincount(group_of).max() <= size
    assert np.unique(group_of).tolist() == list(range(groups.num_families))
    assert groups.class_of[group_of].tolist() == eligibility.class_of.tolist()
    assert groups.pinned[group_of].tolist() == eligibility.pinned.tolist()
    assert groups.pool_of_family[group_of].tolist() == eligibility.pool_of_family.tolist()
    shut = {tuple(pair) for pair in groups.forbidden.tolist()}
    of_items = {tuple(pair) for pair in eligibility.forbidden.tolist()}
    assert {(item, j) for item in range(len(group_of)) for j in range(k) if (group_of[item], j) in shut} == of_items
    placed = eligibility.family_of >= 0
    assert groups.family_of[placed].tolist() == group_of[eligibility.family_of[placed]].tolist()
