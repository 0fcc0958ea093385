"""What a run needs of a store; ``scenarios.store`` keeps outcomes on disk or in a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .address import Entry
from .answer import Answer
from .outcome import Outcome


class Store(Protocol):
    """Keeps outcomes as they come and finds them again."""

    def begin(self, entries: Sequence[Entry]) -> int:
        """Note that a run of these scenarios begins; gives its number."""
        ...

    def find(self, entry: Entry) -> Answer | None:
        """What came of the same facts, choices, solver, effort, seed and code; None where it must be solved.

        A failure by the loss of a worker is not found: another try may succeed.
        """
        ...

    def save(self, run: int, position: int, *, entry: Entry, outcome: Outcome) -> None:
        """Keep what came of a scenario of a run; once this returns it outlasts the process."""
        ...
