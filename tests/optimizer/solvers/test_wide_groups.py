"""Groups around places, against all groups looked at one by one."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solvers.wide_field import make_field, priced
from optimizer.solvers.wide_groups import curve_costs, fill, find_near, group_sums, served
from optimizer.travel import GreatCircle, Planar, Quantity


def _case(count: int, seed: int, size: int):
    """Units in the plane, multipliers of groups, and what serving each group from each unit costs (units, groups)."""
    rng = np.random.default_rng(seed)
    geometry = Planar().geometry(rng.uniform(0, 100, (count, 2)), np.empty((0, 2)), Quantity.DISTANCE, 1)
    weight, amount = rng.uniform(0.5, 2.0, count), rng.integers(0, 4, count).astype(float)
    field = make_field(np.arange(count), geometry.xyz, weight=weight, amount=amount, curve=geometry.curve)
    rate = np.repeat(rng.uniform(0.0, 25.0, -(-count // size)), size)[:count]
    away = np.linalg.norm(field.xyz[:, None, :2] - field.xyz[None, :, :2], axis=2) * field.weight
    cost = np.add.reduceat(away, np.arange(0, count, size), axis=1)
    return field, rate * field.weight, cost


@pytest.mark.parametrize("size", [1, 4, 32])
def test_groups_near_are_all_that_gain(size):
    """None is missed at the price that places may pay, whatever is passed over; costs are sums of those of units."""
    field, multiplier, cost = _case(3_000, 1, size)
    slack = np.linspace(-3.0, 3.0, 3_000)
    near = find_near(priced(field, multiplier), size, field.xyz, slack)
    limit = group_sums(multiplier, size) + slack[:, None] * group_sums(field.amount, size)
    for place in range(0, 3_000, 97):
        rows = slice(near.start[place], near.start[place + 1])
        assert sorted(near.group[rows]) == np.flatnonzero(cost[place] < limit[place]).tolist()
        np.testing.assert_allclose(near.cost[rows], cost[place, near.group[rows]])


@pytest.mark.parametrize(("least", "room"), [(0.0, np.inf), (0.0, 12.0), (60.0, 70.0), (30.0, np.inf), (0.0, 1e9)])
def test_filled_places_are_fractional_knapsacks(least, room):
    """Their price is the best of many, and what they serve keeps the limits."""
    size, places = 4, 200
    field, multiplier, cost = _case(places, 2, size)
    field = field._replace(least=least, room=room)
    highest = np.full(places, 1e3)
    near = find_near(priced(field, multiplier), size, field.xyz, highest)
    of, amount = group_sums(multiplier, size), group_sums(field.amount, size)
    filled = fill(near, of, highest)
    gain = cost - of
    for other in np.linspace(-80.0, 80.0, 161):
        if other > 0.0 and room == np.inf:
            continue
        rival = np.minimum(gain + other * amount, 0.0).sum(axis=1)
        rival -= (other * room if other > 0.0 else 0.0) + min(other, 0.0) * least
        assert (rival <= filled.value + 1e-3).all()
    for place in range(0, places, 23):
        share = np.zeros(places)
        share[place] = 2.0
        taken = served(near, of, filled, share) / 2.0
        assert least - 1e-3 <= float(taken @ amount) <= room + 1e-3
        assert float(gain[place] @ taken) == pytest.approx(filled.value[place], abs=1e-2)


def test_a_price_stays_above_what_was_looked_for():
    """A place that may pay little for what it lacks stays short; one that was full before knows nothing cheaper."""
    field, multiplier, _ = _case(200, 3, 4)
    field = field._replace(least=1e6, room=2e6)
    for highest in (0.25, -0.25):
        paid = np.full(200, highest)
        near = find_near(priced(field, multiplier), 4, field.xyz, paid)
        assert (fill(near, group_sums(multiplier, 4), paid).price == -highest).all()


def test_costs_of_straight_lines():
    """As the geometry has them."""
    curve = GreatCircle().geometry(np.zeros((1, 2)), np.empty((0, 2)), Quantity.TIME, 2).curve
    costs = curve_costs(curve, np.array([0.0, 10.0, 100.0]))
    assert costs[0] == 0.0
    assert (np.diff(costs) > 0.0).all()
