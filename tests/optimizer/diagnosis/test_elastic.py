"""Whole items keep coverage and limits, parts of items stretch no less than they must."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.elastic import rigid, solve_mix, solve_whole
from optimizer.diagnosis.highs import Ending
from optimizer.diagnosis.linear import stretched
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.rulebook import write


def program_of(instance, criteria):
    """All choices as an elastic program."""
    case = case_of(instance, criteria)
    return stretched(write(case, choices_of(case)))


def test_parts_of_items_stretch_as_little_as_possible(make):
    """Twelve hours in two times five are a fifth of five each too much in all."""
    program = program_of(make(range(4), [0.0, 3.0], measures={"hours": [3] * 4}), Criteria(capacity={"hours": 5.0}))
    assert solve_mix(program, 5.0).cost == pytest.approx(0.4, abs=1e-6)


@pytest.mark.parametrize(("tolerance", "ending"), [(0.2, Ending.INFEASIBLE), (0.4, Ending.OPTIMAL)])
def test_whole_items_keep_their_limits(make, tolerance, ending):
    """Three accounts of 1 in two territories of 1.5 need a third of tolerance."""
    program = rigid(program_of(make(range(3), [0.0, 3.0]), Criteria(balance={"potential": tolerance})))
    chosen, solution = solve_whole(program, 5.0)
    assert solution.ending is ending
    if chosen is not None:
        assert program.item[chosen].tolist() == [0, 1, 2]
        assert sorted(np.bincount(program.territory[chosen])) == [1, 2]
