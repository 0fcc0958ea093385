"""Places from coordinate columns and from geometry."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from optimizer.exceptions import ProblemLog
from optimizer.places import MissingPlace, read_account_places, read_territory_places
from optimizer.tables import Columns, Table
from optimizer.travel import Floats, GreatCircle, Planar, Travel, TravelMatrix

UTM_NEW_YORK = "EPSG:32618"
FEET_NEW_YORK = "EPSG:2263"


def areas(shapes: Sequence[object], crs: str | None = "EPSG:4326") -> Table:
    return Table(
        "accounts", gpd.GeoDataFrame({"account": range(len(shapes))}, geometry=list(shapes), crs=crs), ProblemLog()
    )


def places_of(table: Table, travel: Travel, missing: MissingPlace = MissingPlace.RAISE) -> Floats:
    return read_account_places(table, Columns(), travel, missing)[0]


def test_points_give_latitude_and_longitude() -> None:
    """Geometry is x before y; places are latitude before longitude."""
    assert places_of(areas([Point(-74.0, 40.7)]), GreatCircle()).tolist() == [[40.7, -74.0]]


def test_areas_give_a_point_inside() -> None:
    """The point of a horseshoe lies in the horseshoe, not in its middle."""
    shape = box(0, 40, 9, 49).difference(box(1, 41, 8, 49))
    ((latitude, longitude),) = places_of(areas([shape]), GreatCircle())
    assert shape.contains(Point(longitude, latitude))


def test_a_shape_that_crosses_itself_still_has_a_place() -> None:
    """Real boundaries have invalid rings."""
    assert np.isfinite(places_of(areas([Polygon([(1, 40), (3, 42), (3, 40), (1, 42)])]), GreatCircle())).all()


def test_a_projection_is_undone_for_the_globe() -> None:
    """Metres of a projection come back as degrees."""
    projected = gpd.GeoSeries([Point(-74.0, 40.7)], crs="EPSG:4326").to_crs(UTM_NEW_YORK)
    table = areas(list(projected), UTM_NEW_YORK)
    assert places_of(table, GreatCircle())[0] == pytest.approx([40.7, -74.0])


@pytest.mark.parametrize(("crs", "kilometres"), [(UTM_NEW_YORK, 0.001), (FEET_NEW_YORK, 0.0003048006), (None, 1.0)])
def test_the_plane_is_in_kilometres(crs: str | None, kilometres: float) -> None:
    """Metres and feet of a projection become kilometres; numbers of no projection are taken as they are."""
    places = places_of(areas([Point(1000.0, 3000.0)], crs), Planar())
    assert places[0] == pytest.approx([1000 * kilometres, 3000 * kilometres])


@pytest.mark.parametrize(
    ("travel", "crs", "remedy"), [(GreatCircle(), None, "set_crs"), (Planar(), "EPSG:4326", "to_crs")]
)
def test_geometry_that_does_not_fit_the_travel_is_a_problem(travel: Travel, crs: str | None, remedy: str) -> None:
    """Numbers of unknown meaning are not degrees, and degrees are no plane."""
    table = areas([Point(1, 2)], crs)
    places_of(table, travel)
    (problem,) = table.log.problems
    assert problem.column == "geometry"
    assert remedy in problem.remedy


def test_missing_geometry_is_a_missing_place() -> None:
    """None and empty shapes are problems, or listed as unplaced."""
    shapes = [Point(1, 2), None, Point()]
    table = areas(shapes)
    places_of(table, GreatCircle())
    assert [(p.row, p.column) for p in table.log.problems] == [(1, "geometry"), (2, "geometry")]
    table = areas(shapes)
    places, unplaced = read_account_places(table, Columns(), GreatCircle(), MissingPlace.LIST)
    assert [item.unit for item in unplaced] == [1, 2]
    assert np.isnan(places[1:]).all()
    assert not table.log.problems


def test_reps_may_have_geometry_too() -> None:
    """A layer of homes gives centres; who has no point has no place."""
    centres = read_territory_places(areas([Point(-74, 40), None]), Columns(), GreatCircle())
    assert centres[0].tolist() == [40, -74]
    assert np.isnan(centres[1]).all()


def test_a_column_called_geometry_is_no_geometry() -> None:
    """An ordinary table with such a column is read by its coordinates."""
    frame = pd.DataFrame({"geometry": ["POINT (1 2)"], "latitude": [40.0], "longitude": [-74.0]})
    assert places_of(Table("accounts", frame, ProblemLog()), GreatCircle()).tolist() == [[40, -74]]


def test_the_origin_of_a_plane_is_a_place() -> None:
    """0,0 is suspect on the globe only."""
    table = Table("accounts", pd.DataFrame({"x": [0.0], "y": [0.0]}), ProblemLog())
    places, unplaced = read_account_places(table, Columns(), Planar(), MissingPlace.LIST)
    assert places.tolist() == [[0, 0]]
    assert unplaced == ()


def test_infinite_coordinates_of_a_plane_are_a_problem() -> None:
    """A plane has no limits, but it ends before infinity."""
    table = Table("accounts", pd.DataFrame({"x": [np.inf], "y": [0.0]}), ProblemLog())
    places_of(table, Planar())
    assert table.log.problems[0].column == "x"


def test_under_a_matrix_places_are_kept_for_maps() -> None:
    """What is there is kept, what is not is 0, and nothing is a problem."""
    frame = pd.DataFrame({"latitude": [40.0, np.nan], "longitude": [-74.0, np.nan]})
    table = Table("accounts", frame, ProblemLog())
    matrix = TravelMatrix(np.ones((2, 1)))
    assert places_of(table, matrix).tolist() == [[40, -74], [0, 0]]
    assert read_territory_places(areas([Point(-74, 40)]), Columns(), matrix).tolist() == [[40, -74]]
    assert not table.log.problems


def test_reps_without_coordinate_columns_have_no_place() -> None:
    """Places of reps are optional."""
    table = Table("territories", pd.DataFrame({"rep": ["Ann"]}), ProblemLog())
    assert np.isnan(read_territory_places(table, Columns(), GreatCircle())).all()
    assert not table.log.problems
