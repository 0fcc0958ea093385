"""A rep moves home."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.travel import TravelMatrix
from scenarios.changes import MovesHome


def test_the_centre_moves(trio):
    """The accounts at 30, 40 and 50 km are 40 km away on average where they were 6.7."""
    facts, _ = MovesHome("Bob", (0.0, 0.0)).apply(trio, Criteria())
    assert facts.territories.centres[:, 0].tolist() == [10.0, 0.0, 70.0]
    told = "moves the home of Bob (T2) to 0, 0: the 3 accounts of today are 40 km away on average instead of 7"
    assert MovesHome("Bob", (0, 0)).sentence(trio) == told


def test_a_free_centre_is_free_no_more(trio):
    """Nothing is known of the way before."""
    centres = trio.territories.centres.copy()
    centres[1] = np.nan
    free = replace(trio, territories=replace(trio.territories, centres=centres))
    facts, _ = MovesHome("T2", (40.0, 0.0)).apply(free, Criteria())
    assert not facts.free_centres().any()
    assert MovesHome("T2", (40.0, 0.0)).sentence(free).endswith("are 7 km away on average")


def test_misfits_are_told(trio):
    """A rep who is not there and a matrix, at once; no place at all."""
    given = replace(trio, travel=TravelMatrix(np.ones((9, 3))))
    with pytest.raises(InputError) as caught:
        MovesHome("Bo", (0.0, 0.0)).apply(given, Criteria())
    assert len(caught.value.problems) == 2
    with pytest.raises(ValueError, match="two finite coordinates"):
        MovesHome("Bob", (float("nan"), 0.0))
