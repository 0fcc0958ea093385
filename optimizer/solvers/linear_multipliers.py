"""Multipliers from the linear program: its duals are the best prices there are, and no steps come near them quickly.

The rows that ``relaxation`` prices have a dual each. Whatever a solver gives, the bound is worked out from it anew, so
that inexact duals (of an interior point, without a vertex) make it weaker and never wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer.formulation.exact_rules import centres, coverage, disruption, least, most, openings
from optimizer.formulation.rows import BinaryProgram, row_factors, stack
from optimizer.travel import Floats

from .backends.backend import cost_scale
from .backends.highs import QuietHighs, linear_program
from .relaxation import Multipliers, Relaxation

MOST_COLUMNS = 40_000
"""With more variables the linear program takes longer than steps take."""


def linear_multipliers(relaxation: Relaxation, seconds: float) -> Multipliers | None:
    """Prices at an optimum of the linear relaxation without connectivity; None where it is large or takes too long.

    Parameters
    ----------
    relaxation
        What is to be priced.
    seconds
        Most time.
    """
    formulation = relaxation.formulation
    columns, sites, sizes = formulation.columns, formulation.sites, formulation.sizes
    if len(columns) > MOST_COLUMNS or seconds <= 0.0:
        return None
    measures = range(sizes.amounts.shape[1])
    parts = [
        coverage(columns, len(formulation.items)),
        openings(columns, sites),
        centres(columns, sites, sizes),
        *(most(columns, sites, sizes, measure) for measure in measures),
        *(least(columns, sites, sizes, measure) for measure in measures),
        disruption(formulation.moved, relaxation.limit),
    ]
    dual = _duals(BinaryProgram(formulation.cost, stack(parts, len(columns))), seconds)
    if dual is None:
        return None
    # Rows without any limit are left out of a program; they have no price.
    limited = np.concatenate([np.isfinite(part.lower) | np.isfinite(part.upper) for part in parts])
    every = np.zeros(len(limited))
    every[limited] = dual
    price = np.split(every, np.cumsum([len(part) for part in parts])[:-1])
    size = np.zeros(relaxation.lower.shape)
    for measure in measures:
        for limit, values in (
            (np.isfinite(sizes.upper[sites.group, measure]), price[3 + measure]),
            (sizes.lower[sites.group, measure] > 0, price[3 + len(measures) + measure]),
        ):
            size[limit, measure] -= values * relaxation.unit[measure]
    return relaxation.allowed(Multipliers(price[0], size, -price[-1]))


def _duals(program: BinaryProgram, seconds: float) -> Floats | None:
    """(rows,) dual of each row of the linear relaxation."""
    scale = cost_scale(program.cost)
    lp = linear_program(program, scale)
    lp.integrality_ = []
    highs: Any = QuietHighs()  # type: ignore[no-untyped-call]  # highspy ships no types
    options = {"threads": 1, "time_limit": seconds, "solver": "ipm", "run_crossover": "off"}
    for name, option in options.items():
        highs.setOptionValue(name, option)
    highs.passModel(lp)
    highs.run()
    dual = np.array(highs.getSolution().row_dual)
    if len(dual) != len(program.rows) or not np.isfinite(dual).all():
        return None
    return np.asarray(dual * row_factors(program.rows) / scale)
