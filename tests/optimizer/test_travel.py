"""Distances and hours against textbook formulas, and profiles that solvers can rely on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.exceptions import InputError
from optimizer.travel import (
    EARTH_RADIUS_KM,
    STRAIGHT,
    STREETS,
    GreatCircle,
    Planar,
    Quantity,
    RoadProfile,
    TravelMatrix,
    costs_to_places,
    farthest_chord_squared,
    straight_costs,
)

LATITUDE, LONGITUDE = st.floats(-90, 90), st.floats(-180, 180)
PROFILES = [
    STREETS,
    STRAIGHT,
    RoadProfile((2.0, 5.0, 10.0), (1.6, 1.4, 1.4), (40.0, 45.0, 48.0)),
    RoadProfile((4.0,), (1.5,), (60.0,)),
]


def cost(travel, here, there, quantity=Quantity.DISTANCE, power=1):
    """Cost between two places."""
    geometry = travel.geometry(np.array([here], dtype=float), np.array([there], dtype=float), quantity, power)
    return float(costs_to_places(geometry, np.zeros(1, dtype=np.int32), np.ones(1, dtype=np.int32))[0])


def haversine(here, there):
    """Great-circle kilometres by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = np.radians(here), np.radians(there)
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(min(1.0, half)))


@settings(deadline=None)
@given(st.tuples(LATITUDE, LONGITUDE), st.tuples(LATITUDE, LONGITUDE))
def test_the_bare_great_circle_is_the_haversine(here, there):
    """Everywhere on the globe, poles and the date line included, to a metre short of opposite sides."""
    expected = haversine(here, there)
    precision = 1e-3 if expected < 19_900 else 1.0
    assert cost(GreatCircle(STRAIGHT), here, there) == pytest.approx(expected, abs=precision)


@pytest.mark.parametrize(
    ("here", "there", "kilometres"),
    [
        ((0, 0), (0, 180), 20_015.1),
        ((90, 0), (-90, 77), 20_015.1),
        ((0, 179), (0, -179), 222.39),
        ((51.5074, -0.1278), (48.8566, 2.3522), 343.56),
        ((10, 10), (10, 10), 0.0),
    ],
)
def test_known_distances(here, there, kilometres):
    """Half round the earth, across the date line, London to Paris, and nowhere."""
    assert cost(GreatCircle(STRAIGHT), here, there) == pytest.approx(kilometres, rel=1e-4, abs=1e-4)


@settings(deadline=None)
@given(st.floats(0, 500), st.sampled_from(PROFILES), st.sampled_from(Quantity))
def test_the_curve_interpolates_between_knots(kilometres, roads, quantity):
    """Factor times distance, the factor as numpy interpolates it, flat outside the knots."""
    factor = np.interp(kilometres, roads.straight_km, roads.factors(quantity))
    found = cost(Planar(roads), (0, 0), (kilometres, 0), quantity)
    assert found == pytest.approx(kilometres * factor)
    assert cost(Planar(roads), (0, 0), (kilometres, 0), quantity, 2) == pytest.approx(found**2)


@settings(deadline=None)
@given(st.floats(0, 300), st.floats(0, 300), st.sampled_from(PROFILES), st.sampled_from(Quantity))
def test_farther_is_never_nearer(one, other, roads, quantity):
    """Costs never fall with distance, whatever the profile."""
    near, far = sorted([one, other])
    travel = Planar(roads)
    assert cost(travel, (0, 0), (near, 0), quantity) <= cost(travel, (0, 0), (far, 0), quantity) * (1 + 1e-12)


def test_streets_at_their_knots():
    """The measured circuities and speeds are there as given."""
    assert cost(Planar(STREETS), (0, 0), (75, 0)) == pytest.approx(75 * 1.14)
    assert cost(Planar(STREETS), (0, 0), (7.5, 0), Quantity.TIME) == pytest.approx(7.5 * 1.20 / 55)
    assert cost(Planar(STREETS), (0, 0), (1, 0)) == pytest.approx(1.22)
    assert cost(GreatCircle(), (0, 0), (0, 1)) == pytest.approx(haversine((0, 0), (0, 1)) * 1.14)


@pytest.mark.parametrize(
    ("knots", "circuity", "speed", "message"),
    [
        ((), (), (), "same number of knots, at least one"),
        ((0.0, 1.0), (1.0,), (50.0, 50.0), "same number of knots"),
        ((0.0, 0.0), (1.0, 1.0), (50.0, 50.0), "straight_km must increase"),
        ((-1.0,), (1.0,), (50.0,), "from 0 or more"),
        ((0.0,), (0.9,), (50.0,), "circuity must be at least 1"),
        ((0.0,), (1.0,), (0.0,), "speed above 0"),
        ((0.0,), (float("nan"),), (50.0,), "must be finite"),
        ((0.0,), (1.0,), (float("inf"),), "must be finite"),
    ],
)
def test_impossible_profiles_are_refused(knots, circuity, speed, message):
    """Each number and their order are checked."""
    with pytest.raises(ValueError, match=message):
        RoadProfile(knots, circuity, speed)


