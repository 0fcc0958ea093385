"""The map as a Bokeh figure: the land, territories, accounts, homes and names, with tap and lasso."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

import numpy as np
from bokeh.events import RangesUpdate
from bokeh.models import (
    BoxSelectTool,
    ColumnDataSource,
    HoverTool,
    LassoSelectTool,
    PanTool,
    Range1d,
    TapTool,
    WheelZoomTool,
)
from bokeh.plotting import figure
from numpy.typing import NDArray

from optimizer.alignment import Alignment

from .layers import CUT_OFF, INK, SEA, dot_sizes, draw_areas, draw_dots, draw_land, draw_names, outlines, tooltip
from .names import place_names
from .picture import Picture, rings
from .views import View

UNSERVED = "#9A9A9A"
UNSEEN = (820.0, 660.0)
"""Size a map has until a browser tells another, pixels."""
MARGIN = 0.05
"""Space around what is looked at, as share of its size."""


class Drag(Enum):
    """What dragging on the map does."""

    PAN = "pan"
    LASSO = "lasso"
    BOX = "box"

    @property
    def word(self) -> str:
        """Name on its button."""
        return {Drag.PAN: "Move map", Drag.LASSO: "Lasso", Drag.BOX: "Box"}[self]

    @property
    def told(self) -> str:
        """What it does, for people."""
        return {
            Drag.PAN: "Drag to move the map; tap to choose an account, with Shift several",
            Drag.LASSO: "Draw around accounts to choose them",
            Drag.BOX: "Draw a box around accounts to choose them",
        }[self]


class PlanMap:
    """A map of one session; ``paint`` shows a plan, ``repaint`` what an edit changed.

    Parameters
    ----------
    picture
        What is drawn.
    names
        (k,) of territories.
    facts
        Column -> (m,) texts the hover shows beside each mark, the first one large.
    on_select
        Hears the marks chosen by tap or lasso.
    ranges
        Of another map, to look at both alike; None for its own.
    """

    def __init__(
        self,
        picture: Picture,
        names: Sequence[str],
        facts: Mapping[str, Sequence[str]],
        *,
        on_select: Callable[[NDArray[np.intp]], None] | None = None,
        ranges: tuple[Range1d, Range1d] | None = None,
    ) -> None:
        self.picture = picture
        self.names = list(names)
        self._homes = np.full((len(names), 2), np.nan)
        self._owners = np.full(len(picture.cells.cells), -2, dtype=np.int32)
        self._colours: tuple[str, ...] = ()
        self._view: View | None = None
        self._pixels = UNSEEN
        x, y = picture.marks.points.T
        m = len(picture.marks)
        self._dots = ColumnDataSource(
            {
                "x": x,
                "y": y,
                "size": dot_sizes(picture),
                "fill": [UNSERVED] * m,
                "line": ["#FFFFFF"] * m,
                "width": np.full(m, 0.5),
                "rep": [""] * m,
                **outlines(picture),
                **{name: list(texts) for name, texts in facts.items()},
            }
        )
        self._apart = ColumnDataSource({"x": [], "y": []})
        self._ground = ColumnDataSource({"xs": [], "ys": [], "fill": []})
        self._squares = ColumnDataSource({"x": [], "y": [], "fill": []})
        self._texts = ColumnDataSource({"x": [], "y": [], "text": [], "left": [], "up": []})
        self.figure = self._figure(list(facts), ranges)
        if on_select is not None:
            self._dots.selected.on_change("indices", lambda _a, _o, new: on_select(np.asarray(new, dtype=np.intp)))

    @property
    def ranges(self) -> tuple[Range1d, Range1d]:
        """What is looked at."""
        return self.figure.x_range, self.figure.y_range

    def look_at(self, view: View) -> None:
        """Show a part of the map."""
        self._view = view
        left, bottom, right, top = view.bounds
        width, height = max(right - left, 1e-3 * _span(view)), max(top - bottom, 1e-3 * _span(view))
        inner = self._inner()
        scale = max(width / inner[0], height / inner[1]) * (1 + 2 * MARGIN)
        for span, centre, pixels in zip(self.ranges, ((left + right) / 2, (bottom + top) / 2), inner, strict=True):
            span.update(start=centre - scale * pixels / 2, end=centre + scale * pixels / 2)
        self.write_names()

    def follow(self, other: PlanMap) -> None:
        """Keep names in their places when another map with the same ranges is moved."""
        self._view = other._view
        other.figure.on_event(RangesUpdate, lambda _event: self._looked())
        self.figure.on_event(RangesUpdate, lambda _event: other._looked())
        self.write_names()

    def zoom(self, factor: float) -> None:
        """Show ``factor`` times as much, around the same middle."""
        for span in self.ranges:
            middle, half = (span.start + span.end) / 2, (span.end - span.start) / 2 * factor
            span.update(start=middle - half, end=middle + half)
        self._looked()

    def _inner(self) -> tuple[float, float]:
        """Width and height of the map on the screen, pixels."""
        return self._pixels

    def _looked(self) -> None:
        """Follow the planner, who moved or zoomed the map."""
        (across, up) = self.ranges
        self._view = View("", (across.start, up.start, across.end, up.end), 0)
        self.write_names()

    def _resized(self, side: str, pixels: int) -> None:
        """Show the same part of the map, in its right proportions, in a window of another size."""
        if pixels <= 0:
            # A page that is not open has no size.
            return
        width, height = self._pixels
        self._pixels = (float(pixels), height) if side == "inner_width" else (width, float(pixels))
        if self._view is not None:
            self.look_at(self._view)

    def paint(self, alignment: Alignment, colours: Sequence[str], pinned: NDArray[np.bool_]) -> None:
        """Show a plan.

        Parameters
        ----------
        alignment
            Who serves whom.
        colours
            (k,) of territories.
        pinned
            (n,) accounts with a dark ring.
        """
        self._colours = tuple(colours)
        marks, k = self.picture.marks, len(self.names)
        owner = marks.owner(alignment.territory_of, k)
        held = np.zeros(len(marks), dtype=bool)
        held[marks.of_unit[pinned & (marks.of_unit >= 0)]] = True
        fill = np.array([*colours, UNSERVED], dtype=object)
        with self._at_once():
            self._dots.data.update(
                fill=fill[owner],
                line=np.where(held, INK, "#FFFFFF").astype(object),
                width=np.where(held, 2.0, 0.5),
                rep=np.array([*self.names, "nobody"], dtype=object)[owner],
            )
            self._draw_ground(owner)
            self._draw_homes(alignment)

    def repaint(self, units: NDArray[np.integer], alignment: Alignment, pinned: NDArray[np.bool_]) -> None:
        """Show what changed for some accounts; much quicker than ``paint`` where they are few."""
        marks, k = self.picture.marks, len(self.names)
        if marks.binned or len(units) > len(marks) // 4:
            self.paint(alignment, self._colours, pinned)
            return
        fill, names = [*self._colours, UNSERVED], [*self.names, "nobody"]
        shown = [(int(marks.of_unit[unit]), int(unit)) for unit in units.tolist() if marks.of_unit[unit] >= 0]
        home = alignment.territory_of
        with self._at_once():
            self._dots.patch(
                {
                    "fill": [(mark, fill[home[unit]]) for mark, unit in shown],
                    "rep": [(mark, names[home[unit]]) for mark, unit in shown],
                    "line": [(mark, INK if pinned[unit] else "#FFFFFF") for mark, unit in shown],
                    "width": [(mark, 2.0 if pinned[unit] else 0.5) for mark, unit in shown],
                }
            )
            self._draw_ground(marks.owner(home, k))
            self._draw_homes(alignment)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Send what changes together, so that dots and ground never show two plans."""
        document = self.figure.document
        if document is None:
            yield
            return
        document.hold("collect")
        try:
            yield
        finally:
            document.unhold()

    def light(self, marks: NDArray[np.integer]) -> None:
        """Choose marks, as if they had been tapped."""
        self._dots.selected.indices = np.asarray(marks).tolist()

    def warn(self, units: NDArray[np.integer]) -> None:
        """Ring accounts that are cut off from the rest of their territory."""
        marks = self.picture.marks.of_unit[units]
        points = self.picture.marks.points[np.unique(marks[marks >= 0])]
        if len(points) or len(self._apart.data["x"]):
            self._apart.data = {"x": points[:, 0], "y": points[:, 1]}

    def write_names(self) -> None:
        """Place names for what is looked at now."""
        across, up = self.ranges
        size = self._inner()
        origin, span = np.array([across.start, up.start]), np.array([across.end, up.end]) - (across.start, up.start)
        pixels = (self._homes - origin) / np.where(span > 0, span, 1.0) * size
        placed = place_names(pixels, self.names, size)
        at = [name.index for name in placed]
        self._texts.data = {
            "x": self._homes[at, 0],
            "y": self._homes[at, 1],
            "text": [self.names[index] for index in at],
            "left": [name.left + 4 for name in placed],
            "up": [-name.bottom - 8.5 for name in placed],
        }

    def _draw_ground(self, owner: NDArray[np.int32]) -> None:
        """Draw the ground of territories whose cells changed hands."""
        owners = self.picture.cells.owners(owner, len(self.names))
        changed = np.unique(np.concatenate([owners[owners != self._owners], self._owners[owners != self._owners]]))
        whole = len(self._ground.data["xs"]) != len(self.names)
        touched = range(len(self.names)) if whole else [int(home) for home in changed if home >= 0]
        drawn = {home: rings(self.picture.cells.shape(owners, home)) for home in touched}
        self._owners = owners
        if whole:
            self._ground.data = {
                "xs": [drawn[home][0] for home in touched],
                "ys": [drawn[home][1] for home in touched],
                "fill": list(self._colours),
            }
            return
        data = {name: list(self._ground.data[name]) for name in ("xs", "ys")}
        for home, (xs, ys) in drawn.items():
            data["xs"][home], data["ys"][home] = xs, ys
        self._ground.data = {**data, "fill": list(self._colours)}

    def _draw_homes(self, alignment: Alignment) -> None:
        self._homes = self.picture.homes(alignment)
        known = np.isfinite(self._homes).all(axis=1)
        colours = np.array(self._colours, dtype=object)
        self._squares.data = {
            "x": self._homes[known, 0],
            "y": self._homes[known, 1],
            "fill": colours[known].tolist(),
        }
        self.write_names()

    def _figure(self, facts: list[str], ranges: tuple[Range1d, Range1d] | None) -> Any:
        across, up = ranges or (Range1d(0, 1), Range1d(0, 1))
        plot = figure(
            x_range=across,
            y_range=up,
            tools="",
            toolbar_location=None,
            sizing_mode="stretch_both",
            output_backend="webgl",
            background_fill_color=SEA,
            border_fill_color="#FFFFFF",
            outline_line_color=None,
            min_border=0,
            lod_threshold=None,
        )
        plot.axis.visible = plot.grid.visible = False
        draw_land(plot, self.picture)
        whole = self.picture.areas is not None
        plot.multi_polygons(
            "xs",
            "ys",
            source=self._ground,
            fill_color="fill",
            fill_alpha=0.5 if whole else 0.26,
            line_color="fill",
            line_alpha=0.85,
        )
        areas = draw_areas(plot, self._dots) if whole else None
        dots = draw_dots(plot, self._dots)
        plot.scatter("x", "y", source=self._apart, size=14, fill_color=None, line_color=CUT_OFF, line_width=2)
        plot.scatter("x", "y", source=self._squares, marker="square", size=15, fill_color="#FFFFFF", line_color=INK)
        plot.scatter("x", "y", source=self._squares, marker="square", size=9, fill_color="fill", line_color=None)
        draw_names(plot, self._texts)
        self._add_tools(plot, dots, areas, facts)
        plot.on_event(RangesUpdate, lambda _event: self._looked())
        for side in ("inner_width", "inner_height"):
            plot.on_change(side, lambda side, _old, new: self._resized(side, int(new)))
        return plot

    def _add_tools(self, plot: Any, dots: Any, areas: Any, facts: list[str]) -> None:
        wheel = WheelZoomTool(zoom_on_axis=False)
        self.tools = {
            Drag.PAN: PanTool(),
            Drag.LASSO: LassoSelectTool(continuous=False, renderers=[dots]),
            Drag.BOX: BoxSelectTool(renderers=[dots]),
        }
        told, tapped = ([dots], [dots]) if areas is None else ([areas], [areas, dots])
        hover = HoverTool(renderers=told, tooltips=tooltip(facts), point_policy="follow_mouse")
        plot.add_tools(*self.tools.values(), wheel, TapTool(renderers=tapped), hover)
        plot.toolbar.active_drag, plot.toolbar.active_scroll = self.tools[Drag.PAN], wheel


def _span(view: View) -> float:
    left, bottom, right, top = view.bounds
    return max(right - left, top - bottom, 1e-6)
