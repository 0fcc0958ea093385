"""Mixed-integer programming with HiGHS (Huangfu and Hall, 2018), after variables are fixed by reduced costs.

A pair whose reduced cost lifts the lower bound above the best plan known is in no better plan and is closed first
(Lagrangian probing; Beasley, 1993).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from optimizer.formulation.fixed_centres import Program
from optimizer.travel import Floats

from .backends.backend import cost_scale
from .backends.highs import QuietHighs, heed, run_from
from .prices import Prices, cheapest_pairs, limits_value, priced_costs

TOLERANCE = 1e-9
"""Feasibility asked of the solver, on rows scaled to their limits."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What the solver found.

    Parameters
    ----------
    choice
        (F,) pairs of the best plan, None where there is none better than the one given.
    bound
        No plan that keeps the limits costs less; infinite where there is none at all.
    """

    choice: NDArray[np.int64] | None
    bound: float


@dataclass(frozen=True, slots=True)
class Highs:
    """Exact search over the open pairs.

    Parameters
    ----------
    gap
        Relative gap at which to stop.
    """

    gap: float = 1e-6

    def run(
        self,
        program: Program,
        kept: NDArray[np.int64],
        *,
        seconds: float,
        nodes: int,
        start: NDArray[np.int64] | None = None,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> Proof:
        """Search over the pairs ``kept`` for the cheapest plan.

        Parameters
        ----------
        program
            The formulation.
        kept
            Pairs left open.
        seconds, nodes
            Most time and nodes of the tree.
        start
            (F,) pairs of a feasible plan to begin with.
        interrupted
            Asked now and then whether to end at once.
        """
        begun = time.perf_counter()
        scale = cost_scale(program.cost[kept])
        highs = self._made(program, kept, scale=scale, seconds=seconds, nodes=nodes)
        heed(highs, interrupted)
        if start is None:
            highs.run()
        elif run_from(highs, program.cost[kept] * scale, np.isin(kept, start)):
            left = seconds - (time.perf_counter() - begun)
            highs = self._made(program, kept, scale=scale, seconds=left, nodes=nodes)
            heed(highs, interrupted)
            highs.run()
        info, status = highs.getInfo(), highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Proof(None, np.inf)
        bound = float(info.mip_dual_bound) / scale
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Proof(None, bound)
        value = np.array(highs.getSolution().col_value)
        return Proof(_chosen(program, kept, value), bound)

    def _made(self, program: Program, kept: NDArray[np.int64], *, scale: float, seconds: float, nodes: int) -> Any:
        """HiGHS with the program, whose costs are multiplied by a factor so that tolerances mean the same for all."""
        rows, lower, upper = rows_of(program, kept)
        highs: Any = QuietHighs()  # type: ignore[no-untyped-call]  # highspy ships no types
        for name, option in {
            "threads": 1,
            "time_limit": max(seconds, 0.1),
            "mip_max_nodes": nodes,
            "mip_rel_gap": self.gap,
            "mip_abs_gap": 0.0,
            "mip_feasibility_tolerance": TOLERANCE,
            "primal_feasibility_tolerance": TOLERANCE,
        }.items():
            highs.setOptionValue(name, option)
        highs.passModel(_lp(program.cost[kept] * scale, rows, lower, upper))
        return highs


def undominated_pairs(program: Program, prices: Prices, best: float) -> NDArray[np.int64]:
    """Pairs that may be in a plan cheaper than ``best``: those whose reduced cost does not lift the bound above it."""
    cost = priced_costs(program, prices)
    least = cost[cheapest_pairs(program, prices)]
    bound = float(least.sum()) - limits_value(program, prices)
    reduced = cost - np.repeat(least, np.diff(program.start))
    return np.flatnonzero(bound + reduced <= best + 1e-7 * abs(best))


def rows_of(program: Program, kept: NDArray[np.int64]) -> tuple[csr_matrix, Floats, Floats]:
    """The rules as one sparse matrix over the pairs ``kept`` with lower and upper limits, rule by rule."""
    parts = [coverage(program, kept), balance(program, kept), disruption(program, kept)]
    matrix = vstack([part[0] for part in parts]).tocsr()
    return matrix, np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])


def coverage(program: Program, kept: NDArray[np.int64]) -> tuple[csr_matrix, Floats, Floats]:
    """``sum_j x_fj = 1`` for each item."""
    item = _item_of(program, kept)
    matrix = csr_matrix((np.ones(len(kept)), (item, np.arange(len(kept)))), shape=(program.num_items, len(kept)))
    return matrix, np.ones(program.num_items), np.ones(program.num_items)


def balance(program: Program, kept: NDArray[np.int64]) -> tuple[csr_matrix, Floats, Floats]:
    """``lower_jr <= sum_f a_fr x_fj <= upper_jr``, each divided by the larger limit."""
    item, territory = _item_of(program, kept), program.territory[kept]
    k, measures = program.lower.shape
    unit = np.where(np.isfinite(program.upper), program.upper, program.lower)
    unit = np.where(unit > 0, unit, 1.0)
    column = np.arange(len(kept))
    parts = [
        csr_matrix((program.amounts[item, r] / unit[territory, r], (territory, column)), shape=(k, len(kept)))
        for r in range(measures)
    ]
    matrix = vstack(parts).tocsr() if parts else csr_matrix((0, len(kept)))
    return matrix, (program.lower / unit).T.ravel(), (program.upper / unit).T.ravel()


def disruption(program: Program, kept: NDArray[np.int64]) -> tuple[csr_matrix, Floats, Floats]:
    """``sum_fj m_fjd x_fj <= limit_d``."""
    moved = program.moved[kept].T if program.moved.size else np.zeros((0, len(kept)))
    return csr_matrix(moved), np.full(len(moved), -np.inf), program.most_moved


def _item_of(program: Program, pair: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.searchsorted(program.start, pair, side="right") - 1


def _lp(cost: Floats, rows: csr_matrix, lower: Floats, upper: Floats) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), rows.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), np.ones(len(cost))
    lp.row_lower_ = np.where(np.isfinite(lower), lower, -highspy.kHighsInf)
    lp.row_upper_ = np.where(np.isfinite(upper), upper, highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    return lp


def _chosen(program: Program, kept: NDArray[np.int64], value: Floats) -> NDArray[np.int64] | None:
    """Pairs at 1; None where an item has none, which the solver's own word does not exclude."""
    taken = kept[value > 0.5]
    item = _item_of(program, taken)
    if len(taken) != program.num_items or (np.diff(item) != 1).any():
        return None
    return taken
