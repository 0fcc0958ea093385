"""A plan is a value: checked, read-only, and changed only into another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.alignment import Alignment, incumbent_alignment


@pytest.mark.parametrize(
    ("territory_of", "centre_unit", "message"),
    [
        ([0] * 5, [-1, -1], r"territory_of has shape \(5,\), expected \(6,\)"),
        ([0] * 6, [-1], r"centre_unit has shape \(1,\), expected \(2,\)"),
        ([0, 0, 0, 0, 0, 2], [-1, -1], "territory_of must be -1 or below 2"),
        ([0, 0, 0, 0, 0, -2], [-1, -1], "territory_of must be -1 or below 2"),
        ([0] * 6, [6, -1], "centre_unit must be -1 or below 6"),
    ],
)
def test_what_fits_no_instance_is_refused(line, plan, territory_of, centre_unit, message):
    """One territory a unit, one centre a territory, all of them there."""
    with pytest.raises(ValueError, match=message):
        plan(line, territory_of, centre_unit)


def test_a_plan_is_a_copy_nobody_can_change(line):
    """The array given may change afterwards, the plan does not."""
    given_array = np.zeros(6, dtype=np.int32)
    alignment = Alignment(line, given_array, np.full(2, -1))
    given_array[:] = 1
    assert alignment.territory_of.tolist() == [0] * 6
    assert alignment.territory_of.dtype == np.int32
    with pytest.raises(ValueError, match="read-only"):
        alignment.territory_of[0] = 1


def test_equal_plans_are_equal_over_the_same_facts(line, islands, plan):
    """Territories, centres and the instance itself decide; a plan is no key."""
    one, same = plan(line, [0, 0, 0, 1, 1, 1]), plan(line, [0, 0, 0, 1, 1, 1])
    assert one == same
    assert one != plan(line, [0, 0, 1, 1, 1, 1])
    assert one != plan(line, [0, 0, 0, 1, 1, 1], [0, -1])
    assert one != plan(islands, [0, 0, 0, 1, 1, 1])
    assert one != "a plan"
    with pytest.raises(TypeError):
        hash(one)


def test_move_gives_another_plan(line, plan):
    """The plan moved from stays as it was; no unit, one unit, all units."""
    before = plan(line, [0, 0, 0, 1, 1, 1])
    assert before.move([2, 3], 1).territory_of.tolist() == [0, 0, 1, 1, 1, 1]
    assert before.move([], 1) == before
    assert before.move(np.arange(6), -1).territory_of.tolist() == [-1] * 6
    assert before.territory_of.tolist() == [0, 0, 0, 1, 1, 1]
    for territory in (-2, 2):
        with pytest.raises(ValueError, match=f"no territory with index {territory}"):
            before.move([0], territory)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 1)), max_size=12))
def test_moves_are_those_of_a_list(make, plan, moves):
    """Any sequence of moves leaves what assigning one by one to a list leaves, and can be undone."""
    instance = make([0.0] * 6, [0.0, 1.0], incumbent=[0, 0, 0, 1, 1, -1])
    alignment = plan(instance, [0] * 6)
    expected = [0] * 6
    for unit, territory in moves:
        back = alignment
        alignment = alignment.move([unit], territory)
        assert alignment.move([unit], int(back.territory_of[unit])) == back
        expected[unit] = territory
    assert alignment.territory_of.tolist() == expected
    assert alignment.moved().tolist() == [
        was >= 0 and now != was for now, was in zip(expected, [0, 0, 0, 1, 1, -1], strict=True)
    ]
    for territory in range(2):
        assert alignment.units_in(territory).tolist() == [i for i, t in enumerate(expected) if t == territory]


def test_today(line, make):
    """Today's plan moves nobody; who cannot be planned is in no territory."""
    today = incumbent_alignment(line)
    assert today.territory_of.tolist() == [0, 0, 0, 0, 1, 1]
    assert not today.moved().any()
    assert today.centre_unit.tolist() == [-1, -1]
    lost = incumbent_alignment(make([0.0, None, 1.0], [0.0], incumbent=[0, 0, -1], unplaced=[1]))
    assert lost.territory_of.tolist() == [0, -1, -1]


def test_places_of_centres(make, plan):
    """Fixed centres follow the units, a free one is the place of its unit, and an open one is nowhere."""
    instance = make([0.0, 1.0, 2.0], [5.0, None, None])
    assert plan(instance, [0, 1, 1], [-1, 2, -1]).centre_places().tolist() == [3, 2, -1]


def test_frame_names_everything(make, plan):
    """One row a unit under its own name; nothing where there is no territory."""
    instance = make([0.0, 1.0, 2.0], [0.0, 1.0], incumbent=[1, -1, 0])
    frame = plan(instance, [0, 1, -1]).to_frame()
    expected = {
        "account": ["a0", "a1", "a2"],
        "name": ["a0", "a1", "a2"],
        "territory": ["t0", "t1", None],
        "rep": ["r0", "r1", None],
        "was": ["t1", None, "t0"],
    }
    pd.testing.assert_frame_equal(frame.astype(object).where(frame.notna(), None), pd.DataFrame(expected, dtype=object))
