"""What all have booked moves the years of each as far as it should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.quotas.actuals import after_actuals
from optimizer.quotas.joint_actuals import after_joint_actuals

MEAN = np.array([100.0, 200.0, 50.0])
COMMON = 0.01 * np.outer(MEAN, MEAN)
OWN = np.array([8.0, 30.0, 10.0]) ** 2


def years(draws=200_000, seed=0):
    """Normal years of three territories with a shock in common."""
    rng = np.random.default_rng(seed)
    return MEAN * (1 + 0.1 * rng.standard_normal((draws, 1))) + np.sqrt(OWN) * rng.standard_normal((draws, 3))


def conditional(booked, behind, persistence):
    """Mean and covariance of the year given bookings, from the joint normal of bookings and rest, written out."""
    behind = np.asarray(behind, dtype=float)
    s, rest = np.diag(behind), np.diag(1 - behind)
    level, noise = COMMON + persistence * np.diag(OWN), (1 - persistence) * np.diag(OWN)
    var_booked = s @ level @ s + s @ noise
    var_rest = rest @ level @ rest + rest @ noise
    cross = rest @ level @ s
    gain = cross @ np.linalg.inv(var_booked)
    mean = booked + rest @ MEAN + gain @ (booked - s @ MEAN)
    return mean, var_rest - gain @ cross.T


@pytest.mark.parametrize("persistence", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("behind", [[0.3, 0.3, 0.3], [0.5, 0.25, 0.8]])
def test_it_is_the_conditional_normal(behind, persistence):
    """Mean and covariance are those that textbooks give for bookings and rest as one normal vector."""
    booked = np.array(behind) * MEAN * [1.1, 0.95, 1.2]
    mean, covariance = conditional(booked, behind, persistence)
    found = after_joint_actuals(years(), booked, elapsed=behind, persistence=persistence, shared=COMMON, seed=4)
    assert found.mean(axis=0) == pytest.approx(mean, rel=0.005)
    assert np.cov(found, rowvar=False) == pytest.approx(covariance, rel=0.05, abs=0.3)


def test_what_shares_nothing_is_alone():
    """Without shocks mean and spread are those of each territory by itself."""
    rng = np.random.default_rng(0)
    draws = MEAN + np.sqrt(OWN) * rng.standard_normal((100_000, 3))
    booked = [30.0, 50.0, 20.0]
    given_ = {"elapsed": 0.25, "persistence": 0.5}
    found = after_joint_actuals(draws, booked, **given_, shared=np.zeros((3, 3)), seed=1)
    alone = after_actuals(draws, booked, **given_)
    assert found.mean(axis=0) == pytest.approx(alone.mean(axis=0), rel=1e-3)
    assert found.std(axis=0) == pytest.approx(alone.std(axis=0), rel=0.02)


def test_a_boom_elsewhere_is_good_news():
    """A territory that has not begun is expected to bring more where the others are ahead of their season."""
    found = after_joint_actuals(years(), [65, 130, 0], elapsed=[0.5, 0.5, 0.0], persistence=0.5, shared=COMMON, seed=1)
    assert found[:, 2].mean() > 52


def test_the_ends_of_the_year():
    """Before it nothing changes; after it every draw is what was booked."""
    draws = years(100)
    before = after_joint_actuals(draws, [0, 0, 0], elapsed=0, persistence=0.5, shared=COMMON, seed=1)
    assert before == pytest.approx(np.maximum(draws, 0))
    after = after_joint_actuals(draws, [70, 35, 10], elapsed=1, persistence=0.5, shared=COMMON, seed=1)
    assert (after == [70, 35, 10]).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=3, max_size=3),
    st.lists(st.floats(0, 300), min_size=3, max_size=3),
    st.floats(0, 1),
    st.booleans(),
)
def test_years_end_at_what_is_booked_or_above(behind, booked, persistence, certain):
    """Whatever is given, no year is below what it has, and all are finite, also where nobody varies."""
    draws = np.tile(MEAN, (50, 1)) if certain else years(50)
    shared = np.zeros((3, 3)) if certain else COMMON
    found = after_joint_actuals(draws, booked, elapsed=behind, persistence=persistence, shared=shared, seed=1)
    assert np.isfinite(found).all()
    assert (found >= np.array(booked)).all()


def test_shapes_must_fit():
    """The covariance is of these territories; the rest is checked as for one at a time."""
    with pytest.raises(ValueError, match="covariance of 3 territories"):
        after_joint_actuals(years(5), [1, 1, 1], elapsed=0.5, persistence=0.5, shared=np.zeros((2, 2)), seed=1)
    with pytest.raises(ValueError, match="persistence"):
        after_joint_actuals(years(5), [1, 1, 1], elapsed=0.5, persistence=2, shared=COMMON, seed=1)
