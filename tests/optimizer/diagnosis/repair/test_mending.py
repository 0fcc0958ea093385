"""A first repair by hand keeps the limits, or says that it found none."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.mending import mended
from optimizer.diagnosis.repair.moves import formulate_moves


def test_one_shift_is_enough(case):
    """Those who must go do, and one of Ann's accounts more; nobody else."""
    choice = mended(formulate_moves(case).formulation, 10.0)
    plan = Alignment(case.instance, choice, np.full(2, -1))
    assert judge(plan, case.criteria).feasible
    assert case.amount(plan) == 3


@pytest.mark.parametrize("seed", range(8))
def test_keeps_the_limits_where_it_ends(make, seed):
    """Companies out of balance on two measures: within limits afterwards, most accounts where they were."""
    rng = np.random.default_rng(seed)
    measures = {"potential": rng.uniform(1, 5, 80), "workload": rng.uniform(1, 3, 80)}
    facts = make(list(rng.uniform(0, 100, 80)), [0.0, 30.0, 60.0, 90.0], measures=measures)
    homes = rng.choice(4, 80, p=[0.4, 0.3, 0.2, 0.1])
    criteria = Criteria(balance={"potential": 0.05, "workload": 0.1})
    case = case_of(facts, criteria, Alignment(facts, homes, np.full(4, -1)), None)
    choice = mended(formulate_moves(case).formulation, 10.0)
    plan = Alignment(case.instance, choice, np.full(4, -1))
    assert judge(plan, criteria).feasible
    assert case.amount(plan) < 40


def test_swaps_where_no_shift_mends(make):
    """Two reps of the right number of accounts and the wrong potential exchange one each."""
    facts = make(
        [0.0, 1.0, 9.0, 10.0], [0.0, 10.0], measures={"potential": [4.0, 4.0, 2.0, 2.0]}, incumbent=[0, 0, 1, 1]
    )
    criteria = Criteria(balance={"potential": 0.1}, min_count=2, max_count=2)
    case = case_of(facts, criteria, Alignment(facts, np.array([0, 0, 1, 1]), np.full(2, -1)), None)
    choice = mended(formulate_moves(case).formulation, 10.0)
    assert sorted(np.bincount(choice, facts.amounts("potential")).tolist()) == [6.0, 6.0]


def test_none_is_found(after, current):
    """Where whole accounts cannot be balanced it ends without a plan."""
    case = case_of(
        after,
        Criteria(balance={"potential": 0.05}, forbidden=frozenset({("a3", "t0")}), max_travel=45.0),
        current,
        None,
    )
    assert mended(formulate_moves(case).formulation, 10.0) is None
