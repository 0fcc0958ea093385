"""Territories in one piece: centres by location-allocation, fragments mended, borders annealed, from many starts.

Each start places centres (k-means++ for the first, a kick of the best plan for later ones), balances by prices,
mends what is not connected, and anneals flips and swaps along the borders with centres moved in between; excess is
charged by slopes that rise while a limit is broken and fall while none is (strategic oscillation: Glover, 1986).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from optimizer.adjacency import Adjacency, pieces_of
from optimizer.alignment import Alignment
from optimizer.chunks import in_parallel
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import MOST_COLUMNS, formulate_exactly
from optimizer.formulation.sites import find_sites
from optimizer.instance import Instance
from optimizer.progress import Monitor, Quiet
from optimizer.result import Result
from optimizer.start import WarmStart
from optimizer.travel import Integers

from .chance import Chance, chance_of
from .ending import finish, finish_empty
from .exchange import Cooling, Slopes
from .flips import Board
from .fragments import join_fragments, mend_fragments
from .ground import Ground, find_ground
from .lagrangian import Lagrangian
from .layout import new_layout
from .locating import Located, Locator
from .median_bound import MedianBound
from .mosaic import Mosaic, anneal_borders, find_mosaic, find_moves, new_board
from .partition import Partition
from .plan import Plan
from .pool import Pool
from .seeding import seed_centres
from .transport import TransportCase, solve_transport

LONGEST = 3_600.0
"""Seconds planned for where no time is given."""
BASE = 0.1
"""Slope of limits without a price, in mean costs of an item per mean amount."""
HEATS = (0.05, 0.3, 1.0)
"""Temperatures runs begin with in turn, in mean costs of an item: where units are small a cold run keeps what is good,
where few of them make a territory only a hot one finds sums that fit."""
AGAIN = 4
"""Every so manieth run begins with the best plan itself."""
RESPONSE = (1.5, 0.8)
"""Factors of the slopes after a stage with excess, and after one without."""


@dataclass(frozen=True, slots=True)
class ContiguousSearch:
    """Anneals the borders of connected territories.

    Parameters
    ----------
    bound, lagrangian
        Lower bounds for free centres; contiguity only makes plans dearer, so that they stay valid. Without
        ``lagrangian`` none is sought: the exact search has its own.
    search_share
        Share of the time after which no run begins: the rest is for the bound.
    steps
        Flips tried in one run at least.
    steps_an_item
        The same for each item, where that is more.
    steps_a_second
        Flips planned for each second of the time given.
    cold
        Temperature at the end of a run, in mean costs of an item.
    kicks
        Times centres are kicked before borders are annealed.
    stages
        Times a run adapts its slopes.
    together
        Runs that begin from the same knowledge, several at once.
    partition
        The best choice of territories that stages of runs ended with, looked for after each round of them.
    most_parted
        With more items than this it is not: territories of two runs then hardly ever fit together.
    """

    bound: MedianBound = field(default_factory=lambda: MedianBound(steps=60))
    lagrangian: Lagrangian | None = field(default_factory=lambda: Lagrangian(rounds=1, share=1.0))
    search_share: float = 0.75
    steps: int = 1_000_000
    steps_an_item: int = 1_500
    steps_a_second: float = 2.0e6
    cold: float = 0.002
    kicks: int = 6
    stages: int = 60
    together: int = 4
    partition: Partition = field(default_factory=lambda: Partition(most_columns=2_000, nodes=50))
    most_parted: int = 300

    def solve(
        self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int, *, start: WarmStart | None = None
    ) -> Result:
        """See ``Solver.solve``; the instance must have an adjacency."""
        known = None if start is None else start.alignment
        task = self.task(instance, criteria, seed, known)
        if task is None:
            return finish_empty(instance, criteria, monitor, seed)
        monitor.phase("borders")
        best = task.search(monitor, seed, None if known is None else task.mended(known, monitor))
        monitor.phase("lower bound")
        bound = self._bound(task, best, monitor)
        if bound is not None and bound <= 0.0 < best.plan.cost:
            bound = None  # a bound of nothing is none
        if bound is not None:
            monitor.proved(bound)
        return finish(best.plan.recentred().alignment(), criteria, monitor, seed=seed, bound=bound)

    def task(self, instance: Instance, criteria: Criteria, seed: int, known: Alignment | None = None) -> _Task | None:
        """Put together what runs need; None where nothing is to be placed, or nobody touches anybody."""
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        if len(items) == 0 or instance.adjacency is None:
            return None
        centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(seed), known=known)
        case = TransportCase(instance, criteria, eligibility, items, centres)
        ground = find_ground(instance, criteria, eligibility, items)
        locator = Locator(ground, eligibility, items, find_moves(ground, len(centres)))
        pool = Pool(ground) if len(items) <= self.most_parted else None
        return _Task(case, instance.adjacency, find_mosaic(instance.adjacency, items), ground, locator, self, pool)

    def _bound(self, task: _Task, best: _Connected, monitor: Monitor) -> float | None:
        """Of the transport where centres are fixed, else of a relaxation; contiguity is left out of all of them."""
        case, ground = task.case, task.ground
        if not ground.free.any():
            return solve_transport(case, monitor=Monitor(monitor.stop, Quiet(monitor))).bound
        if self.lagrangian is None:
            return None
        sites = find_sites(case.instance, case.eligibility, case.items)
        if len(sites.place) * len(case.items) > MOST_COLUMNS or best.merit[0] > 0.0:
            return self.bound.run(replace(case, centres=best.plan.centre), ground, best.plan.cost, monitor)
        formulation = formulate_exactly(case.instance, case.criteria, case.eligibility, case.items)
        self.lagrangian.close(formulation, best.plan.cost, monitor)
        return monitor.lower_bound


@dataclass(frozen=True, slots=True, eq=False)
class _Connected:
    """A plan under way, and by how many pieces too many it is not connected."""

    plan: Plan
    pieces: int

    @property
    def merit(self) -> tuple[float, float]:
        """What plans are compared by: how far they are from keeping every rule, then cost."""
        return self.plan.over + self.pieces, self.plan.cost


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    case: TransportCase
    adjacency: Adjacency
    mosaic: Mosaic
    ground: Ground
    locator: Locator
    settings: ContiguousSearch
    pool: Pool | None

    def mended(self, known: Alignment, monitor: Monitor) -> _Connected:
        """Give a plan that is known: units it says nothing of placed, territories in one piece where they can be."""
        located = self.locator.settle(self.case.centres, monitor)
        members = self.case.items.members
        territory = known.territory_of[members.unit[members.start[:-1]]]
        board = new_board(self.mosaic, self.ground, np.maximum(territory, 0), self.case.centres)
        may = (territory >= 0) & np.isfinite(board.cost[np.arange(len(territory)), territory])
        territory = np.where(may, territory, located.territory).astype(np.int32)
        board = new_board(self.mosaic, self.ground, territory, self.case.centres)
        return self.plan(mend_fragments(self.adjacency, self.mosaic, board, self.case.centres), self.case.centres)

    def search(self, monitor: Monitor, seed: int, known: _Connected | None) -> _Connected:
        """Rounds of runs, each round from what the ones before found."""
        settings = self.settings
        steps = max(settings.steps, settings.steps_an_item * len(self.case.items))
        planned = settings.steps_a_second * settings.search_share * min(monitor.stop.seconds, LONGEST)
        if monitor.stop.iterations is not None:
            planned = min(planned, float(monitor.stop.iterations) * steps)
        runs = max(1, int(planned / steps))
        if known is not None:
            self._tell(known, monitor)
        best, _ = self.run(seed, 0, known, steps=steps, monitor=monitor)
        self._tell(best, monitor)
        for first in range(1, runs, settings.together):
            if monitor.limit() is not None or monitor.elapsed > settings.search_share * monitor.stop.seconds:
                break
            best = self._round(
                best, range(first, min(runs, first + settings.together)), seed=seed, steps=steps, monitor=monitor
            )
            self._tell(best, monitor)
        return best

    def _round(self, known: _Connected, numbers: range, *, seed: int, steps: int, monitor: Monitor) -> _Connected:
        """Several runs at once, all from the same plan; the best plan then known."""
        spans = [(number, number + 1) for number in numbers]
        runs = in_parallel(spans, lambda span: self.run(seed, span[0], known, steps=steps, monitor=monitor))
        best = min([known, *(found for found, _ in runs)], key=lambda each: each.merit)
        return self.parted(best, chain.from_iterable(met for _, met in runs), monitor)

    def parted(self, best: _Connected, met: Iterable[_Connected], monitor: Monitor) -> _Connected:
        """The best plan made of territories met so far, if that is better; each of them is in one piece."""
        if self.pool is None:
            return best
        for each in met:
            if each.pieces == 0:
                self.pool.add(new_layout(self.ground, each.plan.territory, each.plan.centre), each.plan.cost)
        aim = best.plan.cost if best.merit[0] == 0.0 else np.inf
        found = self.settings.partition.run(self.pool, aim, monitor.remaining)
        return best if found is None else min(best, self.plan(*found), key=lambda each: each.merit)

    def run(
        self, seed: int, number: int, known: _Connected | None, *, steps: int, monitor: Monitor
    ) -> tuple[_Connected, list[_Connected]]:
        """One start, and plans met: the best plan known, or centres kicked or drawn anew, and borders annealed."""
        generator = np.random.default_rng([seed, number])
        heat = HEATS[number % len(HEATS)]
        if known is not None and (number % AGAIN == 0 or not self.ground.free.any()):
            prices = self.locator.settle(known.plan.centre, monitor).prices
            start = known
        else:
            most = 2 if number % 2 or known is None else len(self.case.centres)
            located = self._located(self.case.centres if known is None else known.plan.centre, generator, most, monitor)
            board = new_board(self.mosaic, self.ground, located.territory, located.centre)
            priced = board.cost + board.amount @ located.prices.balance.T + board.moves @ located.prices.moved
            territory = join_fragments(self.adjacency, self.mosaic, board, located.centre, priced=priced)
            board = new_board(self.mosaic, self.ground, territory, located.centre)
            territory = mend_fragments(self.adjacency, self.mosaic, board, located.centre)
            start, prices = self.plan(territory, located.centre), located.prices
        base = np.abs(prices.balance) + BASE * self._unit(start.plan.cost)
        slopes = Slopes(base, prices.moved + BASE * start.plan.cost)
        return self._annealed(start, slopes, heat, chance=chance_of(seed, number), steps=steps, monitor=monitor)

    def _located(self, centre: Integers, generator: np.random.Generator, most: int, monitor: Monitor) -> Located:
        """Centres settled, then kicked a few times: the lowest dual counts."""
        locator = self.locator
        best = locator.settle(locator.kicked(centre, generator, most) if most > 2 else centre, monitor)
        for _ in range(self.settings.kicks if self.ground.free.any() else 0):
            if monitor.limit() is not None:
                break
            found = locator.settle(locator.kicked(best.centre, generator), monitor)
            best = min(best, found, key=lambda each: each.value)
        return locator.refined(best, monitor)

    def _unit(self, cost: float) -> NDArray[np.float64]:
        """(r,) mean cost of an item per mean amount of each measure."""
        return np.asarray(cost / np.maximum(self.ground.amounts.sum(axis=0), 1e-12))

    def plan(self, territory: Integers, centre: Integers) -> _Connected:
        """What a plan costs, by how much it breaks its limits, and by how many pieces it is not connected."""
        plan = Plan(self.case, self.ground, territory.copy(), centre.astype(np.int32).copy())
        pieces = pieces_of(self.adjacency, self.case.items.spread(territory, self.adjacency.num_units), len(centre))
        return _Connected(plan, int(np.maximum(pieces - 1, 0).sum()))

    def _annealed(
        self, start: _Connected, slopes: Slopes, heat: float, *, chance: Chance, steps: int, monitor: Monitor
    ) -> tuple[_Connected, list[_Connected]]:
        settings, best, steep = self.settings, start, 1.0
        met = [start]
        territory, centre = start.plan.territory, start.plan.centre.copy()
        changes = max(30, len(territory) // 10)
        board = new_board(self.mosaic, self.ground, territory, centre)
        mean, ratio = _mean_cost(board, start.plan), settings.cold / heat
        for stage in range(settings.stages):
            first, last = (mean * heat * ratio ** (at / settings.stages) for at in (stage, stage + 1))
            charged = Slopes(slopes.total * steep, slopes.moved * steep)
            anneal_borders(
                self.ground, board, centre, charged, Cooling(steps // settings.stages, first, last), changes, chance
            )
            # Totals made anew do not drift.
            board = new_board(self.mosaic, self.ground, board.territory, centre)
            found = self.plan(board.territory, centre)
            best = min(best, found, key=lambda each: each.merit)
            if self.pool is not None:
                met.append(found)
            steep *= RESPONSE[0] if found.merit[0] > 0.0 else RESPONSE[1]
            if monitor.limit() is not None:
                break
        return best, met

    def _tell(self, best: _Connected, monitor: Monitor) -> None:
        if best.merit[0] == 0.0:
            monitor.found(best.plan.cost, best.plan.alignment)


def _mean_cost(board: Board, plan: Plan) -> float:
    """What an item costs on average, never 0: where travel costs next to nothing a share of what it may cost."""
    may = board.cost[np.isfinite(board.cost)]
    return max(plan.cost / max(len(plan.territory), 1), 1e-3 * float(may.mean()) if len(may) else 0.0, 1e-9)
