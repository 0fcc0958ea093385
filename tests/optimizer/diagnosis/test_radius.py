"""Centres to be placed within a farthest travel."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.oracle import Oracle
from optimizer.diagnosis.radius import centred, costs_between, radius_refutes
from optimizer.diagnosis.rulebook import write
from optimizer.progress import Monitor
from optimizer.stop import MaxRuntime


@pytest.mark.parametrize(("radius", "refuted"), [(4.0, True), (5.0, False)])
def test_accounts_far_apart_need_centres_of_their_own(make, radius, refuted):
    """Three accounts 10 km apart and one in between: two centres do from 5 km on."""
    case = case_of(make([0.0, 5.0, 10.0, 20.0], [None, None]), Criteria(max_travel=radius))
    assert radius_refutes(write(case, choices_of(case)), costs_between(case)) == refuted


@pytest.mark.parametrize("radius", [3.0, 5.0, 9.0, 16.0])
def test_the_oracle_agrees_with_every_plan(make, some_plan_keeps, radius):
    """Balanced halves around centres, by counting or by search."""
    case = case_of(make([0.0, 5.0, 10.0, 20.0], [None, None]), Criteria(balance={"count": 0.0}, max_travel=radius))
    verdict = Oracle(case, Monitor(MaxRuntime(20))).ask(choices_of(case))
    assert (verdict.plan is not None) == some_plan_keeps(case, choices_of(case))


def test_centres_are_put_within_the_radius_first(make, plan):
    """Least travel is at 1, which is within 7 km of all; within 5 km it is the account at 5."""
    instance = make([0.0, 1.0, 1.0, 1.0, 8.0, 5.0], [None])
    case = case_of(instance, Criteria(max_travel=5.0))
    assert centred(plan(instance, [0] * 6, [1]), 5.0, case).centre_unit[0] == 5
    assert centred(plan(instance, [0] * 6, [5]), 7.0, case).centre_unit[0] == 1
