"""A search beside the desk, in a process of its own: watched while it runs, stopped at any time, its best plan kept."""

from __future__ import annotations

import multiprocessing
import threading
import time
from dataclasses import dataclass, replace

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import Instance
from optimizer.mapping import FrozenMapping
from optimizer.result import Result, Status, relative_gap
from optimizer.stop import Limit

from .seeker import Better, Ended, Failed, Message, Order, Phase, Sketch, seek

GRACE = 15.0
"""Seconds a search has to end once it is asked; then its process is, and the best plan it told of is kept."""
BEAT = 0.1
"""Seconds between two looks at a search."""


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


class Search:
    """One search; made by ``Desk.solve``.

    Parameters
    ----------
    order
        What is searched.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._stopped_at: float | None = None
        self._progress = SearchProgress(phase="starting", seconds=0.0)
        self._result: Result | None = None
        self._problem = ""
        self._over = threading.Event()
        context = multiprocessing.get_context("spawn")
        self._asked = context.Event()
        self._pipe, far_end = context.Pipe(duplex=False)
        self._process = context.Process(target=seek, args=(far_end, self._asked, order), daemon=True)
        self._process.start()
        far_end.close()
        threading.Thread(target=self._listen, name="search", daemon=True).start()

    @property
    def progress(self) -> SearchProgress:
        """How far it is by now."""
        with self._lock:
            if self._over.is_set():
                return self._progress
            return replace(self._progress, seconds=time.monotonic() - self._began)

    @property
    def done(self) -> bool:
        """True once there is a result, or none will come."""
        return self._over.is_set()

    @property
    def result(self) -> Result | None:
        """The plan, judged from the facts; None while it is sought, or where there is none (see ``problem``)."""
        return self._result

    @property
    def problem(self) -> str:
        """Why there is no plan, empty where nothing went wrong."""
        return self._problem

    def stop(self) -> None:
        """Ask it to end with the best plan so far; returns at once."""
        with self._lock:
            if self._stopped_at is None:
                self._stopped_at = time.monotonic()
                self._progress = replace(self._progress, stopping=True)
        self._asked.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is done, at most so many seconds; gives whether it is."""
        return self._over.wait(seconds)

    def abandon(self) -> None:
        """End its process at once, as when nobody is there to hear of the plan."""
        self._process.kill()

    def _listen(self) -> None:
        """Take in what the process tells until it is over."""
        last: Message | None = None
        while not isinstance(last, Ended | Failed):
            if self._late():
                self._process.kill()
            try:
                if not self._pipe.poll(BEAT):
                    continue
                last = self._pipe.recv()
            except (EOFError, OSError):
                break
            self._hear(last)
        self._process.join(GRACE)
        self._close(last)
        self._pipe.close()

    def _late(self) -> bool:
        return self._stopped_at is not None and time.monotonic() - self._stopped_at > GRACE

    def _hear(self, message: Message) -> None:
        with self._lock:
            now = self._progress
            match message:
                case Phase():
                    self._progress = replace(now, phase=message.name)
                case Better():
                    self._progress = replace(
                        now,
                        objective=message.objective,
                        lower_bound=message.lower_bound,
                        improvements=now.improvements + 1,
                    )
                case Sketch():
                    alignment = Alignment(self._order.instance, message.territory_of, message.centre_unit)
                    self._progress = replace(now, alignment=alignment)
                case _:
                    pass

    def _close(self, last: Message | None) -> None:
        result, problem = self._outcome(last)
        with self._lock:
            self._result, self._problem = result, problem
            seconds = time.monotonic() - self._began
            self._progress = replace(self._progress, phase="done", seconds=seconds)
            if result is not None:
                self._progress = replace(
                    self._progress,
                    objective=result.objective,
                    lower_bound=result.lower_bound,
                    alignment=result.alignment,
                )
        self._over.set()

    def _outcome(self, last: Message | None) -> tuple[Result | None, str]:
        order, now = self._order, self._progress
        if isinstance(last, Failed):
            return None, last.message
        if isinstance(last, Ended):
            return _judged(last, order.instance, order.criteria, order.seed), ""
        if now.alignment is None:
            told = "was stopped before it found a plan" if now.stopping else "was lost: its process ended"
            return None, f"the search {told}; solve again"
        best = Ended(
            territory_of=now.alignment.territory_of,
            centre_unit=now.alignment.centre_unit,
            limit=Limit.INTERRUPTED,
            optimal=False,
            infeasible=False,
            lower_bound=now.lower_bound,
            runtime=time.monotonic() - self._began,
            statistics={},
        )
        return _judged(best, order.instance, order.criteria, order.seed), ""


def _judged(ended: Ended, instance: Instance, criteria: Criteria, seed: int) -> Result:
    """The result of a search, its plan judged from the facts here."""
    alignment = Alignment(instance, ended.territory_of, ended.centre_unit)
    assessment = judge(alignment, criteria)
    status = Status.OPTIMAL if ended.optimal else Status.FEASIBLE
    if not assessment.feasible:
        status = Status.INFEASIBLE if ended.infeasible else Status.VIOLATED
    return Result(
        status=status,
        limit=ended.limit,
        alignment=alignment,
        assessment=assessment,
        lower_bound=ended.lower_bound,
        runtime=ended.runtime,
        seed=seed,
        statistics=FrozenMapping(ended.statistics),
    )
