"""The hiring plan as a linear program, its relaxation, its whole solutions and its least shortage.

Variables ``x_rh >= 0``: hires of region r starting in month h. With ``y_rhj`` the capacity one of them adds in month
j and ``g_rj`` the gap, a row of every region and month asks for

    ``sum over h of (W y_r.)_jh x_rh >= (W g_r)_j``

where W is the identity (each month), sums to date, or the sum over the year; ``sum over r of x_rh <= most`` where
hires per month are limited; the cost ``sum of c_rh x_rh`` is least. Source: the workforce planning programs of
Holt, Modigliani, Muth and Simon (1960, "Planning Production, Inventories, and Work Force") and Grinold and Marshall
(1977, "Manpower Planning Models"), with ramp and attrition in ``y``. Solver: HiGHS (Huangfu and Hall, 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag, csr_matrix, eye, hstack, vstack

from optimizer.money import Cents
from optimizer.travel import Floats

from .need import Coverage, HiringNeed

MET = 1e-6
"""A need counts as met where no more than this is missing: of a rep-month, or of the need where that is larger."""
OPTIMAL, INFEASIBLE = 0, 2
"""Statuses of the solver."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HiringProgram:
    """Hires of some regions, as arrays.

    Parameters
    ----------
    matrix
        (rows, columns) capacity a hire adds to a row.
    least
        (rows,) what the hires must add.
    slack
        (rows, regions * months) 1 where a rep-month that comes from nowhere would count in a row.
    starts
        (months, columns) 1 where a hire starts in a month.
    most
        Most hires in a month, None for no limit.
    cost
        (columns,) cents of one hire.
    column_of
        (columns,) place of each column in regions times months, months running first.
    """

    matrix: csr_matrix
    least: Floats
    slack: csr_matrix
    starts: csr_matrix
    most: int | None
    cost: Cents
    column_of: NDArray[np.intp]

    def meets(self, hires: Floats) -> bool:
        """Whether hires (columns,) keep every row, by this own count and not the solver's."""
        if self.most is not None and (self.starts @ hires > self.most).any():
            return False
        return not self.missing(hires).any()

    def missing(self, hires: Floats) -> NDArray[np.bool_]:
        """(rows,) True where the hires add less than the least."""
        return np.asarray(self.matrix @ hires < self.least - MET * np.maximum(1.0, np.abs(self.least)), dtype=np.bool_)


def hiring_program(need: HiringNeed, regions: Sequence[int], *, months: int) -> HiringProgram:
    """Rows and costs of some regions, asking only for the need of the first ``months``."""
    whole = need.shape[1]
    sums = _sums(need.coverage, whole)
    last_month = np.array([whole if need.coverage is Coverage.YEAR else row + 1 for row in range(len(sums))])
    sums = sums[last_month <= months]
    open_columns = need.open_months[list(regions)].ravel()
    blocks = [csr_matrix(sums @ need.yields(region).T) for region in regions]
    return HiringProgram(
        matrix=csr_matrix(block_diag(blocks))[:, open_columns],
        least=np.concatenate([sums @ need.gap[region] for region in regions]),
        slack=csr_matrix(block_diag([csr_matrix(sums)] * len(regions))),
        starts=csr_matrix(hstack([eye(whole)] * len(regions)))[:, open_columns],
        most=need.most_per_month,
        cost=np.concatenate([need.costs(region) for region in regions])[open_columns],
        column_of=np.flatnonzero(open_columns),
    )


def _sums(coverage: Coverage, months: int) -> Floats:
    """(rows, months) which months a row adds up."""
    if coverage is Coverage.EACH_MONTH:
        return np.eye(months)
    return np.tril(np.ones((months, months))) if coverage is Coverage.TO_DATE else np.ones((1, months))


def relaxed(program: HiringProgram) -> tuple[Floats, float] | None:
    """Hires with fractions of least cost and a lower bound in cents; None where no hires keep the rows.

    The bound comes from the prices of the rows by weak duality, not from the objective the solver states: with prices
    ``p >= 0`` and ``q_h = max over r of (p'A - c)_rh`` for the limit of a month, no hires cost less than
    ``p'b - most * sum of q``; without limits the prices are scaled down until no hire is worth more than it costs.
    """
    helpless = np.diff(program.matrix.indptr) == 0
    if (helpless & program.missing(np.zeros(len(program.cost)))).any():
        return None
    if not len(program.cost):
        return np.empty(0), 0.0
    rows, limits = [-program.matrix], [-program.least]
    if program.most is not None:
        rows.append(program.starts)
        limits.append(np.full(program.starts.shape[0], float(program.most)))
    answer = linprog(program.cost / 100.0, A_ub=vstack(rows), b_ub=np.concatenate(limits), method="highs")
    if answer.status == INFEASIBLE:
        return None
    if answer.status != OPTIMAL:
        raise RuntimeError(f"the linear program of the hiring plan was not solved: {answer.message}")
    prices = np.maximum(-answer.ineqlin.marginals[: len(program.least)], 0.0) * 100.0
    return np.maximum(answer.x, 0.0), _bound_from_prices(program, prices)


