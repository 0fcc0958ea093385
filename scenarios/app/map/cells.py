"""The land of each territory: its areas, or the ground nearer to its accounts than to any other, dissolved.

Cells are Voronoi's (Aurenhammer, "Voronoi Diagrams", *ACM Computing Surveys* 23, 1991), cut off at the sea and where
no account is near. Where there are many marks the cells are those of a grid of them, so that dissolving stays quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from optimizer.travel import Floats, Integers

from .marks import Marks, most_frequent
from .projection import Backdrop
from .views import View

MOST_CELLS = 6_000
REACH = 0.055
"""How far ground reaches from an account, as share of the size of what is looked at."""
FINE = 4_000
"""Bends of areas smaller than this part of the whole map are left out."""
FEW = 0.005
"""Share of the accounts that may seem to lie in another country."""
SHORE = 0.002
"""What the coast is widened by before ground ends at it, likewise: drawn coasts are simplified."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells and where they end.

    Parameters
    ----------
    cells
        (c,) polygons.
    of_mark
        (m,) cell of each mark.
    edge
        Where ground ends; None where each cell ends by itself.
    coarse
        Length below which bends are left out, kilometres.
    """

    cells: NDArray[np.object_]
    of_mark: Integers
    edge: Any
    coarse: float

    def owners(self, owner: Integers, num_territories: int) -> Integers:
        """(c,) territory each cell belongs to, from the (m,) owners of the marks."""
        return most_frequent(self.of_mark, owner, len(self.cells), num_territories)

    def shape(self, owners: Integers, territory: int) -> Any:
        """Ground of a territory; empty where it has none."""
        cells = self.cells[owners == territory]
        if not len(cells):
            return shapely.GeometryCollection()
        merged = shapely.simplify(_merged(cells), self.coarse)
        if self.edge is not None:
            merged = shapely.intersection(merged, self.edge)
        parts = [part for part in shapely.get_parts(merged) if part.geom_type == "Polygon"]
        return shapely.multipolygons(parts)


def area_cells(areas: NDArray[np.object_], marks: Marks) -> Cells:
    """Take the areas of a plan as the ground of its marks, one each; they end where they end.

    Parameters
    ----------
    areas
        (n,) of the accounts on the map, empty for none.
    marks
        One an account.
    """
    placed = np.flatnonzero(marks.of_unit >= 0)
    cells = np.full(len(marks), shapely.GeometryCollection(), dtype=object)
    cells[marks.of_unit[placed]] = shapely.make_valid(areas[placed])
    size = np.ptp(shapely.total_bounds(areas).reshape(2, 2), axis=0).max()
    fine = float(size) / FINE if np.isfinite(size) else 0.0
    return Cells(cells, np.arange(len(marks), dtype=np.int32), None, fine)


def cut_cells(points: Floats, land: Backdrop, views: tuple[View, ...]) -> Cells:
    """Cut the land into cells.

    Parameters
    ----------
    points
        (m, 2) marks on the map.
    land
        Ground ends at its coasts; everywhere is land where it has none.
    views
        Their sizes decide how far ground reaches.
    """
    cell_points, of_mark = _gathered(points)
    reaches = np.full(len(points), 0.0)
    for view in views[::-1]:
        left, bottom, right, top = view.bounds
        inside = ((points >= (left, bottom)) & (points <= (right, top))).all(axis=1)
        reaches[inside] = max(REACH * max(right - left, top - bottom), 1e-6)
    of_cell = np.zeros(len(cell_points))
    of_cell[of_mark] = np.where(reaches > 0, reaches, reaches.max(initial=1.0))
    edge = _edge(cell_points, of_cell, land)
    cells = _voronoi(shapely.points(cell_points), edge)
    return Cells(cells, of_mark, edge, float(of_cell.min()) / 40)


def _gathered(points: Floats) -> tuple[Floats, Integers]:
    """Distinct places of cells, and the one of each mark; marks on a grid share one where there are many."""
    places, found = np.unique(np.round(points, 3), axis=0, return_inverse=True)
    if len(places) <= MOST_CELLS:
        return places, np.asarray(found.ravel(), dtype=np.int32)
    size = np.ptp(points, axis=0)
    step = np.sqrt(float(size.prod()) / MOST_CELLS) or float(size.max()) / MOST_CELLS
    grid, found = np.unique(np.floor(points / step), axis=0, return_inverse=True)
    of_mark = np.asarray(found.ravel(), dtype=np.int32)
    count = np.bincount(of_mark, minlength=len(grid))
    middle = np.column_stack([np.bincount(of_mark, points[:, axis]) / count for axis in (0, 1)])
    return middle, of_mark


def _edge(points: Floats, reach: Floats, land: Backdrop) -> Any:
    step = reach / 3
    # Accounts in the same third of the reach end ground at nearly the same line.
    _, some = np.unique(np.floor(points / step[:, None]), axis=0, return_index=True)
    near = shapely.union_all(shapely.buffer(shapely.points(points[some]), reach[some], quad_segs=6))
    # Closing the gaps leaves no bays between circles; a hole with no account in it says nothing.
    smooth = _without_holes(near.buffer(1.5 * float(reach.min())).buffer(-1.8 * float(reach.min())))
    if not land.land:
        return smooth
    shore = SHORE * float(reach.min()) / REACH
    box = shapely.box(*smooth.bounds)
    # Ground ends at the borders of countries with accounts, too. Borders are drawn roughly: a few accounts may seem to
    # lie beyond them.
    within = shapely.STRtree(land.land).query(shapely.points(points), predicate="intersects")[1]
    peopled = np.flatnonzero(np.bincount(within, minlength=len(land.land)) > FEW * len(points))
    countries = [shapely.intersection(land.land[place], box) for place in peopled.tolist()]
    coast = shapely.union_all(countries).buffer(shore)
    return shapely.union(shapely.intersection(smooth, coast), _islands(points[some], coast, shore))


def _without_holes(shape: Any) -> Any:
    return shapely.union_all([shapely.polygons(shapely.get_exterior_ring(part)) for part in shapely.get_parts(shape)])


def _islands(points: Floats, coast: Any, shore: float) -> Any:
    """A little ground for accounts on islands too small to be on the map."""
    shapely.prepare(coast)
    alone = points[~shapely.contains_xy(coast, points)]
    return shapely.union_all(shapely.buffer(shapely.points(alone), 2 * shore))


def _voronoi(points: NDArray[np.object_], edge: Any) -> NDArray[np.object_]:
    """(c,) cell of each point, in the order of the points."""
    if len(points) == 1:
        return np.array([shapely.box(*shapely.total_bounds([edge, *points]))], dtype=object)
    wide = shapely.box(*shapely.total_bounds([edge, *points]))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=wide))
    at, cell = shapely.STRtree(cells).query(points, predicate="intersects")
    order = np.full(len(points), -1)
    order[at] = cell
    return np.asarray(cells[order], dtype=object)


def _merged(cells: NDArray[np.object_]) -> Any:
    """Union of cells that share their edges."""
    return shapely.union_all(cells)