@pytest.mark.parametrize(
    ("circuity", "speed", "message"),
    [
        ((1.0, 3.0, 1.0), (50.0, 50.0, 50.0), "nearer by road at 20 km: circuity must fall more slowly"),
        ((1.0, 1.0, 1.0), (10.0, 10.0, 100.0), "nearer in time at 20 km: speed must rise more slowly"),
        ((1.5, 1.0, 1.0), (50.0, 50.0, 50.0), None),
        ((1.6, 1.0, 1.0), (50.0, 50.0, 50.0), "nearer by road at 10 km"),
    ],
)
def test_a_farther_place_must_not_be_nearer(circuity, speed, message):
    """Of s f(s) the slope at both ends of each segment decides; knots are at 5, 10 and 20 km."""
    knots = (5.0, 10.0, 20.0)
    if message is None:
        assert RoadProfile(knots, circuity, speed).circuity == circuity
        return
    with pytest.raises(ValueError, match=message):
        RoadProfile(knots, circuity, speed)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(10, 40), min_size=4, max_size=4),
    st.lists(st.integers(1, 12), min_size=4, max_size=4),
)
def test_profiles_are_refused_exactly_where_costs_fall(knots, tenths, tens):
    """Brute force over a fine grid agrees with the check, apart from slopes no grid can see."""
    knots = tuple(float(knot) for knot in sorted(knots))
    circuity = tuple(tenth / 10 for tenth in tenths[: len(knots)])
    speed = tuple(10.0 * ten for ten in tens[: len(knots)])
    grid = np.unique(np.r_[np.linspace(0, 50, 20_001), knots])
    circuities = np.interp(grid, knots, circuity)
    hours = np.interp(grid, knots, np.divide(circuity, speed))
    falls = min(np.diff(grid * circuities).min() / 1e2, np.diff(grid * hours).min())
    assume(abs(falls) > 1e-9 or falls == 0)
    try:
        RoadProfile(knots, circuity, speed)
    except ValueError:
        assert falls < 1e-6
    else:
        assert falls >= -1e-12


@settings(deadline=None)
@given(st.floats(0, 1e5), st.sampled_from(PROFILES), st.sampled_from(Quantity), st.sampled_from([0.0, EARTH_RADIUS_KM]))
def test_the_farthest_line_within_a_limit(limit, roads, quantity, radius):
    """The line found costs at most the limit, and one a little longer costs more."""
    travel = GreatCircle(roads) if radius else Planar(roads)
    geometry = travel.geometry(np.zeros((1, 2)), np.zeros((1, 2)), quantity, 1)
    squared = farthest_chord_squared(geometry.curve, limit)
    if np.isinf(squared):
        assert straight_costs(geometry, np.array([2.0 * radius]))[0] <= limit
        return
    at, beyond = straight_costs(geometry, np.sqrt(squared) * np.array([1 - 1e-9, 1 + 1e-7]))
    assert at <= limit
    assert beyond > limit or limit < 1e-9


def test_a_matrix_is_taken_as_given():
    """Kilometres, hours and their squares come from the rows of the units."""
    travel = TravelMatrix(np.array([[1.0, 2.0], [3.0, 4.0]]), hours=np.array([[0.5, 0.1], [0.2, 3.0]]))
    places = np.zeros((2, 2))
    units, second = np.arange(2, dtype=np.int32), np.full(2, 3, dtype=np.int32)
    assert costs_to_places(travel.geometry(places, places, Quantity.DISTANCE, 1), units, second).tolist() == [2.0, 4.0]
    assert costs_to_places(travel.geometry(places, places, Quantity.TIME, 2), units, second)[1] == 9.0
    between = TravelMatrix(np.array([[0.0, 7.0], [8.0, 0.0]]), between_units=True)
    geometry = between.geometry(places, places[:1], Quantity.DISTANCE, 1)
    assert costs_to_places(geometry, units, units[::-1].copy()).tolist() == [7.0, 8.0]


@pytest.mark.parametrize("matrix", [np.ones(3), np.full((2, 2), -1.0), np.full((2, 2), np.nan)])
def test_impossible_matrices_are_refused(matrix):
    """Two dimensions of finite numbers, none negative."""
    with pytest.raises(InputError, match="two dimensions of finite numbers"):
        TravelMatrix(matrix)


def test_matrices_that_do_not_fit_are_refused():
    """Hours beside kilometres of another shape, hours that are not there, another number of units."""
    with pytest.raises(InputError, match="hours have shape"):
        TravelMatrix(np.ones((2, 2)), np.ones((2, 1)))
    places = np.zeros((2, 2))
    with pytest.raises(InputError, match="no hours given"):
        TravelMatrix(np.ones((2, 2))).geometry(places, places, Quantity.TIME, 1)
    with pytest.raises(InputError, match=r"the shape is \(3, 2\), expected \(2, 2\)"):
        TravelMatrix(np.ones((3, 2))).geometry(places, places, Quantity.DISTANCE, 1)


def test_nowhere_costs_nothing():
    """A unit that goes nowhere travels nothing."""
    geometry = Planar().geometry(np.zeros((1, 2)), np.ones((1, 2)), Quantity.DISTANCE, 1)
    assert costs_to_places(geometry, np.zeros(1, dtype=np.int32), np.full(1, -1, dtype=np.int32)).tolist() == [0.0]
