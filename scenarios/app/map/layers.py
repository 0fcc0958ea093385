"""What is drawn on the map, layer by layer, and the text of its hover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource
from numpy.typing import NDArray

from .picture import Picture, rings, strokes

SEA, LAND, COAST, STATES = "#E9EFF4", "#FAF8F4", "#C5BFB3", "#DCD7CD"
INK, CUT_OFF = "#1B2430", "#C3342B"
FEW, MANY = 400, 20_000
"""Numbers of marks at which dots are largest, and smallest."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def draw_land(plot: Any, picture: Picture) -> None:
    """Draw countries and the borders between states."""
    land = [rings(shape) for shape in picture.land.land]
    xs, ys = [xs for xs, _ in land if xs], [ys for _, ys in land if ys]
    plot.multi_polygons(xs=xs, ys=ys, fill_color=LAND, line_color=COAST, line_width=0.8, level="underlay")
    across, up = strokes(picture.land.lines)
    plot.multi_line(xs=across, ys=up, line_color=STATES, line_width=0.8, level="underlay")


def draw_areas(plot: Any, source: ColumnDataSource) -> Any:
    """Draw the outline of each area, which can be tapped anywhere."""
    return plot.multi_polygons(
        "areas_x",
        "areas_y",
        source=source,
        fill_color="#FFFFFF",
        fill_alpha=0.0,
        line_color="#FFFFFF",
        line_alpha=0.7,
        line_width=0.5,
        nonselection_fill_alpha=0.0,
        nonselection_line_alpha=0.7,
        selection_fill_color=INK,
        selection_fill_alpha=0.3,
        selection_line_color=INK,
        selection_line_alpha=1.0,
        selection_line_width=1.8,
    )


def draw_dots(plot: Any, source: ColumnDataSource) -> Any:
    """Draw accounts; those that are not chosen fade where any is."""
    return plot.scatter(
        "x",
        "y",
        source=source,
        size="size",
        fill_color="fill",
        line_color="line",
        line_width="width",
        nonselection_fill_alpha=0.35,
        nonselection_line_alpha=0.35,
        selection_fill_alpha=1.0,
        selection_line_color=INK,
        selection_line_width=2.0,
    )


def draw_names(plot: Any, texts: ColumnDataSource) -> None:
    """Draw names on a light ground, so that they can be read over anything."""
    plot.text(
        "x",
        "y",
        "text",
        source=texts,
        x_offset="left",
        y_offset="up",
        text_baseline="middle",
        text_font={"value": FONT},
        text_font_size="12px",
        text_font_style="bold",
        text_color=INK,
        background_fill_color="#FFFFFF",
        background_fill_alpha=0.82,
        border_radius=3,
        padding=2,
    )


def outlines(picture: Picture) -> dict[str, list[Any]]:
    """(m,) outline of the area of each mark, as columns; none where the plan has no areas."""
    if picture.areas is None:
        return {}
    drawn = [rings(shape) for shape in picture.areas]
    return {"areas_x": [xs for xs, _ in drawn], "areas_y": [ys for _, ys in drawn]}


def tooltip(facts: Sequence[str]) -> str:
    """HTML of the hover; Bokeh escapes what it puts in for each column."""
    first, *others = facts or [""]
    head = f"<b>@{{{first}}}</b>" if first else ""
    rows = "".join(
        f"<tr><td style='color:#6B7280;padding-right:10px'>{name}</td><td>@{{{name}}}</td></tr>" for name in others
    )
    return (
        f"<div style='font:12px {FONT};color:{INK};max-width:280px'>{head}"
        f"<table style='border-spacing:0;margin-top:3px'><tr><td "
        f"style='color:#6B7280;padding-right:10px'>served by</td>"
        f"<td>@rep</td></tr>{rows}</table></div>"
    )


def dot_sizes(picture: Picture) -> NDArray[np.float64]:
    """(m,) diameters of dots, pixels: smaller the more there are; of bins the area tells the number of accounts."""
    marks = picture.marks
    if marks.binned:
        return np.clip(2.0 + 9.0 * np.sqrt(marks.size / np.quantile(marks.size, 0.99)), 2.0, 14.0)
    share = np.clip(np.log(max(len(marks), 1) / FEW) / np.log(MANY / FEW), 0.0, 1.0)
    largest = 8.0 if picture.areas is None else 5.0
    return np.full(len(marks), largest - 5.0 / 8.0 * largest * float(share))
