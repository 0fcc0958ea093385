"""From prices to whole items: the soft choices of the smoothed dual, rounded so that totals keep what they say.

Items are taken along a space-filling curve. Each adds its soft choices to the credit of its territories and goes to
the one with the most credit, which pays for it: totals then differ from the soft ones by little more than one item
(error diffusion; dependent rounding: Gandhi, Khuller, Parthasarathy and Srinivasan, 2006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jitted
from optimizer.formulation.fixed_centres import Program
from optimizer.travel import Floats

from .prices import Prices
from .smoothed import Scale, undecided

COLDEST = 0.0001
"""Temperature of the soft choices."""


def round_off(program: Program, prices: Prices, scale: Scale, order: NDArray[np.int32]) -> NDArray[np.int64]:
    """(F,) pair of each item.

    Parameters
    ----------
    program, prices, scale
        What the prices are for.
    order
        (F,) items along a curve that keeps neighbours together.
    """
    return _diffuse(program, prices, (COLDEST * scale.spread, scale.balance), order)


@jitted
def _diffuse(
    program: Program, prices: Prices, heat_unit: tuple[Floats, Floats], order: NDArray[np.int32]
) -> NDArray[np.int64]:
    heat, unit = heat_unit
    measures = program.amounts.shape[1]
    credit = np.zeros(program.lower.shape)
    choice = program.start[:-1].copy()
    widest = 1
    for item in range(len(choice)):
        widest = max(widest, program.start[item + 1] - program.start[item])
    share = np.empty(widest)
    used = np.empty(widest, dtype=np.int64)
    for item in order:
        count = undecided(program, prices, (item, heat[item]), (share, used))
        best, best_credit = used[0], -np.inf
        for at in range(count):
            worth = 1e-9 * share[at]
            for measure in range(measures):
                amount = program.amounts[item, measure]
                credit[program.territory[used[at]], measure] += share[at] * amount
                worth += unit[measure] * credit[program.territory[used[at]], measure]
            if worth > best_credit:
                best, best_credit = used[at], worth
        choice[item] = best
        for measure in range(measures):
            credit[program.territory[best], measure] -= program.amounts[item, measure]
    return choice
