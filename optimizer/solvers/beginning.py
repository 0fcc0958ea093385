"""From a plan that is there already: which pairs its items take, and what its search knew of prices and multipliers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.start import LimitPrices, WarmStart
from optimizer.travel import Floats

from .prices import Prices, cheapest_pairs
from .transport import Transport, TransportCase


def given_choice(transport: Transport, start: WarmStart | None) -> NDArray[np.int64] | None:
    """(F,) pairs of a plan, the cheapest at the prices where its own is closed; None where there is no plan."""
    if start is None:
        return None
    return transport.fixed.choice(start.alignment, cheapest_pairs(transport.fixed.program, transport.prices))


def given_prices(case: TransportCase, start: WarmStart | None) -> Prices | None:
    """Prices of an earlier search for the limits of this one, 0 for limits it did not have; None where none are known.

    An upper limit has prices of 0 or more, a lower one of 0 or less, so that a limit which is gone takes its price with
    it.
    """
    if start is None or start.prices is None:
        return None
    given, limits = start.prices, case.items.limits
    balance = np.zeros(limits.lower.shape)
    for column, measure in enumerate(limits.measures):
        balance[:, column] = given.balance.get(measure, 0.0)
    balance = np.where(np.isinf(limits.upper), np.minimum(balance, 0.0), balance)
    moved = [given.moved.get(name, 0.0) for name in case.criteria.disruption_limits(case.instance)]
    return Prices(balance, np.array(moved, dtype=np.float64))


def named_prices(case: TransportCase, prices: Prices) -> LimitPrices:
    """Prices under the names of their limits, for a later search."""
    balance = dict(zip(case.items.limits.measures, prices.balance.T, strict=True))
    moved = zip(case.criteria.disruption_limits(case.instance), prices.moved.tolist(), strict=True)
    return LimitPrices(balance, dict(moved))


def given_multiplier(case: TransportCase, start: WarmStart | None) -> Floats | None:
    """(F,) multipliers of an earlier bound over places, NaN for items with a unit it did not have; None for none."""
    if start is None or start.multiplier is None:
        return None
    members = case.items.members
    return np.asarray(np.add.reduceat(start.multiplier[members.unit], members.start[:-1]))


def named_multiplier(case: TransportCase, multiplier: Floats) -> Floats:
    """(n,) multipliers of items shared out evenly among their units, for a later search; NaN for unplaced units."""
    members, size = case.items.members, np.diff(case.items.members.start)
    of_unit = np.full(case.instance.num_units, np.nan)
    of_unit[members.unit] = np.repeat(multiplier / size, size)
    return of_unit
