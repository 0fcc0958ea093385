"""GIS files."""

from __future__ import annotations

import geopandas
import pytest
from shapely.geometry import Point, box

from optimizer.exceptions import InputError
from scenarios.connectors import read_table


@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_points_become_coordinates(tmp_path, suffix):
    """Latitude and longitude are taken from the points, in degrees whatever the projection."""
    path = tmp_path / f"accounts.{suffix}"
    frame = geopandas.GeoDataFrame({"account": ["A", "B"]}, geometry=[Point(5, 50), Point(6, 51)], crs="EPSG:4326")
    (frame.to_crs("EPSG:3857") if suffix == "gpkg" else frame).to_file(path)
    table = read_table(path)
    assert table["account"].tolist() == ["A", "B"]
    assert table["latitude"].tolist() == pytest.approx([50, 51])
    assert table["longitude"].tolist() == pytest.approx([5, 6])
    assert "geometry" not in table


def test_areas_give_a_point_inside(tmp_path):
    """An area is placed at a point inside it; columns of the file come first."""
    path = tmp_path / "areas.gpkg"
    areas = geopandas.GeoDataFrame({"account": ["A"], "latitude": [1.0]}, geometry=[box(0, 40, 2, 42)], crs="EPSG:4326")
    areas.to_file(path)
    table = read_table(path)
    assert table["latitude"].tolist() == [1.0]
    assert 0 < table["longitude"][0] < 2


def test_layers(tmp_path):
    """A layer is found by name, and a wrong name lists those there are."""
    path = tmp_path / "many.gpkg"
    for name in ("east", "west"):
        frame = geopandas.GeoDataFrame({"account": [name]}, geometry=[Point(0, 1)], crs="EPSG:4326")
        frame.to_file(path, layer=name)
    assert read_table(path, sheet="west")["account"].tolist() == ["west"]
    with pytest.raises(InputError, match="Layers here: east, west"):
        read_table(path, sheet="north")


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_an_unknown_projection_is_noted(tmp_path):
    """Without a coordinate system degrees are assumed, and said."""
    path = tmp_path / "accounts.gpkg"
    geopandas.GeoDataFrame({"account": ["A"]}, geometry=[Point(5, 50)]).to_file(path)
    notes = []
    assert read_table(path, note=notes.append)["latitude"].tolist() == [50]
    assert "WGS 84" in notes[0]


def test_no_gis_file(tmp_path):
    """Something else under the suffix is told."""
    path = tmp_path / "a.gpkg"
    path.write_text("account,amount")
    with pytest.raises(InputError, match="not a GIS file"):
        read_table(path)


TOPOLOGY = """{"type": "Topology", "arcs": [[[0, 40], [2, 42], [2, 40], [0, 42], [0, 40]], [[10, 50], [12, 50],
[11, 52], [10, 50]]], "objects": {"areas": {"type": "GeometryCollection", "geometries": [
{"type": "Polygon", "arcs": [[0]], "id": "01001", "properties": {"account": "01001"}},
{"type": "Polygon", "arcs": [[1]], "id": "01003", "properties": {"account": "01003"}}]}}}"""


@pytest.mark.parametrize("suffix", ["topojson", "json"])
def test_topojson(tmp_path, suffix):
    """It says no coordinate system and may have shapes that cross themselves: both are noted, ids keep their zeros."""
    path = tmp_path / f"areas.{suffix}"
    path.write_text(TOPOLOGY)
    notes = []
    table = read_table(path, text={"account"}, note=notes.append)
    assert table["account"].tolist() == ["01001", "01003"]
    assert table["latitude"].between(40, 52).all()
    assert table["longitude"][1] == pytest.approx(11, abs=0.5)
    assert any("WGS 84" in note for note in notes)
    assert any("1 shapes that cross themselves; they were mended" in note for note in notes)


def test_the_first_of_several_layers_is_noted(tmp_path):
    """Where no layer is named, the first is read, and that is said."""
    path = tmp_path / "many.gpkg"
    for name in ("east", "west"):
        frame = geopandas.GeoDataFrame({"account": [name]}, geometry=[Point(0, 1)], crs="EPSG:4326")
        frame.to_file(path, layer=name)
    notes = []
    assert read_table(path, note=notes.append)["account"].tolist() == ["east"]
    assert notes == ["many.gpkg has 2 layers; the first, 'east', was read."]
