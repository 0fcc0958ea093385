"""Levels are built one on the other, and add up."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.stop import MaxRuntime, TargetGap
from scenarios.levels import Level, build_levels
from tests.optimizer.conftest import make_instance

STOP = MaxRuntime(5) | TargetGap(0.0)


@pytest.fixture
def plan():
    """Eight accounts, four territories of two on a line."""
    facts = make_instance([0.0, 1.0, 10.0, 11.0, 30.0, 31.0, 40.0, 41.0], [0.0, 10.0, 30.0, 40.0])
    return Alignment(facts, np.repeat(np.arange(4, dtype=np.int32), 2), np.full(4, -1, dtype=np.int32))


def test_levels_add_up(plan):
    """Every territory has a district and every district a region; totals of each level are those of the accounts."""
    built = build_levels(plan, [Level("district", 2), Level("region", 1)], Criteria(balance={"potential": 0.0}), STOP)
    frame = built.to_frame()
    assert frame.columns.tolist() == ["territory", "rep", "district", "region"]
    first, second, third, fourth = frame["district"]
    assert first == second != third == fourth
    assert frame["region"].tolist() == ["region 1"] * 4
    groups = built.groups_frame()
    assert groups["level"].tolist() == ["district", "district", "region"]
    assert groups["members"].tolist() == [2, 2, 2]
    assert groups["potential"].tolist() == [4, 4, 8]
    assert groups["potential_deviation"].tolist() == [0, 0, 0]
    assert all(judged.feasible for judged in built.assessments)


def test_a_level_may_have_its_own_tolerances(plan):
    """What it says goes before what all levels share."""
    own, shared = {"potential": 0.3}, Criteria(balance={"potential": 0.1, "count": 0.2})
    assert Level("district", 2).criteria(shared) == shared
    assert Level("district", 2, own).criteria(shared).balance == own
    assert Level("district", 2, contiguous=True).criteria(shared).contiguous
    built = build_levels(plan, [Level("district", 2, own), Level("region", 1)], shared, STOP)
    tolerances = [judged.balance["potential"].tolerance for judged in built.assessments]
    assert tolerances == [0.3, 0.1]


def test_empty_territories_have_no_group(plan):
    """A territory without accounts is in the table and in no district."""
    built = build_levels(plan.move([6, 7], 2), [Level("district", 2)], Criteria(), STOP)
    assert built.to_frame()["district"].isna().tolist() == [False, False, False, True]


def test_misuse_is_told(plan):
    """Too many groups, names that repeat or mean something else, none at all."""
    with pytest.raises(ValueError, match="asks for 5 groups of 4 members"):
        build_levels(plan, [Level("district", 5)], Criteria(), STOP)
    with pytest.raises(ValueError, match="'region' asks for 3 groups of 2 members"):
        build_levels(plan, [Level("district", 2), Level("region", 3)], Criteria(), STOP)
    with pytest.raises(ValueError, match="different names"):
        build_levels(plan, [Level("district", 2), Level("district", 1)], Criteria(), STOP)
    with pytest.raises(ValueError, match="different names"):
        build_levels(plan, [], Criteria(), STOP)
    with pytest.raises(ValueError, match="a name of its own"):
        Level("territory", 2)
    with pytest.raises(ValueError, match="a group at least"):
        Level("district", 0)
