"""Territories whose centres are to be placed: location-allocation, ruin and recreate, then the best plan for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.coarsen import coarsen
from optimizer.formulation.items import group_items, sample_members
from optimizer.formulation.pairs import middles
from optimizer.instance import NOBODY, Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.travel import Floats, Integers

from .ascent import PriceSearch
from .chance import chance_of
from .ending import finish, finish_empty
from .exchange import Slopes
from .feasibility import proves_infeasible
from .fixed import LONGEST, FixedCentreSearch
from .ground import Ground, find_ground
from .median_bound import MedianBound
from .polish import ROUNDING, Polish
from .prices import Prices
from .ruin import Effort, Layout, layout_cost, new_layout, ruin_and_recreate
from .seeding import seed_centres
from .transport import Transport, TransportCase, solve_transport

QUICK = PriceSearch(steps=10, newton_steps=3)
"""Enough for centres that will move again."""
TRIAL, LONG = 3_000, 100
"""Work of a typical trial, and trials for each territory from which annealing begins at full heat."""
ENOUGH = 10_000
"""Work after which an item has been tried often enough."""
NEIGHBOURS = 16
"""Territories near each other that a trial may take apart."""


@dataclass(frozen=True, slots=True)
class FreeCentreSearch:
    """Location-allocation (Cooper, 1963) by priced transport, improved by ruin and recreate.

    Parameters
    ----------
    polish
        Exchanges after each transport.
    fixed
        Search once the centres are found.
    bound
        Lower bound over all places of the centres.
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
    bound: MedianBound = field(default_factory=MedianBound)
    locations: int = 8
    work: float = 8e5
    share: float = 0.4
    coarse_from: int = 30_000

    def solve(self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int) -> Result:
        """See ``Solver.solve``."""
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        if len(items) == 0:
            return finish_empty(instance, criteria, monitor, seed)
        generator = np.random.default_rng(seed)
        centres = seed_centres(instance, criteria, eligibility, generator)
        case = TransportCase(instance, criteria, eligibility, items, centres)
        monitor.phase("locating centres")
        plan = self._locate(case, monitor, seed)
        monitor.phase("ruin and recreate")
        plan = self._ruin(plan, monitor, seed)
        monitor.phase("best plan for these centres")
        plan = self._settle(plan, monitor, seed)
        monitor.phase("lower bound")
        bound = self.bound.run(replace(plan.case, centres=plan.centre), plan.ground, plan.cost, monitor)
        if bound is not None:
            monitor.proved(bound)
        infeasible = plan.over > 0.0 and plan.transport is not None and self._impossible(plan.transport, monitor)
        return finish(
            plan.alignment(), criteria, monitor, seed=seed, bound=None if infeasible else bound, infeasible=infeasible
        )

    def _locate(self, case: TransportCase, monitor: Monitor, seed: int) -> Plan:
        """Assign and recentre in turn until neither helps."""
        ground = find_ground(case.instance, case.criteria, case.eligibility, case.items)
        if len(case.items) > self.coarse_from:
            return self._locate_groups(case, ground, monitor, seed)
        best: Plan | None = None
        prices: Prices | None = None
        for number in range(self.locations):
            transport = solve_transport(case, prices, monitor=monitor)
            prices = transport.prices
            choice = self._polished(transport, monitor, seed + number)
            plan = _recentred(Plan.of(case, ground, transport, choice))
            if best is not None and (plan.over, plan.cost) >= (best.over, best.cost * (1 - 1e-4)):
                best = min(best, plan, key=lambda each: (each.over, each.cost))
                break
            best = plan
            _tell(best, monitor)
            case = replace(case, centres=plan.centre)
            if monitor.limit() is not None or monitor.remaining < 3 * monitor.elapsed / (number + 1):
                break
        assert best is not None  # noqa: S101 -- there is at least one round
        return best

    def _locate_groups(self, case: TransportCase, ground: Ground, monitor: Monitor, seed: int) -> Plan:
        """Location-allocation over groups of items."""
        k = len(case.centres)
        size = max(2, len(case.items) // max(20 * k, 10_000))
        middle = middles(case.instance.geometry().xyz, case.items.members)
        eligibility, group_of = coarsen(case.eligibility, middle, size)
        items = sample_members(group_items(case.instance, case.criteria, eligibility), 4)
        coarse = replace(case, eligibility=eligibility, items=items)
        prices: Prices | None = None
        best: Plan | None = None
        for number in range(self.locations):
            transport = solve_transport(coarse, prices, search=QUICK, monitor=monitor)
            prices = transport.prices
            choice = self._polished(transport, monitor, seed + number)
            territory = transport.fixed.program.territory[choice][group_of]
            plan = _recentred(Plan(replace(case, centres=coarse.centres), ground, territory, coarse.centres))
            # Whole groups cannot keep limits exactly; what is left over is for the items to mend.
            if best is None or plan.cost * (1 + plan.over) < best.cost * (1 + best.over):
                best = plan
            coarse = replace(coarse, centres=plan.centre)
            if monitor.limit() is not None or monitor.elapsed > 0.25 * monitor.stop.seconds:
                break
        assert best is not None  # noqa: S101 -- there is at least one round
        return best

    def _ruin(self, plan: Plan, monitor: Monitor, seed: int) -> Plan:
        """Ruin and recreate for the work planned, looking up ``looks`` times."""
        ground, count = plan.ground, len(plan.territory)
        seconds = min(monitor.stop.seconds, LONGEST)
        work = min(self.work * self.share * seconds, ENOUGH * count)
        if monitor.stop.iterations is not None:
            work = min(work, 3_000.0 * monitor.stop.iterations)
        looks = int(np.clip(work / 1e5, 20, 300 if count <= self.coarse_from else 60))
        per_item = plan.cost / max(count, 1)
        used = max(1, int((np.bincount(plan.territory, minlength=len(plan.centre)) > 0).sum()))
        # A search with few trials for each territory has no time to mend what heat destroys.
        heat = max(1.2, 0.4 * np.sqrt(count / used)) * per_item * min(1.0, work / (TRIAL * LONG * used))
        widest = 12 if count / used < 12 else 8
        layout = new_layout(ground, plan.territory, plan.centre)
        chance = chance_of(seed, 1)
        steep = 1.0
        best = plan
        most = int(max(60, 8 * count / used))
        for look in range(looks):
            first, last = heat * (1 - look / looks), heat * (1 - (look + 1) / looks)
            slopes = _slopes(ground, plan.cost, steep)
            effort = Effort(int(work / looks), widest, most, first, last)
            ruin_and_recreate(ground, layout, slopes, _neighbours(ground, layout), effort, chance)
            layout = new_layout(ground, layout.territory, layout.centre)
            found = replace(
                plan, territory=layout.territory.copy(), centre=layout.centre.copy(), transport=plan.transport
            )
            steep = steep * 1.25 if found.over > 0.0 else max(0.5, steep * 0.95)
            # A trial may leave a centre at the place of a neighbour's unit: only recentred plans count.
            if (found.over, found.cost) < (best.over, best.cost):
                found = _recentred(found)
            if (found.over, found.cost) < (best.over, best.cost):
                best = found
                _tell(best, monitor)
            if monitor.limit() is not None or monitor.elapsed > 0.6 * monitor.stop.seconds:
                break
        return best

    def _settle(self, plan: Plan, monitor: Monitor, seed: int) -> Plan:
        """The best assignment to the centres found, recentred, as long as that helps."""
        large = len(plan.territory) > self.coarse_from
        for number in range(1 if large else self.locations):
            case = replace(plan.case, centres=plan.centre)
            transport = solve_transport(
                case, None if plan.transport is None else plan.transport.prices, monitor=monitor
            )
            starts: list[NDArray[np.int64] | None] = [transport.fixed.choice(plan.alignment())]
            if plan.over > 0.0 or not large:
                starts.append(None)
            plans = [
                _recentred(
                    Plan.of(case, plan.ground, transport, self._polished(transport, monitor, seed + number, start))
                )
                for start in starts
            ]
            found = min(plans, key=lambda each: (each.over, each.cost))
            plan = replace(plan, transport=transport)
            better = (found.over, found.cost) < (plan.over, plan.cost * (1 - 1e-9))
            plan = found if better else plan
            _tell(plan, monitor)
            if not better or monitor.limit() is not None:
                break
        return plan

    def _polished(
        self, transport: Transport, monitor: Monitor, seed: int, start: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Pairs for given centres; what it finds is told only once centres are at their best."""
        return self.polish.run(transport, Monitor(monitor.stop, started=monitor.started), seed, start=start)

    def _impossible(self, transport: Transport, monitor: Monitor) -> bool:
        """Limits that no assignment keeps wherever the centres lie; a radius depends on places and proves nothing."""
        return transport.fixed.criteria.max_travel is None and proves_infeasible(transport, monitor)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Items, their territories and places, under way.

    Parameters
    ----------
    case, ground
        What it is a plan for.
    territory, centre
        (F,) and (k,).
    transport
        The prices for its centres, where they are known.
    """

    case: TransportCase
    ground: Ground
    territory: Integers
    centre: Integers
    transport: Transport | None = None
    cost: float = field(init=False)
    over: float = field(init=False)

    def __post_init__(self) -> None:
        layout = new_layout(self.ground, self.territory, self.centre)
        object.__setattr__(self, "cost", layout_cost(self.ground, layout))
        object.__setattr__(self, "over", _excess_share(self.ground, layout))

    @classmethod
    def of(cls, case: TransportCase, ground: Ground, transport: Transport, choice: NDArray[np.int64]) -> Plan:
        """The plan in which items take these pairs."""
        return cls(case, ground, transport.fixed.program.territory[choice], case.centres, transport)

    def alignment(self) -> Alignment:
        """The plan as a value for people; an empty territory has no centre."""
        instance = self.case.instance
        of_unit = self.case.items.spread(self.territory, instance.num_units)
        used = np.bincount(self.territory, minlength=len(self.centre)) > 0
        centre = np.where(instance.free_centres() & used, self.centre, NOBODY)
        return Alignment(instance, of_unit, centre.astype(np.int32))


def _recentred(plan: Plan) -> Plan:
    """The plan with every free centre at its best."""
    alignment = with_best_centres(plan.alignment(), plan.case.criteria.travel)
    return replace(plan, centre=_kept_centres(alignment, plan.centre))


def _kept_centres(alignment: Alignment, before: Integers) -> Integers:
    """(k,) centres of an alignment; an empty free territory keeps its old place for the search to go on from."""
    centre = alignment.centre_places()
    return np.where(centre == NOBODY, before, centre).astype(np.int32)


def _tell(plan: Plan, monitor: Monitor) -> None:
    if plan.over == 0.0:
        monitor.found(plan.cost)


def _slopes(ground: Ground, cost: float, steep: float) -> Slopes:
    """What an excess costs: ten times what a typical amount of the measure does."""
    whole = np.maximum(ground.amounts.sum(axis=0), 1e-12)
    total = np.tile(10.0 * steep * cost / whole, (len(ground.lower), 1))
    return Slopes(np.ascontiguousarray(total), np.full(len(ground.most_moved), 10.0 * steep * cost))


def _excess_share(ground: Ground, layout: Layout) -> float:
    over = np.maximum(np.maximum(layout.total - ground.upper, ground.lower - layout.total), 0.0)
    limit = np.where(np.isfinite(ground.upper), ground.upper, ground.lower)
    moved = np.maximum(layout.moved - ground.most_moved, 0.0)
    share = np.concatenate([(over / np.where(limit > 0, limit, 1.0)).ravel(), moved])
    return float(share[share > ROUNDING].sum())


def _neighbours(ground: Ground, layout: Layout) -> Integers:
    """(k, m) territories with the nearest centres, nearest first, -1 where there are no more."""
    k = len(layout.centre)
    near = np.full((k, min(NEIGHBOURS, max(k - 1, 1))), NOBODY, dtype=np.int32)
    located = np.flatnonzero(layout.centre >= 0)
    if len(located) < 2:
        return near
    geometry = ground.geometry
    if len(geometry.matrix):
        return _neighbours_by_matrix(geometry.matrix, layout.centre - geometry.first_place, near)
    xyz = geometry.xyz[layout.centre[located]]
    count = min(near.shape[1] + 1, len(located))
    order = cKDTree(xyz).query(xyz, k=count)[1]
    for row, territory in enumerate(located):
        others = [located[at] for at in order[row] if at != row][: near.shape[1]]
        near[territory, : len(others)] = others
    return near


def _neighbours_by_matrix(matrix: Floats, column: Integers, near: Integers) -> Integers:
    """The same from the costs between the units at which centres lie, or from how alike columns of costs are."""
    if matrix.shape[0] == matrix.shape[1]:
        between = matrix[np.ix_(column, column)]
    else:
        between = np.abs(matrix[:, column][:, :, None] - matrix[:, column][:, None, :]).mean(axis=0)
    order = np.argsort(between, axis=1, kind="stable")
    for territory in range(len(column)):
        others = order[territory][order[territory] != territory][: near.shape[1]]
        near[territory, : len(others)] = others
    return near
