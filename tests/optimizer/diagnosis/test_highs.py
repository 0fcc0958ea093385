"""The solver's native status is read as it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_matrix

from optimizer.diagnosis.highs import Columns, Ending, Model


def model(lower, upper, *, integer):
    """Two variables up to 1 that cost 1 and 2, in one row of ones."""
    matrix = csc_matrix(np.ones((1, 2)))
    columns = Columns(np.array([1.0, 2.0]), np.ones(2), np.full(2, integer), matrix)
    return Model(columns, np.array([lower]), np.array([upper]))


@pytest.mark.parametrize(("integer", "cost"), [(False, 2.0), (True, 3.0)])
def test_points_and_bounds(integer, cost):
    """Between 1.5 and 2 costs 2 in parts, 3 in whole numbers; the interior point agrees."""
    solution = model(1.5, 2.0, integer=integer).run(5.0)
    assert solution.ending is Ending.OPTIMAL
    assert solution.bound == pytest.approx(cost)
    assert solution.value @ [1, 2] == pytest.approx(cost)
    interior = model(1.5, 2.0, integer=False).run(5.0, interior=True)
    assert interior.bound == pytest.approx(2.0, abs=1e-5)


@pytest.mark.parametrize(("lower", "upper", "integer"), [(3.0, 4.0, False), (1.2, 1.8, True)])
def test_no_point_is_infeasible(lower, upper, integer):
    """Out of reach, or between whole numbers."""
    solution = model(lower, upper, integer=integer).run(5.0)
    assert solution.ending is Ending.INFEASIBLE
    assert solution.value is None
    assert solution.bound == np.inf
