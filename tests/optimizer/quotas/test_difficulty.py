"""What every choice of difficulty offers."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.quotas import EqualAttainment, Growth, Proportional, UnrealisedPotential
from optimizer.quotas.difficulty import Difficulty

RNG = np.random.default_rng(4)
DIFFICULTIES: dict[str, Difficulty] = {
    "shares": Proportional(np.array([0.0, 1.0, 3.0])),
    "growth": Growth(np.array([0.0, 100.0, 250.0])),
    "unrealised potential": UnrealisedPotential(np.array([50.0, 80.0, 0.0]), np.array([100.0, 60.0, 40.0])),
    "equal attainment": EqualAttainment(RNG.gamma(2.0, 50.0, (40, 3))),
}


@pytest.mark.parametrize("difficulty", DIFFICULTIES.values(), ids=list(DIFFICULTIES))
def test_a_higher_level_never_asks_for_less(difficulty):
    """Amounts are finite, one a territory, and never fall as their level rises."""
    low, high = difficulty.range
    assert low < high
    assert difficulty.size == 3
    steps = np.linspace(low, min(high, low + 5.0), 60)
    amounts = np.array([difficulty.amounts(np.full(3, level)) for level in steps])
    assert amounts.shape == (60, 3)
    assert np.isfinite(amounts).all()
    assert (np.diff(amounts, axis=0) >= -1e-9).all()


@pytest.mark.parametrize("difficulty", DIFFICULTIES.values(), ids=list(DIFFICULTIES))
def test_each_territory_has_its_own_level(difficulty):
    """A territory's amount depends on its own level alone."""
    low, high = difficulty.range
    levels = low + min(high - low, 1.0) * np.array([0.25, 0.5, 0.75])
    own = [difficulty.amounts(np.full(3, level))[at] for at, level in enumerate(levels)]
    assert difficulty.amounts(levels) == pytest.approx(own)
