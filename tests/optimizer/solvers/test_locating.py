"""Centres by location-allocation over prices."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground
from optimizer.solvers.locating import Locator, best_places
from optimizer.solvers.mosaic import find_moves


@pytest.fixture
def locator_of(make):
    """Locators of accounts on a line, all free unless homes are given."""

    def _locator_of(places, centres, **criteria):
        instance = make(places, centres)
        choices = Criteria(**criteria)
        eligibility = find_eligibility(instance, choices)
        items = group_items(instance, choices, eligibility)
        ground = find_ground(instance, choices, eligibility, items)
        return Locator(ground, eligibility, items, find_moves(ground, len(centres)))

    return _locator_of


TOWNS = [0.0, 1.0, 2.0, 100.0, 101.0, 102.0]


def test_centres_settle_in_the_towns(locator_of, monitor):
    """From the two ends of one town each comes to the middle of its own, and the dual is what that costs."""
    locator = locator_of(TOWNS, [None, None], balance={"count": 0.0})
    found = locator.settle(np.array([2, 3], dtype=np.int32), monitor)
    assert found.centre.tolist() == [1, 4]
    assert found.territory.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.value == pytest.approx(4.0, rel=1e-3)


def test_homes_stay_and_prices_balance(locator_of, monitor):
    """Both homes in one town: the dual knows that three accounts must travel."""
    locator = locator_of(TOWNS, [0.0, 2.0], balance={"count": 0.0})
    found = locator.settle(np.array([6, 7], dtype=np.int32), monitor)
    assert found.centre.tolist() == [6, 7]
    assert found.value == pytest.approx(0.0 + 1.0 + 2.0 + 98.0 + 99.0 + 100.0, rel=0.01)


def test_kicks_move_one_or_two_and_never_onto_another(locator_of):
    """Places stay distinct, at accounts, and all but two at most stay where they were."""
    locator = locator_of(TOWNS, [None] * 4)
    known = np.array([0, 1, 3, 4], dtype=np.int32)
    for seed in range(20):
        kicked = locator.kicked(known, np.random.default_rng(seed))
        assert len(set(kicked.tolist())) == 4
        assert 1 <= (kicked != known).sum() <= 2
        assert ((kicked >= 0) & (kicked < 6)).all()


def test_homes_are_not_kicked(locator_of):
    """There is nothing to move."""
    known = np.array([6, 7], dtype=np.int32)
    assert locator_of(TOWNS, [0.0, 2.0]).kicked(known, np.random.default_rng(0)).tolist() == [6, 7]


def test_best_places_are_medians(locator_of):
    """Each free centre comes to the account from which its territory is nearest."""
    centre = np.array([0, 5], dtype=np.int32)
    best_places(locator_of(TOWNS, [None, None]).ground, np.array([0, 0, 0, 1, 1, 1], dtype=np.int32), centre)
    assert centre.tolist() == [1, 4]


def test_refined_prices_balance_to_the_last_item(locator_of, monitor):
    """Forty accounts on a line between a home at its end and one at its first quarter are halved."""
    locator = locator_of([float(i) for i in range(40)], [0.0, 10.0], balance={"count": 0.0})
    fine = locator.refined(locator.settle(np.array([40, 41], dtype=np.int32), monitor), monitor)
    # Beyond the second home all lose alike by the first: any of them may be the one that goes.
    assert fine.value == pytest.approx(sum(range(20)) + sum(abs(i - 10) for i in range(20, 40)), rel=1e-3)
