"""Territories as shapes: areas dissolved, or around each account the ground nearer to it than to any other.

The latter are Voronoi cells, dissolved by territory and cut off at a country, at a distance from the accounts, or at
their hull. Aurenhammer: Voronoi Diagrams, ACM Computing Surveys 23 (1991).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

from optimizer.exceptions import InputError, Problem

from .folder import ResultFolder
from .record import RunRecord

WGS84 = "EPSG:4326"
MARGIN_KM = 25.0
"""Ground shown around the outermost accounts."""
WIDEST_DEGREES = 60.0
"""Accounts farther apart than this are not drawn on a map of one centre."""
KM_A_DEGREE = 111.2
BORDER_DEGREES = 0.1
"""Longest straight piece of a border before it is put on another map."""
LAYERS = ("territories", "accounts")
PACKAGE, GEOJSON = "territories.gpkg", "territories.geojson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the shapes are made of.

    Parameters
    ----------
    areas
        GIS file with one area a unit; None for cells around accounts.
    area_id
        Its column that holds the account ids of the plan.
    country
        GIS file cells are clipped to; None for none.
    reach_km
        How far from an account a cell reaches, kilometres; None for the hull of the accounts.

    Raises
    ------
    ValueError
        If areas come without their column, or the reach is not positive.
    """

    areas: Path | None = None
    area_id: str = ""
    country: Path | None = None
    reach_km: float | None = None

    def __post_init__(self) -> None:
        if self.areas is not None and not self.area_id:
            raise ValueError("areas need area_id: the column that holds the ids of the plan")
        if self.reach_km is not None and not self.reach_km > 0:
            raise ValueError(f"reach_km must be positive, given {self.reach_km}")


def publish_gis(
    record: RunRecord, scenario: str, folder: ResultFolder, *, ground: Ground | None = None
) -> tuple[str, ...]:
    """Write the territories of a plan as GeoPackage, with its accounts as a second layer, and as GeoJSON.

    Parameters
    ----------
    record
        What the run wrote.
    scenario
        Which plan.
    folder
        Where to.
    ground
        What the shapes are made of.

    Returns
    -------
    tuple
        What a reader should know.

    Raises
    ------
    InputError
        If the plan has no places, or a file cannot be read or does not fit the accounts.
    """
    ground = ground or Ground()
    accounts, notes = _accounts(record, scenario)
    if ground.areas is None:
        shapes, told = _cells(accounts, ground)
        notes += told
    else:
        shapes = _dissolved(record.rows("alignment", scenario), ground, ground.areas)
    shapes = shapes.merge(_attributes(record, scenario), on="territory", how="left", validate="1:1")
    with folder.placed(PACKAGE) as path:
        shapes.to_file(path, driver="GPKG", layer=LAYERS[0])
        accounts.to_file(path, driver="GPKG", layer=LAYERS[1])
    with folder.placed(GEOJSON) as path:
        shapes.to_file(path, driver="GeoJSON")
    empty = sorted(set(record.rows("territories", scenario)["territory"]) - set(shapes["territory"]))
    if empty:
        notes.append(f"Territories without a shape: {', '.join(empty)}.")
    return tuple(notes)


def _accounts(record: RunRecord, scenario: str) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Covered accounts that have a place, as points."""
    facts = record.tables["accounts"]
    across, up = ("longitude", "latitude") if "longitude" in facts else ("x", "y")
    frame = record.rows("alignment", scenario).merge(facts.drop(columns="name"), on="account", validate="1:1")
    placed = frame[(frame["territory"] != "") & frame[across].notna() & frame[up].notna()]
    if placed.empty:
        message = "no account of the plan has a place"
        raise InputError([Problem("accounts.csv", message, "Give coordinates, or --areas with --area-id")])
    points = geopandas.points_from_xy(placed[across].astype(float), placed[up].astype(float))
    crs = WGS84 if across == "longitude" else None
    shapes = geopandas.GeoDataFrame(placed.drop(columns=[across, up]), geometry=points, crs=crs).reset_index(drop=True)
    left = len(frame) - len(placed)
    return shapes, [f"{left:,} accounts without a place or territory are not drawn."] if left else []


def _cells(accounts: geopandas.GeoDataFrame, ground: Ground) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Dissolve the cells of the accounts by territory; accounts at one place share a cell."""
    drawn, kilometre = _on_map(accounts)
    places = pd.DataFrame({"x": drawn.geometry.x, "y": drawn.geometry.y, "territory": drawn["territory"].to_numpy()})
    counted = places.value_counts().rename("accounts").reset_index()
    # Of territories at one place the one with most accounts has the ground; the first by name of several.
    first = counted.sort_values(["accounts", "territory"], ascending=[False, True], kind="stable")
    single = first.drop_duplicates(["x", "y"]).sort_values(["x", "y"], kind="stable")
    shared = len(counted) - len(single)
    points = shapely.points(single[["x", "y"]].to_numpy())
    edge = _edge(points, ground, crs=drawn.crs, kilometre=kilometre)
    cells = _voronoi(points, edge)
    owned = geopandas.GeoDataFrame({"territory": single["territory"].to_numpy()}, geometry=cells, crs=drawn.crs)
    merged = owned.dissolve(by="territory", as_index=False)
    merged = merged.set_geometry(merged.geometry.intersection(edge))
    merged = merged[~merged.geometry.is_empty].reset_index(drop=True)
    notes = (
        [f"At {shared:,} places several territories have accounts; the one with most has the ground."] if shared else []
    )
    return (merged if merged.crs is None else merged.to_crs(WGS84)), notes


