"""Hearing how a run of scenarios goes."""

from __future__ import annotations

from optimizer.progress import Observer

from .outcome import Outcome
from .scenario import Scenario


class RunObserver(Observer):
    """Hooks of a run besides those of each search; every one does nothing unless overridden.

    Searches in other processes tell nothing of their phases and improvements.
    """

    def on_scenario(self, scenario: Scenario, position: int, count: int) -> None:
        """Scenario number ``position`` (from 0) of ``count`` begins, or is handed to a worker."""

    def on_outcome(self, outcome: Outcome) -> None:
        """Hear that a scenario has ended, or was found in the store."""
