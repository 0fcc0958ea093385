"""What a search takes over from an earlier one: pairs and prices."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.solvers.beginning import given_choice, given_multiplier, given_prices, named_multiplier, named_prices
from optimizer.solvers.prices import Prices
from optimizer.solvers.transport import solve_transport
from optimizer.start import LimitPrices, WarmStart

CRITERIA = Criteria(balance={"potential": 0.3}, disruption_at_most=0.5)


def test_each_item_takes_its_territory(line, plan, transport_case):
    """As long as the pair is open; a5 is pinned elsewhere and a0 is with nobody: both take the cheapest open pair."""
    criteria = Criteria(balance={"potential": 0.3}, pins={"a5": "t1"})
    transport = solve_transport(transport_case(line, criteria))
    choice = given_choice(transport, WarmStart(plan(line, [-1, 1, 0, 1, 0, 0])))
    assert choice is not None
    assert transport.fixed.program.territory[choice].tolist() == [0, 1, 0, 1, 0, 1]
    assert given_choice(transport, None) is None


def test_prices_come_back_under_their_names(line, plan, transport_case):
    """What one search ends with the next begins with."""
    case = transport_case(line, CRITERIA)
    prices = Prices(np.array([[1.0], [-2.0]]), np.array([3.0]))
    again = given_prices(case, WarmStart(plan(line, [0] * 6), named_prices(case, prices)))
    assert again is not None
    assert again.balance.tolist() == prices.balance.tolist()
    assert again.moved.tolist() == prices.moved.tolist()


def test_multipliers_are_of_units(make, plan, transport_case):
    """Those of a family are its members' together, also where another plan knows no families; a new unit has none."""
    instance = make([0.0, 1.0, 2.0, 3.0], [0.0, 3.0], family=[0, 0, 1, 2])
    together, apart = (transport_case(instance, Criteria(keep_together=keep)) for keep in (True, False))
    of_unit = named_multiplier(together, np.array([6.0, 5.0, 4.0]))
    assert of_unit.tolist() == [3.0, 3.0, 5.0, 4.0]
    start = WarmStart(plan(instance, [0] * 4), multiplier=of_unit)
    assert given_multiplier(together, start).tolist() == [6.0, 5.0, 4.0]
    assert given_multiplier(apart, start).tolist() == [3.0, 3.0, 5.0, 4.0]
    start = WarmStart(plan(instance, [0] * 4), multiplier=np.array([3.0, np.nan, 5.0, 4.0]))
    assert np.isnan(given_multiplier(together, start)).tolist() == [True, False, False]
    assert given_multiplier(together, WarmStart(plan(instance, [0] * 4))) is None
    assert given_multiplier(together, None) is None


def test_a_limit_that_is_new_costs_nothing_yet(line, plan, transport_case):
    """Nor does one that has gone cost anything any more."""
    start = WarmStart(plan(line, [0] * 6), LimitPrices({"potential": np.array([1.0, 2.0])}, {"potential": 4.0}))
    case = transport_case(line, Criteria(balance={"workload": 0.5}))
    again = given_prices(case, start)
    assert again is not None
    assert again.balance.tolist() == [[0.0], [0.0]]
    assert again.moved.tolist() == []
    assert given_prices(case, WarmStart(plan(line, [0] * 6))) is None


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_only_a_limit_has_a_price(line, plan, transport_case, sign):
    """A capacity is a limit above: a price of less than 0 would be one for a limit below, which it does not have."""
    start = WarmStart(plan(line, [0] * 6), LimitPrices({"potential": sign * np.array([1.0, 2.0])}, {}))
    prices = given_prices(transport_case(line, Criteria(capacity={"potential": 20.0})), start)
    assert prices is not None
    transport = solve_transport(transport_case(line, Criteria(capacity={"potential": 20.0})), prices)
    assert np.isfinite(transport.bound)
