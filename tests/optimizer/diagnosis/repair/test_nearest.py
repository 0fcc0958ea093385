"""Of repairs that are equally small, fewer accounts, then less travel."""

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import repair
from optimizer.metrics import travel
from optimizer.stop import MaxRuntime

MINUTE = MaxRuntime(60)


def test_the_nearest_of_the_smallest(after, current, balanced):
    """Several single accounts would do; the one goes that travels least, and its travel is proved."""
    result = repair(after, balanced, MINUTE, current=current)
    assert result.num_moved == 3
    assert result.alignment.territory_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert result.travel_bound == pytest.approx(travel(result.alignment, balanced.travel), rel=1e-6)


def test_what_weighs_nothing_stays(make):
    """Accounts without potential do not move to save travel where potential counts what moves."""
    potential = [6.0, 0.0, 4.0, 0.0, 5.0, 5.0]
    facts = make(
        [0.0, 90.0, 40.0, 80.0, 95.0, 100.0],
        [0.0, 100.0],
        measures={"potential": potential},
        incumbent=[0, 0, 0, 0, 0, 1],
    )
    criteria = Criteria(balance={"potential": 0.1})
    result = repair(facts, criteria, MINUTE, current=incumbent_alignment(facts), by="potential")
    assert np.flatnonzero(result.moved).tolist() == [2]
    assert result.proved


def test_free_centres_are_placed_anew(make, current):
    """Around centres to be placed travel is least too, without a bound."""
    facts = make([10.0 * i for i in range(8)], [None, None])
    result = repair(facts, Criteria(min_count=4), MINUTE, current=current)
    assert result.num_moved == 3
    assert result.travel_bound is None
    assert travel(result.alignment, Criteria().travel) == 80.0
