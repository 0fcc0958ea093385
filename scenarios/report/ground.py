"""Land and borders below the accounts of a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from optimizer.display import Html, element, joined
from optimizer.travel import Floats
from scenarios.atlas import read_borders

from .panels import Sheet

LAND, COAST, STATES = "#F4F2EC", "#D3CEC2", "#DEDACF"
AROUND_DEGREES = 14.0
"""Land no farther than this from the accounts may be on the sheet."""
FINEST = 0.7
"""Detail finer than this on paper is left out."""


def ground(sheet: Sheet, places: Floats, width: float) -> Html:
    """Draw land and borders of a sheet; nothing on a plane.

    Parameters
    ----------
    sheet
        Of the map.
    places
        (n, 2) longitude and latitude of its accounts.
    width
        Of the paper.
    """
    if sheet.origin is None:
        return Html("")
    low, high = places.min(axis=0) - AROUND_DEGREES, places.max(axis=0) + AROUND_DEGREES
    window = shapely.box(max(low[0], -180.0), max(low[1], -85.0), min(high[0], 180.0), min(high[1], 85.0))
    borders = read_borders()
    near = [shape for shape in borders.shapes if shape.intersects(window)]
    land = [_on_paper(shapely.intersection(shape, window), sheet, width) for shape in near]
    states = _on_paper(shapely.intersection(borders.lines, window), sheet, width)
    return joined([_path(shapely.GeometryCollection(land), LAND, COAST), _path(states, "none", STATES)])


def _on_paper(shape: Any, sheet: Sheet, width: float) -> Any:
    """Put a shape on the paper, without what lies beside it and what is too fine to see."""
    # Long straight pieces of a border are curves on paper.
    shape = shapely.segmentize(shape, 1.0)
    flat = shapely.transform(shape, lambda points: sheet.on_paper(points, width))
    paper = shapely.box(0, 0, width, width * sheet.proportion)
    return shapely.simplify(shapely.intersection(shapely.make_valid(flat), paper), FINEST)


def _path(shape: Any, fill: str, stroke: str) -> Html:
    """Draw the lines and areas of a shape in as few letters as they need."""
    parts = shapely.get_parts(shapely.get_parts(shapely.get_parts(shape)))
    lines: list[Any] = []
    for part in parts[~shapely.is_empty(parts)]:
        if part.geom_type == "Polygon":
            lines += [part.exterior, *part.interiors]
        elif part.geom_type == "LineString":
            lines.append(part)
    way = "".join(_way(np.asarray(line.coords), closed=fill != "none") for line in lines)
    return element("path", d=way, fill=fill, stroke=stroke, stroke_width="0.8") if way else Html("")


def _way(points: Floats, *, closed: bool) -> str:
    whole = np.round(points, 1)
    steps = " ".join(f"{x:g} {y:g}" for x, y in whole.tolist())
    return f"M{steps}Z" if closed else f"M{steps}"
