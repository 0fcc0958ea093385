"""PuLP's word is taken as far as it goes: a status and a gap, not a bound."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from scipy.sparse import csr_matrix

from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.solvers.backends.backend import Effort, Verdict
from optimizer.solvers.backends.pulp import USUAL_GAP, PulpBackend


class Told(pulp.LpSolver):
    """A solver of PuLP that answers what it is told: status, second status, value of every variable, its model."""

    def __init__(self, status, second, value, model=None, **options):
        super().__init__(**options)
        self.status, self.second, self.value, self.model = status, second, value, model

    def actualSolve(self, lp):  # noqa: N802 -- the name is PuLP's
        for variable in lp.variables():
            variable.varValue = self.value
        lp.solverModel = self.model
        lp.assignStatus(self.status, self.second)
        return self.status


def ask(solver, bound=None):
    rows = Rows(csr_matrix(np.ones((1, 2))), np.array([1.0]), np.array([2.0]))
    return PulpBackend(solver, bound).solve(BinaryProgram(np.array([3.0, 1.0]), rows), Effort(5.0))


def test_optimal_by_time():
    """Status optimal, second status only feasible: a point, no proof and no bound."""
    answer = ask(Told(pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible, 1.0))
    assert (answer.verdict, answer.point.tolist(), answer.bound) == (Verdict.STOPPED, [True, True], -np.inf)


def test_a_bound_of_the_users():
    """A reader of the solver's own model gives the bound, brought back to our costs (mean 2 is given as 1,000)."""
    told = Told(pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible, 1.0, model={"bound": 500.0})
    assert ask(told, bound=lambda model: model["bound"]).bound == pytest.approx(1.0)


@pytest.mark.parametrize(("options", "gap"), [({}, USUAL_GAP), ({"gapRel": 0.01}, 0.01), ({"gapRel": 0.0}, 0.0)])
def test_optimal_within_its_gap(options, gap):
    """The plan less the gap is proved, by default the one commercial solvers have."""
    answer = ask(Told(pulp.LpStatusOptimal, pulp.LpSolutionOptimal, 1.0, **options))
    assert answer.verdict is Verdict.SOLVED
    assert answer.bound == pytest.approx(4.0 * (1 - gap), rel=1e-7)


@pytest.mark.parametrize(
    ("status", "second", "verdict"),
    [
        (pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible, Verdict.INFEASIBLE),
        (pulp.LpStatusInfeasible, pulp.LpSolutionNoSolutionFound, Verdict.INFEASIBLE),
        (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound, Verdict.STOPPED),
        (pulp.LpStatusUndefined, pulp.LpSolutionNoSolutionFound, Verdict.STOPPED),
    ],
)
def test_without_a_point(status, second, verdict):
    """Infeasible is said by the first status alone; nothing found is nothing known."""
    answer = ask(Told(status, second, None))
    assert (answer.verdict, answer.point) == (verdict, None)


def test_the_users_object_is_left_alone():
    """Its time limit is set on a copy."""
    solver = Told(pulp.LpStatusOptimal, pulp.LpSolutionOptimal, 1.0, timeLimit=99)
    ask(solver)
    assert solver.timeLimit == 99
