"""The fewest moves, pair by pair and cut by cut."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import search
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.moves import formulate_moves
from optimizer.diagnosis.repair.search import Found, MoveSearch
from optimizer.progress import Monitor
from optimizer.stop import MaxRuntime


def searched(case):
    """What is found within a minute."""
    found = Found()
    MoveSearch(case, Monitor(MaxRuntime(60))).fewest(formulate_moves(case), found)
    return found


def test_one_account_is_enough(case):
    """Ann has 15 and may keep 13: one account goes, beside those of who has left."""
    found = searched(case)
    assert (found.cost, found.bound) == (1.0, 1.0)
    assert case.amount(found.alignment) == 3


@pytest.mark.parametrize("first", [0.0, 0.3, 100.0])
def test_the_same_however_few_pairs_are_begun_with(case, monkeypatch, first):
    """Looking at few pairs first finds and proves the same."""
    monkeypatch.setattr(search, "FEW_PAIRS", 0)
    monkeypatch.setattr(search, "NEARLY_ALL", 1.1 if first == 0.0 else 0.9)
    monkeypatch.setattr(search, "FIRST", first or 1e-6)
    found = searched(case)
    assert (found.cost, found.bound) == (1.0, 1.0)


def test_none_there_is(after, current):
    """Two territories of at most three accounts each cannot hold eight."""
    found = searched(case_of(after, Criteria(max_count=3), current, None))
    assert np.isinf(found.bound)
    assert found.alignment is None


def test_plans_are_kept_if_they_keep_the_rules(case):
    """A plan that breaks rules is a spare one; a dearer one is none."""
    found = Found()
    broken = Alignment(case.instance, np.zeros(8, dtype=int), np.full(2, -1))
    assert not found.take(broken, judge(broken, case.criteria), 0.0)
    assert found.spare is broken
    good = Alignment(case.instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.full(2, -1))
    assert found.take(good, judge(good, case.criteria), 1.0)
    assert not found.take(good, judge(good, case.criteria), 1.0)
    found.bound = 1.0
    assert found.proved(0.0)
