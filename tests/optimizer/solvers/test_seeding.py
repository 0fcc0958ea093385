"""Every centre begins at a place of its own, of an account it may serve."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.solvers.seeding import seed_centres


def _seeded(instance, criteria=None, seed=1):
    criteria = criteria or Criteria()
    return seed_centres(instance, criteria, find_eligibility(instance, criteria), np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(5))
def test_places_are_distinct(make, seed):
    """Thirty accounts at ten spots, eight territories: eight spots."""
    instance = make([10.0 * (unit % 10) for unit in range(30)], [None] * 8)
    centre = _seeded(instance, seed=seed)
    assert len(np.unique(instance.units.places[centre], axis=0)) == 8


def test_more_territories_than_spots(make):
    """Different accounts of the same spot, and for the last, none."""
    centre = _seeded(make([5.0, 5.0, 5.0], [None] * 4))
    assert sorted(centre.tolist()) == [-1, 0, 1, 2]


def test_fixed_centres_stay_and_today_is_kept(make):
    """A fixed centre is where it is; one with accounts of today begins in their middle."""
    instance = make([0.0, 10.0, 20.0, 50.0], [7.0, None, None], incumbent=[1, 1, 1, -1])
    assert _seeded(instance).tolist() == [4, 1, 3]


def test_islands_and_pins(make):
    """A territory begins on its own island, and at an account pinned to it."""
    instance = make([0.0, 1.0, 90.0, 91.0], [None, None, None], tags={"island": ([0, 0, 1, 1], ["0", "1", "1"])})
    for seed in range(5):
        centre = _seeded(instance, Criteria(pins={"a3": "t1"}), seed)
        assert centre[0] in {0, 1}
        assert (centre[1], centre[2]) == (3, 2)


def test_the_same_seed_the_same_places(make):
    """The same seed draws the same places."""
    instance = make([float(unit) for unit in range(100)], [None] * 5)
    assert _seeded(instance, seed=3).tolist() == _seeded(instance, seed=3).tolist()


def test_a_forbidden_account_is_no_place_to_begin(make):
    """The only account goes to the territory that may have it, though the other one comes first."""
    instance = make([0.0], [None, None])
    forbidden = Criteria(forbidden=frozenset({("a0", "t0")}))
    assert _seeded(instance, forbidden).tolist() == [-1, 0]
    assert _seeded(make([0.0], [None, None], incumbent=[0]), forbidden).tolist() == [-1, 0]
