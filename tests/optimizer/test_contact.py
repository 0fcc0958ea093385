"""Contacts found on a map."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from optimizer.adjacency import components
from optimizer.contact import adjacency_of_areas, bridged, delaunay_adjacency, flat, gabriel_adjacency

METRIC = "EPSG:5070"


def squares(*corners: tuple[float, float]) -> gpd.GeoDataFrame:
    """Unit kilometre squares with these lower left corners, in metres."""
    shapes = [box(1000 * x, 1000 * y, 1000 * (x + 1), 1000 * (y + 1)) for x, y in corners]
    return gpd.GeoDataFrame(geometry=shapes, crs=METRIC)


def test_areas_that_share_a_border_touch():
    """Two squares side by side share a kilometre; one at a corner touches only where corners count."""
    areas = squares((0, 0), (1, 0), (2, 1), (9, 9))
    found = adjacency_of_areas(areas)
    assert found.pairs.tolist() == [[0, 1]]
    assert found.border == pytest.approx([1.0])
    assert adjacency_of_areas(areas, corners=True).pairs.tolist() == [[0, 1], [1, 2]]


def test_degrees_are_projected_for_measuring():
    """A border of one degree of latitude is about 111 km."""
    areas = gpd.GeoDataFrame(geometry=[box(-90, 40, -89, 41), box(-89, 40, -88, 41)], crs="EPSG:4326")
    assert adjacency_of_areas(areas).border == pytest.approx([111.0], rel=0.01)


def test_borders_that_nearly_agree_can_be_snapped():
    """A gap of a centimetre parts two areas until coordinates are brought together."""
    areas = gpd.GeoDataFrame(geometry=[box(0, 0, 1000, 1000), box(1000.01, 0, 2000, 1000)], crs=METRIC)
    assert len(adjacency_of_areas(areas)) == 0
    assert adjacency_of_areas(areas, snap=0.1).pairs.tolist() == [[0, 1]]


def test_areas_without_shape_or_system_are_refused():
    """The message names the row, or the missing coordinate system."""
    with pytest.raises(ValueError, match="row 1"):
        adjacency_of_areas(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1), Polygon()], crs=METRIC))
    with pytest.raises(ValueError, match="coordinate system"):
        adjacency_of_areas(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)]))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=25))
def test_points_are_connected_even_on_a_line_or_on_top_of_each_other(points: list[tuple[int, int]]):
    """Whatever the points, their neighbours connect them all, and Gabriel's do too."""
    places = np.array(points, dtype=float)
    found = delaunay_adjacency(places)
    assert (components(found) == 0).all()
    few = gabriel_adjacency(places)
    assert set(map(tuple, few.pairs.tolist())) <= set(map(tuple, found.pairs.tolist()))


def test_gabriel_leaves_out_edges_past_a_third_point():
    """The long side of a blunt triangle passes its third corner."""
    places = np.array([[0.0, 0.0], [10.0, 0.0], [5.0, 1.0]])
    assert delaunay_adjacency(places).pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert gabriel_adjacency(places).pairs.tolist() == [[0, 2], [1, 2]]


def test_islands_are_bridged_where_water_is_narrowest():
    """Two pairs of squares are joined between their nearest members, and the bridge is marked."""
    areas = squares((0, 0), (1, 0), (4, 0), (5, 0))
    places = np.column_stack([areas.centroid.x, areas.centroid.y])
    found = bridged(adjacency_of_areas(areas), places)
    assert found.pairs[found.bridge].tolist() == [[1, 2]]
    assert (components(found) == 0).all()


def test_degrees_laid_flat_are_kilometres():
    """A degree of latitude is 111 km, one of longitude at 60 degrees half of it."""
    places = flat(np.array([[60.0, 10.0], [60.0, 11.0]]))
    assert np.diff(places[:, 0]) == pytest.approx([55.6], rel=0.01)
