"""Good plans before a proof begins: by search, by the rows alone, and by taking neighbouring territories apart.

A proof closes most variables by reduced costs once the best plan is known, so that it hinges on the first plans. The
default search and a backend that looks for any plan at all take turns, each time with four times as long; the plan
found, and those from other seeds, are then mended neighbourhood by neighbourhood (``neighbourhoods``).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.rows import has_impossible_row
from optimizer.progress import Monitor, Quiet
from optimizer.start import WarmStart
from optimizer.stop import MaxRuntime

from .backends.backend import Backend, Effort, Verdict
from .contiguous import ContiguousSearch
from .heuristic import HeuristicSearch
from .incumbent import Incumbent
from .neighbourhoods import WIDEST, Neighbourhood, neighbourhoods, taken_apart

LONGEST = 36_000.0
"""Seconds given to a backend where no time is."""
SEARCH = HeuristicSearch(contiguous=ContiguousSearch(lagrangian=None, search_share=1.0))
"""Finds plans to begin with; the bound is computed once, before the proof."""
SECONDS_A_UNIT = 0.05
"""Time of the first attempt; on a dozen units a proof is sooner there than the end of a long search."""
LONGER = 4.0
"""How many times longer each attempt is than the one before."""
MOST_APART, APART_SECONDS, APART_ROUNDS = 50, 5.0, 6
"""Units, seconds and rounds of cuts at most for one neighbourhood."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Finds a plan and makes it better before anything is proved.

    Parameters
    ----------
    backend
        Solves neighbourhoods.
    feasibility
        Looks for any plan where the search found none; None for no such step.
    share
        Most of the time until there is a plan.
    better_share
        Most of the time left then for making it better.
    patience
        Seeds in a row that find nothing better after which no other is tried.
    """

    backend: Backend
    feasibility: Backend | None = None
    share: float = 0.4
    better_share: float = 0.5
    patience: int = 5

    def run(
        self,
        formulation: Formulation,
        best: Incumbent,
        monitor: Monitor,
        seed: int,
        *,
        start: WarmStart | None = None,
    ) -> Formulation:
        """Fill in the incumbent; the formulation comes back with the cuts that were met.

        Where it has a plan already that one is made better at once; a start that breaks a rule is mended.
        """
        if best.alignment is None:
            formulation = self._first(formulation, best, monitor, seed, start=start)
        if best.alignment is None or formulation.instance.adjacency is None:
            return formulation
        seconds = self.better_share * min(monitor.remaining, LONGEST)
        half, until = monitor.elapsed + 0.5 * seconds, monitor.elapsed + seconds
        done: set[frozenset[bytes]] = set()
        formulation = self._mended(formulation, best, done, monitor=monitor, widest=2, until=half)
        seconds = SECONDS_A_UNIT * formulation.instance.num_units
        barren = 0
        while barren < self.patience and monitor.limit() is None and monitor.elapsed < half:
            known, before, seed = len(done), best.cost, seed + 1
            other = Incumbent(cuts=best.cuts)
            search(formulation, other, monitor, seed, seconds=min(seconds, half - monitor.elapsed))
            formulation = self._mended(formulation, other, done, monitor=monitor, widest=2, until=half)
            if other.alignment is not None:
                best.take(other.alignment, other.cost, monitor)
            # A seed that leads to neighbourhoods already solved, or to nothing better, has little new.
            barren = barren + 1 if len(done) == known or best.cost >= before else 0
        return self._mended(formulation, best, done, monitor=monitor, widest=WIDEST, until=until)

    def _first(
        self, formulation: Formulation, best: Incumbent, monitor: Monitor, seed: int, *, start: WarmStart | None
    ) -> Formulation:
        """Search and rows in turn, until there is a plan or known to be none."""
        until = monitor.elapsed + self.share * min(monitor.remaining, LONGEST)
        connected = formulation.instance.adjacency is not None
        seconds = SECONDS_A_UNIT * formulation.instance.num_units if connected else until - monitor.elapsed
        while monitor.limit() is None and monitor.elapsed < until:
            search(formulation, best, monitor, seed, seconds=min(seconds, until - monitor.elapsed), start=start)
            if best.alignment is None and self.feasibility is not None:
                end = min(until, monitor.elapsed + seconds)
                formulation = any_plan(formulation, best, monitor, backend=self.feasibility, until=end)
            if best.alignment is not None or best.impossible:
                break
            seconds *= LONGER
            seed += 1
        return formulation

    def _mended(
        self,
        formulation: Formulation,
        best: Incumbent,
        done: set[frozenset[bytes]],
        *,
        monitor: Monitor,
        widest: int,
        until: float,
    ) -> Formulation:
        """Take neighbouring territories apart and solve them again, as long as that makes the plan cheaper."""
        monitor.phase("neighbourhoods")
        chosen = _next(formulation, best, done, widest)
        while chosen is not None and monitor.limit() is None and monitor.elapsed < until:
            done.add(chosen.key)
            formulation = self._solved_again(formulation, chosen, best, monitor=monitor, until=until)
            chosen = _next(formulation, best, done, widest)
        return formulation

    def _solved_again(
        self, formulation: Formulation, chosen: Neighbourhood, best: Incumbent, *, monitor: Monitor, until: float
    ) -> Formulation:
        point = None if best.alignment is None else formulation.point(best.alignment)
        if best.alignment is None or point is None:
            return formulation
        small = formulation.only(taken_apart(formulation, point, chosen))
        for _ in range(APART_ROUNDS):
            left = min(APART_SECONDS, until - monitor.elapsed)
            if left <= 0.0:
                break
            effort = Effort(left, monitor.stop.gap, small.point(best.alignment), asks(monitor))
            cuts = best.check(small, self.backend.solve(small.program(), effort), monitor)
            if not cuts:
                break
            small, formulation = small.with_cuts(cuts), formulation.with_cuts(cuts)
        return formulation


def search(
    formulation: Formulation,
    best: Incumbent,
    monitor: Monitor,
    seed: int,
    *,
    seconds: float,
    start: WarmStart | None = None,
) -> None:
    """Ask the default search; what it loads and compiles is not search."""
    monitor.phase("first plan")
    begun = time.perf_counter()
    inner = Monitor(MaxRuntime(seconds), Quiet(monitor))
    result = SEARCH.solve(formulation.instance, formulation.criteria, inner, seed, start=start)
    monitor.started += time.perf_counter() - begun - result.runtime
    best.spare = result.alignment
    if result.feasible:
        best.take(result.alignment, result.assessment.objective, monitor)
    best.prove(result.lower_bound or 0.0, monitor)


def any_plan(
    formulation: Formulation, best: Incumbent, monitor: Monitor, *, backend: Backend, until: float
) -> Formulation:
    """Look for any plan, cheap or not: the same rows without costs; what was cut off meanwhile stays so."""
    monitor.phase("any plan")
    while best.alignment is None and monitor.limit() is None and monitor.elapsed < until:
        program = formulation.program()
        effort = Effort(until - monitor.elapsed, monitor.stop.gap, None, asks(monitor))
        answer = backend.solve(program._replace(cost=np.zeros_like(program.cost)), effort)
        if answer.verdict is Verdict.INFEASIBLE or has_impossible_row(program.rows):
            best.impossible = True
            break
        cuts = best.check(formulation, answer, monitor)
        if not cuts:
            break
        formulation = formulation.with_cuts(cuts)
    return formulation


def asks(monitor: Monitor) -> Callable[[], bool]:
    """What a backend may ask now and then: whether to end at once."""
    return monitor.stop_asked


def _next(formulation: Formulation, best: Incumbent, done: set[frozenset[bytes]], widest: int) -> Neighbourhood | None:
    """The first neighbourhood of a plan that was not solved as it is."""
    adjacency = formulation.instance.adjacency
    if adjacency is None or best.alignment is None:
        return None
    near = neighbourhoods(best.alignment, adjacency, most_units=MOST_APART, widest=widest)
    return next((each for each in near if each.key not in done), None)
