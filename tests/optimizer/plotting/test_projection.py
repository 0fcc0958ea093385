"""Places on the paper: horizontal first, right proportions, free centres where the plan puts them."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.plotting.projection import project, stretch
from optimizer.travel import GreatCircle, TravelMatrix


def test_longitude_is_horizontal_on_the_globe(make, plan):
    """Facts hold the latitude first, a map has the longitude to the right."""
    instance = make([(48.0, 11.0)], [(50.0, 8.0)], travel=GreatCircle())
    places = project(plan(instance, [0]))
    assert places.units.tolist() == [[11.0, 48.0]]
    assert places.centres.tolist() == [[8.0, 50.0]]


def test_planar_places_stay_as_they_are(make, plan):
    """In the plane x is already first."""
    places = project(plan(make([(1.0, 2.0)], [(3.0, 4.0)]), [0]))
    assert (places.units.tolist(), places.centres.tolist()) == ([[1.0, 2.0]], [[3.0, 4.0]])


def test_free_centres_lie_at_their_unit(make, plan):
    """A free centre is where the plan places it, and nowhere while it is open."""
    places = project(plan(make([10.0, 20.0], [None, None]), [0, 0], [1, -1]))
    assert places.centres[0].tolist() == [20.0, 0.0]
    assert np.isnan(places.centres[1]).all()


def test_fixed_centres_do_not_move(make, plan):
    """A rep location stays what it is, whatever unit a plan names."""
    places = project(plan(make([10.0, 20.0], [7.0]), [0, 0], [1]))
    assert places.centres.tolist() == [[7.0, 0.0]]


def test_nothing_to_draw_is_told(make, plan):
    """Without any coordinates there is no map, and the message says what to give."""
    with pytest.raises(ValueError, match="give latitude and longitude"):
        project(plan(make([None], [0.0], unplaced=[0]), [-1]))


def test_travel_matrix_without_coordinates_is_told(make, plan):
    """Where travel is given as a matrix, places that are all 0 are absent ones."""
    instance = make([(0.0, 0.0)] * 2, [(0.0, 0.0)], travel=TravelMatrix(np.ones((2, 1))))
    with pytest.raises(ValueError, match="no account has a place"):
        project(plan(instance, [0, 0]))


def test_degrees_of_latitude_are_longer_in_the_north(make):
    """At 60 degrees a degree of latitude is twice one of longitude; in the plane both are the same."""
    globe = make([(60.0, 0.0)], [None], travel=GreatCircle())
    assert stretch(globe, np.array([59.0, 61.0, np.nan])) == pytest.approx(2.0)
    assert stretch(make([0.0], [None]), np.array([59.0, 61.0])) == 1.0


def test_poles_are_not_stretched_without_end(make):
    """At a pole proportions are limited."""
    globe = make([(90.0, 0.0)], [None], travel=GreatCircle())
    assert stretch(globe, np.array([90.0])) == pytest.approx(10.0)
