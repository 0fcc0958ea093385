"""Figures of the states seen last, so that undo costs nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .figures import Figures, Measurer
from .state import DeskState

KEPT = 32
"""States whose figures are kept."""


class FiguresMemory:
    """Measures states of one ground, each once.

    Parameters
    ----------
    measurer
        Who measures.
    """

    def __init__(self, measurer: Measurer) -> None:
        self._measurer = measurer
        self._lock = threading.Lock()
        # The state is kept beside its figures: an id means something only while its object lives.
        self._known: OrderedDict[int, tuple[DeskState, Figures]] = OrderedDict()

    def figures(self, state: DeskState) -> Figures:
        """Figures of a state, without shift."""
        with self._lock:
            known = self._known.get(id(state))
        if known is not None:
            return known[1]
        figures = self._measurer.figures(state)
        with self._lock:
            self._known[id(state)] = state, figures
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return figures
