"""What the map of a plan is drawn from: worked out once for all sessions, since facts do not change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.instance import NOBODY, Instance
from optimizer.travel import Floats
from scenarios.atlas import read_borders

from .cells import Cells, area_cells, cut_cells
from .marks import Marks, make_marks
from .projection import Backdrop, MapProjection, backdrop, fit_projection
from .views import View, find_views

MOST_AREAS = 6_000
"""Up to this many areas can be tapped anywhere; beyond, at the account in them."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Everything about a map that does not depend on who serves whom.

    Parameters
    ----------
    instance
        The facts.
    projection
        Where places lie.
    points
        (n, 2) accounts.
    marks
        What is drawn of them.
    land
        What is drawn behind.
    views
        What to look at, the first one first.
    cells
        The ground around the marks.
    areas
        (m,) area of each mark, to tap on; None where the plan has none.
    """

    instance: Instance
    projection: MapProjection
    points: Floats
    marks: Marks
    land: Backdrop
    views: tuple[View, ...]
    cells: Cells
    areas: NDArray[np.object_] | None = None

    def homes(self, alignment: Alignment) -> Floats:
        """(k, 2) rep locations, or centres the plan has placed; NaN where there is none."""
        territories = alignment.instance.territories
        fixed = self.projection.points(territories.centres)
        chosen = alignment.centre_unit
        of_unit = np.where((chosen != NOBODY)[:, None], self.points[chosen], np.nan)
        return np.where(alignment.instance.free_centres()[:, None], of_unit, fixed)


def draw_picture(instance: Instance, areas: NDArray[np.object_] | None = None) -> Picture:
    """Work out the map of the accounts of a plan.

    Parameters
    ----------
    instance
        The facts.
    areas
        (n,) shape of each account in degrees, None for one without; None to draw the ground around accounts.

    Raises
    ------
    ValueError
        If no account has a place.
    """
    borders, projection = read_borders(), fit_projection(instance)
    points = projection.points(instance.units.places)
    land, marks = backdrop(projection, borders), make_marks(points)
    views = find_views(instance, points, borders)
    if areas is None or marks.binned or projection.formula is None:
        return Picture(instance, projection, points, marks, land, views, cut_cells(marks.points, land, views))
    cells = area_cells(projection.areas(areas), marks)
    views = tuple(_widened(view, marks.points, cells.cells) for view in views)
    drawn = shapely.simplify(cells.cells, cells.coarse) if len(marks) <= MOST_AREAS else None
    return Picture(instance, projection, points, marks, land, views, cells, drawn)


def _widened(view: View, points: Floats, areas: NDArray[np.object_]) -> View:
    """The same view with the whole areas of the accounts in it."""
    left, bottom, right, top = view.bounds
    inside = ((points >= (left, bottom)) & (points <= (right, top))).all(axis=1) & ~shapely.is_empty(areas)
    if not inside.any():
        return view
    low, high = np.split(shapely.total_bounds(areas[inside]), 2)
    bounds = (min(left, low[0]), min(bottom, low[1]), max(right, high[0]), max(top, high[1]))
    return View(view.name, bounds, view.accounts)


def rings(shape: Any) -> tuple[list[list[NDArray[np.float64]]], list[list[NDArray[np.float64]]]]:
    """Give the polygons of a shape, each as its outline followed by its holes: x of each ring, and y."""
    xs, ys = [], []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        outline = [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]
        xs.append([ring[:, 0] for ring in outline])
        ys.append([ring[:, 1] for ring in outline])
    return xs, ys


def strokes(shape: Any) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Give the lines of a shape: x of each, and y."""
    lines = [shapely.get_coordinates(part) for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return [line[:, 0] for line in lines], [line[:, 1] for line in lines]
