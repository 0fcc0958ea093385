"""Contacts found on a map: areas that share a border, points that are neighbours, bridges between the pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError, cKDTree

from .adjacency import Adjacency, adjacency_from_pairs, with_bridges
from .travel import Floats

if TYPE_CHECKING:
    import geopandas

METRES_A_KILOMETRE = 1_000.0


def adjacency_of_areas(areas: geopandas.GeoDataFrame, *, corners: bool = False, snap: float = 0.0) -> Adjacency:
    """Areas that share a border, its length measured.

    Parameters
    ----------
    areas
        One area a unit, in the order of the units. In degrees they are projected for measuring.
    corners
        Whether areas that meet in single points touch too.
    snap
        Metres (or units of the projection) within which coordinates are brought together first, for maps whose borders
        do not quite agree.

    Raises
    ------
    ValueError
        If there is no coordinate system, or an area is missing or empty.
    """
    if areas.crs is None:
        raise ValueError("the areas have no coordinate system; set one with areas.set_crs(...)")
    geometry = areas.geometry
    missing = np.flatnonzero((geometry.isna() | geometry.is_empty).to_numpy())
    if len(missing):
        raise ValueError(f"{len(missing)} areas have no shape, the first in row {missing[0]}; drop or mend them")
    if areas.crs.is_geographic:
        geometry = geometry.to_crs(areas.estimate_utm_crs() if _is_local(areas) else "EPSG:6933")
    shapes = shapely.make_valid(geometry.to_numpy())
    if snap > 0:
        shapes = shapely.set_precision(shapes, snap)
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    # The border of an area with its neighbour; areas that overlap a little share what lies inside, too.
    length = shapely.length(shapely.intersection(shapely.boundary(shapes[one]), shapes[other]))
    touches = (length > 0) | corners
    pairs = np.column_stack([one[touches], other[touches]])
    return adjacency_from_pairs(len(areas), pairs, length[touches] / METRES_A_KILOMETRE)


def _is_local(areas: geopandas.GeoDataFrame) -> bool:
    west, _, east, _ = areas.total_bounds
    return bool(east - west < 6.0)


def delaunay_adjacency(places: Floats) -> Adjacency:
    """Points whose cells meet: the edges of the Delaunay triangulation, coincident points joined.

    Parameters
    ----------
    places
        (n, 2) x and y, or latitude and longitude laid flat by ``flat``.
    """
    count = len(places)
    try:
        found = Delaunay(places)
    except (QhullError, ValueError):
        return _along_a_line(places)
    corners = found.simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    lost = found.coplanar[:, [0, 2]]
    return adjacency_from_pairs(count, np.concatenate([pairs, lost]))


def _along_a_line(places: Floats) -> Adjacency:
    """Neighbours of points that span no triangle."""
    spread = places.max(axis=0) - places.min(axis=0)
    axis = int(np.argmax(spread))
    order = np.lexsort((places[:, 1 - axis], places[:, axis]))
    return adjacency_from_pairs(len(places), np.column_stack([order[:-1], order[1:]]))


def gabriel_adjacency(places: Floats) -> Adjacency:
    """Delaunay edges in whose circle no third point lies (Gabriel and Sokal, 1969): fewer and shorter contacts."""
    edges = delaunay_adjacency(places)
    one, other = places[edges.pairs[:, 0]], places[edges.pairs[:, 1]]
    middle, radius = (one + other) / 2, np.hypot(*(one - other).T) / 2
    nearest = cKDTree(places).query(middle)[0]
    kept: NDArray[np.bool_] = nearest >= radius * (1 - 1e-9)
    return adjacency_from_pairs(len(places), edges.pairs[kept])


def bridged(adjacency: Adjacency, places: Floats) -> Adjacency:
    """Join the pieces by the shortest bridges over water, each marked in ``Adjacency.bridge``.

    Parameters
    ----------
    adjacency
        Contacts, in pieces.
    places
        (n, 2) x and y of a point of each unit.
    """
    edges = delaunay_adjacency(places)
    length = np.hypot(*(places[edges.pairs[:, 0]] - places[edges.pairs[:, 1]]).T)
    return with_bridges(adjacency, edges, length)


def flat(places: Floats) -> Floats:
    """(n, 2) degrees of latitude and longitude as x and y in kilometres, true to scale along the middle latitude."""
    latitude, longitude = places.T
    per_degree = 6371.0088 * np.pi / 180
    squeeze = np.cos(np.radians(np.nanmean(latitude)))
    return np.column_stack([longitude * squeeze * per_degree, latitude * per_degree])
