"""Rules that stretch: one territory for each item, and limits that may be exceeded at a price.

::

    minimise    sum_e c_e y_e
    subject to  sum_j x_fj = 1                     for each item f
                lower <= A x + B y <= upper        limits, each divided by its size
                x, y >= 0

over all open pairs: as a linear program, whose duals may prove that nothing keeps the limits, or for whole items.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, vstack

from optimizer.travel import Floats

from .highs import Columns, Ending, Model, Solution

SIMPLEX_PAIRS = 30_000
"""Programs of more pairs are solved by an interior point method: degenerate as they are, simplex takes minutes."""


class Elastic(NamedTuple):
    """The program over P pairs, m limits and E stretches; pairs are sorted by item.

    Parameters
    ----------
    item, territory
        (P,) of each pair.
    num_items
        Number of items F.
    rows
        (m, P) the matrix A.
    lower, upper
        (m,) limits.
    stretch
        The stretches: their cost, most, integrality, and the matrix B (m, E).
    """

    item: NDArray[np.intp]
    territory: NDArray[np.intp]
    num_items: int
    rows: csc_matrix
    lower: Floats
    upper: Floats
    stretch: Columns

    @property
    def num_stretches(self) -> int:
        """Number of stretches E."""
        return len(self.stretch.cost)


class Mix(NamedTuple):
    """A point of the linear program: stretches (E,), their cost, and duals of the limits (m,)."""

    stretch: Floats
    cost: float
    dual: Floats


def solve_mix(program: Elastic, seconds: float) -> Mix | None:
    """Solve the linear program; None where there is no point at all or time ran out."""
    model = Model(_all_columns(program, integer=False), *_limits(program))
    interior = len(program.item) > SIMPLEX_PAIRS
    solution = model.run(seconds, interior=interior)
    if solution.value is None or solution.dual is None or solution.ending is not Ending.OPTIMAL:
        return None
    stretch = solution.value[: program.num_stretches]
    return Mix(stretch, float(program.stretch.cost @ stretch), solution.dual[program.num_items :])


def solve_whole(program: Elastic, seconds: float, *, gap: float = 1e-6) -> tuple[NDArray[np.intp] | None, Solution]:
    """Search whole items over all pairs; (F,) pair of each, None where no point was found, and the solver's answer."""
    solution = Model(_all_columns(program, integer=True), *_limits(program)).run(seconds, gap=gap)
    if solution.value is None:
        return None, solution
    taken = np.flatnonzero(solution.value[program.num_stretches :] > 0.5)
    one_each = np.array_equal(program.item[taken], np.arange(program.num_items))
    return (taken if one_each else None), solution


def rigid(program: Elastic) -> Elastic:
    """The program without stretches."""
    stretch, none = program.stretch, np.arange(0)
    cost, upper, integer = stretch.cost[none], stretch.upper[none], stretch.integer[none]
    return program._replace(stretch=Columns(cost, upper, integer, stretch.matrix[:, none]))


def _limits(program: Elastic) -> tuple[Floats, Floats]:
    one = np.ones(program.num_items)
    return np.concatenate([one, program.lower]), np.concatenate([one, program.upper])


def _all_columns(program: Elastic, *, integer: bool) -> Columns:
    """The stretches, then the pairs; coverage rows first."""
    count, stretch = len(program.item), program.stretch
    coverage = csc_matrix((np.ones(count), program.item, np.arange(count + 1)), shape=(program.num_items, count))
    pairs = vstack([coverage, program.rows]).tocsc()
    nothing = csc_matrix((program.num_items, program.num_stretches))
    stretches = vstack([nothing, stretch.matrix]).tocsc()
    matrix = csc_matrix(
        (
            np.concatenate([stretches.data, pairs.data]),
            np.concatenate([stretches.indices, pairs.indices]),
            np.concatenate([stretches.indptr, stretches.nnz + pairs.indptr[1:]]),
        ),
        shape=(pairs.shape[0], program.num_stretches + count),
    )
    most = np.full(count, 1.0 if integer else np.inf)
    whole = stretch.integer if integer else np.zeros(program.num_stretches, dtype=bool)
    return Columns(
        np.concatenate([stretch.cost, np.zeros(count)]),
        np.concatenate([stretch.upper, most]),
        np.concatenate([whole, np.full(count, integer)]),
        matrix,
    )
