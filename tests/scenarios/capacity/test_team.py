"""People follow the territories of an alignment, and those of new territories have to be hired."""

from datetime import date

import numpy as np
import pytest

from optimizer.alignment import Alignment
from scenarios.capacity import Team

JOINING = np.datetime64("2027-03-01")


def test_people_of_known_territories_stay_as_they_are(team, halves):
    """Each territory finds its person by label."""
    found = team.on(halves, joining_day=JOINING)
    assert found.labels == ("west", "east")
    assert found.fte.tolist() == [1.0, 0.5]
    assert found.regions == ("West", "East")
    assert not found.joining.any()


def test_a_new_territory_joins_full_time_where_its_accounts_are_served_from(team, thirds):
    """Both its accounts are Ann's today, so it is in the west; its person starts on the day of joining."""
    found = team.on(thirds, joining_day=JOINING)
    assert found.regions == ("West", "East", "West")
    assert found.joining.tolist() == [False, False, True]
    assert found.fte[2] == 1.0
    assert found.start[2] == JOINING
    assert np.isnat(found.end[2])


def test_a_new_territory_without_accounts_is_in_the_first_region(team, thirds):
    """Where nobody votes the first region is taken."""
    empty = Alignment(thirds.instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]), thirds.centre_unit)
    assert team.on(empty, joining_day=JOINING).regions[2] == "West"


def test_who_is_expected_starts_on_the_day(team, thirds):
    """In the region of a neighbour where one is named; others start when hires do."""
    label = str(thirds.instance.territories.ids[2])
    expecting = team.expecting(label, date(2027, 3, 15)).beside("east", [label])
    found = expecting.on(thirds, joining_day=JOINING)
    assert str(found.start[2]) == "2027-03-15"
    assert found.regions[2] == "East"
    assert found.joining.tolist() == [False, False, True]
    assert team.expected == {}


def test_everybody_alike_is_one_region():
    """Without a reps table there is one region."""
    assert Team.of(["a", "b"]).region_names == ("all",)
    assert Team.of(["a", "b"]).region_of.tolist() == [0, 0]


def test_lengths_must_agree(team):
    """A person without hours is a slip."""
    with pytest.raises(ValueError, match="fte has shape"):
        Team(
            labels=team.labels,
            fte=np.ones(1),
            start=team.start,
            end=team.end,
            leave=team.leave,
            regions=team.regions,
            joining=team.joining,
        )
