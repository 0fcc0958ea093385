"""Prices of the limits from the linear program, and what every pair costs at them (Lagrangian reduced costs).

For any prices y of the rows but coverage, a price at a limit that is none left out::

    bound      = sum_f min_j (c_fj - y A_fj) + sum of y+ lower - y- upper
    reduced_fj = (c_fj - y A_fj) - min_j (...)

A plan with ``x_fj = 1`` costs at least the bound and the reduced cost of the pair, whatever the solver's tolerances.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_matrix

from optimizer.diagnosis.highs import Columns, Ending, Model
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.rows import scaled_rows
from optimizer.travel import Floats

INTERIOR_PAIRS = 200_000
"""Programs of more pairs are solved by an interior point method."""
MARGIN = 1e-9
"""Share of its terms by which a bound is lowered against rounding."""


class Priced(NamedTuple):
    """A bound, and (P,) reduced costs; infinite and zeros where there is no point at all."""

    bound: float
    reduced: Floats


def price(formulation: Formulation, seconds: float) -> Priced:
    """Solve the linear program and price its pairs; a bound of 0 where time was too short."""
    rows = scaled_rows(formulation.rows())
    count = len(formulation.columns)
    scale = max(float(formulation.cost.max(initial=0.0)), 1e-300)
    none = np.full(count, np.inf)
    columns = Columns(formulation.cost / scale, none, np.zeros(count, dtype=bool), csc_matrix(rows.matrix))
    solution = Model(columns, rows.lower, rows.upper).run(seconds, interior=count > INTERIOR_PAIRS)
    if solution.ending is Ending.INFEASIBLE:
        return Priced(np.inf, np.zeros(count))
    if solution.dual is None:
        return Priced(0.0, np.zeros(count))
    items = len(formulation.items)
    dual = solution.dual[items:] * scale
    matrix, lower, upper = rows.matrix[items:], rows.lower[items:], rows.upper[items:]
    idle = ((dual > 0) & ~np.isfinite(lower)) | ((dual < 0) & ~np.isfinite(upper))
    dual = np.where(idle, 0.0, dual)
    limit = np.where(dual > 0, np.where(np.isfinite(lower), lower, 0.0), np.where(np.isfinite(upper), upper, 0.0))
    priced = formulation.cost - matrix.T @ dual
    least = np.full(items, np.inf)
    np.minimum.at(least, formulation.columns.item, priced)
    terms = np.concatenate([least, dual * limit])
    bound = float(terms.sum() - MARGIN * np.abs(terms).sum())
    return Priced(max(bound, 0.0), np.maximum(priced - least[formulation.columns.item], 0.0))
