"""The progress of a run where nobody else watches: one bar on a terminal, nothing elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, TaskID

from .observer import RunObserver
from .outcome import Outcome
from .scenario import Scenario


class ProgressBar(RunObserver):
    """Counts the scenarios that have ended, on the terminal's error stream.

    Parameters
    ----------
    console
        Where to; None for the error stream.
    """

    def __init__(self, console: Console | None = None) -> None:
        shown = console or Console(stderr=True)
        self._bar = Progress(console=shown, transient=True, disable=not shown.is_terminal)
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    @property
    def done(self) -> int:
        """Scenarios that have ended so far."""
        return 0 if self._task is None else int(self._bar.tasks[0].completed)

    def on_scenario(self, scenario: Scenario, position: int, count: int) -> None:  # noqa: ARG002 -- as it is called
        """See ``RunObserver``."""
        self._begin(count)

    def on_outcome(self, outcome: Outcome) -> None:  # noqa: ARG002 -- as it is called
        """See ``RunObserver``."""
        self._bar.advance(self._begin(None))

    def _begin(self, count: int | None) -> TaskID:
        if self._task is None:
            self._task = self._bar.add_task("scenarios", total=count)
        elif count is not None:
            self._bar.update(self._task, total=count)
        return self._task
