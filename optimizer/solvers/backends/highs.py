"""HiGHS (Huangfu and Hall, 2018, "Parallelizing the dual revised simplex method") through its arrays."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.rows import BinaryProgram, scaled_rows
from optimizer.travel import Floats

from .backend import PRUNED, Answer, Effort, Verdict, cost_scale, lowered

MISREAD = 1e-6
"""Costs of a point that differ by more than this share are not the same."""


@dataclass(frozen=True, slots=True)
class HighsBackend:
    """Branch and cut, one thread, silent.

    Parameters
    ----------
    tolerance
        Feasibility asked for, on rows scaled to their largest number.
    """

    tolerance: float = 1e-9

    def solve(self, program: BinaryProgram, effort: Effort) -> Answer:
        """See ``Backend.solve``.

        A start whose cost HiGHS misreads is not handed over again: its cost becomes a limit instead.
        """
        begun = time.perf_counter()
        gap = max(effort.gap, PRUNED)
        scale = cost_scale(program.cost)
        highs = self._made(program, effort, scale)
        misread = False
        if effort.start is not None:
            misread = run_from(highs, program.cost * scale, effort.start)
        else:
            highs.run()
        if not misread or effort.start is None:
            return _answer(highs, program, scale, gap)
        left = effort.seconds - (time.perf_counter() - begun)
        highs = self._made(program, replace(effort, seconds=left), scale)
        best = float(program.cost[effort.start].sum())
        highs.setOptionValue("objective_bound", best * scale)
        highs.run()
        if native_verdict(highs) is Verdict.INFEASIBLE:
            return Answer(Verdict.SOLVED, effort.start, best * (1.0 - gap))
        return _answer(highs, program, scale, gap)

    def _made(self, program: BinaryProgram, effort: Effort, scale: float) -> Any:
        """HiGHS with the program and everything it has to heed."""
        highs: Any = QuietHighs()  # type: ignore[no-untyped-call]  # highspy ships no types
        for name, option in {
            "threads": 1,
            "time_limit": max(effort.seconds, 0.1),
            "mip_rel_gap": max(effort.gap, PRUNED),
            "mip_abs_gap": 0.0,
            "mip_feasibility_tolerance": self.tolerance,
            "primal_feasibility_tolerance": self.tolerance,
            "small_matrix_value": 1e-12,
        }.items():
            highs.setOptionValue(name, option)
        highs.passModel(linear_program(program, scale))
        heed(highs, effort.interrupted)
        return highs


def heed(highs: Any, interrupted: Callable[[], bool]) -> None:
    """Let HiGHS ask now and then whether to end at once."""

    def ask(event: Any) -> None:
        if interrupted():
            event.interrupt()

    highs.cbMipInterrupt += ask


def run_from(highs: Any, cost: Floats, start: NDArray[np.bool_]) -> bool:
    """Run HiGHS from a point that keeps the rows; True, and the run is void, where it misread what the point costs.

    HiGHS 1.16 can leave out of the cost of a start what its presolve has settled already, and then rules out every
    point that costs more than the remainder. Each point it reports is priced again; the first that disagrees ends it.

    Parameters
    ----------
    highs
        The solver with its program.
    cost
        (P,) costs it was given.
    start
        (P,) the point.
    """
    misread = False

    def price(event: Any) -> None:
        nonlocal misread
        true = float(cost @ np.round(event.data_out.mip_solution))
        misread = misread or abs(event.data_out.objective_function_value - true) > MISREAD * max(1.0, abs(true))

    def give_up(event: Any) -> None:
        if misread:
            event.interrupt()

    highs.cbMipImprovingSolution += price
    highs.cbMipInterrupt += give_up
    solution = highspy.HighsSolution()
    solution.col_value = start.astype(np.float64)
    highs.setSolution(solution)
    highs.run()
    # With a point that keeps the rows at hand, no point and a dearer one are as wrong as a misread one.
    if native_verdict(highs) is Verdict.INFEASIBLE:
        return True
    if native_verdict(highs) is Verdict.SOLVED:
        known = float(cost @ start)
        found = float(cost @ np.round(highs.getSolution().col_value))
        misread = misread or found > known + MISREAD * max(1.0, abs(known))
    return misread


def _answer(highs: Any, program: BinaryProgram, scale: float, gap: float) -> Answer:
    point = np.array(highs.getSolution().col_value) > 0.5 if has_point(highs) else None
    cost = None if point is None else float(program.cost[point].sum())
    return Answer(native_verdict(highs), point, lowered(native_bound(highs) / scale, cost, gap))


class QuietHighs(highspy.Highs):
    """A solver that prints nothing: the constructor's banner comes when it enables callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- the name is the solver's
        """Be silent first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def native_verdict(highs: Any) -> Verdict:
    """What the status of a model of HiGHS says after its run."""
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Verdict.INFEASIBLE
    return Verdict.SOLVED if status == highspy.HighsModelStatus.kOptimal and has_point(highs) else Verdict.STOPPED


def has_point(highs: Any) -> bool:
    """Whether a model of HiGHS has a point that keeps its rows."""
    return bool(highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)


def native_bound(highs: Any) -> float:
    """Lower bound of a model of HiGHS, in the costs it was given; infinite where it has no point at all."""
    if native_verdict(highs) is Verdict.INFEASIBLE:
        return float(np.inf)
    bound = float(highs.getInfo().mip_dual_bound)
    return bound if np.isfinite(bound) else float(-np.inf)


def linear_program(program: BinaryProgram, scale: float) -> highspy.HighsLp:
    """The program as HiGHS takes it, rows scaled to their largest number and costs by a factor."""
    rows = scaled_rows(program.rows)
    count = len(program.cost)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost * scale, np.zeros(count), np.ones(count)
    lp.row_lower_ = np.where(np.isfinite(rows.lower), rows.lower, -highspy.kHighsInf)
    lp.row_upper_ = np.where(np.isfinite(rows.upper), rows.upper, highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    matrix = rows.matrix
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    return lp
