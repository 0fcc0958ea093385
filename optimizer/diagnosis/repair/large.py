"""Repairs with too many pairs for rows: the search of a plan, with what changes hands as its only cost.

The bound is that of the search, which prices limits by Lagrangian ascent at any size. Where a centre lies does not
matter to what moves; free centres stay where travel of the plan at work is least, so that prices are found around fixed
ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import COUNT, NOBODY, Instance
from optimizer.metrics import today_travel, with_best_centres
from optimizer.progress import Monitor
from optimizer.result import Status
from optimizer.solvers.heuristic import HeuristicSearch
from optimizer.stop import MaxRuntime
from optimizer.travel import TravelMatrix

from .case import RepairCase
from .reach import Reach
from .search import Found, lifted

LONGEST = 3_600.0
"""Seconds planned for where no time is given."""


@dataclass(frozen=True, slots=True, eq=False)
class LargeSearch:
    """Fewest moves, then least travel among as few, each by the search of a plan.

    Parameters
    ----------
    case
        What is repaired.
    monitor
        Clock and interrupt.
    seed
        Of the searches.
    """

    case: RepairCase
    monitor: Monitor
    seed: int

    def run(self, found: Found, *, share: float) -> None:
        """Fill in a plan and a bound of what changes hands, units whose territory is no more included.

        Parameters
        ----------
        found
            Gets them; its cost is all that changes hands.
        share
            Most of the time left for the fewest moves; as much of the rest for the least travel.
        """
        case = self.case
        by = COUNT if case.by is None else case.by
        facts = self._placed()
        counted = case.placed & (case.instance.units.incumbent != NOBODY)
        whole = float(case.worth[counted].sum())
        unit = today_travel(facts, case.criteria.travel)
        if whole > 0 and unit > 0:
            only_moves = replace(
                case.criteria,
                travel=replace(case.criteria.travel, weight=0.0),
                disruption_weight=1.0,
                disruption_by=by,
                disruption_at_most=case.criteria.disruption_limits(case.instance) or None,
            )
            bound = self._search(facts, only_moves, found, share)
            reached = case.gone_amount + (bound or 0.0) / unit * whole
            # A bound is that of prices near the best; units are whole.
            found.bound = max(found.bound, lifted(reached, whole=case.by is None))
        if found.alignment is None or whole == 0 or np.isinf(found.bound):
            return
        limits = case.criteria.disruption_limits(case.instance)
        held = (found.cost - case.gone_amount) / whole
        limits[by] = min(limits.get(by, 1.0), held * (1 + 1e-9))
        self._nearer(facts, replace(case.criteria, disruption_at_most=limits), found, share)

    def _search(self, facts: Instance, criteria: Criteria, found: Found, share: float) -> float | None:
        """Search once; the lower bound of the objective, infinite where it is proved that there is no plan."""
        inner = Monitor(MaxRuntime(max(0.1, share * min(self.monitor.remaining, LONGEST))), self.monitor.observer)
        inner.interrupted = self.monitor.interrupted
        result = HeuristicSearch().solve(facts, criteria, inner, self.seed)
        plan = self._back(result.alignment)
        found.take(plan, judge(plan, self.case.criteria, self.case.eligibility), self.case.amount(plan))
        return np.inf if result.status is Status.INFEASIBLE else result.lower_bound

    def _nearer(self, facts: Instance, criteria: Criteria, found: Found, share: float) -> None:
        """Keep a plan that travels less and moves no more, if one is come by."""
        other = Found()
        self._search(facts, criteria, other, share)
        if other.alignment is None or found.assessment is None or other.assessment is None:
            return
        if other.cost <= found.cost * (1 + 1e-9) and other.assessment.objective < found.assessment.objective:
            found.alignment, found.assessment, found.cost = other.alignment, other.assessment, other.cost

    def _placed(self) -> Instance:
        """The facts with each free centre at the best place of the plan at work, where that can be said."""
        instance = self.case.instance
        free = instance.free_centres()
        if not free.any() or isinstance(instance.travel, TravelMatrix) or self.case.criteria.max_travel is not None:
            return instance
        centre = with_best_centres(incumbent_alignment(instance), self.case.criteria.travel).centre_unit
        # A territory without units yet may lie anywhere.
        somewhere = int(np.flatnonzero(self.case.placed)[0])
        places = instance.units.places[np.where(centre == NOBODY, somewhere, centre)]
        centres = np.where(free[:, None], places, instance.territories.centres)
        return replace(instance, territories=replace(instance.territories, centres=centres))

    def _back(self, alignment: Alignment) -> Alignment:
        """The plan under the facts as they are, with free centres at their best."""
        nowhere = np.full(self.case.instance.num_territories, NOBODY, dtype=np.int32)
        return Reach(self.case).centred(Alignment(self.case.instance, alignment.territory_of, nowhere))
