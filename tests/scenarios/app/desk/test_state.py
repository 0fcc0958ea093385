"""States of a desk: values, and the one way from one to the next."""

import numpy as np
import pytest

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.criteria import TravelCriterion
from optimizer.metrics import with_best_centres
from scenarios.app.desk.drafting import draft_free, draft_move, draft_pin, draft_take
from scenarios.app.desk.edits import Action, HandQuota
from scenarios.app.desk.ground import Ground
from scenarios.app.desk.state import DeskState

from .conftest import made_up, strict_criteria
from .test_edits import NOON, edit_of

TRAVEL = TravelCriterion()


@pytest.fixture
def state(line) -> DeskState:
    return DeskState(incumbent_alignment(line), np.full(8, -1))


def test_a_state_holds_one_pin_an_account(state, line):
    """Wrong sizes and unknown territories are refused; nothing can be changed in place."""
    with pytest.raises(ValueError, match="pins need one territory"):
        DeskState(state.alignment, np.full(7, -1))
    with pytest.raises(ValueError, match="pins need one territory"):
        DeskState(state.alignment, np.full(8, line.num_territories))
    with pytest.raises(ValueError, match="read-only"):
        state.pins[0] = 1


def test_each_action_changes_what_it_is_about(state):
    """Moves the plan, pins the pins, quotas the numbers set by hand; the state before is as it was."""
    moved = state.after(edit_of(Action.MOVE, [5], [0], [1]), TRAVEL)
    assert moved.alignment.territory_of.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    pinned = moved.after(edit_of(Action.PIN, [5], [-1], [1]), TRAVEL)
    assert pinned.pinned.tolist() == [False] * 5 + [True, False, False]
    freed = pinned.after(edit_of(Action.FREE, [5], [1], [-1]), TRAVEL)
    assert not freed.pinned.any()
    assert state.alignment.territory_of[5] == 0
    assert [len(one.edits) for one in (state, moved, pinned, freed)] == [0, 1, 2, 3]


def test_quotas_by_hand_come_and_go(state, line):
    """The last number of a territory is the one kept."""
    from scenarios.app.desk.drafting import Draft  # noqa: PLC0415

    def quota(one, territory, cents):
        draft = Draft(action=Action.SET_QUOTA, what="", quota=HandQuota(territory, cents, 0))
        return one.after(draft.signed(1, at=NOON, who="Pat", reason=""), TRAVEL)

    first = quota(state, 0, 500)
    second = quota(quota(first, 1, 700), 0, 600)
    assert dict(first.by_hand) == {0: 500}
    assert dict(second.by_hand) == {0: 600, 1: 700}
    assert dict(quota(second, 0, None).by_hand) == {1: 700}
    assert second.alignment.instance is line


def test_centres_of_touched_territories_are_placed_anew_the_rest_stay():
    """A centre of a territory that nobody touched stays where it was, even where another is better."""
    instance = made_up(3, free=True)
    best = with_best_centres(incumbent_alignment(instance), TRAVEL)
    members = best.units_in(2)
    centres = best.centre_unit.copy()
    centres[2] = next(unit for unit in members if unit != centres[2])
    state = DeskState(Alignment(instance, best.territory_of, centres), np.full(30, -1))
    unit = int(best.units_in(0)[0])
    after = state.after(edit_of(Action.MOVE, [unit], [0], [1]), TRAVEL).alignment
    expected = with_best_centres(after, TRAVEL).centre_unit
    assert after.centre_unit[[0, 1]].tolist() == expected[[0, 1]].tolist()
    assert after.centre_unit[2] == centres[2]


def test_a_territory_left_by_all_has_no_centre(line):
    """There is no place to put it."""
    from dataclasses import replace  # noqa: PLC0415

    free = replace(line, territories=replace(line.territories, centres=np.full((2, 2), np.nan)))
    state = DeskState(with_best_centres(incumbent_alignment(free), TRAVEL), np.full(8, -1))
    after = state.after(edit_of(Action.MOVE, [6, 7], [1, 1], [0, 0]), TRAVEL)
    assert after.alignment.centre_unit[1] == -1
    assert after.alignment.centre_unit[0] >= 0


def test_a_plan_taken_brings_its_centres():
    """They are those the search chose, not the best of this moment."""
    instance = made_up(3, free=True)
    ground = Ground(instance, strict_criteria())
    state = DeskState(with_best_centres(incumbent_alignment(instance), TRAVEL), ground.first_pins())
    other = state.alignment.move([0], 1)
    draft = draft_take(ground, state, other)
    assert state.after(draft.signed(1, at=NOON, who="", reason=""), TRAVEL).alignment == other


def test_drafts_are_the_same_whoever_makes_them(line, criteria):
    """A draft is made from facts and state alone: the same twice."""
    ground = Ground(line, criteria)
    state = DeskState(incumbent_alignment(line), ground.first_pins())
    for make in (lambda: draft_move(ground, state, [5], 1), lambda: draft_pin(ground, state, [5])):
        one, other = make(), make()
        assert one.what == other.what
        assert one.after.tolist() == other.after.tolist()
    pinned = state.after(draft_pin(ground, state, [5]).signed(1, at=NOON, who="", reason=""), TRAVEL)
    assert draft_free(ground, pinned, [5, 6]).units.tolist() == [5]
