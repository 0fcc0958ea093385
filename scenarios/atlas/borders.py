"""Borders that come with the package: countries, and the states of the United States."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

FILE = Path(__file__).parent / "borders.parquet"


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """Outlines in degrees, longitude first.

    Parameters
    ----------
    names, shapes
        (m,) of countries.
    state_names, state_shapes
        (s,) of states.
    lines
        Borders between states.
    """

    names: NDArray[np.object_]
    shapes: NDArray[np.object_]
    state_names: NDArray[np.object_]
    state_shapes: NDArray[np.object_]
    lines: Any

    def country_of(self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.object_]:
        """(n,) name of the country around each point, empty at sea."""
        return _around(self.names, self.shapes, longitude, latitude)

    def state_of(self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.object_]:
        """(n,) name of the state around each point, empty where there is none."""
        return _around(self.state_names, self.state_shapes, longitude, latitude)


@cache
def read_borders() -> Borders:
    """Read the borders once a process."""
    frame = geopandas.read_parquet(FILE)
    kind, names, shapes = (frame[column].to_numpy() for column in ("kind", "name", "geometry"))
    country, state = kind == "country", kind == "state"
    return Borders(
        names[country].astype(object), shapes[country], names[state].astype(object), shapes[state], shapes[-1]
    )


def _around(
    names: NDArray[np.object_],
    shapes: NDArray[np.object_],
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
) -> NDArray[np.object_]:
    found = np.full(len(longitude), "", dtype=object)
    # A point a little off a simplified coast still belongs to the land beside it.
    points = shapely.points(longitude, latitude)
    rows, hits = shapely.STRtree(shapes).query_nearest(points, max_distance=0.3, all_matches=False)
    found[rows] = names[hits]
    return found
