"""Proof that no plan with free centres is better: pairs closed by Lagrangian reduced costs, then branch and bound.

Climbing and closing (``median_node``) take turns at the root, then the tree grows (``median_tree``). A leaf, in which
hardly anything is left to decide, is searched by HiGHS ::

    minimise sum c_fp x_fp   subject to   sum_p x_fp = 1,   x_fp <= y_p,   L y_p <= sum_f w_f x_fp <= U y_p,
                                          x_pp = y_p,   sum_p y_p <= k,   x, y in {0, 1}

(capacitated p-median: Ceselli and Righini, 2005).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.rows import BinaryProgram, Entries, Rows, rows_from, stack
from optimizer.progress import Monitor
from optimizer.result import OPTIMAL_GAP
from optimizer.travel import Floats, Integers

from .backends.backend import cost_scale
from .backends.highs import QuietHighs, has_point, heed, linear_program, native_bound
from .median_node import Ascent, Field, Node, climbed, closed
from .median_tree import Growth, MedianTree
from .plan import Plan
from .pool import alike

CLIMB = Ascent(400, 0.3, 30)
"""Steps of a climb at the root."""
FRUITFUL = 0.97
"""Another climb follows as long as it leaves at most this share of the pairs open."""
NEWS = 1e-5
"""A bound is told once it has risen by this share."""


@dataclass(frozen=True, slots=True)
class Proved:
    """No plan costs less than ``bound``; a better one than was known, as (F,) territories and (k,) centres, or None."""

    bound: float
    found: tuple[Integers, Integers] | None = None


@dataclass(frozen=True, slots=True)
class MedianProof:
    """Closing and branching, where all territories are alike.

    Parameters
    ----------
    most_items
        With more items nothing is tried.
    climb
        Steps of one climb at the root.
    rounds
        Most climbs there.
    tree
        How to branch.
    """

    most_items: int = 1_000
    climb: Ascent = CLIMB
    rounds: int = 12
    tree: MedianTree = field(default_factory=MedianTree)

    def fits(self, plan: Plan) -> bool:
        """Whether territories are alike, costs at hand, and limits kept."""
        ground = plan.ground
        small = len(ground.table) > 0 and len(plan.territory) <= self.most_items
        plain = ground.radius == np.inf and alike(ground) and plan.case.eligibility.num_pools == 1
        return small and plain and plan.over == 0.0

    def run(self, plan: Plan, multiplier: Floats, monitor: Monitor) -> Proved | None:
        """What can be proved of a plan from multipliers of its bound; None where nothing is tried."""
        inquiry = self.begin(plan, multiplier, monitor)
        if inquiry is None:
            return None
        inquiry.go_on(plan, monitor)
        found = None if inquiry.plan is plan else (inquiry.plan.territory, inquiry.plan.centre)
        return Proved(inquiry.bound, found)

    def begin(self, plan: Plan, multiplier: Floats, monitor: Monitor) -> Inquiry | None:
        """Close what can be closed, and begin to branch; None where nothing is tried."""
        if not self.fits(plan):
            return None
        ground = _field(plan)
        root = self._root(ground, multiplier, _goal(plan), monitor)
        return Inquiry(self.tree, plan, Growth(ground, [] if root is None else [root]))

    def _root(self, ground: Field, multiplier: Floats, goal: float, monitor: Monitor) -> Node | None:
        """Climb and close in turn; None where no better plan is left."""
        pairs = np.arange(len(ground.row), dtype=np.int32)
        nothing = np.zeros(len(ground.own), dtype=np.bool_)
        # A first look at the multipliers at hand closes most pairs, so that climbing is quick.
        node = closed(ground, Node(pairs, nothing, multiplier, -np.inf, np.zeros(len(pairs))), goal)
        for _ in range(self.rounds):
            if node is None or monitor.limit() is not None:
                break
            before = len(node.pair)
            node = closed(ground, climbed(ground, node, goal, self.climb), goal)
            if node is not None and len(node.pair) > FRUITFUL * before:
                break
        return node


class Inquiry:
    """A proof under way, which may pause: what is left of its tree, and the best plan.

    Parameters
    ----------
    tree, plan, growth
        How to branch, the plan to be proved, and where to begin.
    """

    def __init__(self, tree: MedianTree, plan: Plan, growth: Growth) -> None:
        self.tree, self.plan, self.growth = tree, plan, growth
        self.goal = _goal(plan)
        self.begun = growth.bound(self.goal)
        self.stuck: float | None = None

    @property
    def bound(self) -> float:
        """No plan costs less."""
        bound = self.growth.bound(self.goal)
        if self.stuck is not None:
            return min(bound, self.stuck)
        return _proved(self.plan, self.goal) if bound >= self.goal else bound

    @property
    def done(self) -> bool:
        """Whether there is nothing left to look into."""
        return self.stuck is not None or self.growth.bound(self.goal) >= self.goal

    @property
    def progress(self) -> float:
        """Share of what lay between the bound and the goal at first that is closed."""
        return (self.growth.bound(self.goal) - self.begun) / max(self.goal - self.begun, 1e-12)

    def go_on(self, plan: Plan, monitor: Monitor, most: float = np.inf) -> None:
        """Branch until nothing is left, time is up, or so many pairs have been looked at.

        Parameters
        ----------
        plan
            The best plan by now.
        monitor
            Told the bound, asked whether to go on.
        most
            Pairs of nodes to look at.
        """
        if plan.better_than(self.plan):
            self._improve(plan)
        told, looked = -np.inf, self.growth.looked

        def going(bound: float) -> bool:
            nonlocal told
            if told == -np.inf or bound > told + NEWS * abs(told):
                told = bound
                monitor.proved(bound)
            return monitor.limit() is None and self.growth.looked - looked < most

        while not self.done and (leaf := self._leaf(going, monitor)) is not None:
            better = _search(self.plan, self.growth.field, leaf, goal=self.goal, monitor=monitor)
            if better is None:
                self.stuck = leaf.bound
            elif better.found is not None:
                self._improve(replace(self.plan, territory=better.found[0], centre=better.found[1]).recentred())

    def _leaf(self, going: Callable[[float], bool], monitor: Monitor) -> Node | None:
        return self.tree.grow(self.growth, self.goal, going, lambda: monitor.remaining <= 0.0 or monitor.stop_asked())

    def _improve(self, plan: Plan) -> None:
        self.plan, self.goal = plan, min(self.goal, _goal(plan))


def _field(plan: Plan) -> Field:
    """All places, all pairs."""
    ground, members = plan.ground, plan.ground.members
    count, limited = len(plan.territory), ground.amounts.shape[1] > 0
    own = np.repeat(np.arange(count, dtype=np.int32), np.diff(members.start))
    cost = ground.table[members.unit]
    return Field(
        row=np.repeat(np.arange(len(own), dtype=np.int32), count),
        item=np.tile(np.arange(count, dtype=np.int32), len(own)),
        cost=cost.ravel(),
        own=own,
        amount=np.ascontiguousarray(ground.amounts.T) if limited else np.zeros((1, count)),
        upper=ground.upper[0] if limited else np.array([np.inf]),
        between=cost[:, own],
        wanted=min(len(plan.centre), len(own)),
    )


def _goal(plan: Plan) -> float:
    """Plans that cost as much or more are not looked for; whole costs come in whole steps."""
    if (plan.ground.table == np.round(plan.ground.table)).all():
        return float(np.round(plan.cost) - 1.0 + 1e-6)
    return plan.cost * (1.0 - 0.5 * OPTIMAL_GAP)


def _proved(plan: Plan, goal: float) -> float:
    """The bound where no plan is below the goal."""
    return plan.cost if goal < plan.cost - 0.5 else goal


def _search(plan: Plan, ground: Field, leaf: Node, *, goal: float, monitor: Monitor) -> Proved | None:
    """HiGHS over the pairs of a leaf, asked for plans below the goal; None if it comes to no end."""
    program = _program(plan, ground, leaf)
    scale = cost_scale(program.cost)
    highs: Any = QuietHighs()  # type: ignore[no-untyped-call]  # highspy ships no types
    for name, option in {
        "threads": 1,
        "time_limit": max(0.1, min(monitor.remaining, 1e7)),
        "mip_rel_gap": 0.1 * OPTIMAL_GAP,
        "mip_feasibility_tolerance": 1e-9,
        "primal_feasibility_tolerance": 1e-9,
        "objective_bound": goal * scale,
    }.items():
        highs.setOptionValue(name, option)
    highs.passModel(linear_program(program, scale))
    heed(highs, lambda: monitor.remaining <= 0.0 or monitor.stop_asked())
    highs.run()
    status = highs.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound):
        return Proved(goal)
    found = _point(plan, ground, leaf, np.array(highs.getSolution().col_value)) if has_point(highs) else None
    reached = native_bound(highs) / scale
    if status != highspy.HighsModelStatus.kOptimal or (found is None and reached < goal):
        return None
    return Proved(min(reached, goal), found)


def _program(plan: Plan, ground: Field, leaf: Node) -> BinaryProgram:
    """Variables: open pairs, then open places."""
    place, row = np.unique(ground.row[leaf.pair], return_inverse=True)
    item, own = ground.item[leaf.pair], ground.own[place]
    pairs, places = len(row), len(place)
    columns, count = pairs + places, ground.amount.shape[1]
    at, site = np.arange(pairs), pairs + np.arange(places)
    one = np.ones(pairs)
    order = np.argsort(item, kind="stable")
    # An item at its own place is served there exactly if there is a centre.
    at_home = np.where(item == own[row], 0.0, -np.inf)
    parts = [
        rows_from(Entries(item[order], at[order], one), np.ones(count), np.ones(count), columns),
        rows_from(
            Entries(np.repeat(at, 2), np.column_stack([at, site[row]]).ravel(), np.tile([1.0, -1.0], pairs)),
            at_home,
            np.zeros(pairs),
            columns,
        ),
        rows_from(
            Entries(np.zeros(places, dtype=np.int64), site, np.ones(places)),
            np.array([-np.inf]),
            np.array([float(ground.wanted)]),
            columns,
        ),
        *_limits(plan, row, item, places),
    ]
    return BinaryProgram(np.concatenate([ground.cost[leaf.pair], np.zeros(places)]), stack(parts, columns))


def _limits(plan: Plan, row: NDArray[np.intp], item: Integers, places: int) -> list[Rows]:
    """``sum w x - U y <= 0`` and ``sum w x - L y >= 0`` for each measure."""
    pairs = len(row)
    rows = np.concatenate([row, np.arange(places)])
    columns = np.arange(pairs + places)
    parts = []
    for measure in range(plan.ground.amounts.shape[1]):
        amount = plan.ground.amounts[item, measure]
        lower, upper = plan.ground.lower[0, measure], plan.ground.upper[0, measure]
        for limit, is_upper in ((upper, True), (lower, False)):
            if not np.isfinite(limit) or (limit <= 0.0 and not is_upper):
                continue
            entries = Entries(rows, columns, np.concatenate([amount, np.full(places, -limit)]))
            zero, open_end = np.zeros(places), np.full(places, np.inf)
            least, most = (-open_end, zero) if is_upper else (zero, open_end)
            parts.append(rows_from(entries, least, most, pairs + places))
    return parts


def _point(plan: Plan, ground: Field, leaf: Node, value: Floats) -> tuple[Integers, Integers] | None:
    """The point as territories and centres; None where an item has none or two."""
    row, item = ground.row[leaf.pair], ground.item[leaf.pair]
    taken = value[: len(row)] > 0.5
    if taken.sum() != len(plan.territory) or len(np.unique(item[taken])) != len(plan.territory):
        return None
    opened, territory_of = np.unique(row[taken], return_inverse=True)
    if len(opened) > len(plan.centre):
        return None
    territory = np.empty(len(plan.territory), dtype=np.int32)
    territory[item[taken]] = territory_of
    centre = plan.centre.copy()
    centre[: len(opened)] = plan.ground.members.unit[opened]
    return territory, centre
