"""Any prices prove a bound; it is computed here again from dense tables."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.solvers.prices import Prices, cheapest_pairs, limits_value, open_bound, priced_costs, starting_prices


def _some_prices(program, seed):
    """Prices that may be: none above 0 without an upper limit, none below without a lower one."""
    rng = np.random.default_rng(seed)
    balance = rng.normal(0, 3, program.lower.shape)
    balance = np.where(np.isfinite(program.upper), balance, np.minimum(balance, 0))
    balance = np.where(program.lower > 0, balance, np.maximum(balance, 0))
    return Prices(np.ascontiguousarray(balance), rng.uniform(0, 30, len(program.most_moved)))


def _dense(program, prices):
    """(F, k) priced costs, infinite where no pair is open, and the value of the limits."""
    table = np.full((program.num_items, len(program.lower)), np.inf)
    for item in range(program.num_items):
        for pair in range(program.start[item], program.start[item + 1]):
            territory = program.territory[pair]
            cost = program.cost[pair] + prices.balance[territory] @ program.amounts[item]
            cost += prices.moved @ program.moved[pair] if len(prices.moved) else 0.0
            table[item, territory] = cost
    value = prices.moved @ program.most_moved
    for price, low, high in zip(prices.balance.ravel(), program.lower.ravel(), program.upper.ravel(), strict=True):
        value += price * high if price > 0 else price * low
    return table, value


def test_the_bound_is_the_formula(case, formulated, best_plan):
    """As from dense tables, and never above the best of all plans."""
    program = formulated(*case).program
    optimum, _ = best_plan(*case)
    for seed in range(5):
        prices = _some_prices(program, seed)
        table, value = _dense(program, prices)
        assert limits_value(program, prices) == pytest.approx(value, abs=1e-9)
        bound = open_bound(program, prices)
        assert bound == pytest.approx(table.min(axis=1).sum() - value, rel=1e-12, abs=1e-9)
        assert bound <= optimum + 1e-9
        assert program.territory[cheapest_pairs(program, prices)].tolist() == table.argmin(axis=1).tolist()
        item = np.repeat(np.arange(program.num_items), np.diff(program.start))
        assert priced_costs(program, prices) == pytest.approx(table[item, program.territory], abs=1e-9)


def test_without_prices_every_item_goes_to_the_nearest(line, formulated):
    """The bound is then the least travel without any limit."""
    program = formulated(line, Criteria(balance={"count": 0.0})).program
    assert open_bound(program, starting_prices(program)) == 60.0
