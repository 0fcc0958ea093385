"""Multipliers that are too high somewhere are mended there, and prove no more than is true."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from optimizer.progress import Monitor
from optimizer.solvers.wide_ascent import GroupAscent, Multipliers, Pool
from optimizer.solvers.wide_field import make_field
from optimizer.solvers.wide_repair import Repair
from optimizer.stop import MaxRuntime
from optimizer.travel import Planar, Quantity


class _Given(GroupAscent):
    """Multipliers and prices that are drawn, good or bad."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        object.__setattr__(self, "steps", seed)

    def run(self, pool: Pool, monitor: Monitor, seconds: float) -> Multipliers:  # noqa: ARG002 -- as the real one
        rng, count = np.random.default_rng(self.steps), len(pool.field.weight)
        return Multipliers(rng.uniform(-20.0, 80.0, count), rng.uniform(-20.0, 20.0, count) * (pool.field.least > 0.0))


def _pool(seed: int, count: int, wanted: int, limits: tuple[float, float], fixed: int = 0) -> Pool:
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 100, (count + fixed, 2))
    geometry = Planar().geometry(places[:count], places[count:], Quantity.DISTANCE, 1)
    weight, amount = rng.uniform(0.5, 2.0, count), rng.integers(1, 4, count).astype(float)
    field = make_field(np.arange(count), geometry.xyz[:count], weight=weight, amount=amount, curve=geometry.curve)
    mean = float(amount.sum()) / (wanted + fixed)
    return Pool(field._replace(least=limits[0] * mean, room=limits[1] * mean), wanted, geometry.xyz[count:])


def _optimum(pool: Pool) -> float:
    """Least cost of all choices of places, each with the best assignment of whole units; infinite without any."""
    field = pool.field
    every = np.concatenate([field.xyz, pool.fixed])
    cost = field.weight[:, None] * np.linalg.norm(field.xyz[:, None] - every[None], axis=2)
    count, best = len(field.weight), np.inf
    for chosen in combinations(range(count), pool.wanted):
        columns = [*chosen, *range(count, len(every))]
        k = len(columns)
        once = LinearConstraint(np.kron(np.eye(count), np.ones(k)), 1.0, 1.0)
        totals = LinearConstraint(np.kron(field.amount, np.eye(k)), field.least, field.room)
        found = milp(
            cost[:, columns].ravel(), constraints=[once, totals], integrality=np.ones(count * k), bounds=(0, 1)
        )
        best = min(best, found.fun) if found.success else best
    return best


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 10_000), fixed=st.integers(0, 1), drawn=st.booleans(), least=st.sampled_from([0.0, 0.6, 0.9])
)
def test_never_above_the_optimum(seed, fixed, drawn, least):
    """Whatever multipliers and prices it begins with: six units of uneven weights and amounts, two or three centres."""
    pool = _pool(seed, 6, 2, (least, 1.3), fixed)
    optimum = _optimum(pool)
    ascent = _Given(seed) if drawn else GroupAscent()
    bound = Repair().run(pool, ascent, Monitor(MaxRuntime(600)), 600.0)
    assert bound is not None
    assert bound <= optimum * (1 + 1e-9)


def test_mending_makes_more_of_bad_multipliers():
    """Each round lowers what is too high; the best of the bounds is given."""
    pool = _pool(1, 600, 12, (0.9, 1.1))
    monitor = Monitor(MaxRuntime(600))
    first, more = (Repair(rounds=rounds).run(pool, _Given(1), monitor, 600.0) for rounds in (1, 4))
    assert first is not None
    assert more is not None
    assert more > first + 0.05 * abs(first)


def test_a_sample_is_mended_first(monkeypatch):
    """With many places a sample is mended before all of them are looked at, and the first bound is higher for it."""
    pool = _pool(2, 3_000, 10, (0.9, 1.1))
    monitor = Monitor(MaxRuntime(600))
    plain = Repair(rounds=1).run(pool, GroupAscent(steps=5), monitor, 600.0)
    monkeypatch.setattr("optimizer.solvers.wide_repair.SAMPLE", 300)
    sampled = Repair(rounds=1, sample=10).run(pool, GroupAscent(steps=5), monitor, 600.0)
    assert plain is not None
    assert sampled is not None
    assert sampled > plain


def test_the_same_with_any_number_of_threads(monkeypatch):
    """To the last digit: pieces of work never depend on the threads."""
    pool, bounds = _pool(4, 700, 14, (0.9, 1.1), fixed=1), []
    for threads in (1, 3):
        monkeypatch.setattr("optimizer.chunks.THREADS", threads)
        bounds.append(Repair().run(pool, GroupAscent(), Monitor(MaxRuntime(600)), 600.0))
    assert bounds[0] is not None
    assert bounds[0] == bounds[1]


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_time_no_bound(seconds):
    """All places are looked at or none."""
    assert Repair().run(_pool(3, 50, 3, (0.5, 2.0)), GroupAscent(), Monitor(MaxRuntime(1.0)), seconds) is None
