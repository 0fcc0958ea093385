"""A running search, looked at again and again, and what the planner sees of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bokeh.document import Document

from optimizer.alignment import Alignment
from optimizer.result import Result

from .board import Board
from .desk import DeskState, Search, SearchProgress
from .panels.search_panel import Point, search_html

BEAT_MS = 300
"""Time between two looks."""
MOST_POINTS = 600
PREPARING = ("starting", "loading")
"""Phases before a search begins, which its time does not count."""


class SearchWatch:
    """Follows one search at a time.

    Parameters
    ----------
    document
        The page; None where nobody looks, and ``look`` is called by hand.
    board
        Where it is shown.
    on_sketch
        Hears of the best plan so far, while the search runs.
    on_end
        Hears once it is over.
    """

    def __init__(
        self,
        document: Document | None,
        board: Board,
        *,
        on_sketch: Callable[[Alignment], None],
        on_end: Callable[[Search], None],
    ) -> None:
        self._document = document
        self._board = board
        self._on_sketch = on_sketch
        self._on_end = on_end
        self._search: Search | None = None
        self._sketch: Alignment | None = None
        self._beat: Any = None
        self._loaded = 0.0
        self.points: list[Point] = []
        self.began_from: DeskState | None = None
        self.limit = 0.0

    @property
    def running(self) -> bool:
        """Whether there is a search that has not been seen to end."""
        return self._search is not None

    def follow(self, search: Search, began_from: DeskState, limit: float) -> None:
        """Follow a search that was begun from a state, with so many seconds."""
        self._search, self.began_from, self.limit = search, began_from, limit
        self._sketch, self.points, self._loaded = None, [], 0.0
        if self._document is not None:
            self._beat = self._document.add_periodic_callback(self.look, BEAT_MS)
        self.look()

    def stop(self) -> None:
        """Ask it to end with the best plan so far."""
        if self._search is not None:
            self._search.stop()
            self.look()

    def look(self) -> None:
        """Show how far it is; once it is over, nothing more is looked at."""
        search = self._search
        if search is None:
            return
        progress = search.progress
        self._note(progress)
        if search.done:
            self._search = None
            if self._document is not None:
                self._document.remove_periodic_callback(self._beat)
            self._on_end(search)
            return
        if progress.phase in PREPARING:
            self._loaded = progress.seconds
        searched = progress.seconds - self._loaded
        self._board.write(search_html(progress, self.points, searched=searched, limit=self.limit))
        if progress.alignment is not None and progress.alignment is not self._sketch:
            self._sketch = progress.alignment
            self._on_sketch(progress.alignment)

    def _note(self, progress: SearchProgress) -> None:
        point = (progress.seconds, progress.objective, progress.lower_bound)
        if self.points and self.points[-1][1:] == point[1:] and len(self.points) > 1:
            # Time passed and nothing changed: the line only grows longer.
            self.points[-1] = point if self.points[-2][1:] == point[1:] else self.points[-1]
            if self.points[-1] is point:
                return
        self.points.append(point)
        if len(self.points) > MOST_POINTS:
            del self.points[1:-1:2]


def told(result: Result) -> str:
    """Say in two lines what a search came to."""
    bound = "no bound is known" if result.lower_bound is None else f"lower bound {result.lower_bound:,.1f}"
    gap = "" if result.gap is None else f", gap {result.gap:.2%}"
    broken = "" if result.feasible else f"\nThe best plan found breaks {len(result.assessment.violations)} rules."
    return (
        f"{result.status.value} plan; the search {result.limit.value} after {result.runtime:.1f} s\n"
        f"objective {result.assessment.objective:,.1f}, {bound}{gap}{broken}"
    )
