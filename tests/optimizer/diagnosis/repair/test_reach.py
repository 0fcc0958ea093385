"""Centres to be placed within reach of all their units, and cuts that no plan with one breaks."""

from itertools import product

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.reach import Reach


def plans(case):
    """Every plan of eight accounts and two territories."""
    for homes in product(range(2), repeat=8):
        yield Alignment(case.instance, np.array(homes), np.full(2, -1))


def test_a_centre_reaches_all_where_one_can(free_case):
    """A plan is told feasible by its centres exactly if no cut is found, and every cut spares all feasible plans."""
    reach = Reach(free_case)
    feasible, broken = [], []
    for plan in plans(free_case):
        kept = judge(reach.centred(plan), free_case.criteria).feasible
        (feasible if kept else broken).append(plan)
        assert bool(reach.cuts(plan)) == (not kept)
    assert feasible
    points = np.array([plan.territory_of for plan in feasible])
    for plan in broken:
        for cut in reach.cuts(plan):
            taken = (points[:, cut.item] == cut.site) @ cut.value
            assert taken.max() <= cut.limit
            assert (plan.territory_of[cut.item] == cut.site) @ cut.value > cut.limit


def test_the_centre_is_where_travel_is_least(free_case):
    """Of several within reach the one of least travel."""
    plan = Alignment(free_case.instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.full(2, -1))
    assert Reach(free_case).centred(plan).centre_unit.tolist() in ([1, 5], [1, 6], [2, 5], [2, 6])


@pytest.mark.parametrize("known", [True, False])
def test_nothing_to_do(after, current, case, known):
    """Where homes are given, or travel has no limit, plans stay as they are."""
    asked = case if known else case_of(after, case.criteria, current, None)
    plan = Alignment(asked.instance, np.zeros(8, dtype=int), np.full(2, -1))
    assert Reach(asked).centred(plan) == plan
    assert Reach(asked).cuts(plan) == []
