"""OR-Tools CP-SAT (Perron and Furnon, Google): whole numbers only, so that amounts and costs are rounded outwards.

Costs are rounded down, so that the solver's bound is one of ours. A row ``lower <= a x <= upper`` becomes
``floor(s a) x <= floor(s upper)`` and ``ceil(s a) x >= ceil(s lower)``: whatever keeps the row keeps both, and what
keeps only both is found out when the point is checked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from optimizer.formulation.rows import BinaryProgram, Rows
from optimizer.travel import Floats

from .backend import Answer, Effort, Verdict

LARGEST_VALUE = 2.0**30
"""Size of the largest number of a row that is not whole."""
LARGEST_COST = 2.0**42
"""Most a point may cost in whole numbers."""


@dataclass(frozen=True, slots=True)
class CpSatBackend:
    """Lazy clause generation.

    Parameters
    ----------
    workers
        Threads; with more than one the same seed need not give the same plan.
    seed
        Of the solver.
    """

    workers: int = 1
    seed: int = 0

    def solve(self, program: BinaryProgram, effort: Effort) -> Answer:
        """See ``Backend.solve``."""
        model = cp_model.CpModel()
        variables = [model.new_bool_var("") for _ in range(len(program.cost))]
        _add_rows(model, variables, program.rows)
        scale = cost_factor(program.cost)
        model.minimize(cp_model.LinearExpr.weighted_sum(variables, np.floor(program.cost * scale).astype(np.int64)))
        if effort.start is not None:
            for variable, value in zip(variables, effort.start.tolist(), strict=True):
                model.add_hint(variable, value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        solver.parameters.max_time_in_seconds = min(max(effort.seconds, 0.1), 1e9)
        solver.parameters.relative_gap_limit = effort.gap
        return _answer(solver, solver.solve(model), variables, scale)


def whole_row(value: Floats, lower: float, upper: float) -> tuple[NDArray[np.int64], int, NDArray[np.int64], int]:
    """``(a, A, b, B)`` with ``a x <= A`` and ``b x >= B`` for all binary x that keep ``lower <= value x <= upper``.

    Whole numbers stay as they are; other rows are stretched so that their largest number is ``LARGEST_VALUE``.
    """
    largest = float(np.abs(value).max(initial=0.0))
    exact = largest < LARGEST_VALUE and bool((value == np.round(value)).all())
    factor = 1.0 if exact or largest == 0.0 else _power_of_two(LARGEST_VALUE / largest)
    reach = int(len(value) * LARGEST_VALUE) + 1
    # What no sum can reach is no limit, or none can keep it; it would not fit a whole number.
    most = int(np.floor(np.clip(factor * upper, -reach - 1, reach)))
    least = int(np.ceil(np.clip(factor * lower, -reach, reach + 1)))
    down = np.floor(value * factor).astype(np.int64)
    up = np.ceil(value * factor).astype(np.int64)
    return down, most, up, least


def cost_factor(cost: Floats) -> float:
    """Power of two by which costs are multiplied before they are rounded down."""
    whole = float(np.abs(cost).sum())
    return _power_of_two(LARGEST_COST / whole) if whole > 0 else 1.0


def _power_of_two(most: float) -> float:
    """The largest one up to a number, none so large that products overflow."""
    return float(2.0 ** np.floor(np.log2(min(most, 1e250))))


def _add_rows(model: cp_model.CpModel, variables: list[cp_model.IntVar], rows: Rows) -> None:
    start, index, data = rows.matrix.indptr, rows.matrix.indices, rows.matrix.data
    for row in range(len(rows)):
        span = slice(start[row], start[row + 1])
        lower, upper = float(rows.lower[row]), float(rows.upper[row])
        here = [variables[column] for column in index[span]]
        down, most, up, least = whole_row(data[span], lower, upper)
        if np.isfinite(upper):
            model.add(cp_model.LinearExpr.weighted_sum(here, down) <= most)
        if np.isfinite(lower):
            model.add(cp_model.LinearExpr.weighted_sum(here, up) >= least)


def _answer(
    solver: cp_model.CpSolver, status: cp_model.CpSolverStatus, variables: list[cp_model.IntVar], scale: float
) -> Answer:
    if status == cp_model.INFEASIBLE:
        return Answer(Verdict.INFEASIBLE, None, np.inf)
    if status == cp_model.MODEL_INVALID:
        raise ValueError("the program has numbers CP-SAT cannot hold; use another backend")
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(Verdict.STOPPED, None, -np.inf)
    point = np.array([solver.boolean_value(variable) for variable in variables], dtype=bool)
    # A whole bound of B says that no point costs less than B / scale, since costs were rounded down.
    verdict = Verdict.SOLVED if status == cp_model.OPTIMAL else Verdict.STOPPED
    return Answer(verdict, point, float(solver.best_objective_bound) / scale)
