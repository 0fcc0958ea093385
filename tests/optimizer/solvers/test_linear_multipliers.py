"""Prices from the linear program."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import formulate_exactly
from optimizer.solvers import linear_multipliers as module
from optimizer.solvers.linear_multipliers import linear_multipliers
from optimizer.solvers.relaxation import Relaxation

CRITERIA = {
    "balance": Criteria(balance={"potential": 0.2}),
    "capacity": Criteria(capacity={"potential": 40.0}),
    "disruption": Criteria(balance={"potential": 0.3, "count": 0.4}, disruption_at_most={"potential": 0.4}),
    "nothing": Criteria(),
}


def _formulated(make, criteria: Criteria, centres):
    rng = np.random.default_rng(2)
    instance = make(
        [tuple(place) for place in rng.uniform(0, 50, (14, 2))],
        centres,
        measures={"potential": rng.uniform(1, 9, 14)},
        incumbent=rng.integers(0, 3, 14),
    )
    eligibility = find_eligibility(instance, criteria)
    return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


@pytest.mark.parametrize("criteria", CRITERIA.values(), ids=list(CRITERIA))
@pytest.mark.parametrize("centres", [[None] * 3, [(10.0, 10.0), (40.0, 5.0), (25.0, 40.0)]], ids=["free", "fixed"])
def test_the_bound_is_that_of_the_linear_program(make, criteria, centres):
    """Never above its optimum, and within a thousandth of it."""
    formulation = _formulated(make, criteria, centres)
    program = formulation.program()
    finite_upper, finite_lower = np.isfinite(program.rows.upper), np.isfinite(program.rows.lower)
    matrix = program.rows.matrix.toarray()
    best = linprog(
        program.cost,
        A_ub=np.vstack([matrix[finite_upper], -matrix[finite_lower]]),
        b_ub=np.concatenate([program.rows.upper[finite_upper], -program.rows.lower[finite_lower]]),
        bounds=(0, None),
    )
    relaxation = Relaxation(formulation)
    multipliers = linear_multipliers(relaxation, 10.0)
    assert multipliers is not None
    bound = relaxation.worth(multipliers).bound
    assert bound <= best.fun * (1 + 1e-9)
    assert bound >= best.fun * (1 - 1e-3)


def test_large_programs_and_no_time(make, monkeypatch):
    """Steps have to do where the linear program would take too long."""
    relaxation = Relaxation(_formulated(make, Criteria(), [None] * 3))
    assert linear_multipliers(relaxation, 0.0) is None
    monkeypatch.setattr(module, "MOST_COLUMNS", 10)
    assert linear_multipliers(relaxation, 10.0) is None
