"""HiGHS (Huangfu and Hall, 2018) for the programs of a diagnosis: arrays in, native status and point out."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from optimizer.travel import Floats

TOLERANCE = 1e-9
"""Feasibility asked of the solver, on rows scaled to their limits."""


class Ending(Enum):
    """What the solver says of a program."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNFINISHED = "unfinished"


class Columns(NamedTuple):
    """Variables between 0 and ``upper`` with their cost and their coefficients, one sparse column each."""

    cost: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    matrix: csc_matrix


class Solution(NamedTuple):
    """Native status, value of each column and dual of each row (None where there is none), and a bound on the cost."""

    ending: Ending
    value: Floats | None
    dual: Floats | None
    bound: float


class Model:
    """A program held by the solver.

    Parameters
    ----------
    columns
        The variables.
    lower, upper
        (rows,) limits.
    """

    def __init__(self, columns: Columns, lower: Floats, upper: Floats) -> None:
        self._highs: Any = _Quiet()  # type: ignore[no-untyped-call]  # highspy ships no types
        self._whole = bool(columns.integer.any())
        options = {
            "threads": 1,
            "mip_feasibility_tolerance": TOLERANCE,
            "primal_feasibility_tolerance": TOLERANCE,
            "dual_feasibility_tolerance": TOLERANCE,
        }
        for name, option in options.items():
            self._highs.setOptionValue(name, option)
        matrix = csc_matrix(columns.matrix)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(columns.cost), len(lower)
        lp.col_cost_, lp.col_lower_ = columns.cost, np.zeros(len(columns.cost))
        lp.col_upper_ = _infinite(columns.upper)
        lp.row_lower_, lp.row_upper_ = _infinite(lower), _infinite(upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_ = matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in columns.integer.tolist()]
        self._highs.passModel(lp)

    def run(self, seconds: float, *, interior: bool = False, gap: float = 1e-6) -> Solution:
        """Solve within a time.

        Parameters
        ----------
        seconds
            Most time.
        interior
            Whether a linear program is solved by an interior point method without crossover.
        gap
            Relative gap at which a search for whole numbers ends.
        """
        highs = self._highs
        highs.setOptionValue("time_limit", min(max(seconds, 0.05), 1e9))
        highs.setOptionValue("mip_rel_gap", gap)
        if interior:
            highs.setOptionValue("solver", "ipm")
            highs.setOptionValue("run_crossover", "off")
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Solution(Ending.INFEASIBLE, None, None, np.inf)
        solution = highs.getSolution()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = np.array(solution.col_value) if feasible else None
        dual = np.array(solution.row_dual) if solution.dual_valid else None
        done = status == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if self._whole else info.objective_function_value if done else -np.inf
        return Solution(Ending.OPTIMAL if done else Ending.UNFINISHED, value, dual, float(bound))


class _Quiet(highspy.Highs):
    """A solver that prints nothing: the constructor's banner comes when it enables callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- the name is the solver's
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _infinite(limits: Floats) -> Floats:
    """Limits in the solver's own infinity."""
    return np.clip(limits, -highspy.kHighsInf, highspy.kHighsInf)
