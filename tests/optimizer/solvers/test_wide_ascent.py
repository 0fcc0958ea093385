"""Multipliers found on groups: what they begin with, and what they come to."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.progress import Monitor
from optimizer.solvers.wide_ascent import GroupAscent, Pool, sensible
from optimizer.solvers.wide_field import make_field, priced, values
from optimizer.stop import MaxRuntime
from optimizer.travel import Planar, Quantity


def _pool(count: int, wanted: int, fixed: int = 0, tolerance: float = 0.05) -> Pool:
    """Even units in a square, territories of equal counts."""
    rng = np.random.default_rng(4)
    places = rng.uniform(0, 100, (count, 2))
    geometry = Planar().geometry(places, rng.uniform(0, 100, (fixed, 2)), Quantity.DISTANCE, 1)
    one = np.ones(count)
    field = make_field(np.arange(count), geometry.xyz[:count], weight=one, amount=one, curve=geometry.curve)
    mean = count / (wanted + fixed)
    limits = {"least": (1 - tolerance) * mean, "room": (1 + tolerance) * mean}
    return Pool(field._replace(**limits), wanted, geometry.xyz[count:])


def _smooth(pool: Pool, steps: int) -> float:
    """The bound if a tenth of the places may gain more: what steps make better before multipliers are mended."""
    at = GroupAscent(steps=steps).run(pool, Monitor(MaxRuntime(600)), 600.0)
    count = len(at.price)
    value = np.sort(values(priced(pool.field, at.multiplier), pool.field.xyz, at.price, (0, count)))
    return float(at.multiplier.sum() + pool.wanted * value[count // 10])


def test_steps_make_multipliers_better():
    """Even units: thirty steps come near the cost of hexagons, and to more than no step."""
    pool = _pool(2_000, 20)
    hexagons = 2_000 * 0.377 * np.sqrt(100 * 100 / 20)
    begin, end = _smooth(pool, 0), _smooth(pool, 30)
    assert begin < end
    assert 0.9 * hexagons < end < 1.1 * hexagons


@pytest.mark.parametrize(("wanted", "fixed"), [(6, 0), (4, 2), (0, 3)])
def test_the_same_each_time(wanted, fixed):
    """Nothing is drawn: two runs give the same multipliers, one for each unit, with centres that are fixed too."""
    pool = _pool(500, wanted, fixed)
    first, second = (GroupAscent(steps=10).run(pool, Monitor(MaxRuntime(600)), 600.0) for _ in range(2))
    assert np.array_equal(first.multiplier, second.multiplier)
    assert np.array_equal(first.price, second.price)
    assert len(first.multiplier) == 500
    assert np.isfinite(first.multiplier).all()


def test_no_time_leaves_the_begin():
    """Without time multipliers are those of discs."""
    pool = _pool(500, 5)
    begin = GroupAscent(steps=0).run(pool, Monitor(MaxRuntime(600)), 600.0)
    assert np.array_equal(begin.multiplier, GroupAscent().run(pool, Monitor(MaxRuntime(600)), 0.0).multiplier)


@pytest.mark.parametrize(
    ("least", "room", "expected"),
    [(0.0, np.inf, [0, 0]), (0.0, 3.0, [0, 2]), (1.0, np.inf, [-2, 0]), (1.0, 3.0, [-2, 2])],
)
def test_prices_that_can_be_best(least, room, expected):
    """Only a limit makes a place pay or ask for more."""
    field = _pool(50, 5).field._replace(least=least, room=room)
    assert sensible(field, np.array([-2.0, 2.0])).tolist() == expected
