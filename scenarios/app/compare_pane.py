"""Two plans side by side: linked maps on which the accounts that differ are lit, and the figures of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import panel as pn

from optimizer.alignment import Alignment
from optimizer.plotting.colours import PALETTE, territory_colours

from .board import Board, Event
from .desk import SideBySide
from .desk.naming import territory_names
from .map.plan_map import PlanMap
from .panels.scenarios import compare_bar_html, compare_rows_html
from .shared import Shared


class ComparePane:
    """The comparison of one session.

    Parameters
    ----------
    shared
        The plan.
    choose
        Hears which plan is wanted on a side: 0 or 1, and its place in the list.
    open_second
        Hears that the plan on the right is to be edited.
    """

    def __init__(self, shared: Shared, choose: Callable[[int, int], None], open_second: Callable[[], None]) -> None:
        self._shared = shared
        self._open_second = open_second
        self._choose = choose
        self._bar = Board(hear=self._hear, height=44, sizing_mode="stretch_width")
        self._maps = pn.Row(sizing_mode="stretch_both", min_height=0)
        self._figures = Board(sizing_mode="stretch_width", height=250)
        self.layout = pn.Column(self._bar, self._maps, self._figures, sizing_mode="stretch_both")

    def offer(self, names: Sequence[str], chosen: tuple[str, str], differ: int | None = None) -> None:
        """Show what can be compared."""
        self._bar.write(compare_bar_html(names, chosen, differ))

    def empty(self, text: str) -> None:
        """Show that there is nothing to compare yet."""
        self._maps.objects = [Board(f'<div class="empty">{text}</div>', sizing_mode="stretch_width")]
        self._figures.write("")

    def show(self, pair: SideBySide) -> None:
        """Show two plans."""
        first, second = pair.alignments
        self._figures.write(
            '<div class="card scroll" style="height:calc(100% - 18px);padding:0 10px 6px">'
            f"{compare_rows_html(pair.rows(), (pair.first.name, pair.second.name))}</div>"
        )
        if self._shared.picture is None:
            return
        maps = self._drawn(first, second, np.asarray(pair.units))
        self._maps.objects = [
            pn.pane.Bokeh(drawn.figure, sizing_mode="stretch_both", margin=(0, 2, 0, 0)) for drawn in maps
        ]

    def _drawn(
        self, first: Alignment, second: Alignment, differ: np.ndarray[tuple[int], np.dtype[np.int32]]
    ) -> list[PlanMap]:
        picture = self._shared.picture
        if picture is None:
            return []
        maps: list[PlanMap] = []
        colours = _alike(first, second)
        nobody = np.zeros(picture.instance.num_units, dtype=bool)
        for alignment, chosen in zip((first, second), colours, strict=True):
            ranges = maps[0].ranges if maps else None
            drawn = PlanMap(picture, territory_names(alignment.instance), self._shared.facts, ranges=ranges)
            drawn.paint(alignment, chosen, nobody)
            marks = picture.marks.of_unit[differ]
            drawn.light(np.unique(marks[marks >= 0]))
            maps.append(drawn)
        maps[0].look_at(picture.views[0])
        maps[1].follow(maps[0])
        return maps

    def _hear(self, event: Event) -> None:
        if event.do in ("side-0", "side-1") and event.value.isdigit():
            self._choose(int(event.do[-1]), int(event.value))
        elif event.do == "open-second":
            self._open_second()


def _alike(first: Alignment, second: Alignment) -> tuple[list[str], list[str]]:
    """Colours of two plans: a territory that is in both has the same in both."""
    try:
        later = territory_colours(second)
        earlier = {**territory_colours(first), **later}
    except ValueError:
        labels = [*first.instance.territories.ids, *second.instance.territories.ids]
        earlier = later = {label: PALETTE[place % len(PALETTE)] for place, label in enumerate(dict.fromkeys(labels))}
    return (
        [earlier[label] for label in first.instance.territories.ids],
        [later[label] for label in second.instance.territories.ids],
    )
