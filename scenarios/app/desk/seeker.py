"""The process a search runs in: it tells how it goes, and ends when it is asked to, when done, or with its parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import TerritoryError
from optimizer.instance import Instance
from optimizer.progress import Observer
from optimizer.result import Result, Status
from optimizer.solve import solve
from optimizer.stop import Limit, StoppingCriterion
from optimizer.travel import Integers
from scenarios.workers import hold_threads

APART = 0.25
"""Seconds between two plans that are told."""


class Flag(Protocol):
    """What a parent raises to have the search end."""

    def is_set(self) -> bool:
        """Whether it is raised."""
        ...


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Order:
    """What is searched.

    Parameters
    ----------
    instance, criteria, stop, seed
        As for ``solve``.
    start
        The plan to begin with, None to begin anew.
    threads
        Share of the cores.
    """

    instance: Instance
    criteria: Criteria
    stop: StoppingCriterion
    seed: int
    start: Alignment | None
    threads: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the search begins."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Better:
    """A better plan, or a better bound."""

    objective: float
    lower_bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The best plan so far: (n,) territories and (k,) centres."""

    territory_of: Integers
    centre_unit: Integers
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """The search is over; the plan is judged by whoever asked for it."""

    territory_of: Integers
    centre_unit: Integers
    limit: Limit
    optimal: bool
    infeasible: bool
    lower_bound: float | None
    runtime: float
    statistics: dict[str, float]


@dataclass(frozen=True, slots=True)
class Failed:
    """The search came to nothing, and why."""

    message: str


Message = Phase | Better | Sketch | Ended | Failed


class Teller(Observer):
    """Tells a parent what a search finds, and asks it whether to go on.

    Parameters
    ----------
    pipe
        Where to.
    asked
        Raised once the search should end.
    """

    def __init__(self, pipe: Connection, asked: Flag) -> None:
        self._pipe = pipe
        self._asked = asked
        self._told = 0.0

    def on_phase(self, name: str, seconds: float) -> None:
        """See ``Observer``."""
        self._pipe.send(Phase(name, seconds))

    def on_improvement(self, objective: float, lower_bound: float | None, seconds: float) -> None:
        """See ``Observer``."""
        self._pipe.send(Better(objective, lower_bound, seconds))

    def on_plan(self, alignment: Alignment, seconds: float) -> None:
        """Hear of the best plan so far; those that come fast on each other are left out."""
        if seconds - self._told >= APART or self._told == 0.0:
            self._told = seconds
            self._pipe.send(Sketch(alignment.territory_of, alignment.centre_unit, seconds))

    def stop_asked(self) -> bool:
        """Whether the parent has asked the search to end."""
        return self._asked.is_set()


def seek(pipe: Connection, asked: Flag, order: Order) -> None:
    """Search, and tell the parent; the last message is ``Ended`` or ``Failed``."""
    # Ctrl-C is the server's business, and a server that is gone cannot ask anybody to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    hold_threads(order.threads)
    pipe.send(_sought(Teller(pipe, asked), order))
    pipe.close()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sought(teller: Teller, order: Order) -> Message:
    started = time.perf_counter()
    try:
        result = solve(order.instance, order.criteria, order.stop, seed=order.seed, observer=teller)
    except (TerritoryError, ValueError, MemoryError, ArithmeticError) as error:
        return Failed(str(error) or type(error).__name__)
    return _ended(result, time.perf_counter() - started)


def _ended(result: Result, seconds: float) -> Ended:
    return Ended(
        territory_of=result.alignment.territory_of,
        centre_unit=result.alignment.centre_unit,
        limit=result.limit,
        optimal=result.status is Status.OPTIMAL,
        infeasible=result.status is Status.INFEASIBLE,
        lower_bound=result.lower_bound,
        runtime=seconds,
        statistics=dict(result.statistics),
    )
