"""The desks of a server: one a browser session, over one plan, each found again by its id."""

from __future__ import annotations

import threading
from pathlib import Path

from scenarios.planfile.plan import Plan
from scenarios.store import RunStore

from .desk import Desk
from .docket import Approver
from .drawer import FOLDER, ID, Drawer, new_key
from .running_outlook import RunningOutlook, remembering


class DeskRoom:
    """Gives every session its desk; may be called from any thread.

    Parameters
    ----------
    plan
        Facts and choices all desks begin with.
    store
        Where outcomes of scenarios are found and kept, None for nowhere.
    folder
        Where desks are put away, in a folder of its own; that of the store by default. None for nowhere.
    approver
        Who keeps book of approvals, None for nobody.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        store: RunStore | None = None,
        folder: Path | None = None,
        approver: Approver | None = None,
    ) -> None:
        # One for all, so that what accounts may bring is drawn once.
        self.plan = remembering(plan)
        self._store, self._approver = store, approver
        self._drawer = None if folder is None else Drawer(folder / FOLDER)
        self._lock = threading.Lock()
        self._desks: dict[str, Desk] = {}

    def prepare(self) -> None:
        """Do once what the first session would have to wait for; a server calls it from a thread of its own."""
        Desk(self.plan).figures()
        outlook = None if self.plan.fairness is None else self.plan.fairness.outlook
        if isinstance(outlook, RunningOutlook):
            outlook.prepare()

    def __len__(self) -> int:
        return len(self._desks)

    def desk(self, key: str | None = None, *, who: str = "planner") -> Desk:
        """Give the desk of a session: the one it has, the one it put away, or a new one.

        Parameters
        ----------
        key
            Id that the session was given, None for a new session. What is no id counts as none.
        who
            The planner.

        Raises
        ------
        DrawerError
            If the desk that was put away cannot be taken out.
        """
        known = key if key is not None and ID.fullmatch(key) else new_key()
        with self._lock:
            if known not in self._desks:
                desk = Desk(
                    self.plan,
                    who=who,
                    store=self._store,
                    drawer=self._drawer,
                    approver=self._approver,
                    key=known,
                )
                if self._drawer is not None and self._drawer.get(known) is not None:
                    desk.open(known)
                self._desks[known] = desk
            return self._desks[known]

    def leave(self, key: str) -> None:
        """Let a session go: what was edited is put away, what runs for it is ended."""
        with self._lock:
            desk = self._desks.pop(key, None)
        if desk is None:
            return
        if self._drawer is not None and desk.dirty:
            desk.save()
        desk.close()

    def close(self) -> None:
        """Let all sessions go."""
        for key in list(self._desks):
            self.leave(key)
