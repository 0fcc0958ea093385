"""Territories as shapes: every account in its own, nothing overlaps, nothing beyond the edge."""

from dataclasses import replace

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from optimizer.exceptions import InputError
from scenarios.publish.folder import ResultFolder
from scenarios.publish.gis import GEOJSON, PACKAGE, Ground, publish_gis


def published(record, folder, ground=None, scenario="nearest"):
    """Publish and read both layers."""
    publish_gis(record, scenario, ResultFolder(folder), ground=ground)
    return [geopandas.read_file(folder / PACKAGE, layer=layer) for layer in ("territories", "accounts")]


def moved_to(record, places):
    """The run with its accounts elsewhere."""
    facts = record.tables["accounts"].assign(latitude=[y for y, _ in places], longitude=[x for _, x in places])
    return replace(record, tables={**record.tables, "accounts": facts})


@pytest.mark.parametrize("reach", [None, 80.0])
def test_accounts_lie_in_their_territory(results, tmp_path, reach):
    """Each account lies in the shape of its territory; shapes do not overlap; columns are there."""
    shapes, accounts = published(results, tmp_path / "gis", Ground(reach_km=reach))
    assert shapes.crs == "EPSG:4326"
    assert sorted(shapes["territory"]) == ["7 =Lakes", "North West", "North-West"]
    assert len(accounts) == 5
    by_label = shapes.set_index("territory").geometry
    for territory, point in zip(accounts["territory"], accounts.geometry, strict=True):
        assert by_label[territory].buffer(1e-9).contains(point)
    overlap = shapely.area(shapely.intersection_all(by_label.to_numpy()[:2]))
    assert overlap == pytest.approx(0.0, abs=1e-9)
    assert shapes.loc[shapes["territory"] == "7 =Lakes", "rep"].item() == "Cy Lee"
    assert shapes["quota"].sum() == pytest.approx(1000.01)
    assert len(geopandas.read_file(tmp_path / "gis" / GEOJSON)) == 3


def test_cells_end_at_a_country(results, tmp_path):
    """Clipped to a country, the territories cover it and nothing else."""
    country = geopandas.GeoDataFrame(geometry=[shapely.box(-125, 30, -85, 49)], crs="EPSG:4326")
    country.to_file(tmp_path / "country.gpkg")
    shapes, _ = published(results, tmp_path / "gis", Ground(country=tmp_path / "country.gpkg"))
    assert shapes.geometry.union_all().symmetric_difference(country.geometry.item()).area < 0.5


def test_areas_are_merged(results, tmp_path):
    """Areas of the units become one shape a territory; an area that is missing is named."""
    boxes = [shapely.box(i, 0, i + 1, 1) for i in range(6)]
    areas = geopandas.GeoDataFrame({"fips": [f"A{i}" for i in range(1, 7)]}, geometry=boxes, crs="EPSG:4326")
    areas.to_file(tmp_path / "areas.gpkg")
    shapes, _ = published(results, tmp_path / "gis", Ground(areas=tmp_path / "areas.gpkg", area_id="fips"))
    assert dict(zip(shapes["territory"], shapes.geometry.area.round(9), strict=True)) == {
        "North-West": 2.0,
        "North West": 2.0,
        "7 =Lakes": 1.0,
    }
    areas[1:].to_file(tmp_path / "areas.gpkg")
    with pytest.raises(InputError, match="1 units of the plan have no area"):
        published(results, tmp_path / "gis", Ground(areas=tmp_path / "areas.gpkg", area_id="fips"))
    with pytest.raises(InputError, match="no such column"):
        published(results, tmp_path / "gis", Ground(areas=tmp_path / "areas.gpkg", area_id="name"))


def test_one_place_and_shared_places(results, tmp_path):
    """All accounts at one place give one shape; the territory with most of them has it, and that is said."""
    one = moved_to(results, [(40.0, -100.0)] * 6)
    notes = publish_gis(one, "nearest", ResultFolder(tmp_path / "gis"))
    shapes = geopandas.read_file(tmp_path / "gis" / PACKAGE, layer="territories")
    assert shapes["territory"].tolist() == ["North West"]
    assert any("several territories" in note for note in notes)
    assert any("without a shape" in note for note in notes)


def test_accounts_on_two_sides_of_the_world(results, tmp_path):
    """Accounts far apart are still in their territories, accounts on a line too."""
    far = moved_to(
        results, [(50.0, -120.0), (50.0, -100.0), (50.0, 10.0), (50.0, 20.0), (50.0, 150.0), (np.nan, np.nan)]
    )
    shapes, accounts = published(far, tmp_path / "gis")
    joined = geopandas.sjoin(accounts, shapes, predicate="within")
    assert (joined["territory_left"] == joined["territory_right"]).all()
    assert len(joined) == 5


def test_no_place_is_told(results, tmp_path):
    """A plan without places names the way out."""
    with pytest.raises(InputError, match="no account of the plan has a place"):
        publish_gis(moved_to(results, [(np.nan, np.nan)] * 6), "nearest", ResultFolder(tmp_path / "gis"))
    with pytest.raises(ValueError, match="area_id"):
        Ground(areas=tmp_path)
    assert isinstance(results.tables["accounts"], pd.DataFrame)