def _bound_from_prices(program: HiringProgram, prices: Floats) -> float:
    worth = program.matrix.T @ prices
    if program.most is None:
        over = worth > program.cost
        scale = float((program.cost[over] / worth[over]).min()) if over.any() else 1.0
        return max(0.0, scale * float(prices @ program.least))
    excess = np.maximum(worth - program.cost, 0.0)
    of_month = (program.starts.multiply(excess)).max(axis=1).toarray().ravel()
    return max(0.0, float(prices @ program.least) - program.most * float(of_month.sum()))


def whole_hires(program: HiringProgram, nodes: int) -> tuple[Floats | None, float]:
    """Whole hires of least cost and a lower bound in cents by branch and cut; None where none was found in ``nodes``.

    The bound is the solver's word; infinite where it says that no whole hires keep the rows.
    """
    if not len(program.cost):
        return np.empty(0), 0.0
    rules = [LinearConstraint(program.matrix, program.least, np.inf)]
    if program.most is not None:
        rules.append(LinearConstraint(program.starts, -np.inf, program.most))
    answer = milp(
        program.cost / 100.0,
        integrality=np.ones(len(program.cost)),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if answer.status == INFEASIBLE:
        return None, np.inf
    hires = None if answer.x is None else np.rint(answer.x)
    bound = 0.0 if answer.mip_dual_bound is None else max(0.0, 100.0 * float(answer.mip_dual_bound))
    return (hires if hires is not None and program.meets(hires) else None), bound


def rounded_up(program: HiringProgram, hires: Floats) -> Floats | None:
    """Whole hires near those with fractions: all up, then one less wherever the rows allow, the dearest first.

    None where rounding up breaks the limit of hires in a month.
    """
    whole = np.ceil(hires - MET)
    while (short := np.flatnonzero(program.missing(whole))).size:
        # The solver's tolerance let a row be short by a hair: who brings most for the money closes it.
        row = program.matrix[short[0]]
        helping = row.indices[row.data > 0]
        yields = row.data[row.data > 0]
        best = int(np.argmin(program.cost[helping] / yields))
        whole[helping[best]] += max(1.0, np.ceil(program.missing(whole)[short[0]] / yields[best]))
    for column in np.argsort(-program.cost, kind="stable"):
        while whole[column] > 0:
            whole[column] -= 1
            if program.missing(whole).any():
                whole[column] += 1
                break
    return whole if program.meets(whole) else None


class Shortage(NamedTuple):
    """What stays missing whatever is hired.

    Parameters
    ----------
    missing
        (regions * months,) rep-months missing in the best plan found, months running first.
    hires
        (columns,) hires of that plan.
    at_least
        Rep-months that every plan leaves missing: the sum of ``missing`` unless the search ended early.
    """

    missing: Floats
    hires: Floats
    at_least: float


def least_shortage(program: HiringProgram, *, nodes: int, whole: bool) -> Shortage:
    """Rep-months missing whatever is hired, least in sum: the program with a rep-month from nowhere at a price of 1.

    Parameters
    ----------
    program
        Rows to be kept.
    nodes
        Effort where hires are whole.
    whole
        Whether hires are whole: it matters only under a limit of hires per month.
    """
    columns, slacks = program.matrix.shape[1], program.slack.shape[1]
    rules = [LinearConstraint(hstack([program.matrix, program.slack]), program.least, np.inf)]
    if program.most is not None:
        padding = csr_matrix((program.starts.shape[0], slacks))
        rules.append(LinearConstraint(hstack([program.starts, padding]), -np.inf, program.most))
    answer = milp(
        np.concatenate([np.zeros(columns), np.ones(slacks)]),
        integrality=np.concatenate([np.full(columns, float(whole)), np.zeros(slacks)]),
        bounds=Bounds(0.0, np.inf),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if answer.x is None:
        raise RuntimeError(f"the shortage of the hiring plan was not found: {answer.message}")
    missing = np.where(answer.x[columns:] > MET, answer.x[columns:], 0.0)
    proved = answer.status == OPTIMAL or answer.mip_dual_bound is None
    return Shortage(missing, answer.x[:columns], float(missing.sum() if proved else answer.mip_dual_bound))
