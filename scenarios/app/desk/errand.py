"""Work beside the desk, in a process of its own: watched while it runs, stopped at any time, never waited for."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from optimizer.alignment import Alignment
from optimizer.instance import Instance
from optimizer.result import relative_gap

from .seeker import Better, End, Message, Order, Phase, Sketch, seek

GRACE = 15.0
"""Seconds an errand has to end once it is asked; then its process is ended, and the best it told of is kept."""
BEAT = 0.1
"""Seconds between two looks at it."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SearchProgress:
    """How far a search is.

    Parameters
    ----------
    phase
        What it does, in words.
    seconds
        Since it was begun.
    objective
        Of the best plan that keeps every rule, None while there is none.
    lower_bound
        No plan is below it, None while none is known.
    alignment
        The best plan it told of, None while there is none.
    improvements
        How many times objective or bound became better.
    stopping
        True once it was asked to end.
    """

    phase: str
    seconds: float
    objective: float | None = None
    lower_bound: float | None = None
    alignment: Alignment | None = None
    improvements: int = 0
    stopping: bool = False

    @property
    def gap(self) -> float | None:
        """(objective - lower bound) / objective, None where one of them is unknown."""
        if self.objective is None or self.lower_bound is None:
            return None
        return relative_gap(self.objective, self.lower_bound)


class Errand:
    """A process that was sent to do something.

    Parameters
    ----------
    order
        What.
    then
        Called once, from another thread, with its end and the progress until then; None where the process was lost or
        had to be ended.
    """

    def __init__(self, order: Order, then: Callable[[End | None, SearchProgress], None]) -> None:
        self._order = order
        self._then = then
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._asked_at: float | None = None
        self._progress = SearchProgress(phase="starting", seconds=0.0)
        self._over = threading.Event()
        self._of: Instance | None = None
        context = multiprocessing.get_context("spawn")
        self._asked = context.Event()
        self._pipe, far_end = context.Pipe(duplex=False)
        self._process = context.Process(target=seek, args=(far_end, self._asked, order), daemon=True)
        self._process.start()
        far_end.close()
        threading.Thread(target=self._listen, name="errand", daemon=True).start()

    @property
    def progress(self) -> SearchProgress:
        """How far it is by now."""
        with self._lock:
            if self._over.is_set():
                return self._progress
            return replace(self._progress, seconds=time.monotonic() - self._began)

    @property
    def done(self) -> bool:
        """True once it is over, whatever came of it."""
        return self._over.is_set()

    @property
    def process(self) -> int:
        """Id of its process."""
        return self._process.pid or 0

    def stop(self) -> None:
        """Ask it to end with the best so far; returns at once."""
        with self._lock:
            if self._asked_at is None:
                self._asked_at = time.monotonic()
                self._progress = replace(self._progress, stopping=True)
        self._asked.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over, at most so many seconds; gives whether it is."""
        return self._over.wait(seconds)

    def abandon(self) -> None:
        """End its process at once, as when nobody is there to hear of it any more."""
        self._process.kill()

    def _listen(self) -> None:
        """Take in what the process tells until it is over."""
        end = None
        while end is None:
            if self._late():
                self._process.kill()
            try:
                if not self._pipe.poll(BEAT):
                    continue
                message: Message = self._pipe.recv()
            except (EOFError, OSError):
                break
            if isinstance(message, Phase | Better | Sketch):
                self._hear(message)
            else:
                end = message
        self._process.join(GRACE)
        self._pipe.close()
        with self._lock:
            self._progress = replace(self._progress, phase="done", seconds=time.monotonic() - self._began)
        try:
            self._then(end, self._progress)
        finally:
            # Whoever waits must not wait for ever, whatever goes wrong with the end.
            self._over.set()

    def _facts(self) -> Instance:
        if self._of is None:
            self._of = self._order.facts
        return self._of

    def _late(self) -> bool:
        return self._asked_at is not None and time.monotonic() - self._asked_at > GRACE

    def _hear(self, message: Phase | Better | Sketch) -> None:
        with self._lock:
            now = self._progress
            match message:
                case Phase():
                    now = replace(now, phase=message.name)
                case Better():
                    now = replace(
                        now,
                        objective=message.objective,
                        lower_bound=message.lower_bound,
                        improvements=now.improvements + 1,
                    )
                case Sketch():
                    plan = Alignment(self._facts(), message.territory_of, message.centre_unit)
                    now = replace(now, alignment=plan)
            self._progress = now


class Sent:
    """The side of an errand that its sender sees; who sends one says what comes of it in ``_close``.

    Parameters
    ----------
    order
        What is to be done.
    """

    def __init__(self, order: Order) -> None:
        self._problem = ""
        self._errand = Errand(order, self._close)

    @property
    def progress(self) -> SearchProgress:
        """How far it is by now."""
        return self._errand.progress

    @property
    def done(self) -> bool:
        """True once something came of it, or nothing will."""
        return self._errand.done

    @property
    def problem(self) -> str:
        """What went wrong, empty for nothing."""
        return self._problem

    @property
    def process(self) -> int:
        """Id of its process."""
        return self._errand.process

    def stop(self) -> None:
        """Ask it to end with the best so far; returns at once."""
        self._errand.stop()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is done, at most so many seconds; gives whether it is."""
        return self._errand.wait(seconds)

    def abandon(self) -> None:
        """End its process at once."""
        self._errand.abandon()

    def _close(self, end: End | None, progress: SearchProgress) -> None:
        """Take what came of it."""
        raise NotImplementedError
