"""A plan for a region leaves the others out, and their part of the target."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from scenarios.changes import RestrictTo, Segment
from scenarios.changes.restricting import OUTSIDE

SOUTH = Segment(tags={"area": "south"})


def test_accounts_outside_stay_out(trio):
    """They keep their index, have no territory of today, and are unplaced with the reason; T1 serves nobody here."""
    facts, criteria = RestrictTo(SOUTH).apply(trio, Criteria(pins={"a0": "T1", "a6": "T3", "a3": "T2"}))
    assert list(facts.territories.ids) == ["T2", "T3"]
    assert facts.units.incumbent.tolist() == [-1, -1, -1, -1, -1, 0, 1, 1, -1]
    assert [(item.unit, item.reason) for item in facts.unplaced] == [(unit, OUTSIDE) for unit in range(5)]
    assert dict(criteria.pins) == {"a6": "T3"}


def test_they_count_nowhere(trio):
    """Balance and disruption are of the region alone."""
    facts, criteria = RestrictTo(SOUTH).apply(trio, Criteria(balance={"potential": 0.5}, disruption_at_most=0.0))
    judged = judge(Alignment(facts, np.array([-1] * 5 + [0, 1, 1, 0]), np.full(2, -1)), criteria)
    assert judged.feasible, judged.violations
    assert judged.moved_units == 0


def test_the_target_is_that_of_the_region(trio, rule):
    """Four of nine accounts by potential, 30 of 45 hours."""
    assert RestrictTo(SOUTH).apply_quotas(rule, trio).target == pytest.approx(1200 * 4 / 9, abs=0.01)
    assert RestrictTo(SOUTH, target_by="hours").apply_quotas(rule, trio).target == pytest.approx(800)
    told = "plans area south alone: 4 of 9 accounts and 2 of 3 territories; they leave 2 accounts outside; "
    assert RestrictTo(SOUTH).sentence(trio) == f"{told}44.4% of the target by potential"


def test_a_region_of_territories(trio):
    """Those named and no others, with their accounts."""
    facts, _ = RestrictTo(Segment(territories=("T1", "T3"))).apply(trio, Criteria())
    assert list(facts.territories.ids) == ["T1", "T3"]
    assert facts.units.incumbent.tolist() == [0, 0, 0, -1, -1, -1, 1, 1, -1]
    assert len(facts.unplaced) == 4


def test_territories_without_accounts_come_along_where_they_may_serve(trio):
    """A new territory is of every region it serves."""
    idle = replace(trio, units=replace(trio.units, incumbent=np.array([1, 1, 1, 1, 1, 1, 1, 1, 1], dtype=np.int32)))
    assert list(RestrictTo(SOUTH).apply(idle, Criteria())[0].territories.ids) == ["T2", "T3"]


def test_misfits_are_told(trio):
    """A value and a measure that are not there, at once; accounts nobody serves."""
    with pytest.raises(InputError) as caught:
        RestrictTo(Segment(tags={"area": "west"}), target_by="size").apply(trio, Criteria())
    assert [problem.column for problem in caught.value.problems] == ["where.area", "target_by"]
    busy = replace(trio, tags={})
    with pytest.raises(InputError, match="no territory serves these accounts"):
        RestrictTo(Segment(accounts=("a8",))).sentence(busy)
