"""The order of halves keeps every point and makes runs of it compact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.solvers.halving import halved


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=120))
def test_every_point_once(points):
    """Whatever the points, many of them in one place."""
    order = halved(np.array(points, dtype=float).reshape(-1, 3), 64, 8)
    assert sorted(order.tolist()) == list(range(len(points)))


@pytest.mark.parametrize("size", [8, 64])
def test_runs_are_compact(size):
    """A dense town beside a wide country: runs in the town are as small for their many points as those outside."""
    rng = np.random.default_rng(2)
    points = np.zeros((1_024, 3))
    points[:512, :2], points[512:, :2] = rng.uniform(0, 1, (512, 2)), rng.uniform(100, 200, (512, 2))
    order = halved(points, 64, 8)
    runs = points[order].reshape(-1, size, 3)
    width = (runs.max(axis=1) - runs.min(axis=1)).max(axis=1)
    town = runs[:, 0, 0] <= 1.0
    # Even points would have runs of the width sqrt(size / 512).
    assert (width[town] < 2.5 * np.sqrt(size / 512)).all()
    assert (width[~town] < 250 * np.sqrt(size / 512)).all()


def test_cuts_lie_at_multiples():
    """The first half of two hundred points is a multiple of the coarse run."""
    points = np.zeros((200, 3))
    points[:, 0] = np.random.default_rng(3).permutation(200)
    order = halved(points, 64, 8)
    assert points[order[:64], 0].max() < points[order[64:], 0].min()
