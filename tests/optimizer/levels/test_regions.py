"""Territories stay inside the regions that are given."""

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.levels import territories_in_regions, within_regions
from optimizer.solve import solve
from optimizer.stop import MaxRuntime, TargetGap
from tests.optimizer.conftest import make_instance

STOP = MaxRuntime(5) | TargetGap(0.0)
PLACES = [0.0, 1.0, 10.0, 11.0, 2.0, 12.0]
REGIONS = ["W", "W", "E", "E", "W", "E"]


def test_territories_are_planned_inside_regions():
    """So many in each region; nobody is served across the border, and balance is judged within each."""
    facts = territories_in_regions(make_instance(PLACES, [0.0]), REGIONS, {"W": 1, "E": 2})
    assert facts.territories.ids.tolist() == ["W 1", "E 1", "E 2"]
    result = solve(facts, Criteria(balance={"potential": 0.5}), STOP)
    served = result.alignment.territory_of
    assert result.feasible
    assert (served[[0, 1, 4]] == 0).all()
    assert set(served[[2, 3, 5]]) == {1, 2}
    assert result.assessment.balance["potential"].target.tolist() == [3, 1.5, 1.5]


def test_reps_keep_their_region():
    """Reps with homes are limited to theirs, even where another is nearer; who is of no region is listed."""
    facts = make_instance([0.0, 9.0, 10.0, 1.0], [0.0, 10.0])
    regions = ["W", "W", "E", None]
    result = solve(within_regions(facts, regions, ["W", "E"]), Criteria(), STOP)
    assert result.alignment.territory_of.tolist() == [0, 0, 1, -1]
    assert [item.unit for item in result.assessment.unplaced] == [3]


def test_misuse_is_told():
    """Lengths, a tag that is there, regions without territories and numbers below one."""
    facts = make_instance([0.0, 1.0], [0.0])
    with pytest.raises(ValueError, match="2 units and 1 territories"):
        within_regions(facts, ["W"], ["W"])
    with pytest.raises(ValueError, match="regions without a territory: E"):
        within_regions(facts, ["W", "E"], ["W"])
    once = within_regions(facts, ["W", "W"], ["W"])
    with pytest.raises(ValueError, match="has a tag 'region'"):
        within_regions(once, ["W", "W"], ["W"])
    with pytest.raises(ValueError, match="W: 0"):
        territories_in_regions(facts, ["W", "W"], {"W": 0})


def test_what_was_is_left_out():
    """New territories have neither incumbents nor the tags of those before."""
    facts = make_instance([0.0, 1.0], [0.0], incumbent=[0, 0], tags={"kind": ([0, 1], ["01"])})
    made = territories_in_regions(facts, ["W", "W"], {"W": 2})
    assert (made.units.incumbent == -1).all()
    assert list(made.tags) == ["region"]
    assert np.isnan(made.territories.centres).all()
