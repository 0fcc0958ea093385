"""Which map fits the accounts, and where a place lies on it, kilometres to the right and upwards.

Accounts of one part of the world are drawn by Albers' equal-area conic projection with standard parallels at a sixth
from the edges (Snyder, *Map Projections: A Working Manual*, USGS Professional Paper 1395, 1987, p. 98). Accounts all
over the world are drawn by Mercator's, which keeps shapes right wherever one looks closely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.travel import Floats, Planar
from scenarios.atlas import Borders

WIDEST = 100.0
"""Degrees of longitude that one conic map may show."""
TALLEST = 55.0
AROUND = (14.0, 9.0)
"""Degrees of land shown beyond the outermost accounts."""
STEP = 1.0
"""Longest straight piece of a border before it is put on the map, degrees."""
POLE = 84.0
"""Mercator's map ends here."""
EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True, eq=False)
class MapProjection:
    """From places of the facts to kilometres on the map.

    Parameters
    ----------
    formula
        Projection as PROJ writes it; None where places are x and y already.
    middle
        Longitude in the middle of the map, degrees.
    window
        (west, south, east, north) that the land is cut to, degrees counted from 180 west of the middle.
    """

    formula: str | None
    middle: float = 0.0
    window: tuple[float, float, float, float] = (-180.0, -POLE, 180.0, POLE)

    def points(self, places: Floats) -> Floats:
        """(n, 2) x and y of places as ``Units.places`` has them; NaN where there is none."""
        if self.formula is None:
            return np.array(places, dtype=np.float64)
        return self._lonlat(places[:, 1], places[:, 0])

    def shape(self, shape: Any) -> Any:
        """A shape in degrees, longitude first, cut to the window and put on the map; empty where none of it is in."""
        if self.formula is None:
            return shapely.GeometryCollection()
        west, south, east, north = self.window
        copies = [
            shapely.intersection(
                shapely.transform(shape, lambda at, turn=turn: at + np.array([turn, 0.0])),
                shapely.box(west, south, east, north),
            )
            for turn in (-360.0, 0.0, 360.0)
            if shapely.bounds(shape)[2] + turn >= west and shapely.bounds(shape)[0] + turn <= east
        ]
        cut = shapely.segmentize(shapely.union_all(copies), STEP)
        return shapely.transform(cut, lambda at: self._lonlat(at[:, 0], at[:, 1]))

    def areas(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """(m,) shapes in degrees, longitude first, put on the map whole; empty where there is none."""
        given = np.where(shapely.is_missing(shapes), shapely.GeometryCollection(), shapes)
        west = self.middle - 180.0

        def flat(at: Floats) -> Floats:
            return self._lonlat((at[:, 0] - west) % 360.0 + west, at[:, 1])

        return np.asarray(shapely.transform(shapely.segmentize(given, STEP), flat))

    def _lonlat(self, longitude: Floats, latitude: Floats) -> Floats:
        known = np.isfinite(longitude) & np.isfinite(latitude)
        out = np.full((len(longitude), 2), np.nan)
        project = pyproj.Proj(self.formula)
        x, y = project(longitude[known], np.clip(latitude[known], -89.9, 89.9))
        out[known] = np.column_stack([x, y])
        return out


def fit_projection(instance: Instance) -> MapProjection:
    """Choose the map for the accounts of a plan.

    Raises
    ------
    ValueError
        If no account has a place.
    """
    places = instance.units.places
    known = np.isfinite(places).all(axis=1)
    if not known.any():
        raise ValueError("no account has a place: give latitude and longitude to see a map")
    if isinstance(instance.travel, Planar):
        return MapProjection(None)
    latitude, longitude = places[known].T
    middle = _middle(longitude)
    east = _turned(longitude, middle)
    low, high = np.quantile(latitude, (0.02, 0.98))
    if np.ptp(east) > WIDEST or np.ptp(latitude) > TALLEST or low * high < 0:
        # The whole world is drawn as everybody knows it.
        formula = f"+proj=merc +lon_0=0 +R={EARTH_KM} +units=m"
        return MapProjection(formula, 0.0, _window(_turned(longitude, 0.0), latitude, 0.0))
    window = _window(east, latitude, middle)
    sixth = (high - low) / 6
    first, second = low + sixth, high - sixth
    if abs(first + second) < 2.0:
        # The cone is a cylinder where its parallels lie on both sides of the equator.
        return MapProjection(f"+proj=cea +lon_0={middle} +lat_ts={abs(first)} +R={EARTH_KM} +units=m", middle, window)
    formula = f"+proj=aea +lat_1={first} +lat_2={second} +lat_0={(low + high) / 2} +lon_0={middle} +R={EARTH_KM}"
    return MapProjection(f"{formula} +units=m", middle, window)


def _turned(longitude: Floats, middle: float) -> Floats:
    """Longitudes within 180 degrees of the middle."""
    return np.asarray((longitude - middle + 180.0) % 360.0 - 180.0 + middle)


def _window(east: Floats, latitude: Floats, middle: float) -> tuple[float, float, float, float]:
    """(west, south, east, north) of the land shown."""
    return (
        max(float(east.min()) - AROUND[0], middle - 179.9),
        max(float(latitude.min()) - AROUND[1], -POLE),
        min(float(east.max()) + AROUND[0], middle + 179.9),
        min(float(latitude.max()) + AROUND[1], POLE),
    )


def _middle(longitude: Floats) -> float:
    """Longitude of the median account, counted from the widest gap so that the date line cuts nothing apart."""
    at = np.unique(np.round(longitude, 2))
    gaps = np.diff(np.append(at, at[0] + 360.0))
    start = at[(int(gaps.argmax()) + 1) % len(at)]
    turned = float(np.median((longitude - start) % 360.0)) + float(start)
    return (turned + 180.0) % 360.0 - 180.0


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """What is drawn behind the accounts.

    Parameters
    ----------
    land
        Countries on the map.
    lines
        Borders between states on the map.
    """

    land: tuple[Any, ...]
    lines: Any


def backdrop(projection: MapProjection, borders: Borders) -> Backdrop:
    """Put the borders on a map; nothing where places are not on the globe."""
    if projection.formula is None:
        return Backdrop((), shapely.GeometryCollection())
    land = [projection.shape(shape) for shape in borders.shapes]
    return Backdrop(tuple(shape for shape in land if not shape.is_empty), projection.shape(borders.lines))
