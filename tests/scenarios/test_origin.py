"""A new territory belongs where most of its accounts are served from today."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from scenarios.changes import AddTerritories
from scenarios.origin import served_from


@pytest.fixture
def three(line, criteria):
    """A new territory with two accounts of the west and one of the east."""
    wider, _ = AddTerritories(1).apply(line, criteria)
    return Alignment(wider, np.array([0, 0, 0, 0, 2, 2, 2, 1]), np.full(3, -1))


def test_the_most_win(three):
    """Two of three."""
    assert served_from(three, 2, ["West", "East", None]) == "West"


def test_groups_are_added_up(three):
    """Both reps in one group."""
    assert served_from(three, 2, [("Line", "a"), ("Line", "a"), None]) == ("Line", "a")


def test_without_accounts_the_first_group_is_taken(three):
    """Nobody votes."""
    assert served_from(three.move([4, 5, 6], 0), 2, ["West", "East", None]) == "West"


def test_somebody_must_have_a_group(three):
    """There is nothing to choose from."""
    with pytest.raises(ValueError, match="needs a group"):
        served_from(three, 2, [None, None, None])
