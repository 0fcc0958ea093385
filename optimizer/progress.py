"""Telling an observer how a search goes, and hearing from it that it should end."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from .alignment import Alignment
from .result import OPTIMAL_GAP, relative_gap
from .stop import Limit, StoppingCriterion


class Observer:
    """Hooks of a search; every one does nothing unless overridden.

    They are called from the thread of the search and, ``stop_asked`` alone, from those that work for it.
    """

    def on_phase(self, name: str, seconds: float) -> None:
        """Hear that a new part of the search begins."""

    def on_improvement(self, objective: float, lower_bound: float | None, seconds: float) -> None:
        """Hear of a better feasible plan, or of a better bound."""

    def on_plan(self, plan: Callable[[], Alignment], seconds: float) -> None:
        """Hear that a better feasible plan is at hand; ``plan()``, before this returns, makes a value of it.

        Not every improvement has a plan to show, and centres may still move within their territories.
        """

    def stop_asked(self) -> bool:
        """Tell whether the search is to end with the best plan so far; asked many times, it must answer at once.

        An answer of True is final.
        """
        return False


@dataclass(slots=True)
class Monitor:
    """Clock, gap and interrupt of one search: solvers ask it whether to go on and tell it what they found."""

    stop: StoppingCriterion
    observer: Observer = field(default_factory=Observer)
    started: float = field(default_factory=time.perf_counter)
    objective: float | None = None
    lower_bound: float | None = None
    interrupted: bool = False
    reserved: float = 0.0
    """Seconds before the end that are kept for what comes last."""
    part: str = ""
    """Name of the phase under way."""

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left, without those reserved."""
        return max(0.0, self.stop.seconds - self.reserved - self.elapsed)

    def reserve(self, share: float) -> None:
        """Keep a share of the time given for what comes last; 0 gives it free."""
        self.reserved = share * self.stop.seconds if math.isfinite(self.stop.seconds) else 0.0

    def restart(self) -> None:
        """Begin the time anew: what was done before, such as compiling, is not search."""
        self.started = time.perf_counter()

    def phase(self, name: str) -> None:
        """Tell the observer that a part of the search begins, unless it goes on with the one under way."""
        if name != self.part:
            self.part = name
            self.observer.on_phase(name, self.elapsed)

    def quiet(self) -> Monitor:
        """Give a monitor of the same clock and the same wish to end, whose plans and bounds nobody hears of."""
        return Monitor(self.stop, Quiet(self), self.started, reserved=self.reserved)

    def found(self, objective: float, plan: Callable[[], Alignment] | None = None) -> None:
        """Note that a feasible plan with this objective exists; ``plan`` makes a value of it."""
        if self.objective is None or objective < self.objective:
            self.objective = objective
            self.observer.on_improvement(objective, self.lower_bound, self.elapsed)
            if plan is not None:
                self.observer.on_plan(plan, self.elapsed)

    def proved(self, lower_bound: float) -> None:
        """Note that no plan is below this bound."""
        if self.lower_bound is None or lower_bound > self.lower_bound:
            self.lower_bound = lower_bound
            if self.objective is not None:
                self.observer.on_improvement(self.objective, lower_bound, self.elapsed)

    def stop_asked(self) -> bool:
        """Whether somebody wants the search to end at once."""
        if not self.interrupted and self.observer.stop_asked():
            self.interrupted = True
        return self.interrupted

    def limit(self) -> Limit | None:
        """Why the search must end now, None while it may go on."""
        if self.stop_asked():
            return Limit.INTERRUPTED
        if self.remaining <= 0:
            return Limit.RUNTIME
        if self.objective is None or self.lower_bound is None:
            return None
        gap = relative_gap(self.objective, self.lower_bound)
        return Limit.GAP if gap <= max(self.stop.gap, OPTIMAL_GAP) else None


class Quiet(Observer):
    """Tells nobody, and ends when the search it is part of is to end.

    Parameters
    ----------
    monitor
        Of that search.
    """

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def stop_asked(self) -> bool:
        """See ``Observer``."""
        return self._monitor.stop_asked()


@contextmanager
def interruptible(monitor: Monitor) -> Iterator[None]:
    """Turn the first Ctrl-C into a request to end with the best plan so far; a second one interrupts as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def request(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- what a handler is called with
        monitor.interrupted = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, request)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
