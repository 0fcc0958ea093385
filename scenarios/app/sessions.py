"""Which browser tab has which desk: every tab its own, found again after a reload."""

from __future__ import annotations

import threading
from collections import Counter

from .desk import Desk, DeskRoom, DrawerError

OF_NAMES = "named-"
"""Ids that begin like this are of desks kept under a name, which no tab edits in place."""


class Sessions:
    """Gives tabs their desks; may be called from any thread.

    Parameters
    ----------
    room
        The desks.
    """

    def __init__(self, room: DeskRoom) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._tabs: Counter[str] = Counter()

    def enter(self, key: str | None, *, who: str) -> tuple[Desk, str]:
        """Give a tab its desk.

        Parameters
        ----------
        key
            Id in the address of the tab, None for none.
        who
            The planner.

        Returns
        -------
        tuple
            The desk, and what went wrong with the one that was asked for, empty for nothing.
        """
        problem = ""
        asked = None if key is None or key.startswith(OF_NAMES) else key
        with self._lock:
            try:
                desk = self._room.desk(asked, who=who)
            except DrawerError as error:
                problem, desk = str(error), self._room.desk(who=who)
            self._tabs[desk.key] += 1
        return desk, problem

    def leave(self, desk: Desk) -> None:
        """Let a tab go; its desk is put away once no tab has it."""
        with self._lock:
            self._tabs[desk.key] -= 1
            if self._tabs[desk.key] <= 0:
                del self._tabs[desk.key]
                self._room.leave(desk.key)

    def close(self) -> None:
        """Let all tabs go."""
        with self._lock:
            self._tabs.clear()
            self._room.close()
