"""Proof by mixed-integer programming: solve, check the plan from the facts, cut off what breaks a rule, solve again.

Every round's program has at most the rules of a plan, so that its bound is a bound of the problem. A plan that falls
into pieces is cut off by separators, a limit kept only by a solver's tolerance by a cover; the first point that breaks
nothing is the best plan there is. Before the first round, variables that no better plan has are closed by Lagrangian
reduced costs (``lagrangian``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import Items, group_items
from optimizer.formulation.mixed_integer import Formulation, check_size, formulate_exactly
from optimizer.formulation.rows import has_impossible_row, keeps_rows
from optimizer.formulation.sites import find_sites, open_to
from optimizer.instance import NOBODY, Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.start import WarmStart

from .backends.backend import Answer, Backend, Effort, Verdict
from .backends.highs import HighsBackend
from .ending import finish, finish_empty
from .enumeration import Enumeration
from .incumbent import Incumbent
from .lagrangian import Lagrangian
from .opening import LONGEST, Opening, asks

ENOUGH = 0.9
"""Share of the gap asked for that a backend is told, so that rounding does not leave the search short of it."""


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
        Most of the time until there is a plan.
    lagrangian
        How variables are closed.
    feasibility
        Looks for any plan where the search found none, before the cheapest is looked for; None for no such step.
    enumeration
        Lists all territories there can be, where these are few, before anything else is tried; None for no such step.
    """

    backend: Backend = field(default_factory=HighsBackend)
    warm: bool = True
    share: float = 0.4
    lagrangian: Lagrangian = field(default_factory=Lagrangian)
    feasibility: Backend | None = None
    enumeration: Enumeration | None = None

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
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
        monitor.phase("exact formulation")
        formulation = formulate_exactly(instance, criteria, eligibility, items)
        columns, best = len(formulation.columns), Incumbent()
        if start is not None:
            best.begin(start.alignment, criteria, monitor)
        listed = self._listed(formulation, best, monitor)
        if self.warm and monitor.limit() is None and not best.impossible:
            opening = Opening(self.backend, self.feasibility, self.share)
            formulation = opening.run(formulation, best, monitor, seed, start=start)
        if monitor.limit() is None and not best.impossible:
            formulation = self.lagrangian.close(formulation, best.cost, monitor)
            best.bound = max(best.bound, monitor.lower_bound or 0.0)
        statistics = {"columns": float(columns), "columns kept": float(len(formulation.columns))} | listed
        rounds = self._rounds(formulation, best, monitor)
        plan = best.alignment or best.spare or _any_plan(instance, criteria, items, formulation)
        return finish(
            plan,
            criteria,
            monitor,
            seed=seed,
            bound=best.said,
            infeasible=best.impossible,
            statistics=statistics | {"rounds": float(rounds), "cuts": float(len(best.cuts))},
        )

    def _listed(self, formulation: Formulation, best: Incumbent, monitor: Monitor) -> dict[str, float]:
        """Partition the items into territories of a list of all, where there is one; how many these are."""
        territories = None if self.enumeration is None else self.enumeration.list(formulation, monitor)
        if territories is None:
            return {}
        program = territories.program(formulation.instance.num_territories)
        effort = Effort(min(monitor.remaining, LONGEST), ENOUGH * monitor.stop.gap, None, asks(monitor))
        if has_impossible_row(program.rows):
            answer = Answer(Verdict.INFEASIBLE, None, np.inf)
        else:
            answer = self.backend.solve(program, effort)
        if answer.verdict is Verdict.INFEASIBLE:
            best.impossible = best.alignment is None
        elif answer.point is not None:
            point = territories.point(formulation, answer.point)
            best.check(formulation, Answer(answer.verdict, point, answer.bound), monitor)
        best.prove(min(answer.bound, best.cost), monitor)
        return {"territories listed": float(len(territories.cost))}

    def _rounds(self, formulation: Formulation, best: Incumbent, monitor: Monitor) -> int:
        """Solve and cut until nothing is left to cut, or the effort ends; how many rounds it took."""
        rounds = 0
        while not best.impossible and monitor.limit() is None:
            rounds += 1
            monitor.phase(f"exact search, round {rounds}")
            answer = self._ask(formulation, best, monitor)
            # Variables were closed that only plans as costly as the best one have.
            reached = min(answer.bound, best.cost)
            if answer.verdict is Verdict.INFEASIBLE:
                best.impossible = best.alignment is None
                reached = best.cost
            best.prove(reached, monitor)
            cuts = best.check(formulation, answer, monitor)
            if not cuts:
                break
            formulation = formulation.with_cuts(cuts)
        return rounds

    def _ask(self, formulation: Formulation, best: Incumbent, monitor: Monitor) -> Answer:
        program = formulation.program()
        if has_impossible_row(program.rows):
            return Answer(Verdict.INFEASIBLE, None, np.inf)
        start = None if best.alignment is None else formulation.point(best.alignment)
        if start is not None and not keeps_rows(program, start):
            start = None
        seconds = min(monitor.remaining, LONGEST)
        gap = ENOUGH * monitor.stop.gap
        return self.backend.solve(program, Effort(seconds, gap, start, asks(monitor)))


def _any_plan(instance: Instance, criteria: Criteria, items: Items, formulation: Formulation) -> Alignment:
    """Some plan to show what is broken where no other is known: everybody in the first territory that may serve it."""
    group = open_to(formulation.eligibility, formulation.sites.group_of).argmax(axis=1)
    territory_of = items.spread(formulation.sites.first[group], instance.num_units)
    nowhere = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    return with_best_centres(Alignment(instance, territory_of, nowhere), criteria.travel)
