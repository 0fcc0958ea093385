"""Any solver PuLP can call (Mitchell, O'Sullivan and Dunning, 2011): CBC, Gurobi, CPLEX, SCIP, by the user's licence.

PuLP says "optimal" of searches that a limit ended, so that its second status is read, and for HiGHS the solver's own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from optimizer.formulation.rows import BinaryProgram, Rows, scaled_rows

from .backend import Answer, Effort, Verdict, cost_scale, lowered
from .highs import has_point, native_bound, native_verdict

USUAL_GAP = 1e-4
"""Relative gap at which Gurobi, CPLEX and HiGHS say optimal unless told otherwise."""
ABSOLUTE = 1e-5
"""Absolute gap of the solvers with the widest default, in the costs they are given."""
STRETCH = 1e3
"""Mean cost the solver is given."""


@dataclass(frozen=True, slots=True)
class PulpBackend:
    """A solver object of PuLP.

    Parameters
    ----------
    solver
        Such as ``pulp.GUROBI(gapRel=1e-7, msg=False)``; it is copied, its time limit is set for each search. Give it a
        ``gapRel``: without one it is taken to call a plan optimal that is only within 0.01 %.
    bound
        Reads the solver's own lower bound from its model after a search that a limit ended, such as
        ``lambda model: model.ObjBound``; None to claim none (HiGHS's is read in any case).
    """

    solver: Any
    bound: Callable[[Any], float] | None = None

    def solve(self, program: BinaryProgram, effort: Effort) -> Answer:
        """See ``Backend.solve``."""
        scale = STRETCH * cost_scale(program.cost)
        problem = pulp.LpProblem("plan", pulp.LpMinimize)
        variables = [problem.add_variable(f"x{column}", cat=pulp.LpBinary) for column in range(len(program.cost))]
        problem += pulp.LpAffineExpression(list(zip(variables, (program.cost * scale).tolist(), strict=True)))
        for constraint in _constraints(scaled_rows(program.rows), variables):
            problem += constraint
        if effort.start is not None:
            for variable, value in zip(variables, effort.start.tolist(), strict=True):
                variable.setInitialValue(int(value))
        solver = copy.copy(self.solver)
        solver.timeLimit = min(max(effort.seconds, 0.1), 1e9)
        problem.solve(solver)
        return self._answer(problem, variables, program, scale)

    def _answer(
        self, problem: pulp.LpProblem, variables: list[pulp.LpVariable], program: BinaryProgram, scale: float
    ) -> Answer:
        verdict, some, bound = self._read(problem)
        if verdict is Verdict.INFEASIBLE:
            return Answer(verdict, None, np.inf)
        point = _point(variables) if some else None
        if point is None:
            return Answer(Verdict.STOPPED, None, bound / scale)
        cost = float(program.cost[point].sum()) - ABSOLUTE / scale
        # A solver that says optimal and nothing else has at least proved what its gap leaves of its own plan.
        bound = cost if verdict is Verdict.SOLVED else bound / scale
        return Answer(verdict, point, lowered(bound, cost, self._gap()))

    def _read(self, problem: pulp.LpProblem) -> tuple[Verdict, bool, float]:
        """Verdict, whether there is a point, and the solver's own bound."""
        model, second = problem.solverModel, problem.sol_status
        if isinstance(model, highspy.Highs):
            return native_verdict(model), has_point(model), native_bound(model)
        if problem.status == pulp.LpStatusInfeasible:
            return Verdict.INFEASIBLE, False, np.inf
        bound = -np.inf if self.bound is None or model is None else float(self.bound(model))
        some = second in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}
        return Verdict.SOLVED if second == pulp.LpSolutionOptimal else Verdict.STOPPED, some, bound

    def _gap(self) -> float:
        """Relative gap the solver was given, by either of the two places PuLP keeps it."""
        given = vars(self.solver).get("gapRel") or self.solver.optionsDict.get("gapRel")
        return USUAL_GAP if given is None else float(given)


def _constraints(rows: Rows, variables: list[pulp.LpVariable]) -> Iterator[pulp.LpConstraint]:
    start, index, data = rows.matrix.indptr, rows.matrix.indices, rows.matrix.data
    for row in range(len(rows)):
        span = slice(start[row], start[row + 1])
        if span.start == span.stop:
            continue
        here = [variables[column] for column in index[span]]
        total = pulp.LpAffineExpression(list(zip(here, data[span].tolist(), strict=True)))
        lower, upper = float(rows.lower[row]), float(rows.upper[row])
        if lower == upper:
            yield total == lower
            continue
        if np.isfinite(lower):
            yield total >= lower
        if np.isfinite(upper):
            yield total <= upper


def _point(variables: list[pulp.LpVariable]) -> NDArray[np.bool_] | None:
    """Variables at 1; None where the solver left one without a value."""
    value = [variable.varValue for variable in variables]
    return None if None in value else np.array(value, dtype=np.float64) > 0.5