def _on_map(accounts: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, float]:
    """Points on a map of equal areas around their middle where they lie together; length of a kilometre on it."""
    if accounts.crs is None:
        return accounts, 1.0
    x, y = accounts.geometry.x, accounts.geometry.y
    if x.max() - x.min() > WIDEST_DEGREES or y.max() - y.min() > WIDEST_DEGREES:
        return accounts, 1.0 / KM_A_DEGREE
    middle = f"+proj=laea +lat_0={(y.min() + y.max()) / 2} +lon_0={(x.min() + x.max()) / 2} +datum=WGS84 +units=km"
    return accounts.to_crs(middle), 1.0


def _edge(points: Any, ground: Ground, *, crs: Any, kilometre: float) -> Any:
    """Where the cells end."""
    every = shapely.multipoints(points)
    if ground.reach_km is not None:
        edge = shapely.unary_union(shapely.buffer(points, ground.reach_km * kilometre))
    elif ground.country is None:
        edge = shapely.buffer(shapely.convex_hull(every), MARGIN_KM * kilometre)
    else:
        edge = shapely.box(*shapely.total_bounds(points)).buffer(10 * MARGIN_KM * kilometre)
    if ground.country is not None:
        country = _read(ground.country).geometry
        # Long straight borders of a map in degrees are curves on the map of the cells.
        shape = (country if crs is None else country.segmentize(BORDER_DEGREES).to_crs(crs)).union_all()
        edge = edge.intersection(shape) if ground.reach_km is not None else shape
    if edge.is_empty:
        problem = Problem(
            ground.country.name if ground.country else "accounts", "no account lies inside", "Give another"
        )
        raise InputError([problem])
    return edge


def _voronoi(points: Any, edge: Any) -> Any:
    """(n,) cell of each point, in the order of the points."""
    if len(points) == 1:
        return np.array([edge])
    wide = shapely.box(*shapely.total_bounds([edge, *points]))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=wide))
    found = shapely.STRtree(cells).query(points, predicate="intersects")
    order = np.full(len(points), -1)
    order[found[0]] = found[1]
    return cells[order]


def _dissolved(alignment: pd.DataFrame, ground: Ground, path: Path) -> geopandas.GeoDataFrame:
    """Merge the areas of each territory."""
    areas = _read(path)
    if ground.area_id not in areas:
        known = ", ".join(str(column) for column in areas.columns if column != areas.geometry.name)
        raise InputError([Problem(path.name, "there is no such column", f"Columns: {known}", value=ground.area_id)])
    areas = areas[[ground.area_id, areas.geometry.name]].rename(columns={ground.area_id: "account"})
    areas["account"] = areas["account"].astype(str)
    served = alignment.loc[alignment["territory"] != "", ["account", "territory"]]
    found = areas.merge(served, on="account")
    missing = sorted(set(served["account"]) - set(found["account"]))
    if missing:
        message = f"{len(missing):,} units of the plan have no area"
        raise InputError([Problem(path.name, message, "Give the file the plan was made from", value=missing[0])])
    merged = found.drop(columns="account").dissolve(by="territory", as_index=False)
    return merged if merged.crs is None else merged.to_crs(WGS84)


def _attributes(record: RunRecord, scenario: str) -> pd.DataFrame:
    """Columns of the territories that a map shows; money in currency units."""
    frame = record.rows("territories", scenario)
    frame = frame.drop(columns=[axis for axis in ("latitude", "longitude", "x", "y") if axis in frame])
    frame = frame.astype(dict.fromkeys(("accounts", "moved_in", "moved_out"), int))
    return frame.assign(quota=frame["quota"].astype(float) / 100.0) if "quota" in frame else frame


def _read(path: Path) -> geopandas.GeoDataFrame:
    try:
        shapes = geopandas.read_file(path)
    except DataSourceError as error:
        message = "this is not a GIS file that can be read"
        raise InputError([Problem(path.name, message, "Give GeoPackage, GeoJSON or Shapefile")]) from error
    return shapes if shapes.crs is not None else shapes.set_crs(WGS84)
