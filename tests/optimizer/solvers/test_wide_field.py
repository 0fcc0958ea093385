"""Sums over the units around places, against sums over all units."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solvers.wide_field import best_prices, lowered, make_field, priced, values
from optimizer.travel import STRAIGHT, STREETS, GreatCircle, Planar, Quantity, straight_costs


def _case(count: int, seed: int):
    """A field of units in the plane, their multipliers, and what serving each from each place adds."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 100, (count, 2))
    geometry = Planar().geometry(xy, np.empty((0, 2)), Quantity.DISTANCE, 1)
    weight, amount = rng.uniform(0.5, 2.0, count), rng.integers(0, 4, count).astype(float)
    field = make_field(np.arange(count), geometry.xyz, weight=weight, amount=amount, curve=geometry.curve)
    multiplier = rng.uniform(0.0, 25.0, count)
    away = np.linalg.norm(field.xyz[:, None, :2] - field.xyz[None, :, :2], axis=2)
    return field, multiplier, field.weight[None, :] * away - multiplier[None, :]


@pytest.mark.parametrize("seed", range(4))
def test_values_are_sums_over_all_units(seed):
    """Blocks passed over hold nothing that counts, whatever the price; several districts."""
    field, multiplier, gain = _case(5_000, seed)
    price = np.random.default_rng(seed).uniform(-2.0, 5.0, 40)
    field = field._replace(least=10.0, room=30.0)
    found = values(priced(field, multiplier), field.xyz[:40], price, (0, 40))
    whole = np.minimum(gain[:40] + price[:, None] * field.amount, 0.0).sum(axis=1)
    expected = whole - np.maximum(price, 0.0) * field.room - np.minimum(price, 0.0) * field.least
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(("roads", "power"), [(STREETS, 1), (STREETS, 2), (STRAIGHT, 1), (STRAIGHT, 2)])
def test_values_around_the_globe(roads, power):
    """Costs along great circles are a hair too low at most, and places far apart look at the blocks of all of them."""
    rng = np.random.default_rng(5)
    count = 2_500
    places = np.column_stack([rng.uniform(20, 60, count), rng.uniform(-120, -70, count)])
    geometry = GreatCircle(roads).geometry(places, np.empty((0, 2)), Quantity.DISTANCE, power)
    weight, amount = rng.uniform(0.5, 2.0, count), np.ones(count)
    field = make_field(np.arange(count), geometry.xyz, weight=weight, amount=amount, curve=geometry.curve)
    field = field._replace(room=0.0)
    multiplier = rng.uniform(0.0, 800.0, count) ** power
    rows = rng.choice(count, 40, replace=False)
    found = values(priced(field, multiplier), field.xyz[rows], np.full(40, 5.0), (0, 40))
    straight = np.linalg.norm(field.xyz[rows][:, None] - field.xyz[None], axis=2)
    cost = straight_costs(geometry, straight.ravel()).reshape(straight.shape)
    whole = np.minimum(field.weight * cost - multiplier + 5.0, 0.0).sum(axis=1)
    assert (found <= whole + 1e-9 * np.abs(whole)).all()
    np.testing.assert_allclose(found, whole, rtol=1e-4)


def test_what_gets_cheaper():
    """Each unit by what the place asks that asks most of it; places share their excess by weight."""
    field, multiplier, gain = _case(3_000, 7)
    price, excess = np.full(20, 0.5), np.linspace(0.0, 2.0, 20)
    found = lowered(priced(field, multiplier), field.xyz[:20], price, excess, (0, 20))
    serves = gain[:20] + 0.5 * field.amount <= 0.0
    asked = excess[:, None] * serves * field.weight / (serves @ field.weight)[:, None]
    np.testing.assert_allclose(found, asked.max(axis=0))


@pytest.mark.parametrize(("least", "room"), [(0.0, np.inf), (0.0, 12.0), (150.0, 170.0), (9.0, 1e9)])
def test_the_best_price_gives_the_fractional_knapsack(least, room):
    """At the price found the bound is no lower than at any other price of a fine grid."""
    field, multiplier, gain = _case(80, 3)
    field = field._replace(least=least, room=room)
    at, places, count = priced(field, multiplier), field.xyz[:10], 10
    price = best_prices(at, places, np.full(count, 1e3), (0, count))
    found = values(at, places, price, (0, count))
    for other in np.linspace(-60.0, 60.0, 241):
        if other != 0.0 and room == np.inf:
            continue
        rival = values(at, places, np.full(count, other), (0, count))
        assert (rival <= found + 1e-9).all()
    assert (found >= np.minimum(gain[:10], 0.0).sum(axis=1) - 1e-9).all()


def test_a_price_stays_within_its_slack():
    """A place that cannot reach its least pays what it may, no more."""
    field, multiplier, _ = _case(20, 5)
    field = field._replace(least=1e6, room=1e7)
    price = best_prices(priced(field, multiplier), field.xyz[:3], np.full(3, 0.25), (0, 3))
    assert price.tolist() == [-0.25] * 3
