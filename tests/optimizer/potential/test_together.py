"""The covariance that shocks cause is that of the draws."""

import numpy as np
import pytest

from optimizer.potential import Outlook, SharedRisk
from optimizer.potential.together import shared_covariance


def test_it_is_the_covariance_of_draws():
    """Accounts that do not vary by themselves: all covariance of their territories' years is that of the shocks."""
    rng = np.random.default_rng(1)
    point = rng.uniform(50, 150, 40)
    risk = SharedRisk(company_sd=0.15, region_sd=0.2, region=rng.integers(0, 3, 40))
    outlook = Outlook.from_sd(point, np.zeros(40), shared=risk)
    territory = rng.integers(-1, 4, 40)
    found = shared_covariance(outlook, territory, 4)
    drawn = np.cov(outlook.territory_draws(territory, 4, draws=200_000, seed=3), rowvar=False)
    assert found == pytest.approx(drawn, rel=0.02)


def test_one_region_and_none():
    """With one region the two shocks are one; without shocks nothing is shared."""
    outlook = Outlook.from_sd([1.0, 2.0], [0.5, 0.5], shared=SharedRisk(company_sd=0.3, region_sd=0.4))
    assert shared_covariance(outlook, [0, 1], 2) == pytest.approx(np.expm1(0.25) * np.array([[1, 2], [2, 4]]))
    alone = Outlook.from_sd([1.0, 2.0], [0.5, 0.5], shared=SharedRisk.none())
    assert not shared_covariance(alone, [0, 1], 2).any()


def test_territories_must_fit():
    """As where draws are summed."""
    with pytest.raises(ValueError, match="territories must be"):
        shared_covariance(Outlook.from_sd([1.0], [0.1]), [2], 2)
