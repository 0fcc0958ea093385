"""GIS files: the attributes as a table, with latitude and longitude taken from the shapes."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError  # type: ignore[import-untyped]

from optimizer.exceptions import InputError, Problem

from .forms import Note

WGS84 = "EPSG:4326"


def read(path: Path, sheet: str | None, note: Note) -> pd.DataFrame:
    """Attributes with the place of each shape: a point as it is, an area by a point inside it.

    Columns ``latitude`` and ``longitude`` (degrees) are added unless the file has columns of these names.
    """
    shapes = _read(path, sheet, note)
    if not isinstance(shapes, geopandas.GeoDataFrame):
        return pd.DataFrame(shapes)
    inside = shapes.geometry.representative_point().to_crs(WGS84)
    frame = pd.DataFrame(shapes.drop(columns=shapes.geometry.name))
    for name, degrees in (("latitude", inside.y), ("longitude", inside.x)):
        if name not in frame.columns:
            frame[name] = degrees
    return frame


def read_shapes(path: Path, layer: str | None, note: Note) -> geopandas.GeoDataFrame:
    """Attributes with shapes, in degrees.

    Raises
    ------
    InputError
        If the file cannot be read, has no such layer, or holds no shapes.
    """
    shapes = _read(path, layer, note)
    if not isinstance(shapes, geopandas.GeoDataFrame):
        raise InputError([Problem(path.name, "this file holds no shapes", "Give a GeoPackage or GeoJSON of areas")])
    return shapes.to_crs(WGS84)


def _read(path: Path, sheet: str | None, note: Note) -> geopandas.GeoDataFrame | pd.DataFrame:
    """Attributes, with mended shapes and their coordinate system where the file has shapes."""
    try:
        shapes = geopandas.read_file(path, layer=_layer(path, note) if sheet is None else sheet)
    except DataLayerError as error:
        layers = ", ".join(geopandas.list_layers(path)["name"])
        problem = Problem(path.name, "there is no such layer", f"Layers here: {layers}", value=sheet)
        raise InputError([problem]) from error
    except DataSourceError as error:
        remedy = "Write it again as GeoPackage or GeoJSON"
        raise InputError([Problem(path.name, "this is not a GIS file that can be read", remedy)]) from error
    if not isinstance(shapes, geopandas.GeoDataFrame):
        return pd.DataFrame(shapes)
    if shapes.crs is None:
        note(f"{path.name} does not say its coordinate system; longitude and latitude (WGS 84) were assumed.")
        shapes = shapes.set_crs(WGS84)
    broken = ~shapes.geometry.is_valid & shapes.geometry.notna()
    if broken.any():
        note(f"{path.name} has {broken.sum():,} shapes that cross themselves; they were mended.")
        shapes = shapes.set_geometry(shapes.geometry.make_valid())
    return shapes


def _layer(path: Path, note: Note) -> str:
    """Name the first layer."""
    names = list(geopandas.list_layers(path)["name"])
    if len(names) > 1:
        note(f"{path.name} has {len(names)} layers; the first, {names[0]!r}, was read.")
    return str(names[0])
