"""The fewest moves: first over the pairs that may be in a small repair, then over more, until nothing is left out.

With the bound L and the reduced costs of ``prices``, a plan that has a pair of reduced cost above t costs more than
L + t. So the best plan over the pairs up to t is the best of all where it costs no more than that; else t grows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import Assessment, judge
from optimizer.formulation.cuts import Cut
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.rows import has_impossible_row, keeps_rows
from optimizer.formulation.separators import covers, separators
from optimizer.instance import NOBODY
from optimizer.progress import Monitor
from optimizer.result import OPTIMAL_GAP
from optimizer.solvers.backends.backend import Answer, Backend, Effort, Verdict
from optimizer.solvers.backends.highs import HighsBackend

from .case import RepairCase
from .homecoming import sent_home
from .mending import mended
from .moves import Moves
from .prices import Priced, price
from .reach import Reach

FIRST = 0.02
"""Reduced cost of the pairs looked at first, in mean worths of an item that moves."""
WIDER = 7.0
"""How many times wider each further look is."""
ENOUGH = 1e-7
"""Relative gap asked of the backend."""
LONGEST = 36_000.0
"""Seconds given to a backend where no time is."""
BY_HAND = 0.15
"""Most share of the time for a first plan."""
UNTIL_PLAN = 0.7
"""Share of the time left for each look while there is no plan; the search of a plan may still come upon one."""
FEWEST_SHARE = 0.6
"""Share of the time for the fewest moves, once there is a plan; the rest is for the travel of as few."""
FEW_PAIRS, NEARLY_ALL = 3_000, 0.9
"""Up to this many pairs, or from this share of them on, all are looked at at once."""
ROUNDS = 500
"""Most rounds of cuts in one look."""


@dataclass(slots=True)
class Found:
    """What is known on the way, changed in place.

    Parameters
    ----------
    alignment, assessment, cost
        The best plan, its judgement, and what it costs; None and infinite before there is one.
    spare
        A plan that breaks rules, to show where no other is found.
    bound
        No plan costs less; infinite where there is none.
    cuts
        Rows met, that hold for every plan.
    """

    alignment: Alignment | None = None
    assessment: Assessment | None = None
    cost: float = np.inf
    spare: Alignment | None = None
    bound: float = 0.0
    cuts: dict[bytes, Cut] = field(default_factory=dict)

    def take(self, alignment: Alignment, assessment: Assessment, cost: float) -> bool:
        """Keep a plan if it keeps every rule and is cheaper; whether it was kept."""
        if not assessment.feasible:
            self.spare = alignment
            return False
        if cost >= self.cost:
            return False
        self.alignment, self.assessment, self.cost = alignment, assessment, cost
        return True

    def proved(self, gap: float) -> bool:
        """Whether no plan is cheaper by more than a share of the best."""
        return self.bound >= self.cost - gap * abs(self.cost) - 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class MoveSearch:
    """Rows, cuts and a backend for one case.

    Parameters
    ----------
    case
        What is repaired.
    monitor
        Clock and interrupt.
    backend
        The solver.
    """

    case: RepairCase
    monitor: Monitor
    backend: Backend = field(default_factory=HighsBackend)

    def fewest(self, moves: Moves, found: Found) -> Priced:
        """Fill in what is found; the prices are handed on for what follows."""
        formulation, whole = moves.formulation, _whole(moves.formulation.cost)
        self.monitor.phase("prices of the limits")
        if has_impossible_row(formulation.rows()):
            found.bound = np.inf
            return Priced(np.inf, np.zeros(len(formulation.columns)))
        priced = price(formulation, self.seconds(0.3))
        found.bound = max(found.bound, lifted(priced.bound, whole=whole))
        if np.isfinite(found.bound):
            self._by_hand(formulation, found)
        gap = self._gap_beyond(moves.base, found.bound)
        ends = self.monitor.elapsed + self.seconds(FEWEST_SHARE)
        width = FIRST * float(formulation.cost[formulation.cost > 0].mean()) if formulation.cost.any() else 0.0
        while np.isfinite(found.bound) and not found.proved(gap) and self._goes_on(ends, found):
            near = priced.reduced <= width
            seconds = self.seconds(UNTIL_PLAN) if found.alignment is None else ends - self.monitor.elapsed
            self.monitor.phase(f"fewest moves over {int(near.sum()):,} of {len(near):,} pairs")
            if len(near) <= FEW_PAIRS or near.mean() > NEARLY_ALL:
                reached = self.rounds(formulation, formulation.cost, found, seconds=seconds, gap=gap)
                found.bound = max(found.bound, min(lifted(reached, whole=whole), found.cost))
                break
            small = formulation.only(near)
            reached = self.rounds(small, small.cost, found, seconds=0.5 * seconds, gap=gap)
            reached = min(reached, priced.bound + width)
            found.bound = max(found.bound, min(lifted(reached, whole=whole), found.cost))
            width *= WIDER
        return priced

    def rounds(
        self,
        formulation: Formulation,
        cost: NDArray[np.float64],
        found: Found,
        *,
        seconds: float,
        gap: float = ENOUGH,
    ) -> float:
        """Solve, cut off what breaks a rule, solve again; a bound over these pairs, infinite where none keeps the rows.

        Parameters
        ----------
        formulation
            Rules and pairs.
        cost
            (P,) what is made small.
        found
            Gets the best plan by this cost.
        seconds
            Most time.
        gap
            Relative gap that will do.
        """
        bound, until = 0.0, self.monitor.elapsed + seconds
        for _ in range(ROUNDS):
            formulation = replace(formulation, cost=cost, cuts=tuple(found.cuts.values()))
            effort = Effort(until - self.monitor.elapsed, max(gap, self.monitor.stop.gap), None, self._interrupted)
            answer = self._ask(formulation, found, effort)
            bound = max(bound, answer.bound)
            if answer.point is None:
                break
            cuts = self._cuts(formulation, answer.point)
            if not cuts:
                self._settle(formulation, answer.point, found)
                break
            fresh = {cut.key: cut for cut in cuts if cut.key not in found.cuts}
            if not fresh or self.monitor.elapsed >= until or self.monitor.limit() is not None:
                break
            found.cuts |= fresh
        return bound

    def _by_hand(self, formulation: Formulation, found: Found) -> None:
        """Mend a first plan, and let go home who can."""
        self.monitor.phase("a first repair")
        choice = mended(formulation, self.seconds(BY_HAND))
        if choice is None:
            return
        case = self.case
        nowhere = np.full(case.instance.num_territories, NOBODY, dtype=np.int32)
        of_unit = case.items.spread(choice.astype(np.int32), case.instance.num_units)
        plan = Reach(case).centred(Alignment(case.instance, of_unit, nowhere))
        if judge(plan, case.criteria, case.eligibility).feasible:
            plan = sent_home(case, formulation, plan)
        point = self.point(formulation, plan)
        if point is not None:
            assessment = judge(plan, case.criteria, case.eligibility)
            found.take(plan, assessment, float(formulation.cost[point].sum()))

    def known(self, formulation: Formulation, found: Found) -> Formulation:
        """The formulation with the rows met so far."""
        return replace(formulation, cuts=tuple(found.cuts.values()))

    def point(self, formulation: Formulation, alignment: Alignment | None) -> NDArray[np.bool_] | None:
        """(P,) variables at 1 in a plan; None where one is closed."""
        members = formulation.items.members
        if alignment is None or not len(formulation.items):
            return None
        territory = alignment.territory_of[members.unit[members.start[:-1]]]
        column = formulation.columns.find(np.arange(len(formulation.items)), territory)
        if (column < 0).any():
            return None
        point = np.zeros(len(formulation.columns), dtype=bool)
        point[column] = True
        return point

    def _ask(self, formulation: Formulation, found: Found, effort: Effort) -> Answer:
        program = formulation.program()
        if has_impossible_row(program.rows):
            return Answer(Verdict.INFEASIBLE, None, np.inf)
        start = self.point(formulation, found.alignment)
        if start is not None and not keeps_rows(program, start):
            start = None
        return self.backend.solve(program, replace(effort, start=start))

    def _interrupted(self) -> bool:
        return self.monitor.interrupted

    def _cuts(self, formulation: Formulation, point: NDArray[np.bool_]) -> list[Cut]:
        found = [*separators(formulation, point), *covers(formulation, point)]
        plan = formulation.alignment(point)
        return found if plan is None else [*found, *Reach(self.case).cuts(plan)]

    def _settle(self, formulation: Formulation, point: NDArray[np.bool_], found: Found) -> None:
        plan = formulation.alignment(point)
        if plan is None:
            return
        plan = Reach(self.case).centred(plan)
        assessment = judge(plan, self.case.criteria, self.case.eligibility)
        found.take(plan, assessment, float(formulation.cost[point].sum()))

    def seconds(self, share: float) -> float:
        """A share of the time left."""
        return share * min(self.monitor.remaining, LONGEST)

    def _goes_on(self, ends: float, found: Found) -> bool:
        """Whether there is time for another look; without a plan, all there is."""
        return self.monitor.limit() is None and (found.alignment is None or self.monitor.elapsed < ends)

    def _gap_beyond(self, base: float, bound: float) -> float:
        """Gap of what is beyond the base that makes half of the gap of optimal plans in all that moves."""
        enough = 0.5 * OPTIMAL_GAP * (base + bound) / bound if bound > 0 else ENOUGH
        return max(ENOUGH, enough, self.monitor.stop.gap)


def _whole(cost: NDArray[np.float64]) -> bool:
    """Whether sums of the costs are whole numbers, exactly."""
    return bool((cost == np.round(cost)).all() and cost.sum() < 2.0**50)


def lifted(bound: float, *, whole: bool) -> float:
    """The least that a sum not below a bound can be: where sums are whole numbers the next one, rounding apart."""
    if not whole or not np.isfinite(bound):
        return bound
    return float(np.ceil(bound - 1e-6 * max(1.0, 1e-3 * abs(bound))))
