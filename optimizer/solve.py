"""One door to all solvers: facts, choices, effort in, a ``Result`` out."""

from __future__ import annotations

from typing import Protocol

from threadpoolctl import threadpool_limits

from .alignment import Alignment
from .criteria import Criteria
from .instance import Instance
from .progress import Monitor, Observer, interruptible
from .result import Result
from .solvers.portfolio import Portfolio
from .start import WarmStart
from .stop import StoppingCriterion
from .validation import check_criteria


class Solver(Protocol):
    """A search with its settings: a frozen object that turns facts and choices into a plan."""

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
        """Search until the monitor says stop; criteria have been checked against the instance.

        A start is of this very instance. It may break rules, and say nothing of some units and centres.
        """
        ...


def solve(
    instance: Instance,
    criteria: Criteria,
    stop: StoppingCriterion,
    *,
    solver: Solver | None = None,
    seed: int = 0,
    observer: Observer | None = None,
    start: Alignment | WarmStart | None = None,
) -> Result:
    """Find the best plan the effort allows, with a lower bound.

    Ctrl-C ends the search and returns the best plan so far.

    Parameters
    ----------
    instance, criteria, stop
        Facts, choices and effort.
    solver
        Which algorithm; None for ``solvers.Portfolio``, which chooses by size and criteria.
    seed
        Same seed, same plan, whatever the number of threads, as long as time does not cut the search short.
    observer
        Hears of phases, improvements and plans, and may ask for the end: then as with Ctrl-C, from any thread.
    start
        A plan to begin with, such as ``result.start`` of a search under slightly other criteria: of the same facts, or
        of others with the same labels. The search plans less work then. Units the plan says nothing of are placed.

    Raises
    ------
    InputError
        If the criteria do not fit the instance: everything that does not, at once.
    """
    check_criteria(instance, criteria)
    monitor = Monitor(stop, observer or Observer())
    given = WarmStart(start) if isinstance(start, Alignment) else start
    # Searches thread by themselves over small matrices: a threaded BLAS beside them makes both many times slower.
    with interruptible(monitor), threadpool_limits(limits=1, user_api="blas"):
        begin = None if given is None else given.fitted(instance)
        return (solver or Portfolio()).solve(instance, criteria, monitor, seed, start=begin)
