"""Proof by mixed-integer programming: solve, check the plan from the facts, cut off what breaks a rule, solve again.

Every round's program has at most the rules of a plan, so that its bound is a bound of the problem. A plan that falls
into pieces is cut off by separators, a limit kept only by a solver's tolerance by a cover; the first point that breaks
nothing is the best plan there is. Before the first round, variables that no better plan has are closed by Lagrangian
reduced costs (``lagrangian``).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.cuts import Cut
from optimizer.formulation.items import Items, group_items
from optimizer.formulation.mixed_integer import Formulation, check_size, formulate_exactly
from optimizer.formulation.rows import has_impossible_row, keeps_rows
from optimizer.formulation.separators import covers, separators
from optimizer.formulation.sites import find_sites, open_to
from optimizer.instance import NOBODY, Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.stop import MaxRuntime

from .backends.backend import Answer, Backend, Effort, Verdict
from .backends.highs import HighsBackend
from .contiguous import ContiguousSearch
from .ending import finish, finish_empty
from .heuristic import HeuristicSearch
from .lagrangian import Lagrangian

LONGEST = 36_000.0
"""Seconds given to a backend where no time is."""
FIRST = HeuristicSearch(contiguous=ContiguousSearch(lagrangian=None, search_share=1.0))
"""Finds the plan to begin with; the bound is computed once, here."""
SECONDS_A_UNIT = 0.2
"""Most seconds for a first plan: on a dozen units a proof is sooner there than the end of a long search."""
ENOUGH = 0.9
"""Share of the gap asked for that a backend is told, so that rounding does not leave the search short of it."""


@dataclass(slots=True)
class _Found:
    """What is known while the search goes on: the best plan, its cost, the best bound, and the cuts made."""

    alignment: Alignment | None = None
    cost: float = np.inf
    bound: float = 0.0
    impossible: bool = False
    rounds: int = 0
    cuts: set[bytes] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ExactSearch:
    """Fixed and free centres under all criteria, by the backend of one's choice.

    Parameters
    ----------
    backend
        The solver, such as ``HighsBackend()``, ``CpSatBackend()`` or ``PulpBackend(pulp.GUROBI(gapRel=1e-7))``.
    warm
        Whether the default search looks for a plan first, to begin with and to close variables by.
    share
        Share of the time for it, ``SECONDS_A_UNIT`` at most.
    lagrangian
        How variables are closed.
    feasibility
        Looks for any plan where the search found none, before the cheapest is looked for; None for no such step.
    """

    backend: Backend = field(default_factory=HighsBackend)
    warm: bool = True
    share: float = 0.4
    lagrangian: Lagrangian = field(default_factory=Lagrangian)
    feasibility: Backend | None = None

    def solve(self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int) -> Result:
        """See ``Solver.solve``.

        Raises
        ------
        InputError
            If there are too many pairs of items and places for centres.
        """
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        if len(items) == 0:
            return finish_empty(instance, criteria, monitor, seed)
        check_size(len(items), len(find_sites(instance, eligibility, items).place))
        found = _Found()
        spare = self._begin(instance, criteria, monitor, seed, found=found) if self.warm else None
        monitor.phase("exact formulation")
        formulation = formulate_exactly(instance, criteria, eligibility, items)
        columns = len(formulation.columns)
        formulation = self._prepared(formulation, found, monitor)
        statistics = {"columns": float(columns), "columns kept": float(len(formulation.columns))}
        self._rounds(formulation, found, monitor)
        plan = found.alignment or spare or _any_plan(instance, criteria, items, formulation)
        return finish(
            plan,
            criteria,
            monitor,
            seed=seed,
            bound=None if found.impossible else found.bound,
            infeasible=found.impossible,
            statistics=statistics | {"rounds": float(found.rounds), "cuts": float(len(found.cuts))},
        )

    def _begin(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, found: _Found
    ) -> Alignment:
        """A plan by the default search; what it loads and compiles is not search."""
        monitor.phase("first plan")
        begun = time.perf_counter()
        seconds = min(self.share * min(monitor.stop.seconds, LONGEST / 10), SECONDS_A_UNIT * instance.num_units)
        result = FIRST.solve(instance, criteria, Monitor(MaxRuntime(seconds)), seed)
        monitor.started += time.perf_counter() - begun - result.runtime
        if result.feasible:
            found.alignment, found.cost = result.alignment, result.assessment.objective
            monitor.found(found.cost)
        found.bound = result.lower_bound or 0.0
        if found.bound > 0.0:
            monitor.proved(found.bound)
        return result.alignment

    def _prepared(self, formulation: Formulation, found: _Found, monitor: Monitor) -> Formulation:
        """With a plan to begin from, if there is any, and what no better one has closed."""
        if found.alignment is None and self.feasibility is not None:
            formulation = self._any(formulation, found, monitor, backend=self.feasibility)
        if monitor.limit() is None and not found.impossible:
            formulation = self.lagrangian.close(formulation, found.cost, monitor)
            found.bound = max(found.bound, monitor.lower_bound or 0.0)
        return formulation

    def _any(self, formulation: Formulation, found: _Found, monitor: Monitor, *, backend: Backend) -> Formulation:
        """Look for any plan, cheap or not: the same rows without costs; what was cut off meanwhile stays so."""
        monitor.phase("any plan")
        until = monitor.elapsed + self.share * monitor.remaining
        while found.alignment is None and monitor.limit() is None and monitor.elapsed < until:
            program = formulation.program()
            seconds = min(until - monitor.elapsed, LONGEST)
            effort = Effort(seconds, monitor.stop.gap, None, lambda: monitor.interrupted)
            free = program._replace(cost=np.zeros_like(program.cost))
            answer = backend.solve(free, effort)
            if answer.verdict is Verdict.INFEASIBLE or has_impossible_row(program.rows):
                found.impossible = True
                break
            cuts = self._check(formulation, answer, found, monitor)
            if not cuts:
                break
            formulation = formulation.with_cuts(cuts)
        return formulation

    def _rounds(self, formulation: Formulation, found: _Found, monitor: Monitor) -> None:
        """Solve and cut until nothing is left to cut, or the effort ends."""
        while not found.impossible and monitor.limit() is None:
            monitor.phase(f"exact search, round {found.rounds + 1}")
            found.rounds += 1
            answer = self._ask(formulation, found, monitor)
            # Variables were closed that only plans as costly as the best one have.
            found.bound = max(found.bound, min(answer.bound, found.cost))
            if answer.verdict is Verdict.INFEASIBLE:
                found.impossible = found.alignment is None
                found.bound = found.cost
            if np.isfinite(found.bound):
                monitor.proved(found.bound)
            cuts = self._check(formulation, answer, found, monitor)
            if not cuts:
                return
            formulation = formulation.with_cuts(cuts)

    def _ask(self, formulation: Formulation, found: _Found, monitor: Monitor) -> Answer:
        program = formulation.program()
        if has_impossible_row(program.rows):
            return Answer(Verdict.INFEASIBLE, None, np.inf)
        start = None if found.alignment is None else formulation.point(found.alignment)
        if start is not None and not keeps_rows(program, start):
            start = None
        seconds = min(monitor.remaining, LONGEST)
        gap = ENOUGH * monitor.stop.gap
        return self.backend.solve(program, Effort(seconds, gap, start, lambda: monitor.interrupted))

    def _check(self, formulation: Formulation, answer: Answer, found: _Found, monitor: Monitor) -> list[Cut]:
        """Cuts the point breaks; a point that breaks none is a plan, which is judged from the facts."""
        if answer.point is None:
            return []
        cuts = [*separators(formulation, answer.point), *covers(formulation, answer.point)]
        plan = formulation.alignment(answer.point)
        if cuts or plan is None:
            # A backend that breaks the same rows again will break them for ever.
            fresh = {cut.key: cut for cut in cuts if cut.key not in found.cuts}
            found.cuts |= fresh.keys()
            return list(fresh.values())
        assessment = judge(plan, formulation.criteria, formulation.eligibility)
        if assessment.feasible and assessment.objective < found.cost:
            found.alignment, found.cost = plan, assessment.objective
            monitor.found(found.cost)
        return []


def _any_plan(instance: Instance, criteria: Criteria, items: Items, formulation: Formulation) -> Alignment:
    """Some plan to show what is broken where no other is known: everybody in the first territory that may serve it."""
    group = open_to(formulation.eligibility, formulation.sites.group_of).argmax(axis=1)
    territory_of = items.spread(formulation.sites.first[group], instance.num_units)
    nowhere = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    return with_best_centres(Alignment(instance, territory_of, nowhere), criteria.travel)
