"""A price is the difference between two plans, and lies between what is proved of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choices import Pins
from optimizer.diagnosis.listing import choices_of
from optimizer.diagnosis.price import price_of, price_pins
from optimizer.solve import solve
from optimizer.stop import MaxRuntime


@pytest.fixture
def six(make):
    """Six accounts of 1 at x = 0, 1, 2, 7, 8, 9 between homes at 0 and 9."""
    return make([0.0, 1.0, 2.0, 7.0, 8.0, 9.0], [0.0, 9.0])


def best(instance, criteria, best_plan):
    """Least objective of all plans."""
    return best_plan(instance, criteria)[0]


def test_a_pin_costs_what_the_oracle_says(six, best_plan):
    """Looking at every plan with and without the pin gives the same difference."""
    criteria = Criteria(balance={"potential": 0.4}, pins={"a0": "t1"})
    price = price_of(six, criteria, Pins("t1", ("a0",)), MaxRuntime(2))
    truth = best(six, criteria, best_plan) - best(six, replace(criteria, pins={}), best_plan)
    assert price.amount == pytest.approx(truth)
    assert price.at_least <= truth + 1e-6
    assert price.at_most >= truth - 1e-6


def test_a_tolerance_has_a_price_too(make, best_plan):
    """Balance makes an account travel to the far rep; criteria without it may be given as they are."""
    instance = make([0.0, 1.0, 2.0, 9.0], [0.0, 9.0])
    criteria = Criteria(balance={"potential": 0.1})
    price = price_of(instance, criteria, Criteria(), MaxRuntime(2))
    truth = best(instance, criteria, best_plan) - best(instance, Criteria(), best_plan)
    assert truth > 0
    assert price.amount == pytest.approx(truth)
    limit = choices_of(case_of(instance, criteria))[0]
    assert price_of(instance, criteria, limit, MaxRuntime(2)).amount == pytest.approx(truth)


def test_a_choice_that_leaves_no_plan_has_no_amount(six):
    """Without a plan that keeps the choice there is no difference to tell."""
    criteria = Criteria(balance={"potential": 0.1}, pins=dict.fromkeys(["a0", "a1", "a2", "a3"], "t0"))
    price = price_of(six, criteria, replace(criteria, pins={}), MaxRuntime(1))
    assert price.amount is None
    assert price.at_most is None
    assert price.without_it.feasible


def test_pins_are_listed_by_price_within_their_bounds(six, best_plan):
    """The table agrees with the oracle for each pin, the dearest first, and bounds hold."""
    pins = {"a0": "t1", "a2": "t1", "a5": "t1"}
    criteria = Criteria(balance={"potential": 0.4}, pins=pins, travel=TravelCriterion(weight=2.0))
    table = price_pins(six, criteria, MaxRuntime(12))
    whole = best(six, criteria, best_plan)
    for unit, price, most in zip(table["account"], table["price"], table["at_most"], strict=True):
        rest = replace(criteria, pins={one: home for one, home in pins.items() if one != unit})
        truth = whole - best(six, rest, best_plan)
        assert price == pytest.approx(truth, abs=1e-6)
        assert most >= truth - 1e-6
    assert table["price"].is_monotonic_decreasing
    assert table["territory"].tolist() == ["t1"] * 3


def test_without_time_bounds_alone_are_told(six):
    """Pins whose plans were not sought have a bound and no price."""
    criteria = Criteria(balance={"potential": 0.4}, pins={"a0": "t1"})
    base = solve(six, criteria, MaxRuntime(1))
    table = price_pins(six, criteria, MaxRuntime(0.01), base=base)
    assert np.isnan(table["price"][0])
    assert table["at_most"][0] > 0
