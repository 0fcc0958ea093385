"""What is booked so far moves the draws of the year as far as it should."""

import numpy as np
import pytest

from optimizer.quotas.actuals import after_actuals

YEARS = np.array([[80.0, 10.0], [100.0, 20.0], [120.0, 30.0]])


def test_before_the_year_nothing_changes():
    """With nothing behind and nothing booked the draws are those of before."""
    assert after_actuals(YEARS, [0, 0], elapsed=0, persistence=0.5) == pytest.approx(YEARS)


def test_after_the_year_nothing_is_open():
    """With the whole year behind every draw is what was booked."""
    found = after_actuals(YEARS, [70, 35], elapsed=1, persistence=0.5)
    assert found == pytest.approx(np.tile([70.0, 35.0], (3, 1)))


def test_a_lasting_level_goes_on_as_it_began():
    """With full persistence the pace of the half year behind is that of the half to come."""
    found = after_actuals(YEARS, [70, 5], elapsed=0.5, persistence=1)
    assert found == pytest.approx(np.tile([140.0, 10.0], (3, 1)))


def test_noise_leaves_the_rest_as_it_was():
    """Without persistence a good half year is added to an unchanged mean of the rest; its noise grows in share."""
    found = after_actuals(YEARS, [70, 5], elapsed=0.5, persistence=0)
    assert found.mean(axis=0) == pytest.approx([70 + 50, 5 + 10])
    assert found.std(axis=0) == pytest.approx(np.sqrt(0.5) * YEARS.std(axis=0))


def test_each_territory_has_its_own_season():
    """Shares behind may differ, also with one territory not started."""
    found = after_actuals(YEARS, [50, 0], elapsed=[0.5, 0.0], persistence=0.5)
    assert found[:, 1] == pytest.approx(YEARS[:, 1])
    assert found[:, 0].mean() == pytest.approx(100)


def test_mean_and_spread_are_those_of_the_conditional_distribution():
    """Among simulated years that began alike, the rest has the mean and deviation that the formula says."""
    generator = np.random.default_rng(7)
    mean, variance, persistence, behind = 100.0, 15.0**2, 0.6, 0.4
    level = generator.normal(0, np.sqrt(persistence * variance), 1_000_000)
    first, second = generator.normal(0, 1, (2, 1_000_000)) * np.sqrt((1 - persistence) * variance)
    booked = behind * (mean + level + first / np.sqrt(behind))
    year = booked + (1 - behind) * (mean + level + second / np.sqrt(1 - behind))
    assert year.std() == pytest.approx(15, rel=0.01)
    alike = np.abs(booked - 46) < 0.1
    before = generator.normal(mean, 15, (100_000, 1))
    found = after_actuals(before, [46.0], elapsed=behind, persistence=persistence)
    assert found.mean() == pytest.approx(year[alike].mean(), abs=0.4)
    assert found.std() == pytest.approx(year[alike].std(), rel=0.02)


def test_the_rest_of_the_year_takes_nothing_back():
    """However bad a draw, what is booked stays booked."""
    found = after_actuals(np.array([[0.0], [0.0], [900.0]]), [10.0], elapsed=0.9, persistence=0.2)
    assert found.min() == 10.0


def test_single_precision_stays():
    """A large array of draws is not doubled in size."""
    assert after_actuals(YEARS.astype(np.float32), [70, 5], elapsed=0.5, persistence=0.3).dtype == np.float32


@pytest.mark.parametrize(
    ("actuals", "choices", "message"),
    [
        ([1], {"elapsed": 0.5, "persistence": 0.5}, "actuals need 2 finite amounts"),
        ([1, np.nan], {"elapsed": 0.5, "persistence": 0.5}, "actuals need 2 finite amounts"),
        ([1, 1], {"elapsed": 6, "persistence": 0.5}, "elapsed must be one share 0..1 or one per territory, given 6"),
        ([1, 1], {"elapsed": [0.5], "persistence": 0.5}, "elapsed must be"),
        ([1, 1], {"elapsed": 0.5, "persistence": 50}, "persistence must be a share 0..1, given 50"),
    ],
)
def test_misuse_is_told(actuals, choices, message):
    """Months given for shares are refused."""
    with pytest.raises(ValueError, match=message):
        after_actuals(YEARS, actuals, **choices)


def test_draws_are_a_table():
    """One row a draw, also where there is one territory."""
    with pytest.raises(ValueError, match=r"draws have shape \(3,\)"):
        after_actuals(YEARS[:, 0], [1], elapsed=0.5, persistence=0.5)
