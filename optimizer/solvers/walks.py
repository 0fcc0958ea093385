"""Walks of ruin and recreate side by side, cooled again and again, and between them the best of all they met.

Every walk is annealing by ``ruin``. After each stage the territories that any of them had are put together anew
(``partition``), and all walks go on from the best plan there is, less hot than before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.spatial import cKDTree

from optimizer.chunks import in_parallel
from optimizer.instance import NOBODY
from optimizer.progress import Monitor
from optimizer.travel import Floats, Integers

from .chance import Chance, chance_of
from .exchange import Slopes
from .ground import Ground
from .layout import layout_cost, new_layout
from .partition import Partition
from .plan import Plan, excess_share
from .pool import Pool
from .ruin import Effort, ruin_and_recreate

TRIAL, LONG = 3_000, 100
"""Work of a typical trial, and trials for each territory from which annealing begins at full heat."""
NEIGHBOURS = 16
"""Territories near each other that a trial may take apart."""
LOOK = 1_000_000
"""Work after which a walk looks up."""
STEEP = 10.0
"""An excess costs so many times what a typical amount of the measure does."""
SMALL = 40
"""Territories of fewer items on average are put together anew; larger ones never meet again unchanged."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A share of the work, and a share of the heat to begin it with."""

    work: float
    heat: float


@dataclass(frozen=True, slots=True)
class Walks:
    """How to walk.

    Parameters
    ----------
    count
        Walks side by side.
    stages
        How often they meet.
    most_looks
        Times they look up in all: lists are made anew, slopes adapted, the best plan kept, the clock read.
    partition
        How territories are put together anew.
    """

    count: int = 2
    stages: tuple[Stage, ...] = (Stage(0.55, 1.0), Stage(0.15, 0.5), Stage(0.15, 0.35), Stage(0.15, 0.25))
    most_looks: int = 400
    partition: Partition = field(default_factory=Partition)

    def pool(self, plan: Plan) -> Pool | None:
        """Where territories met are kept, None where they are too large to be met in several plans."""
        small = plan.ground.members.start[-1] <= SMALL * len(plan.centre) and len(plan.ground.table) > 0
        return Pool(plan.ground) if small else None

    def run(
        self,
        plan: Plan,
        work: float,
        monitor: Monitor,
        *,
        until: float,
        seed: int,
        session: int = 0,
        pool: Pool | None = None,
    ) -> Plan:
        """Walk from a plan; the best one met.

        Parameters
        ----------
        plan
            Where all walks begin.
        work
            Distances that each of them computes.
        monitor, until
            The clock, and the second at which it cuts in.
        seed, session
            Of the random numbers: those of another session are others.
        pool
            Territories met in earlier sessions.
        """
        pool = self.pool(plan) if pool is None else pool
        streams = range(1 + session * self.count, 1 + (session + 1) * self.count)
        walks = [_Walk(plan, chance_of(seed, stream), most_items(plan)) for stream in streams]
        heat, earned = _heat(plan, work), _earned(plan, work)
        best = plan
        for stage in self.stages:
            looks = int(np.clip(stage.work * work / LOOK, 10, max(10, stage.work * self.most_looks)))
            # Putting together takes time as well: walks leave a little of theirs.
            seconds = 0.9 * stage.work * max(0.0, until - monitor.elapsed) / self._left(stage)
            course = _Course(looks, stage.work * work / looks, stage.heat * heat, seconds, earned)
            best = _walk_on(walks, best, course, (monitor, pool))
            if pool is not None:
                best = self._together(pool, best, monitor, 0.1 * seconds + 0.5)
            if monitor.limit() is not None or monitor.elapsed > until:
                break
            for walk in walks:
                walk.go_on(best)
        return best

    def _left(self, stage: Stage) -> float:
        """Share of the work from a stage on."""
        at = self.stages.index(stage)
        return sum(each.work for each in self.stages[at:])

    def _together(self, pool: Pool, best: Plan, monitor: Monitor, seconds: float) -> Plan:
        """The best partition of the items into territories met, if it is better."""
        found = self.partition.run(pool, best.cost, min(seconds, monitor.remaining))
        if found is None:
            return best
        plan = replace(best, territory=found[0], centre=np.where(found[1] == NOBODY, best.centre, found[1]))
        plan = plan.recentred()
        if not plan.better_than(best):
            return best
        plan.tell(monitor)
        return plan


@dataclass(frozen=True, slots=True)
class _Course:
    """Looks of a stage, the work between two, the heat to begin with, the seconds in which it should end.

    ``earned`` is the work of all stages as share of what it takes to mend full heat.
    """

    looks: int
    work: float
    heat: float
    seconds: float
    earned: float

    def eased(self, pace: float) -> float:
        """Share of the heat that is left where the clock allows for this share of the work alone."""
        return min(1.0, self.earned * min(1.0, pace)) / max(min(1.0, self.earned), 1e-12)


