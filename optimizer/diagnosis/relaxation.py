"""The cheapest way out: which tolerances, limits and caps to widen and which pins and pairs to drop, and by how much.

An elastic program finds a plan whose easings cost least (Chinneck, 2008, "Feasibility and Infeasibility in
Optimization", chapter 6); what must be loosened is then read off that plan from the facts, and the plan is judged
under it.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.instance import NOBODY, Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.solve import solve
from optimizer.stop import MaxRuntime, StoppingCriterion
from optimizer.travel import Floats

from .case import MOST_PAIRS, Case, case_of
from .connected import solve_connected
from .easing import Easing, EasingWeights, easings_between, loosened
from .elastic import SIMPLEX_PAIRS, Elastic, solve_mix, solve_whole
from .kind import Kind, Rule
from .lever import Lever
from .levers import hard_rules, levered, pulled
from .listing import choices_of
from .mending import mend
from .needs import criteria_for
from .radius import centred
from .rulebook import Rulebook, propagate, write

SHARE = 0.5
"""Share of the time left that one program may take."""
TRIES = (1.02, 1.1, 1.3, 2.0, 4.0)
"""Factors by which the stretches of the linear program are widened to find whole accounts within them."""
EXACT_PAIRS, EXACT_GAP, LARGE_GAP = 2_000, 1e-6, 5e-3
"""Programs of few pairs are solved to the end, larger ones to half a percent."""
AGAIN = 3
"""Times a plan is sought once more because loosening changed the targets."""
FAMILIES, CONTIGUITY, TRAVEL = Kind(Rule.FAMILIES), Kind(Rule.CONTIGUITY), Kind(Rule.MAX_TRAVEL)


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """Changes to criteria under which a plan exists, and that plan.

    Parameters
    ----------
    easings
        What is loosened.
    cost
        Sum of the easings by their weights.
    at_least
        No way out of the same kinds costs less, as far as proved; 0 where nothing is.
    plan
        A plan that keeps the loosened criteria.
    before, after
        The criteria as given and loosened.
    """

    easings: tuple[Easing, ...]
    cost: float
    at_least: float
    plan: Alignment
    before: Criteria
    after: Criteria

    def applied_to(self, criteria: Criteria) -> Criteria:
        """Loosen criteria; those it was made for become ``after``."""
        return loosened(criteria, self.before, self.after)

    def summary(self) -> str:
        """Tell the changes in a line for people."""
        return " and ".join(easing.words for easing in self.easings) or "nothing needs to be loosened"


def cheapest_relaxation(
    instance: Instance,
    criteria: Criteria,
    stop: StoppingCriterion,
    *,
    alternatives: int = 1,
    weights: EasingWeights | None = None,
) -> tuple[Relaxation, ...]:
    """Find what to loosen so that a plan exists, the cheapest first.

    Tags are never loosened: who can serve a language or a country is no matter of choice.

    Parameters
    ----------
    instance, criteria
        Facts and choices.
    stop
        Effort; only its time counts.
    alternatives
        How many ways out, each of other kinds of easing.
    weights
        What each kind of easing costs, None for the defaults.

    Returns
    -------
    tuple
        Ways out, empty where none was found.

    Raises
    ------
    InputError
        If the criteria name what the instance does not have.
    """
    monitor = Monitor(stop)
    case = case_of(instance, criteria)
    if len(case.placed) * instance.num_territories > MOST_PAIRS:
        return ()
    search = _Search(case, weights or EasingWeights(), monitor)
    found: list[Relaxation] = []
    kinds_seen, ticket = set(), count()
    queue: list[tuple[float, int, frozenset[Kind], Relaxation]] = []
    _push(queue, search, frozenset(), next(ticket))
    # Best first over sets of kinds held fixed (Lawler, 1972): each answer's kinds are held one by one.
    while queue and len(found) < alternatives:
        _, _, fixed, relaxation = heapq.heappop(queue)
        kinds = frozenset(easing.kind for easing in relaxation.easings)
        if kinds not in kinds_seen:
            kinds_seen.add(kinds)
            found.append(relaxation)
        if len(found) < alternatives and monitor.remaining > 0:
            for kind in sorted(kinds, key=str):
                _push(queue, search, fixed | {kind}, next(ticket))
    return tuple(found)


def _push(
    queue: list[tuple[float, int, frozenset[Kind], Relaxation]], search: _Search, fixed: frozenset[Kind], ticket: int
) -> None:
    relaxation = search.run(fixed)
    if relaxation is not None:
        heapq.heappush(queue, (relaxation.cost, ticket, fixed, relaxation))


@dataclass(slots=True)
class _Search:
    """Finds the cheapest way out while some kinds of easing are held fixed."""

    case: Case
    weights: EasingWeights
    monitor: Monitor

    def run(self, fixed: frozenset[Kind]) -> Relaxation | None:
        """Try with families and connected territories first; without them only where that may be cheaper."""
        criteria, weights = self.case.criteria, self.weights
        price_of = {FAMILIES: weights.families, CONTIGUITY: weights.contiguity}
        asked = {FAMILIES: criteria.keep_together, CONTIGUITY: criteria.contiguous}
        best = self._settle(self.case, fixed | set(asked), depth=AGAIN)
        for given_up in ({FAMILIES}, {CONTIGUITY}, {FAMILIES, CONTIGUITY}):
            price = sum(price_of[kind] for kind in given_up)
            useless = any(kind in fixed or not asked[kind] for kind in given_up)
            if useless or (best is not None and best.cost <= price) or self.monitor.remaining <= 0:
                continue
            other = self._settle(self.case, fixed | (set(asked) - given_up), depth=AGAIN)
            if other is not None and (best is None or other.cost < best.cost):
                best = other
        return best

    def _settle(self, case: Case, fixed: frozenset[Kind], depth: int) -> Relaxation | None:
        """Find a plan, read off what it needs, and judge it; once more from there where targets have changed."""
        book = hard_rules(case, fixed)
        if book is None:
            return None
        plans, at_least = self._plans(book, fixed)
        ways = [way for plan in plans if (way := self._way(case, plan, fixed)) is not None]
        if not ways:
            return None
        best = min(ways, key=lambda way: way.cost)
        if judge(best.plan, best.after).feasible:
            return replace(best, at_least=at_least)
        if depth == 0 or self.monitor.remaining <= 0:
            return None
        # What the first round proved is of other targets.
        again = self._settle(case_of(case.instance, best.after), fixed, depth - 1)
        return None if again is None else replace(again, at_least=0.0)

    def _way(self, case: Case, plan: Alignment, fixed: frozenset[Kind]) -> Relaxation | None:
        """What the plan needs loosened, by the targets of the case; None where that is held fixed."""
        before, after = self.case.criteria, criteria_for(case, plan, fixed)
        if after is None:
            return None
        easings = easings_between(self.case.instance, before, after, self.weights)
        return Relaxation(easings, sum(easing.cost for easing in easings), 0.0, plan, before, after)

    def _plans(self, book: Rulebook, fixed: frozenset[Kind]) -> tuple[list[Alignment], float]:
        """Plans worth reading off, and what none of them can be below."""
        plans = _widened(book, (), np.zeros(0), 0.2 * self.monitor.remaining)
        if plans:
            return plans, 0.0
        case, seconds = book.case, SHARE * self.monitor.remaining
        if case.criteria.max_travel is not None and case.reach is None and TRAVEL not in fixed:
            # Where centres lie is no part of the program: a plan with little travel stands in.
            nearby = replace(case.criteria, max_travel=None)
            plans.append(solve(case.instance, nearby, MaxRuntime(max(0.1, seconds / 2))).alignment)
        made = levered(book, fixed, self.weights)
        if made is None:
            return plans, 0.0
        program, levers = made
        rough, proved = _by_mix(book, program, levers, seconds)
        whole, bound = _by_whole(book, program, min(seconds, SHARE * self.monitor.remaining))
        return [*plans, *rough, *whole], max(0.0, proved, bound)


def _by_mix(book: Rulebook, program: Elastic, levers: Sequence[Lever], seconds: float) -> tuple[list[Alignment], float]:
    """A plan within a little more than the linear program needs, and what that costs; of large programs alone."""
    mix = solve_mix(program, seconds) if len(program.item) > SIMPLEX_PAIRS else None
    if mix is None:
        return [], 0.0
    return _widened(book, levers, mix.stretch, seconds), mix.cost - 1e-6


def _by_whole(book: Rulebook, program: Elastic, seconds: float) -> tuple[list[Alignment], float]:
    """The plan whose pulls cost least, and what no plan's can cost less than; nothing is proved where there is none."""
    if book.contiguous:
        chosen, solution = solve_connected(book, program, seconds)
    else:
        gap = EXACT_GAP if len(program.item) <= EXACT_PAIRS else LARGE_GAP
        chosen, solution = solve_whole(program, seconds, gap=gap)
    plans = [] if chosen is None else [_plan(book, program.territory[chosen])]
    return plans, solution.bound if np.isfinite(solution.bound) else 0.0


def _widened(book: Rulebook, levers: Sequence[Lever], values: Floats, seconds: float) -> list[Alignment]:
    """A plan by hand within limits a little wider than the linear program needs."""
    for factor in TRIES if len(levers) else TRIES[:1]:
        # Each try gets half of what is left, so that the narrowest gets most.
        seconds /= 2
        # Targets, pools and who is left out stay as they are in the case.
        wider = replace(book.case, criteria=pulled(book.case.criteria, levers, values, factor))
        rules = propagate(write(wider, choices_of(wider)))
        chosen = None if rules is None else mend(rules, seconds)
        if rules is not None and chosen is not None:
            return [_plan(rules, chosen)]
    return []


def _plan(book: Rulebook, territory: NDArray[np.intp]) -> Alignment:
    case = book.case
    territory_of = np.full(case.instance.num_units, NOBODY, dtype=np.int32)
    territory_of[case.placed] = territory[book.item_of]
    plan = Alignment(case.instance, territory_of, np.full(case.instance.num_territories, NOBODY, dtype=np.int32))
    if case.criteria.max_travel is not None:
        return centred(plan, case.criteria.max_travel, case)
    return with_best_centres(plan, case.criteria.travel)
