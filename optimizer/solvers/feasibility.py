"""A certificate that no plan keeps the limits: prices at which every plan must break them (Farkas, 1902).

With costs of 0 the dual is the least weighted excess any fractional plan has. Where it is above 0, no plan exists.
"""

from __future__ import annotations

import numpy as np

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
    """Prices that may be a certificate: those of the cost dual, which run away where there is no plan, and free ones."""
    program = transport.fixed.program._replace(cost=np.zeros_like(transport.fixed.program.cost))
    scale = transport.scale
    free = PriceSearch(temperatures=WARM, most=1.0).run(program, scale)
    return [transport.prices, free]


def _certifies(transport: Transport, prices: Prices) -> bool:
    program = transport.fixed.program
    free = program._replace(cost=np.zeros_like(program.cost))
    worth = np.abs(limits_value(program, prices)) + 1e-300
    cost = priced_costs(free, prices)
    value = float(np.minimum.reduceat(cost, program.start[:-1]).sum()) - limits_value(program, prices)
    if value <= MARGIN * worth:
        return False
    if transport.fixed.complete:
        return True
    # Closed pairs must not undo the certificate: their priced amounts alone, without travel, decide.
    return price_free(transport, prices) > MARGIN * worth


def price_free(transport: Transport, prices: Prices) -> float:
    """The certificate's value over all eligible pairs, whatever their radius: at most the one that counts."""
    fixed = transport.fixed
    allowed = fixed.eligibility.allowed & (fixed.centres >= 0)
    total = 0.0
    for code in np.unique(fixed.eligibility.class_of):
        items = np.flatnonzero(fixed.eligibility.class_of == code)
        amounts = fixed.program.amounts[items]
        least = np.full(len(items), np.inf)
        for territory in np.flatnonzero(allowed[code]):
            least = np.minimum(least, amounts @ prices.balance[territory])
        total += float(least.sum())
    return total - limits_value(fixed.program, prices)
