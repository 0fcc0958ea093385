"""Facts and choices under the desk agree with those of the solver."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.exceptions import InputError
from scenarios.app.desk.ground import Ground
from scenarios.app.desk.state import DeskState

from .conftest import made_up, strict_criteria


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 50), families=st.booleans(), pinned=st.sets(st.integers(0, 29), max_size=5))
def test_pins_on_the_desk_are_pins_of_the_criteria(seed, families, pinned):
    """Eligibility with pins put in afterwards is what the criteria with these pins come to."""
    instance = made_up(seed, families=families)
    ground = Ground(instance, strict_criteria(families=families))
    pins = ground.first_pins()
    together, _ = ground.with_families([0, *pinned])
    pins[together] = 1
    state = DeskState(incumbent_alignment(instance), pins)
    found, expected = ground.eligibility_of(state), find_eligibility(instance, ground.criteria_of(state))
    for name in ("family_of", "class_of", "allowed", "forbidden", "pinned", "pool_of_territory", "pool_of_family"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 50), families=st.booleans())
def test_open_territories_are_those_a_pin_may_name(seed, families):
    """A territory is open to an account exactly where the solver would accept a pin to it."""
    instance = made_up(seed, families=families)
    ground = Ground(instance, strict_criteria(families=families))
    criteria = replace(ground.criteria, pins={})
    placed = np.flatnonzero(ground.eligibility.family_of >= 0)[:6]
    for unit in placed.tolist():
        for territory, is_open in enumerate(ground.open_to(unit).tolist()):
            asked = replace(criteria, pins={f"a{unit}": f"t{territory}"})
            if is_open:
                Ground(instance, asked)
            else:
                with pytest.raises(InputError, match="not eligible"):
                    Ground(instance, asked)


def test_an_account_no_plan_can_place_says_why():
    """Its reason is that of the judgement."""
    instance = made_up(1)
    ground = Ground(instance, replace(strict_criteria(), max_travel=5.0, pins={}))
    lost = ground.eligibility.unplaced[0]
    state = DeskState(incumbent_alignment(instance).move([lost.unit], -1), ground.first_pins())
    reach = ground.reach_of_move(state, [lost.unit], 0)
    assert reach.objections[0].message == f"a{lost.unit} is in no plan: {lost.reason}"
    assert not ground.open_to(lost.unit).any()


def test_what_a_territory_does_not_serve_is_named():
    """English for the rep who speaks French only; a family that has one such account stays together."""
    instance = made_up(1, families=True)
    ground = Ground(instance, Criteria(keep_together=True))
    state = DeskState(incumbent_alignment(instance), ground.first_pins())
    reach = ground.reach_of_move(state, [0, 2], 3)
    told = {objection.unit: objection.message for objection in reach.objections}
    assert told[0] == "Z may not serve a0 (language en)"
    assert told[1] == "Z may not serve a1: another account of its family cannot go there"
    assert reach.unobjected.tolist() == [2, 3]


def test_pins_of_the_plan_hold_for_whole_families(line):
    """One pin in the file is enough for all that stay together."""
    kin = replace(line, units=replace(line.units, family=np.array([0, 0, 1, 2, 3, 4, 5, 6], dtype=np.int32)))
    ground = Ground(kin, Criteria(keep_together=True, pins={"a0": "east"}))
    assert ground.first_pins().tolist() == [1, 1, -1, -1, -1, -1, -1, -1]


def test_criteria_that_do_not_fit_are_refused(line):
    """At once, not at the first solve."""
    with pytest.raises(InputError, match="no such account"):
        Ground(line, Criteria(pins={"zz": "west"}))
