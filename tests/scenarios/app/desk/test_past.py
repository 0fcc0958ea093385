"""Undo and redo as a value."""

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from scenarios.app.desk.past import Past
from scenarios.app.desk.state import DeskState


@pytest.fixture
def states(line):
    return [DeskState(incumbent_alignment(line), np.full(8, -1)) for _ in range(3)]


def test_one_goes_back_and_forth_and_a_new_step_forgets(states):
    """At either end nothing happens; a step from the middle drops what was taken back."""
    first, second, third = states
    past = Past((first,))
    assert past.back() is past
    assert past.forth() is past
    past = past.then(second)
    assert (past.present, past.can_undo, past.can_redo) == (second, True, False)
    back = past.back()
    assert (back.present, back.can_undo, back.can_redo) == (first, False, True)
    assert back.forth().present is second
    assert back.then(third).states == (first, third)
    assert past.first is first


def test_a_place_must_be_one_of_the_states(states):
    """An object that exists is valid."""
    with pytest.raises(ValueError, match="place 3"):
        Past(tuple(states), 3)
