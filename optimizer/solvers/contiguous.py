"""Territories in one piece: centres by location-allocation, fragments mended, borders annealed, from many starts.

Each start places centres (k-means++ for the first, a kick of the best plan for later ones), balances by prices,
mends what is not connected, and anneals flips and swaps along the borders with centres moved in between; excess is
charged by slopes that rise while a limit is broken and fall while none is (strategic oscillation: Glover, 1986).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.adjacency import Adjacency, pieces_of
from optimizer.alignment import Alignment
from optimizer.chunks import in_parallel
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.instance import NOBODY, Instance
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.result import Result
from optimizer.travel import Integers

from .ascent import PriceSearch
from .chance import chance_of
from .ending import finish, finish_empty
from .exchange import Cooling, Slopes
from .flips import Board
from .ground import Ground, find_ground
from .median_bound import MedianBound
from .mosaic import Mosaic, anneal_borders, find_mosaic, mend_fragments, new_board
from .prices import Prices, cheapest_pairs
from .seeding import seed_centres
from .transport import TransportCase, solve_transport

QUICK = PriceSearch(steps=10, newton_steps=6)
ROUNDING = 1e-10
"""Excess below this share of a limit is rounding."""
LONGEST = 3_600.0
"""Seconds planned for where no time is given."""
BASE = 0.1
"""Slope of limits without a price, in mean costs of an item per mean amount."""
LLOYD = 6
"""Most rounds of location-allocation before borders are annealed."""
RESPONSE = (1.5, 0.8)
"""Factors of the slopes after a stage with excess, and after one without."""


@dataclass(frozen=True, slots=True)
class ContiguousSearch:
    """Anneals the borders of connected territories.

    Parameters
    ----------
    bound
        Lower bound for free centres; contiguity only makes plans dearer, so that it stays valid.
    steps
        Flips tried in one run at least.
    steps_an_item
        The same for each item, where that is more.
    steps_a_second
        Flips planned for each second of the time given.
    hot, cold
        Temperatures at the begin and end of a run, in mean costs of an item.
    stages
        Times a run adapts its slopes.
    together
        Runs that begin from the same knowledge, several at once.
    """

    bound: MedianBound = field(default_factory=MedianBound)
    steps: int = 1_000_000
    steps_an_item: int = 1_500
    steps_a_second: float = 2.0e6
    hot: float = 0.3
    cold: float = 0.002
    stages: int = 60
    together: int = 4

    def solve(self, instance: Instance, criteria: Criteria, monitor: Monitor, seed: int) -> Result:
        """See ``Solver.solve``; the instance must have an adjacency."""
        eligibility = find_eligibility(instance, criteria)
        items = group_items(instance, criteria, eligibility)
        if len(items) == 0 or instance.adjacency is None:
            return finish_empty(instance, criteria, monitor, seed)
        centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(seed))
        case = TransportCase(instance, criteria, eligibility, items, centres)
        task = _Task(
            case,
            instance.adjacency,
            find_mosaic(instance.adjacency, items),
            find_ground(instance, criteria, eligibility, items),
            self,
        )
        monitor.phase("borders")
        best = task.search(monitor, seed)
        monitor.phase("lower bound")
        bound = self._bound(task, best, monitor)
        if bound is not None:
            monitor.proved(bound)
        return finish(best.alignment(), criteria, monitor, seed=seed, bound=bound)

    def _bound(self, task: _Task, best: _Connected, monitor: Monitor) -> float | None:
        if not task.ground.free.any():
            return solve_transport(task.case, monitor=Monitor(monitor.stop)).bound
        return self.bound.run(replace(task.case, centres=best.centre), task.ground, best.cost, monitor)


@dataclass(frozen=True, slots=True, eq=False)
class _Connected:
    """A plan under way: (F,) territories and (k,) centres, what it costs, by what share it breaks limits."""

    case: TransportCase
    territory: Integers
    centre: Integers
    cost: float
    over: float

    @property
    def merit(self) -> tuple[float, float]:
        """What plans are compared by."""
        return self.over, self.cost

    def alignment(self) -> Alignment:
        """The plan as a value for people."""
        instance = self.case.instance
        of_unit = self.case.items.spread(self.territory, instance.num_units)
        used = np.bincount(self.territory, minlength=len(self.centre)) > 0
        centre = np.where(instance.free_centres() & used, self.centre, NOBODY)
        alignment = Alignment(instance, of_unit, centre.astype(np.int32))
        return with_best_centres(alignment, self.case.criteria.travel)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    case: TransportCase
    adjacency: Adjacency
    mosaic: Mosaic
    ground: Ground
    settings: ContiguousSearch

    def search(self, monitor: Monitor, seed: int) -> _Connected:
        """Rounds of runs, each round from what the ones before found."""
        settings = self.settings
        steps = max(settings.steps, settings.steps_an_item * len(self.case.items))
        planned = settings.steps_a_second * min(monitor.stop.seconds, LONGEST)
        if monitor.stop.iterations is not None:
            planned = min(planned, float(monitor.stop.iterations) * steps)
        runs = max(1, int(planned / steps))
        best = self.run(seed, 0, None, steps, monitor)
        self._tell(best, monitor)
        for first in range(1, runs, settings.together):
            if monitor.limit() is not None:
                break
            best = self._round(best, range(first, min(runs, first + settings.together)), seed, steps, monitor)
            self._tell(best, monitor)
        return best

    def _round(self, known: _Connected, numbers: range, seed: int, steps: int, monitor: Monitor) -> _Connected:
        """Several runs at once, all from the same plan; the best plan then known."""
        spans = [(number, number + 1) for number in numbers]
        found = in_parallel(spans, lambda span: self.run(seed, span[0], known, steps, monitor))
        return min([known, *found], key=lambda each: each.merit)

    def run(self, seed: int, number: int, known: _Connected | None, steps: int, monitor: Monitor) -> _Connected:
        """One start: centres, a connected plan, annealed borders."""
        generator = np.random.default_rng([seed, number])
        centre, territory, slopes = self._located(self._centres(generator, number, known), monitor)
        board = new_board(self.mosaic, self.ground, territory, centre)
        territory = mend_fragments(self.adjacency, self.mosaic, board, centre)
        return self._annealed(
            self._plan(territory, centre), slopes, chance_seed=(seed, number), steps=steps, monitor=monitor
        )

    def _centres(self, generator: np.random.Generator, number: int, known: _Connected | None) -> Integers:
        """The first ones as given; later ones drawn anew, or the best known with one or two moved."""
        free = np.flatnonzero(self.ground.free)
        if known is None or not len(free):
            return self.case.centres
        centre = known.centre.copy()
        if number % 2 == 0:
            free = generator.choice(free, min(len(free), int(generator.integers(1, 3))), replace=False)
        for column in free.tolist():
            place = self._draw(generator, column, centre)
            centre[column] = place if place != NOBODY else centre[column]
        return centre

    def _draw(self, generator: np.random.Generator, column: int, centre: Integers) -> int:
        """A place no centre has, at an item the territory may serve, any of them alike."""
        eligibility, members = self.case.eligibility, self.case.items.members
        may = eligibility.allowed[eligibility.class_of, column]
        may &= (eligibility.pinned == NOBODY) | (eligibility.pinned == column)
        places = np.setdiff1d(members.unit[members.start[:-1]][may], centre)
        return int(generator.choice(places)) if len(places) else NOBODY

    def _located(self, centre: Integers, monitor: Monitor) -> tuple[Integers, Integers, Slopes]:
        """Location-allocation by prices, connected or not: centres, territories of the items, slopes of the limits."""
        case, prices, least = self.case, Prices(np.empty((0, 0)), np.empty(0)), np.inf
        for number in range(LLOYD if self.ground.free.any() else 1):
            case = replace(case, centres=centre)
            transport = solve_transport(case, prices if number else None, search=QUICK, monitor=monitor)
            prices = transport.prices
            choice = cheapest_pairs(transport.fixed.program, prices)
            plan = self._plan(transport.fixed.program.territory[choice].astype(np.int32), centre)
            centre = np.where(plan.alignment().centre_places() == NOBODY, centre, plan.alignment().centre_places())
            if transport.bound >= least * (1 - 1e-4):
                break
            least = transport.bound
        base = np.abs(prices.balance) + BASE * self._unit(plan.cost)
        return centre.astype(np.int32), plan.territory, Slopes(base, prices.moved + BASE * plan.cost)

    def _unit(self, cost: float) -> NDArray[np.float64]:
        """(r,) mean cost of an item per mean amount of each measure."""
        return np.asarray(cost / np.maximum(self.ground.amounts.sum(axis=0), 1e-12))

    def _plan(self, territory: Integers, centre: Integers) -> _Connected:
        board = new_board(self.mosaic, self.ground, territory, centre)
        cost = float(board.cost[np.arange(len(territory)), territory].sum())
        return _Connected(self.case, territory.copy(), centre.astype(np.int32).copy(), cost, self._over(board))

    def _over(self, board: Board) -> float:
        """Excess of limits as share of them, and pieces too many as share of the territories."""
        over = np.maximum(np.maximum(board.total - board.upper, board.lower - board.total), 0.0)
        limit = np.where(np.isfinite(board.upper), board.upper, board.lower)
        moved = np.maximum(board.moved - board.most, 0.0)
        share = np.concatenate([(over / np.where(limit > 0, limit, 1.0)).ravel(), moved])
        pieces = pieces_of(self.adjacency, board.of_unit, len(board.total))
        return float(share[share > ROUNDING].sum()) + float(np.maximum(pieces - 1, 0).sum())

    def _annealed(
        self, plan: _Connected, slopes: Slopes, *, chance_seed: tuple[int, int], steps: int, monitor: Monitor
    ) -> _Connected:
        settings, chance = self.settings, chance_of(*chance_seed)
        mean = plan.cost / max(len(plan.territory), 1)
        changes = max(30, len(plan.territory) // 10)
        best, steep = plan, 1.0
        board = new_board(self.mosaic, self.ground, plan.territory, plan.centre)
        centre = plan.centre.copy()
        ratio = settings.cold / settings.hot
        for stage in range(settings.stages):
            first, last = (mean * settings.hot * ratio ** (at / settings.stages) for at in (stage, stage + 1))
            charged = Slopes(slopes.total * steep, slopes.moved * steep)
            anneal_borders(
                self.ground, board, centre, charged, Cooling(steps // settings.stages, first, last), changes, chance
            )
            board = new_board(self.mosaic, self.ground, board.territory, centre)
            found = self._plan(board.territory, centre)
            best = min(best, found, key=lambda each: each.merit)
            steep *= RESPONSE[0] if found.over > 0.0 else RESPONSE[1]
            if monitor.limit() is not None:
                break
        return best

    def _tell(self, best: _Connected, monitor: Monitor) -> None:
        if best.over == 0.0:
            monitor.found(best.cost)
