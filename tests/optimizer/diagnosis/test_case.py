"""What all choices ask is worked out once, and names must be known."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import Draft, case_of
from optimizer.exceptions import InputError


def test_targets_and_shares_are_of_the_placed_units(make):
    """An account without a place counts nowhere."""
    instance = make(range(4), [0.0, 3.0], measures={"potential": [1, 2, 3, 9]}, incumbent=[0, 0, -1, 1], unplaced=[3])
    case = case_of(instance, Criteria(balance={"potential": 0.1}))
    assert case.shape == (3, 2)
    assert case.targets.ravel().tolist() == [3.0, 3.0]
    assert case.moving_shares("potential") == pytest.approx([1 / 3, 2 / 3, 0.0])


def test_distances_are_known_where_homes_are(make):
    """Kilometres to each home; none where centres are to be placed."""
    near = Criteria(max_travel=9.0)
    assert case_of(make([0.0, 4.0], [1.0, 3.0]), near).reach == pytest.approx(np.array([[1, 3], [3, 1]]))
    assert case_of(make([0.0, 4.0], [None, None]), near).reach is None


def test_rows_are_those_of_placed_units(make):
    """Units left out have no row."""
    draft = Draft(case_of(make(range(4), [0.0], unplaced=[1]), Criteria()))
    assert draft.rows(np.array([0, 1, 3])).tolist() == [0, 2]


@pytest.mark.parametrize(
    "criteria", [Criteria(capacity={"hours": 1.0}), Criteria(pins={"a9": "t0"}), Criteria(eligibility=("language",))]
)
def test_unknown_names_are_refused(line, criteria):
    """Contradictions are diagnosed, misspellings are not."""
    with pytest.raises(InputError, match="no such"):
        case_of(line, criteria)
