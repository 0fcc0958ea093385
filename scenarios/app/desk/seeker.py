"""The process an errand runs in: it tells how it goes, and ends when it is asked to, when done, or with its parent."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis import price_of
from optimizer.exceptions import TerritoryError
from optimizer.instance import Instance
from optimizer.progress import Observer
from optimizer.result import Result, Status
from optimizer.solve import solve
from optimizer.stop import Limit, MaxRuntime, StoppingCriterion
from optimizer.travel import Integers
from scenarios.answer import Answer, without_facts
from scenarios.scenario import Scenario
from scenarios.single_run import run_scenario
from scenarios.workers import hold_threads, leave_with_parent

APART = 0.25
"""Fewest seconds between two plans that are told."""
FAILURES = (TerritoryError, ValueError, MemoryError, ArithmeticError)
"""Errors that are told as the end of an errand; anything else is a defect and ends the process."""


class Flag(Protocol):
    """What a parent raises to have the search end."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is raised."""
        ...


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the search begins."""

    name: str


@dataclass(frozen=True, slots=True)
class Better:
    """A better plan, or a better bound."""

    objective: float
    lower_bound: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The best plan so far: (n,) territories and (k,) centres."""

    territory_of: Integers
    centre_unit: Integers


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Solved:
    """A plan found; whoever asked for it judges it. Parameters as in ``Result`` and ``Alignment``."""

    territory_of: Integers
    centre_unit: Integers
    limit: Limit
    status: Status
    lower_bound: float | None
    runtime: float
    statistics: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Priced:
    """What a pin costs; parameters as in ``diagnosis.Price``, and the plan without it."""

    amount: float | None
    at_least: float | None
    at_most: float | None
    without: Solved


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What became of a scenario."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The errand came to nothing, and why."""

    message: str


End = Solved | Priced | Answered | Failed
Message = Phase | Better | Sketch | End


class Order(Protocol):
    """What a process is sent to do."""

    @property
    def facts(self) -> Instance:
        """What plans are of."""
        ...

    @property
    def threads(self) -> int:
        """Share of the cores."""
        ...

    def carry_out(self, observer: Observer) -> End:
        """Do it."""
        ...


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SolveOrder:
    """Search a plan.

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

    @property
    def facts(self) -> Instance:
        """See ``Order``."""
        return self.instance

    def carry_out(self, observer: Observer) -> End:
        """See ``Order``."""
        result = solve(self.instance, self.criteria, self.stop, seed=self.seed, observer=observer, start=self.start)
        return solved(result)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PriceOrder:
    """Search a plan with a pin and one without it.

    Parameters
    ----------
    instance, criteria, seed
        As for ``solve``, with the pin.
    without
        The criteria without it.
    seconds
        For both.
    threads
        Share of the cores.
    """

    instance: Instance
    criteria: Criteria
    without: Criteria
    seconds: float
    seed: int
    threads: int

    @property
    def facts(self) -> Instance:
        """See ``Order``."""
        return self.instance

    def carry_out(self, observer: Observer) -> End:
        """See ``Order``."""
        observer.on_phase("with the pin, then without it", 0.0)
        each = MaxRuntime(self.seconds / 2)
        price = price_of(self.instance, self.criteria, self.without, each, seed=self.seed)
        return Priced(
            amount=price.amount,
            at_least=price.at_least,
            at_most=price.at_most,
            without=solved(price.without_it),
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ScenarioOrder:
    """Run a scenario.

    Parameters
    ----------
    instance, scenario, stop, seed
        As for ``run_scenario``, facts before the changes.
    threads
        Share of the cores.
    """

    instance: Instance
    scenario: Scenario
    stop: StoppingCriterion
    seed: int
    threads: int

    @property
    def facts(self) -> Instance:
        """See ``Order``; a scenario may change them."""
        return self.scenario.build(self.instance)[0]

    def carry_out(self, observer: Observer) -> End:
        """See ``Order``."""
        outcome = run_scenario(self.instance, self.scenario, self.stop, seed=self.seed, observer=observer)
        return Answered(without_facts(outcome))


def solved(result: Result) -> Solved:
    """Give a result without facts and judgement."""
    return Solved(
        territory_of=result.alignment.territory_of,
        centre_unit=result.alignment.centre_unit,
        limit=result.limit,
        status=result.status,
        lower_bound=result.lower_bound,
        runtime=result.runtime,
        statistics=dict(result.statistics),
    )


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
        self._told = -APART
        self._stopped = False
        threading.Thread(target=self._heed, args=(asked,), daemon=True).start()

    def on_phase(self, name: str, seconds: float) -> None:  # noqa: ARG002 -- the parent has its own clock
        """See ``Observer``."""
        self._pipe.send(Phase(name))

    def on_improvement(self, objective: float, lower_bound: float | None, seconds: float) -> None:  # noqa: ARG002
        """See ``Observer``."""
        self._pipe.send(Better(objective, lower_bound))

    def on_plan(self, plan: Callable[[], Alignment], seconds: float) -> None:
        """See ``Observer``; plans that come fast on each other are left out."""
        if seconds - self._told >= APART:
            self._told = seconds
            alignment = plan()
            self._pipe.send(Sketch(alignment.territory_of, alignment.centre_unit))

    def stop_asked(self) -> bool:
        """See ``Observer``."""
        return self._stopped

    def _heed(self, asked: Flag) -> None:
        # A flag between processes takes long to look at, and a search looks often.
        asked.wait()
        self._stopped = True


def seek(pipe: Connection, asked: Flag, order: Order) -> None:
    """Do an errand and tell the parent; the last message is its end."""
    # Ctrl-C is the server's business, and a server that is gone cannot ask anybody to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    hold_threads(order.threads)
    pipe.send(carried_out(order, Teller(pipe, asked)))
    pipe.close()


def carried_out(order: Order, observer: Observer) -> End:
    """Do an errand; an error that says something of the order is its end."""
    try:
        return order.carry_out(observer)
    except FAILURES as error:
        return Failed(str(error) or type(error).__name__)
