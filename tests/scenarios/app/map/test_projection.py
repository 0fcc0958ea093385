"""Which map fits, and where places lie on it."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from optimizer.instance import Instance, Territories, Units
from optimizer.travel import Planar
from scenarios.app.map.projection import MapProjection, backdrop, fit_projection
from scenarios.atlas import read_borders


def instance(places, travel=None):
    """Accounts at places, one territory."""
    places = np.array(places, dtype=np.float64)
    n = len(places)
    units = Units(pd.RangeIndex(n), places, np.ones((n, 1)), np.full(n, -1, np.int32), np.arange(n, dtype=np.int32))
    territories = Territories(pd.Index(["T"]), ("",), np.full((1, 2), np.nan), np.ones((1, 1)))
    more = {} if travel is None else {"travel": travel}
    return Instance(units, territories, ("sales",), **more)


WEST = [(47.6, -122.3), (34.0, -118.2), (40.7, -74.0), (25.8, -80.2)]


def test_one_part_of_the_world_keeps_its_areas():
    projection = fit_projection(instance(WEST))
    assert "aea" in projection.formula
    for latitude in (30.0, 45.0):
        corners = np.array([(latitude, -100.0), (latitude, -99.9), (latitude + 0.1, -99.9), (latitude + 0.1, -100.0)])
        area = shapely.area(shapely.polygons(projection.points(corners)))
        true = (6371.0088 * np.radians(0.1)) ** 2 * np.cos(np.radians(latitude + 0.05))
        assert area == pytest.approx(true, rel=1e-3)


def test_all_over_the_world_is_mercators_map():
    projection = fit_projection(instance([*WEST, (48.9, 2.3), (-33.9, 151.2)]))
    assert "merc" in projection.formula
    x = projection.points(np.array([(0.0, -118.0), (0.0, 2.0), (0.0, 151.0)]))[:, 0]
    assert (np.diff(x) > 0).all()


def test_the_date_line_cuts_nothing_apart():
    projection = fit_projection(instance([(-36.8, 174.8), (-17.8, 178.0), (-14.0, -171.8)]))
    points = projection.points(np.array([(-17.0, 179.9), (-17.0, -179.9)]))
    assert np.linalg.norm(points[0] - points[1]) < 50


def test_plans_on_paper_stay_as_they_are():
    projection = fit_projection(instance([(1.0, 2.0), (3.0, 4.0)], Planar()))
    assert projection.formula is None
    assert projection.points(np.array([(1.0, 2.0)])).tolist() == [[1.0, 2.0]]
    assert backdrop(projection, read_borders()).land == ()


def test_unknown_places_stay_unknown():
    projection = fit_projection(instance([*WEST, (np.nan, np.nan)]))
    assert np.isnan(projection.points(np.array([(np.nan, np.nan)]))).all()
    with pytest.raises(ValueError, match="no account has a place"):
        fit_projection(instance([(np.nan, np.nan)]))


def test_land_lies_under_the_accounts():
    projection = fit_projection(instance(WEST))
    land = backdrop(projection, read_borders())
    denver = shapely.points(projection.points(np.array([(39.7, -105.0)])))
    assert shapely.contains(shapely.union_all(land.land), denver).all()
    assert land.lines.length > 0


def test_a_country_that_is_far_away_is_not_drawn():
    projection = MapProjection("+proj=merc +lon_0=0 +R=6371 +units=m", 0.0, (-10.0, 40.0, 10.0, 50.0))
    assert projection.shape(shapely.box(100, 0, 110, 10)).is_empty


@given(st.floats(-60, 60), st.floats(-170, 170))
def test_any_place_has_a_map(latitude, longitude):
    projection = fit_projection(instance([(latitude, longitude), (latitude + 1, longitude + 1)]))
    points = projection.points(np.array([(latitude, longitude), (latitude + 1, longitude)]))
    assert np.isfinite(points).all()
    assert points[1, 1] > points[0, 1]
