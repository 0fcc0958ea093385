"""The smoothed dual: derivatives by finite differences, and the dual itself where it is cold."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.solvers.prices import open_bound
from optimizer.solvers.smoothed import SmoothedDual, find_scale

STEP = 1e-5


@pytest.fixture
def dual(case, formulated):
    """The dual of each case in turn, warm."""
    fixed = formulated(*case)
    weight = np.add.reduceat(fixed.items.members.weight[fixed.items.members.unit], fixed.items.members.start[:-1])
    return SmoothedDual(fixed.program, find_scale(fixed.program, weight), 0.3)


def _points(dual):
    low, high = dual.bounds(2.0)
    rng = np.random.default_rng(3)
    return [rng.uniform(0.1, 0.9, len(low)) * (high - low) + low for _ in range(3)]


def _numeric(function, at):
    """Central differences of a function along each axis."""
    axes = np.eye(len(at)) * STEP
    return np.array([(function(at + axis) - function(at - axis)) / (2 * STEP) for axis in axes])


def test_the_gradient(dual):
    """As finite differences of the value."""
    for at in _points(dual):
        numeric = _numeric(lambda where: dual(where)[0], at)
        assert dual(at)[1] == pytest.approx(numeric, rel=1e-4, abs=1e-6)


def test_the_hessian(dual):
    """As finite differences of the gradient; symmetric, with no negative curvature."""
    for at in _points(dual):
        if not len(at):
            continue
        hessian = dual.hessian(at)
        numeric = _numeric(lambda where: dual(where)[1], at)
        assert hessian == pytest.approx(numeric, rel=1e-3, abs=1e-5 * max(1.0, np.abs(hessian).max()))
        assert hessian == pytest.approx(hessian.T)
        assert np.linalg.eigvalsh(hessian).min() >= -1e-8 * max(1.0, np.abs(hessian).max())


def test_cold_it_is_the_dual(dual):
    """At a temperature near zero the value is the bound of the prices, negated, per unit of spread."""
    cold = SmoothedDual(dual.program, dual.scale, 1e-7)
    for at in _points(dual):
        bound = open_bound(dual.program, dual.prices(at))
        unit = dual.scale.spread.sum()
        assert cold(at)[0] == pytest.approx(-bound / unit, rel=1e-5, abs=1e-5)


def test_prices_there_and_back(dual):
    """Packing undoes scaling."""
    for at in _points(dual):
        assert dual.pack(dual.prices(at)) == pytest.approx(at)
