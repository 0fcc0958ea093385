"""Pricing looks at closed pairs as if they were open: what it proves is the bound over all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.solvers.prices import Prices, open_bound, priced_costs
from optimizer.solvers.pricing import find_balls, open_better, price_out


def _some_prices(program, seed):
    """Prices of any sign where there are limits on both sides."""
    rng = np.random.default_rng(seed)
    balance = rng.normal(0, 3, program.lower.shape)
    balance = np.where(np.isfinite(program.upper), balance, np.minimum(balance, 0))
    balance = np.where(program.lower > 0, balance, np.maximum(balance, 0))
    return Prices(np.ascontiguousarray(balance), rng.uniform(0, 30, len(program.most_moved)))


@pytest.mark.parametrize("most", [1, 2])
def test_the_bound_is_that_of_all_pairs(case, formulated, most):
    """With one or two territories open for each item, under every rule; no item has a cheaper one unnamed."""
    few, all_open = formulated(*case, most=most), formulated(*case)
    for seed in range(5):
        prices = _some_prices(all_open.program, seed)
        found = price_out(few, prices)
        assert found.bound == pytest.approx(open_bound(all_open.program, prices), rel=1e-8, abs=1e-7)
        least = np.minimum.reduceat(priced_costs(few.program, prices), few.program.start[:-1])
        least_of_all = np.minimum.reduceat(priced_costs(all_open.program, prices), all_open.program.start[:-1])
        assert (found.better >= 0).tolist() == (least_of_all < least - 1e-7).tolist()


def test_what_is_named_is_opened(case, formulated):
    """Once the better pairs are open, the bound over open pairs is the one over all."""
    few = formulated(*case, most=1)
    prices = _some_prices(few.program, 1)
    opened = open_better(few, price_out(few, prices).better)
    assert open_bound(opened.program, prices) == pytest.approx(price_out(few, prices).bound, rel=1e-8, abs=1e-7)
    assert (price_out(opened, prices).better < 0).all()


@pytest.mark.parametrize("power", [1, 2])
def test_ruling_out_by_blocks_misses_nothing(make, formulated, power):
    """Three hundred accounts, twenty reps, two of them open: the same bound as with all, to rounding."""
    rng = np.random.default_rng(4)
    places = [tuple(place) for place in rng.uniform(0, 100, (300, 2))]
    homes = [tuple(place) for place in rng.uniform(0, 100, (20, 2))]
    instance = make(places, homes, measures={"potential": rng.pareto(1.2, 300)})
    criteria = Criteria(
        balance={"potential": 0.1}, travel=TravelCriterion(by="potential", power=power, weight=0.5), max_travel=130.0
    )
    few, all_open = formulated(instance, criteria, most=2), formulated(instance, criteria)
    for scale in (1.0, 30.0):
        prices = Prices(rng.normal(0, scale, (20, 1)), np.zeros(0))
        assert price_out(few, prices).bound == pytest.approx(open_bound(all_open.program, prices), rel=1e-9)


def test_balls_hold_all_units(seven, formulated):
    """Of each family: the middle of its units, as far as the farthest, as heavy as all."""
    fixed = formulated(seven("plain"), Criteria(keep_together=True))
    balls = find_balls(fixed.roads, fixed.items.members)
    assert balls.middle[0, :2].tolist() == [5.0, 2.5]
    assert balls.radius[:2] == pytest.approx([np.hypot(5, 2.5), 0.0])
    assert balls.weight.tolist() == [2.0, 1.0, 2.0, 1.0, 1.0]
