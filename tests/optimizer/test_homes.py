"""Estimated homes against brute force, on the sphere and in the plane."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from optimizer.homes import fill_in_homes, geometric_medians
from optimizer.travel import STRAIGHT, Floats, GreatCircle, Planar, Quantity, Travel, TravelMatrix, costs_to_places

SPHERE = GreatCircle(STRAIGHT)


def total_distance(places: Floats, home: Floats, travel: Travel) -> float:
    """Straight kilometres from a home to all places, by the package's own travel."""
    n = len(places)
    geometry = travel.geometry(places, home.reshape(1, 2), Quantity.DISTANCE, 1)
    return float(costs_to_places(geometry, np.arange(n, dtype=np.int32), np.full(n, n, dtype=np.int32)).sum())


def brute_force(places: Floats, travel: Travel) -> float:
    """Least total distance found from every place and from the best of a grid, polished."""
    low, high = places.min(axis=0) - 1e-6, places.max(axis=0) + 1e-6
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 15).T), axis=-1).reshape(-1, 2)
    starts = sorted([*places, *grid], key=lambda home: total_distance(places, home, travel))[:3]
    polished = [
        minimize(
            lambda home: total_distance(places, home, travel), start, method="Nelder-Mead", options={"xatol": 1e-9}
        )
        for start in starts
    ]
    return min(total_distance(places, starts[0], travel), *(float(found.fun) for found in polished))


def median_of(places: Floats, travel: Travel) -> Floats:
    return geometric_medians(places, np.zeros(len(places), dtype=np.int32), 1, travel=travel)[0]


@pytest.mark.parametrize("travel", [SPHERE, Planar()])
@pytest.mark.parametrize("seed", range(6))
def test_no_place_is_better(travel: Travel, seed: int) -> None:
    """The estimate is as good as brute force, up to the metres it is precise to."""
    generator = np.random.default_rng(seed)
    places = generator.normal([45.0, 7.0], 2.0, (3 + 4 * seed, 2))
    found = total_distance(places, median_of(places, travel), travel)
    assert found <= brute_force(places, travel) * (1 + 1e-5) + 0.01


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(40, 44), st.integers(-4, 4)), min_size=1, max_size=9),
    st.sampled_from([SPHERE, Planar()]),
)
def test_ties_lines_and_places_of_accounts_do_no_harm(points: list[tuple[int, int]], travel: Travel) -> None:
    """Accounts in one place, in a line, or at the median itself: where Weiszfeld's own step divides by 0."""
    places = np.array(points, dtype=np.float64)
    found = total_distance(places, median_of(places, travel), travel)
    assert found <= brute_force(places, travel) * (1 + 1e-4) + 0.1


def test_two_accounts_in_one_place_hold_the_home() -> None:
    """Two against one: the home is where the two are."""
    places = np.array([[40.0, -74.0], [40.0, -74.0], [42.0, -71.0]])
    assert median_of(places, SPHERE) == pytest.approx([40.0, -74.0], abs=1e-3)


def test_a_start_at_an_account_is_left() -> None:
    """The mean lies exactly at an account that is not the median: the step still leads away."""
    places = np.array([[0.0, 0.0], [8.0, 0.0], [-1.0, 1.0], [-1.0, -1.0], [-3.0, 0.0], [-3.0, 0.0]])
    assert places.mean(axis=0).tolist() == [0.0, 0.0]
    assert median_of(places, Planar())[0] < -0.5


def test_homes_across_the_date_line() -> None:
    """Accounts at 179 east and 179 west live between, not in Africa."""
    places = np.array([[10.0, 179.0], [10.0, -179.0], [10.2, 179.9]])
    home = median_of(places, SPHERE)
    assert abs(home[1]) > 179
    assert home[0] == pytest.approx(10.1, abs=0.15)


def test_groups_are_apart_and_empty_ones_have_no_median() -> None:
    """Each group has its own median; a group of nothing has NaN."""
    places = np.array([[1.0, 1.0], [50.0, 50.0], [50.0, 50.0]])
    medians = geometric_medians(places, np.array([0, 2, 2], dtype=np.int32), 3, travel=SPHERE)
    assert medians[0] == pytest.approx([1.0, 1.0])
    assert np.isnan(medians[1]).all()
    assert medians[2] == pytest.approx([50.0, 50.0])


def test_homes_given_stay_and_others_are_filled_in() -> None:
    """Only reps without a place get one, from accounts that have both a territory and a place."""
    centres = np.array([[1.0, 2.0], [np.nan, np.nan], [np.nan, np.nan]])
    places = np.array([[5.0, 5.0], [6.0, 6.0], [np.nan, np.nan], [9.0, 9.0]])
    found, counts = fill_in_homes(centres, places, np.array([0, 1, 1, -1], dtype=np.int32), travel=SPHERE)
    assert found[:2].tolist() == pytest.approx(np.array([[1.0, 2.0], [6.0, 6.0]]))
    assert np.isnan(found[2]).all()
    assert counts.tolist() == [0, 1, 0]
    assert np.isnan(centres[1]).all()


def test_a_matrix_has_its_own_centres() -> None:
    """Travel that is given says nothing of places; nothing is estimated."""
    centres = np.zeros((1, 2))
    found, counts = fill_in_homes(
        centres, np.ones((1, 2)), np.zeros(1, dtype=np.int32), travel=TravelMatrix(np.ones((1, 1)))
    )
    assert found is centres
    assert counts.tolist() == [0]
