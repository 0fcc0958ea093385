"""A desk as JSON and back."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.app.desk import Desk
from scenarios.app.desk.record import past_record, read_past

from .conftest import made_up, plan_of, quota_rule, strict_criteria
from .test_sheet import STEPS, made


def through_json(past):
    return json.loads(json.dumps(past_record(past)))


def alike(one, other) -> bool:
    """Whether two states hold the same, over equal facts."""
    return (
        np.array_equal(one.alignment.territory_of, other.alignment.territory_of)
        and np.array_equal(one.alignment.centre_unit, other.alignment.centre_unit)
        and np.array_equal(one.pins, other.pins)
        and dict(one.by_hand) == dict(other.by_hand)
        and [(edit.number, edit.at, edit.action, edit.what) for edit in one.edits]
        == [(edit.number, edit.at, edit.action, edit.what) for edit in other.edits]
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 20), free=st.booleans(), steps=st.lists(STEPS, max_size=8))
def test_every_state_comes_back(seed, free, steps):
    """Undo and redo go on where they were, whatever was done."""
    desk = Desk(plan_of(made_up(seed, free=free), strict_criteria(), quotas=quota_rule()))
    for step in steps:
        made(desk, step)
    desk.set_quota(0, 100)
    past, notes = read_past(through_json(desk._past), desk.ground)
    assert notes == ()
    assert past.place == desk._past.place
    assert len(past.states) == len(desk._past.states)
    assert all(alike(*pair) for pair in zip(past.states, desk._past.states, strict=True))


def test_a_plan_taken_comes_back_with_its_centres():
    """They do not follow from the accounts."""
    instance = made_up(3, free=True)
    desk = Desk(plan_of(instance, strict_criteria()))
    other = desk.state.alignment.move([0], 1)
    desk.take(other)
    past, _ = read_past(through_json(desk._past), desk.ground)
    assert past.present.alignment == other


def test_changed_facts_are_met_by_name(desk, line, criteria):
    """An account that is gone is left out, a new one lies where it is today, and the planner is told."""
    desk.move([4, 5], 1)
    desk.pin([5])
    record = through_json(desk._past)
    units = line.units
    changed = replace(
        line,
        units=replace(
            units,
            ids=pd.Index(["new", *units.ids[[5, 0, 1, 2, 3, 6, 7]]]),
            names=None,
            incumbent=np.array([1, 0, 0, 0, 0, 0, 1, 1], dtype=np.int32),
        ),
    )
    now = Desk(plan_of(changed, criteria))
    past, notes = read_past(record, now.ground)
    assert notes == ("1 accounts of this desk are no longer in the plan", "1 accounts are new since it was put away")
    assert past.present.alignment.territory_of.tolist() == [1, 1, 0, 0, 0, 0, 1, 1]
    assert past.present.pins.tolist() == [-1, 1, -1, -1, -1, -1, -1, -1]
    assert past.back().back().present.alignment.territory_of.tolist() == [1, 0, 0, 0, 0, 0, 1, 1]


def test_a_territory_that_is_gone_leaves_accounts_to_nobody(desk, line, criteria):
    """What was in it, what was pinned to it, and its number by hand."""
    desk.pin([6])
    desk.set_quota(1, 400)
    record = through_json(desk._past)
    west = replace(
        line,
        units=replace(line.units, incumbent=np.zeros(8, dtype=np.int32)),
        territories=replace(
            line.territories,
            ids=pd.Index(["west"]),
            reps=("Ann",),
            centres=line.territories.centres[:1],
            shares=np.ones((1, 2)),
        ),
        tags={},
    )
    past, notes = read_past(record, Desk(plan_of(west, criteria)).ground)
    assert notes == ("1 territories of this desk are no longer in the plan",)
    assert past.present.alignment.territory_of.tolist() == [0] * 6 + [-1] * 2
    assert not past.present.pinned.any()
    assert dict(past.present.by_hand) == {}


def test_a_place_that_is_none_is_refused(desk):
    """A record that was tampered with is not laid out."""
    with pytest.raises(ValueError, match="place 7"):
        read_past(through_json(desk._past) | {"place": 7}, desk.ground)