class _Walk:
    """A plan that is changed, its random numbers, and how steep an excess is to it."""

    def __init__(self, plan: Plan, chance: Chance, most: int) -> None:
        self.plan = plan
        self.chance = chance
        self.most = most
        self.steep = 1.0
        self.layout = new_layout(plan.ground, plan.territory, plan.centre)
        self.over = plan.over
        self.cost = plan.cost

    def go_on(self, plan: Plan) -> None:
        """Go on from another plan."""
        self.plan = plan
        self.layout = new_layout(plan.ground, plan.territory, plan.centre)

    def step(self, work: float, first: float, last: float) -> None:
        """Trials between two looks."""
        ground = self.plan.ground
        near = neighbours(ground, self.layout.centre)
        widest = 14 if len(self.layout.territory) < 12 * len(near) else 10
        effort = Effort(int(work), widest, self.most, first, last)
        ruin_and_recreate(ground, self.layout, slopes(ground, self.plan.cost, self.steep), near, effort, self.chance)
        self.layout = new_layout(ground, self.layout.territory, self.layout.centre)
        self.cost = layout_cost(ground, self.layout)
        self.over = excess_share(ground, self.layout)
        self.steep = self.steep * 1.25 if self.over > 0.0 else max(0.5, self.steep * 0.95)

    def found(self) -> Plan:
        """The plan as it is; a trial may leave a centre at the place of a neighbour's unit, so it is recentred."""
        layout = self.layout
        return replace(self.plan, territory=layout.territory.copy(), centre=layout.centre.copy()).recentred()


def _walk_on(walks: list[_Walk], best: Plan, course: _Course, ends: tuple[Monitor, Pool | None]) -> Plan:
    """One stage of all walks; the best plan seen at a look."""
    monitor, pool = ends
    begun, share = monitor.elapsed, 0.0
    for look in range(1, course.looks + 1):
        late = (monitor.elapsed - begun) / course.seconds if course.seconds > 0.0 else 1.0
        # The work planned decides; where the machine is much slower the clock cools.
        then = min(1.0, max(look / course.looks, late))
        heat = course.heat * course.eased(look / course.looks / max(late, 1e-12))
        first, last = heat * (1.0 - share), heat * (1.0 - then)
        _step_all(walks, course.work, first, last)
        share = then
        for walk in walks:
            if pool is not None and walk.over == 0.0 and walk.cost < 1.02 * best.cost:
                pool.add(walk.layout, walk.cost)
            if (walk.over, walk.cost) < (best.over, best.cost):
                found = walk.found()
                if found.better_than(best):
                    best = found
                    best.tell(monitor)
        if monitor.limit() is not None or share >= 1.0:
            break
    return best


def _step_all(walks: list[_Walk], work: float, first: float, last: float) -> None:
    """Trials of all walks, several at once."""
    in_parallel([(at, at + 1) for at in range(len(walks))], lambda span: walks[span[0]].step(work, first, last))


def most_items(plan: Plan) -> int:
    """Items that a trial may take apart."""
    return int(max(60, 8 * len(plan.territory) / used_territories(plan)))


def used_territories(plan: Plan) -> int:
    """Territories that have items."""
    return max(1, int((np.bincount(plan.territory, minlength=len(plan.centre)) > 0).sum()))


def _heat(plan: Plan, work: float) -> float:
    """Temperature to begin with; a search with few trials has no time to mend what heat destroys."""
    count, used = len(plan.territory), used_territories(plan)
    per_item = plan.cost / max(count, 1)
    return float(max(1.2, 0.4 * np.sqrt(count / used)) * per_item * min(1.0, _earned(plan, work)))


def _earned(plan: Plan, work: float) -> float:
    """Work as share of what it takes to mend full heat."""
    return work / (TRIAL * LONG * used_territories(plan))


def slopes(ground: Ground, cost: float, steep: float) -> Slopes:
    """What an excess costs: ten times what a typical amount of the measure does."""
    whole = np.maximum(ground.amounts.sum(axis=0), 1e-12)
    total = np.tile(STEEP * steep * cost / whole, (len(ground.lower), 1))
    return Slopes(np.ascontiguousarray(total), np.full(len(ground.most_moved), STEEP * steep * cost))


def neighbours(ground: Ground, centre: Integers) -> Integers:
    """(k, m) territories with the nearest centres, nearest first, -1 where there are no more."""
    k = len(centre)
    near = np.full((k, min(NEIGHBOURS, max(k - 1, 1))), NOBODY, dtype=np.int32)
    located = np.flatnonzero(centre >= 0)
    if len(located) < 2:
        return near
    geometry = ground.geometry
    if len(geometry.matrix):
        return _neighbours_by_matrix(geometry.matrix, centre - geometry.first_place, near)
    xyz = geometry.xyz[centre[located]]
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
