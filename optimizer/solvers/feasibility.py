"""A certificate that no plan keeps the limits: prices at which every plan must break them (Farkas, 1902).

With costs of 0 the dual is the least weighted excess any fractional plan has. Where it is above 0, no plan exists.
"""

from __future__ import annotations

import numpy as np

from optimizer.formulation.fixed_centres import Program
from optimizer.progress import Monitor

from .ascent import WARM, PriceSearch
from .prices import Prices, limits_value, priced_costs
from .transport import Transport

MARGIN = 1e-6
"""Share of the prices' worth by which the certificate must be above 0."""


def proves_infeasible(transport: Transport, monitor: Monitor) -> bool:
    """True only if a certificate is found; checked with the formula of the dual, over every eligible pair."""
    monitor.phase("looking for a proof that no plan exists")
    return any(_certifies(transport, prices) for prices in _candidates(transport))


def _candidates(transport: Transport) -> list[Prices]:
    """Prices that may be a certificate: those of the cost dual, which run away without a plan, and free ones."""
    program = transport.fixed.program._replace(cost=np.zeros_like(transport.fixed.program.cost))
    scale = transport.scale
    free = PriceSearch(temperatures=WARM, most=1.0).run(program, scale)
    return [transport.prices, free]


def _certifies(transport: Transport, prices: Prices) -> bool:
    program = transport.fixed.program
    free = program._replace(cost=np.zeros_like(program.cost))
    cost = priced_costs(free, prices)
    least = np.minimum.reduceat(cost, program.start[:-1])
    # Judged against the size of its terms, not of their sum, which may cancel.
    worth = float(np.abs(least).sum()) + _size(program, prices) + 1e-300
    value = float(least.sum()) - limits_value(program, prices)
    if value <= MARGIN * worth:
        return False
    if transport.fixed.complete:
        return True
    # Closed pairs must not undo the certificate: their priced amounts alone, without travel, decide.
    return price_free(transport, prices) > MARGIN * worth


def _size(program: Program, prices: Prices) -> float:
    """Sum of the absolute terms of ``limits_value``."""
    upper = np.where(np.isfinite(program.upper), program.upper, 0.0)
    terms = np.abs(prices.balance) * np.where(prices.balance > 0, upper, program.lower)
    return float(terms.sum() + prices.moved @ program.most_moved)


def price_free(transport: Transport, prices: Prices) -> float:
    """The certificate's value over all eligible pairs, whatever their radius: at most the one that counts."""
    fixed = transport.fixed
    allowed = fixed.eligibility.allowed & (fixed.roads.places >= 0)
    total = 0.0
    for code in np.unique(fixed.eligibility.class_of):
        items = np.flatnonzero(fixed.eligibility.class_of == code)
        amounts = fixed.program.amounts[items]
        least = np.full(len(items), np.inf)
        for territory in np.flatnonzero(allowed[code]):
            least = np.minimum(least, amounts @ prices.balance[territory])
        total += float(least.sum())
    return total - limits_value(fixed.program, prices)
