"""The monitor is clock, gap and bell of a search."""

from __future__ import annotations

import signal
import threading
import time

import numpy as np
import pytest

from optimizer.progress import Monitor, Observer, interruptible
from optimizer.stop import Limit, MaxIterations, MaxRuntime, StoppingCriterion, TargetGap


class Notebook(Observer):
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_phase(self, name, seconds):
        assert seconds >= 0
        self.heard.append((name,))

    def on_improvement(self, objective, lower_bound, seconds):
        assert seconds >= 0
        self.heard.append((objective, lower_bound))


def test_only_what_is_better_is_told():
    """A plan or a bound no better than the last changes nothing; a bound is told once there is a plan."""
    notebook = Notebook()
    monitor = Monitor(StoppingCriterion(), notebook)
    monitor.phase("prices")
    monitor.proved(10.0)
    monitor.found(20.0)
    monitor.found(25.0)
    monitor.found(20.0)
    monitor.proved(5.0)
    monitor.proved(10.0)
    monitor.proved(15.0)
    monitor.found(18.0)
    assert notebook.heard == [("prices",), (20.0, 10.0), (20.0, 15.0), (18.0, 15.0)]
    assert (monitor.objective, monitor.lower_bound) == (18.0, 15.0)


def test_an_observer_need_not_listen():
    """The hooks of the plain observer do nothing."""
    monitor = Monitor(MaxRuntime(60))
    monitor.phase("prices")
    monitor.found(1.0)
    assert monitor.objective == 1.0


def test_the_gap_ends_a_search():
    """Either the gap asked for, or a plan that is optimal to one part in a million."""
    monitor = Monitor(TargetGap(0.1))
    assert monitor.limit() is None
    monitor.found(100.0)
    assert monitor.limit() is None
    monitor.proved(89.0)
    assert monitor.limit() is None
    monitor.proved(90.0)
    assert monitor.limit() is Limit.GAP
    exact = Monitor(StoppingCriterion(), objective=100.0, lower_bound=99.9)
    assert exact.limit() is None
    exact.proved(100.0 - 1e-5)
    assert exact.limit() is Limit.GAP


def test_the_clock_ends_a_search():
    """Time runs from the start; none is left once it is up, and never less than none."""
    monitor = Monitor(MaxRuntime(10), started=time.perf_counter() - 4)
    assert monitor.elapsed == pytest.approx(4, abs=1)
    assert monitor.remaining == pytest.approx(6, abs=1)
    assert monitor.limit() is None
    late = Monitor(MaxRuntime(10), started=time.perf_counter() - 11)
    assert late.remaining == 0
    assert late.limit() is Limit.RUNTIME
    assert Monitor(StoppingCriterion()).remaining == float("inf")


def test_an_interrupt_is_told_first():
    """Whoever interrupts wants to hear of it, even when time is up, too."""
    monitor = Monitor(MaxRuntime(1), started=time.perf_counter() - 2, interrupted=True)
    assert monitor.limit() is Limit.INTERRUPTED


def test_an_observer_may_ask_for_the_end():
    """Once it has, the search ends whatever it says later; a quiet part of the search ends with it."""

    class Fickle(Observer):
        wish = False

        def stop_asked(self):
            return self.wish

    observer = Fickle()
    monitor = Monitor(MaxRuntime(60), observer)
    part = monitor.quiet()
    assert (monitor.limit(), part.limit()) == (None, None)
    observer.wish = True
    assert part.limit() is Limit.INTERRUPTED
    observer.wish = False
    assert monitor.limit() is Limit.INTERRUPTED


def test_a_quiet_part_tells_nobody():
    """Its plans and bounds are its own, its clock is not."""
    notebook = Notebook()
    monitor = Monitor(MaxRuntime(60), notebook)
    part = monitor.quiet()
    part.phase("part")
    part.found(3.0)
    part.proved(3.0)
    assert (notebook.heard, monitor.objective, part.started) == ([], None, monitor.started)
    assert part.limit() is Limit.GAP


def test_plans_are_made_only_for_who_wants_them(line, plan):
    """Of an improvement that has one; the observer decides whether it is made."""
    asked = []

    class Curious(Observer):
        def on_plan(self, plan, seconds):  # noqa: ARG002 -- the hook
            asked.append(plan())

    alignment = plan(line, [0, 0, 0, 1, 1, 1])
    monitor = Monitor(MaxRuntime(60), Curious())
    monitor.found(5.0)
    monitor.found(4.0, lambda: alignment)
    monitor.found(4.5, lambda: plan(line, [0] * 6))
    assert asked == [alignment]
    made = []
    Monitor(MaxRuntime(60)).found(1.0, lambda: made.append(alignment))
    assert made == []


def test_the_first_interrupt_asks_and_the_second_insists():
    """One Ctrl-C sets a mark; another goes to whoever was there before, who is back afterwards."""
    # A job in the background is started with interrupts ignored.
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.getsignal(signal.SIGINT)
    monitor = Monitor(StoppingCriterion())
    heard = []

    def search() -> None:
        with interruptible(monitor):
            signal.raise_signal(signal.SIGINT)
            heard.append(monitor.limit())
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        search()
    assert heard == [Limit.INTERRUPTED]
    assert signal.getsignal(signal.SIGINT) is before
    signal.signal(signal.SIGINT, outside)


def test_other_threads_leave_signals_alone():
    """Only the main thread can hear Ctrl-C; in another one the search just runs."""
    handlers = []

    def work() -> None:
        with interruptible(Monitor(StoppingCriterion())):
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]


def test_what_is_reserved_is_given_free_again() -> None:
    """A share of the time is kept for what comes last; of time without an end nothing can be kept."""
    monitor = Monitor(MaxRuntime(100))
    monitor.reserve(0.25)
    assert 74 < monitor.remaining <= 75
    assert monitor.quiet().remaining <= 75
    monitor.reserve(1.0)
    assert monitor.limit() is Limit.RUNTIME
    monitor.reserve(0.0)
    assert monitor.limit() is None
    endless = Monitor(MaxIterations(1))
    endless.reserve(0.5)
    assert endless.remaining == np.inf


def test_a_phase_that_goes_on_is_told_once() -> None:
    """Another one in between is told, and then the first again."""
    notebook = Notebook()
    monitor = Monitor(MaxRuntime(100), notebook)
    for name in ("proof", "proof", "walks", "proof"):
        monitor.phase(name)
    assert notebook.heard == [("proof",), ("walks",), ("proof",)]
