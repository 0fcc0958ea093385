"""What an exact search knows on its way: the best plan, the best bound, and the cuts that were made."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.formulation.cuts import Cut
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.separators import covers, separators
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor

from .backends.backend import Answer


@dataclass(slots=True)
class Incumbent:
    """The best plan so far, changed in place.

    Parameters
    ----------
    alignment, cost
        The plan and its objective, judged from the facts; None and infinite before there is one.
    spare
        A plan that breaks rules, to show where no other is found.
    bound
        No plan costs less.
    impossible
        True once no plan is known to exist.
    cuts
        Keys of all cuts made.
    """

    alignment: Alignment | None = None
    cost: float = np.inf
    spare: Alignment | None = None
    bound: float = 0.0
    impossible: bool = False
    cuts: set[bytes] = field(default_factory=set)

    @property
    def said(self) -> float | None:
        """The bound to report: None where there is no plan at all, and where it says nothing."""
        return None if self.impossible or self.bound <= 0.0 < self.cost else self.bound

    def begin(self, alignment: Alignment, criteria: Criteria, monitor: Monitor) -> None:
        """Keep a plan that was known before, if it keeps every rule; its centres are put where they are best."""
        plan = with_best_centres(alignment, criteria.travel)
        assessment = judge(plan, criteria)
        if assessment.feasible:
            self.take(plan, assessment.objective, monitor)
        else:
            self.spare = plan

    def take(self, alignment: Alignment, cost: float, monitor: Monitor) -> None:
        """Keep a plan if it is cheaper."""
        if cost < self.cost:
            self.alignment, self.cost = alignment, cost
            monitor.found(cost, lambda: alignment)

    def prove(self, bound: float, monitor: Monitor) -> None:
        """Keep a bound if it is higher."""
        self.bound = max(self.bound, bound)
        if 0.0 < self.bound < np.inf:
            monitor.proved(self.bound)

    def check(self, formulation: Formulation, answer: Answer, monitor: Monitor) -> list[Cut]:
        """Cuts that a backend's point breaks; a point that breaks none is a plan, which is judged from the facts."""
        if answer.point is None:
            return []
        cuts = [*separators(formulation, answer.point), *covers(formulation, answer.point)]
        plan = formulation.alignment(answer.point)
        if cuts or plan is None:
            # A backend that breaks the same rows again will break them for ever.
            fresh = {cut.key: cut for cut in cuts if cut.key not in self.cuts}
            self.cuts |= fresh.keys()
            return list(fresh.values())
        assessment = judge(plan, formulation.criteria, formulation.eligibility)
        if assessment.feasible:
            self.take(plan, assessment.objective, monitor)
        return []
