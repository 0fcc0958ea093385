"""Territories whose centres are to be placed: location-allocation, ruin and recreate, then the best plan for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.start import WarmStart
from optimizer.travel import Floats

from .ascent import PriceSearch
from .beginning import given_choice, given_multiplier, given_prices, named_multiplier
from .ending import finish, finish_empty
from .feasibility import proves_infeasible
from .fixed import LONGEST, FixedCentreSearch
from .ground import Ground, find_ground, with_table
from .group_locating import locate_on_groups
from .median_bound import MedianBound
from .median_proof import Inquiry, MedianProof
from .plan import Plan
from .polish import Polish
from .prices import Prices
from .seeding import seed_centres
from .sessions import Sessions
from .transport import Transport, TransportCase, solve_transport
from .walks import Stage, Walks
from .wide_bound import MANY, WideBound

QUICK = PriceSearch(steps=10, newton_steps=3)
ROUGH = Polish(steps=2, most_steps=300_000)
"""Enough for centres that will move again."""
ROUNDS = 2
"""Rounds of location-allocation before ruin and recreate, where it tries so much that they hardly matter."""
NEAR = 0.01
"""Plans of later sessions that cost more than this above the best are not looked at more closely."""
TRIAL, PROMISING = 1e4, 0.5
"""Pairs that a proof looks at for each second of the time given, before it goes on only if it has closed this share."""
AGAIN = (Stage(0.32, 0.4),)
"""Shares of the work and of the heat where a good plan is there already."""
RESHAPE = (Stage(0.2, 0.6), Stage(0.1, 0.35), Stage(0.1, 0.25))
"""The same where territories have come or gone since."""
LESS, LEAST = 0.1, 0.025
"""Share of the steps for a bound then, and where it has multipliers to begin with."""
RESERVED = 0.15
"""Share of the time that the bound is left where there is no table of costs."""
WITHOUT_TABLE = 30.0
"""Costs that are computed when asked for take so many times longer, with what follows."""


class _Settling(NamedTuple):
    """Exchanges, search of prices (None for the usual), and most rounds once centres are found."""

    polish: Polish
    search: PriceSearch | None
    rounds: int


class _Bounded(NamedTuple):
    """A lower bound, None where there is none, and the (n,) multipliers that prove it, where it has any."""

    bound: float | None = None
    multiplier: Floats | None = None


@dataclass(frozen=True, slots=True)
class FreeCentreSearch:
    """Location-allocation (Cooper, 1963) by priced transport, improved by ruin and recreate.

    Parameters
    ----------
    polish
        Exchanges after each transport.
    fixed
        Search once the centres are found.
    walks
        Ruin and recreate.
    rewalks, reshaping, repolish
        Ruin and recreate from a plan that is given, and from one of other territories, and exchanges from both.
    bound
        Lower bound over all places of the centres.
    wide
        The same for more items.
    proof
        Exact search where the bound leaves little open.
    locations
        Most rounds of location-allocation.
    work
        Distances computed by ruin and recreate for each second of the time given.
    share
        Share of the time planned for it.
    coarse_from
        With more items location-allocation begins on groups of them.
    """

    polish: Polish = field(default_factory=lambda: Polish(steps=60))
    fixed: FixedCentreSearch = field(default_factory=FixedCentreSearch)
    walks: Walks = field(default_factory=Walks)
    rewalks: Walks = field(default_factory=lambda: Walks(stages=AGAIN))
    reshaping: Walks = field(default_factory=lambda: Walks(stages=RESHAPE))
    repolish: Polish = field(default_factory=lambda: Polish(most_steps=1_000_000))
    bound: MedianBound = field(default_factory=MedianBound)
    wide: WideBound = field(default_factory=WideBound)
    proof: MedianProof = field(default_factory=MedianProof)
    locations: int = 8
    work: float = 1.5e7
    share: float = 0.65
    coarse_from: int = 30_000

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
        """See ``Solver.solve``."""
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        if len(items) == 0:
            return finish_empty(instance, criteria, monitor, seed)
        generator = np.random.default_rng(seed)
        known = None if start is None else start.alignment
        centres = seed_centres(instance, criteria, eligibility, generator, known=known)
        case = TransportCase(
            instance, criteria, eligibility, items, centres, None if known is None else known.territory_of
        )
        monitor.reserve(0.0 if len(items) <= self.bound.most_items else RESERVED)
        monitor.phase("locating centres")
        plan = self._locate(case, monitor, seed) if start is None else self._begin(case, start, monitor, seed)
        monitor.phase("ruin and recreate")
        sessions = Sessions(self._walks(case, start), plan, self._work(plan, monitor), seed)
        plan = sessions.run(monitor)
        monitor.phase("best plan for these centres")
        plan = self._settle(plan, monitor, seed, self._settling(warm=start is not None))
        monitor.reserve(0.0)
        plan, bounded = self._judged(plan, sessions, monitor, seed, start=start)
        infeasible = plan.over > 0.0 and plan.transport is not None and self._impossible(plan.transport, monitor)
        return finish(
            plan.alignment(),
            criteria,
            monitor,
            seed=seed,
            bound=None if infeasible else bounded.bound,
            infeasible=infeasible,
            multiplier=bounded.multiplier,
        )

    def _begin(self, case: TransportCase, start: WarmStart, monitor: Monitor, seed: int) -> Plan:
        """The best of a plan that is known and what its centres give; units it says nothing of are placed."""
        ground = with_table(find_ground(case.instance, case.criteria, case.eligibility, case.items))
        transport = solve_transport(case, given_prices(case, start), search=QUICK, monitor=monitor)
        choice = given_choice(transport, start)
        plans = [
            Plan.of(case, ground, transport, pairs).recentred()
            for pairs in (choice, *(_polished(ROUGH, transport, monitor, seed, start=each) for each in (choice, None)))
            if pairs is not None
        ]
        best = min(plans, key=lambda each: (each.over, each.cost))
        best.tell(monitor)
        return best

    def _locate(self, case: TransportCase, monitor: Monitor, seed: int) -> Plan:
        """Assign and recentre in turn until neither helps."""
        ground = with_table(find_ground(case.instance, case.criteria, case.eligibility, case.items))
        if len(case.items) > self.coarse_from:
            return self._locate_many(case, ground, monitor, seed)
        tabled = len(ground.table) > 0
        search, polish = (QUICK, ROUGH) if tabled else (None, self.polish)
        best: Plan | None = None
        prices: Prices | None = None
        for number in range(min(ROUNDS, self.locations) if tabled else self.locations):
            transport = solve_transport(case, prices, search=search, monitor=monitor)
            prices = transport.prices
            choice = _polished(polish, transport, monitor, seed + number)
            plan = Plan.of(case, ground, transport, choice).recentred()
            if best is not None and (plan.over, plan.cost) >= (best.over, best.cost * (1 - 1e-4)):
                best = min(best, plan, key=lambda each: (each.over, each.cost))
                break
            best = plan
            best.tell(monitor)
            case = replace(case, centres=plan.centre)
            if monitor.limit() is not None or monitor.remaining < 3 * monitor.elapsed / (number + 1):
                break
        assert best is not None  # noqa: S101 -- there is at least one round
        return best

    def _locate_many(self, case: TransportCase, ground: Ground, monitor: Monitor, seed: int) -> Plan:
        """Location-allocation over groups of items first, then over the items."""
        centre, prices = locate_on_groups(case, monitor)
        best: Plan | None = None
        for number in range(ROUNDS):
            case = replace(case, centres=centre)
            began = monitor.elapsed
            transport = solve_transport(case, prices, search=QUICK, monitor=monitor)
            prices = transport.prices
            plan = Plan.of(case, ground, transport, _polished(self.polish, transport, monitor, seed + number))
            plan = plan.recentred()
            best = plan if best is None or plan.better_than(best) else best
            best.tell(monitor)
            centre = plan.centre
            # Another round, the last one around the centres found and what follows from it take as long each.
            if monitor.limit() is not None or monitor.remaining < 4 * (monitor.elapsed - began):
                break
        assert best is not None  # noqa: S101 -- there is at least one round
        return best

    def _work(self, plan: Plan, monitor: Monitor) -> float:
        """Work planned for each walk; the clock cuts in where the machine is slower."""
        rate = self.work if len(plan.ground.table) else self.work / WITHOUT_TABLE
        work = rate * self.share * min(monitor.stop.seconds, LONGEST)
        return work if monitor.stop.iterations is None else min(work, 3_000.0 * monitor.stop.iterations)

    def _walks(self, case: TransportCase, start: WarmStart | None) -> Walks:
        """Walks from nothing, from a plan, or from one of other territories."""
        if start is None:
            return self.walks
        return self.rewalks if _is_whole(case) else self.reshaping

    def _judged(
        self, plan: Plan, sessions: Sessions, monitor: Monitor, seed: int, *, start: WarmStart | None
    ) -> tuple[Plan, _Bounded]:
        """The plan, or a better one, and a bound; without further sessions where a plan was given to begin with."""
        monitor.phase("lower bound")
        bounded, inquiry = self._bounded(plan, monitor, start)
        if inquiry is not None:
            monitor.phase("proof")
            inquiry.go_on(plan, monitor, TRIAL * min(monitor.stop.seconds, LONGEST))
        if start is None and (inquiry is None or inquiry.progress < PROMISING):
            plan = self._walk_again(plan, sessions, monitor, seed)
        return (plan, bounded) if inquiry is None else self._prove(plan, bounded, inquiry, monitor)

    def _walk_again(self, plan: Plan, sessions: Sessions, monitor: Monitor, seed: int) -> Plan:
        """The best plan after all sessions that are planned."""
        while sessions.more(monitor):
            monitor.phase("ruin and recreate, anew")
            other = sessions.run(monitor)
            if (other.over, other.cost) < (plan.over, plan.cost * (1 + NEAR)):
                other = self._settle(other, monitor, seed, self._settling(warm=False))
            plan = other if other.better_than(plan) else plan
        return plan

    def _bounded(self, plan: Plan, monitor: Monitor, start: WarmStart | None) -> tuple[_Bounded, Inquiry | None]:
        """A lower bound, without a table of all pairs where there are too many, and how to prove more."""
        count, wide = len(plan.territory), None
        tabled = count <= self.bound.most_items
        # A bound from a table is slow to rise where items are many; where few, it may end in a proof.
        if not tabled or (count > MANY and start is None and monitor.limit() is None):
            wide = self.wide.run(plan, monitor)
        if wide is not None:
            monitor.proved(wide)
        if not tabled:
            return _Bounded(wide), None
        case = replace(plan.case, centres=plan.centre)
        given = given_multiplier(case, start)
        search = self.bound if start is None else self._rebound(given)
        evidence = search.find(case, plan.ground, plan.cost, monitor, given=given)
        if evidence is None:
            return _Bounded(wide), None
        bound = max(evidence.bound, 0.0 if wide is None else wide)
        monitor.proved(bound)
        inquiry = None if monitor.limit() is not None else self.proof.begin(plan, evidence.multiplier, monitor)
        return _Bounded(bound, named_multiplier(case, evidence.multiplier)), inquiry

    def _rebound(self, given: Floats | None) -> MedianBound:
        """The part of the bound that is sought from a plan, with multipliers or without."""
        return self.bound.part(LESS) if given is None else self.bound.part(LEAST, near=True)

    def _prove(self, plan: Plan, bounded: _Bounded, inquiry: Inquiry, monitor: Monitor) -> tuple[Plan, _Bounded]:
        """The plan, or a better one, and what is proved with the rest of the time."""
        monitor.phase("proof")
        inquiry.go_on(plan, monitor)
        if inquiry.plan.better_than(plan):
            plan = inquiry.plan
            plan.tell(monitor)
        bound = max(0.0 if bounded.bound is None else bounded.bound, min(inquiry.bound, plan.cost))
        monitor.proved(bound)
        return plan, bounded._replace(bound=bound)

    def _settling(self, *, warm: bool) -> _Settling:
        return _Settling(self.repolish, QUICK, ROUNDS) if warm else _Settling(self.polish, None, self.locations)

    def _settle(self, plan: Plan, monitor: Monitor, seed: int, how: _Settling) -> Plan:
        """The best assignment to the centres found, recentred, as long as that helps."""
        if _settled(plan):
            return plan
        large = len(plan.territory) > self.coarse_from
        for number in range(1 if large else how.rounds):
            case = replace(plan.case, centres=plan.centre)
            prices = None if plan.transport is None else plan.transport.prices
            transport = solve_transport(case, prices, search=how.search, monitor=monitor)
            starts: list[NDArray[np.int64] | None] = [transport.fixed.choice(plan.alignment())]
            if plan.over > 0.0 or not large:
                starts.append(None)
            choices = [_polished(how.polish, transport, monitor, seed + number, start=start) for start in starts]
            plans = [Plan.of(case, plan.ground, transport, choice).recentred() for choice in choices]
            found = min(plans, key=lambda each: (each.over, each.cost))
            better = (found.over, found.cost) < (plan.over, plan.cost * (1 - 1e-9))
            plan = found if better else replace(plan, transport=transport)
            plan.tell(monitor)
            if not better or monitor.limit() is not None:
                break
        return plan

    def _impossible(self, transport: Transport, monitor: Monitor) -> bool:
        """Limits that no assignment keeps wherever the centres lie; a radius depends on places and proves nothing."""
        return transport.fixed.criteria.max_travel is None and proves_infeasible(transport, monitor)


def _is_whole(case: TransportCase) -> bool:
    """Whether the plan known serves every item and has a use for every territory."""
    members = case.items.members
    if case.known is None:
        return False
    territory = case.known[members.unit]
    used = np.bincount(territory[territory >= 0], minlength=len(case.centres)) > 0
    return bool((territory >= 0).all() and used.all())


def _settled(plan: Plan) -> bool:
    """Whether the walks left nothing to the exchanges: under a single measure they do, under several not."""
    ground = plan.ground
    single = ground.amounts.shape[1] == 1 and not len(ground.most_moved)
    return plan.over == 0.0 and len(ground.table) > 0 and single


def _polished(
    polish: Polish, transport: Transport, monitor: Monitor, seed: int, *, start: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Pairs for given centres; what it finds is told only once centres are at their best."""
    return polish.run(transport, monitor.quiet(), seed, start=start)
