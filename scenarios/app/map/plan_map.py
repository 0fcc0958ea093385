"""The map as a Bokeh figure: the land, territories, accounts, homes and names, with tap and lasso."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

from .names import place_names
from .picture import Picture, rings, strokes
from .views import View

UNSERVED = "#9A9A9A"
SEA, LAND, COAST, STATES = "#E9EFF4", "#FAF8F4", "#C5BFB3", "#DCD7CD"
INK = "#1B2430"
UNSEEN = (820.0, 660.0)
"""Size a map has until a browser tells another, pixels."""
MARGIN = 0.05
"""Space around what is looked at, as share of its size."""
FEW, MANY = 400, 20_000
"""Numbers of marks at which dots are largest, and smallest."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


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
                "size": _sizes(picture),
                "fill": [UNSERVED] * m,
                "line": ["#FFFFFF"] * m,
                "width": np.full(m, 0.5),
                "rep": [""] * m,
                **{name: list(texts) for name, texts in facts.items()},
            }
        )
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

    def light(self, marks: NDArray[np.integer]) -> None:
        """Choose marks, as if they had been tapped."""
        self._dots.selected.indices = np.asarray(marks).tolist()

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
        self._draw_land(plot)
        plot.multi_polygons(
            "xs", "ys", source=self._ground, fill_color="fill", fill_alpha=0.26, line_color="fill", line_alpha=0.85
        )
        dots = plot.scatter(
            "x",
            "y",
            source=self._dots,
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
        plot.scatter("x", "y", source=self._squares, marker="square", size=15, fill_color="#FFFFFF", line_color=INK)
        plot.scatter("x", "y", source=self._squares, marker="square", size=9, fill_color="fill", line_color=None)
        plot.text(
            "x",
            "y",
            "text",
            source=self._texts,
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
        self._add_tools(plot, dots, facts)
        plot.on_event(RangesUpdate, lambda _event: self._looked())
        for side in ("inner_width", "inner_height"):
            plot.on_change(side, lambda side, _old, new: self._resized(side, int(new)))
        return plot

    def _draw_land(self, plot: Any) -> None:
        land = [rings(shape) for shape in self.picture.land.land]
        xs, ys = [xs for xs, _ in land if xs], [ys for _, ys in land if ys]
        plot.multi_polygons(xs=xs, ys=ys, fill_color=LAND, line_color=COAST, line_width=0.8, level="underlay")
        across, up = strokes(self.picture.land.lines)
        plot.multi_line(xs=across, ys=up, line_color=STATES, line_width=0.8, level="underlay")

    def _add_tools(self, plot: Any, dots: Any, facts: list[str]) -> None:
        wheel = WheelZoomTool(zoom_on_axis=False)
        self.tools = {
            Drag.PAN: PanTool(),
            Drag.LASSO: LassoSelectTool(continuous=False, renderers=[dots]),
            Drag.BOX: BoxSelectTool(renderers=[dots]),
        }
        hover = HoverTool(renderers=[dots], tooltips=_tooltip(facts), point_policy="follow_mouse")
        plot.add_tools(*self.tools.values(), wheel, TapTool(renderers=[dots]), hover)
        plot.toolbar.active_drag, plot.toolbar.active_scroll = self.tools[Drag.PAN], wheel


def _tooltip(facts: Sequence[str]) -> str:
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


def _sizes(picture: Picture) -> NDArray[np.float64]:
    """(m,) diameters of dots, pixels: smaller the more there are; of bins the area tells the number of accounts."""
    marks = picture.marks
    if marks.binned:
        return np.clip(2.0 + 9.0 * np.sqrt(marks.size / np.quantile(marks.size, 0.99)), 2.0, 14.0)
    share = np.clip(np.log(max(len(marks), 1) / FEW) / np.log(MANY / FEW), 0.0, 1.0)
    return np.full(len(marks), 8.0 - 5.0 * float(share))


def _span(view: View) -> float:
    left, bottom, right, top = view.bounds
    return max(right - left, top - bottom, 1e-6)
