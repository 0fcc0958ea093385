"""The map with its bar: search, what to look at, and what dragging does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import panel as pn
from numpy.typing import NDArray

from optimizer.alignment import Alignment

from .board import Board, Event
from .map.picture import Picture
from .map.plan_map import Drag, PlanMap
from .map.views import View
from .shared import Shared
from .words import plural, safe

MOST_FOUND = 8
CLOSE = 0.08
"""Part of a view that is shown around an account that was searched for."""


class MapPane:
    """A map of one session.

    Parameters
    ----------
    shared
        The plan.
    picture
        Its map.
    names
        (k,) of territories.
    on_select
        Hears which accounts are chosen.
    on_territory
        Hears which territory is looked for.
    """

    def __init__(
        self,
        shared: Shared,
        picture: Picture,
        names: Sequence[str],
        *,
        on_select: Callable[[NDArray[np.intp]], None],
        on_territory: Callable[[int], None],
    ) -> None:
        self._shared = shared
        self._picture = picture
        self._names = list(names)
        self._on_territory = on_territory
        self._drag = Drag.PAN
        self._query = ""
        self._view = 0
        self.map = PlanMap(
            picture, names, shared.facts, on_select=lambda marks: on_select(picture.marks.units_at(marks))
        )
        self.map.look_at(picture.views[0])
        self.bar = Board(hear=self._hear, height=44, sizing_mode="stretch_width", stylesheets=[ABOVE])
        self.layout = pn.Column(
            self.bar, pn.pane.Bokeh(self.map.figure, sizing_mode="stretch_both"), sizing_mode="stretch_both"
        )
        self._show()

    def paint(self, alignment: Alignment, colours: Sequence[str], pinned: NDArray[np.bool_]) -> None:
        """See ``PlanMap.paint``."""
        self.map.paint(alignment, colours, pinned)

    def focus(self, units: NDArray[np.integer]) -> None:
        """Look at some accounts."""
        points = self._picture.points[units]
        points = points[np.isfinite(points).all(axis=1)]
        if len(points):
            (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
            least = CLOSE * self._size()
            across, up = max(0.0, least - (right - left)) / 2, max(0.0, least - (top - bottom)) / 2
            self.map.look_at(View("", (left - across, bottom - up, right + across, top + up), len(points)))

    def home(self) -> None:
        """Look at what was chosen to be looked at."""
        self.map.look_at(self._picture.views[self._view])

    def choose(self, units: NDArray[np.integer]) -> None:
        """Choose accounts as if they had been tapped."""
        marks = self._picture.marks.of_unit[units]
        self.map.light(np.unique(marks[marks >= 0]))

    def _size(self) -> float:
        left, bottom, right, top = self._picture.views[0].bounds
        return max(right - left, top - bottom)

    def _hear(self, event: Event) -> None:
        match event.do:
            case "search":
                self._query = event.value.strip()
            case "found-account" if event.value.isdigit() and int(event.value) < len(self._picture.points):
                unit = np.array([int(event.value)])
                self._query = ""
                self.choose(unit)
                self.focus(unit)
            case "found-territory" if event.value.isdigit() and int(event.value) < len(self._names):
                self._query = ""
                self._on_territory(int(event.value))
            case "view" if event.value.isdigit() and int(event.value) < len(self._picture.views):
                self._view = int(event.value)
                self.map.look_at(self._picture.views[self._view])
            case "drag" if event.value in {drag.value for drag in Drag}:
                self._drag = Drag(event.value)
                self.bar.activate(self.map.tools[self._drag].id)
            case "zoom" if event.value in ("in", "out"):
                self.map.zoom(0.7 if event.value == "in" else 1 / 0.7)
        self._show()

    def _show(self) -> None:
        drags = "".join(
            f'<button class="{"on" if drag is self._drag else ""}" data-do="drag" data-value="{drag.value}" '
            f'title="{drag.told}">{drag.word}</button>'
            for drag in Drag
        )
        views = "".join(
            f'<option value="{row}"{" selected" if row == self._view else ""}>{safe(view.name)} '
            f"({view.accounts:,})</option>"
            for row, view in enumerate(self._picture.views)
        )
        looked = (
            f'<select data-do="view" title="What to look at" style="max-width:230px">{views}</select>'
            if len(self._picture.views) > 1
            else '<button data-do="view" data-value="0">Show all</button>'
        )
        self.bar.write(
            f'<div class="mapbar"><div class="found"><input type="text" data-live="search" data-keep="search" '
            f'name="search" placeholder="Find an account or rep" value="{safe(self._query)}" style="width:190px" '
            f'autocomplete="off">{self._found()}</div><div class="seg">{drags}</div><span class="grow"></span>{looked}'
            '<div class="seg"><button data-do="zoom" data-value="out" aria-label="Zoom out">−</button>'
            '<button data-do="zoom" data-value="in" aria-label="Zoom in">+</button></div></div>'
        )

    def _found(self) -> str:
        """What is found by the words typed, the territories first."""
        if len(self._query) < 2:
            return ""
        words = self._query.casefold()
        homes = [row for row, name in enumerate(self._names) if words in name.casefold()][:4]
        hits = np.flatnonzero(self._shared.searched.str.contains(words, regex=False).to_numpy())
        units = self._shared.plan.instance.units
        names = units.ids if units.names is None else units.names
        rows = [
            f'<tr class="press" data-do="found-territory" data-value="{row}"><td><b>{safe(self._names[row])}</b></td>'
            '<td class="muted small">territory</td></tr>'
            for row in homes
        ]
        rows += [
            f'<tr class="press" data-do="found-account" data-value="{row}"><td>{safe(names[row])}</td>'
            f'<td class="muted small">{safe(units.ids[row])}</td></tr>'
            for row in hits[:MOST_FOUND].tolist()
        ]
        more = len(hits) - MOST_FOUND
        told = f'<div class="muted small pad">and {plural(more, "account")} more</div>' if more > 0 else ""
        body = "".join(rows) or '<tr><td class="muted">Nothing is called like this.</td></tr>'
        return (
            '<div style="position:absolute;top:34px;left:0;width:360px;background:#fff;border:1px solid #CBD3DC;'
            f'border-radius:8px;box-shadow:0 6px 20px rgba(20,30,45,.18);overflow:hidden"><table>{body}'
            f"</table>{told}</div>"
        )


ABOVE = ":host { position: relative; z-index: 30; overflow: visible !important; }"
"""What is found hangs over the map."""
