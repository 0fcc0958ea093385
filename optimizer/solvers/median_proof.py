"""Proof that no plan with free centres is better: pairs closed by Lagrangian reduced costs, HiGHS over the rest.

Let ``L(a)`` be the bound of ``median_bound``, ``r_p`` the values of places, ``r_(k)`` the k-th least, and ``r_p(f)``
that of place p if it must serve item f. A plan in which p serves f costs at least ``L - min(r_p, r_(k)) + r_p(f)``; if
that is not below the plan at hand, the pair is closed (Beasley, 1993). What stays open has a better bound, so that
climbing and closing take turns. Over the rest ::

    minimise sum c_fp x_fp   subject to   sum_p x_fp = 1,   x_fp <= y_p,   L y_p <= sum_f w_f x_fp <= U y_p,
                                          x_pp = y_p,   sum_p y_p <= k,   x, y in {0, 1}

(capacitated p-median: Ceselli and Righini, 2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_pieces
from optimizer.compiled import jittable, jitted
from optimizer.formulation.rows import BinaryProgram, Entries, Rows, rows_from, stack
from optimizer.progress import Monitor
from optimizer.result import OPTIMAL_GAP
from optimizer.travel import Floats, Integers

from .backends.backend import cost_scale
from .backends.highs import QuietHighs, has_point, linear_program, native_bound
from .knapsack import Climb, Shops, bound_at, climb
from .plan import Plan
from .pool import alike

PATIENCE = 40
"""Steps without a better bound after which steps are shortened."""
BATCH = 200
"""Steps between two looks at the clock."""
FRUITFUL = 0.97
"""Another climb follows as long as it leaves at most this share of the pairs open."""


class _Sites(NamedTuple):
    """Places still open, their own items, what each item costs there, limits, and which pairs are open."""

    place: Integers
    own: Integers
    cost: Floats
    lower: Floats
    upper: Floats
    open: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Proved:
    """No plan costs less than ``bound``; a better one than was known, as (F,) territories and (k,) centres, or None."""

    bound: float
    found: tuple[Integers, Integers] | None = None


@dataclass(frozen=True, slots=True)
class MedianProof:
    """Closing and exact search, where all territories are alike.

    Parameters
    ----------
    most_items
        With more items nothing is tried.
    steps
        Most steps of one climb.
    rounds
        Most climbs.
    most_pairs
        With more pairs left open no exact search is begun.
    """

    most_items: int = 1_000
    steps: int = 8_000
    rounds: int = 12
    most_pairs: int = 60_000

    def run(self, plan: Plan, multiplier: Floats, monitor: Monitor) -> Proved | None:
        """What can be proved of a plan from multipliers of its bound; None where nothing is tried."""
        if not self._fits(plan):
            return None
        goal, sites, bound = _goal(plan), _sites(plan), 0.0
        for _ in range(self.rounds):
            before = int(sites.open.sum())
            bound, sites, multiplier = self._close(plan, sites, multiplier, goal=goal, monitor=monitor)
            if bound >= goal or not _serve_all(sites):
                return Proved(_proved(plan, goal))
            if sites.open.sum() > FRUITFUL * before or monitor.limit() is not None:
                break
        if sites.open.sum() > self.most_pairs or monitor.remaining <= 0.0:
            return Proved(min(bound, goal))
        return self._search(plan, sites, bound, goal=goal, monitor=monitor)

    def _fits(self, plan: Plan) -> bool:
        """Whether territories are alike and costs are at hand."""
        ground = plan.ground
        small = len(ground.table) > 0 and len(plan.territory) <= self.most_items
        plain = ground.radius == np.inf and alike(ground) and plan.case.eligibility.num_pools == 1
        return small and plain and plan.over == 0.0

    def _close(
        self, plan: Plan, sites: _Sites, multiplier: Floats, *, goal: float, monitor: Monitor
    ) -> tuple[float, _Sites, Floats]:
        """Climb once, and close what no better plan has."""
        wanted = len(plan.centre)
        shops = _shops(plan, sites, 4.0 * float(multiplier.max(initial=0.0)) + 1e-9)
        state = Climb(multiplier.copy(), multiplier.copy(), np.zeros_like(multiplier), np.array([-np.inf, 1.0, 0.0]))
        for _ in range(0, self.steps, BATCH):
            if not climb(shops, state, goal, BATCH, PATIENCE) or monitor.limit() is not None:
                break
        worth = np.zeros(len(sites.place))
        bound = bound_at(shops, state.best, np.zeros_like(multiplier), worth)
        last = float(np.sort(worth)[min(wanted, len(worth)) - 1])
        pieces = in_pieces(len(worth), lambda span: _forced(sites, plan.ground.amounts, state.best, span))
        least = bound - np.minimum(worth, last)[:, None] + np.concatenate(pieces)
        still = sites.open & (least < goal)
        # A centre lies at one of its own units, so that a place that may not serve its own item is closed.
        rows = still[np.arange(len(worth)), sites.own]
        kept = sites._replace(place=sites.place[rows], own=sites.own[rows], cost=sites.cost[rows], open=still[rows])
        return bound, kept, state.best

    def _search(self, plan: Plan, sites: _Sites, bound: float, *, goal: float, monitor: Monitor) -> Proved:
        """HiGHS over the open pairs, asked for plans below the goal."""
        program = _program(plan, sites)
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
        highs.run()
        if highs.getModelStatus() in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kObjectiveBound,
        ):
            return Proved(_proved(plan, goal))
        reached = max(bound, min(native_bound(highs) / scale, goal))
        found = _plan(plan, sites, np.array(highs.getSolution().col_value)) if has_point(highs) else None
        return Proved(_proved(plan, goal) if reached >= goal else reached, found)


def _sites(plan: Plan) -> _Sites:
    """All places, all pairs open."""
    ground = plan.ground
    members = ground.members
    own = np.repeat(np.arange(len(plan.territory), dtype=np.int32), np.diff(members.start))
    cost = ground.table[members.unit]
    return _Sites(members.unit, own, cost, ground.lower[0], ground.upper[0], np.ones(cost.shape, dtype=np.bool_))


def _serve_all(sites: _Sites) -> bool:
    """Whether every item has an open place."""
    return bool(len(sites.place) > 0 and sites.open.any(axis=0).all())


def _goal(plan: Plan) -> float:
    """Plans that cost as much or more are not looked for; whole costs come in whole steps."""
    if (plan.ground.table == np.round(plan.ground.table)).all():
        return float(np.round(plan.cost) - 1.0 + 1e-6)
    return plan.cost * (1.0 - 0.5 * OPTIMAL_GAP)


def _proved(plan: Plan, goal: float) -> float:
    """The bound where no plan is below the goal."""
    return plan.cost if goal < plan.cost - 0.5 else goal


def _shops(plan: Plan, sites: _Sites, reach: float) -> Shops:
    within = sites.open & (sites.cost < reach)
    row, item = np.nonzero(within)
    count = len(sites.place)
    amounts = plan.ground.amounts
    limited = amounts.shape[1] > 0
    return Shops(
        start=np.searchsorted(row, np.arange(count + 1)).astype(np.int64),
        item=item.astype(np.int32),
        cost=sites.cost[within],
        amount=np.ascontiguousarray(amounts.T) if limited else np.zeros((1, len(amounts))),
        room=np.tile((sites.upper if limited else np.array([np.inf]))[:, None], (1, count)),
        pool=np.zeros(count, dtype=np.int32),
        wanted=np.array([min(len(plan.centre), count)], dtype=np.int64),
        fixed=np.zeros(count, dtype=np.bool_),
        reach=reach,
    )


@jitted
def _forced(sites: _Sites, amounts: Floats, multiplier: Floats, span: Span) -> Floats:
    """(places of the span, F) value of each place if it must serve an item, by continuous knapsacks."""
    count = len(multiplier)
    value = np.full((span[1] - span[0], count), np.inf)
    for place in range(span[0], span[1]):
        gain = sites.cost[place] - multiplier
        gainful = np.flatnonzero((gain < 0.0) & sites.open[place])
        plain = gain[gainful].sum()
        for item in range(count):
            if sites.open[place, item]:
                value[place - span[0], item] = plain + max(0.0, gain[item])
        for measure in range(amounts.shape[1]):
            rate = np.empty(len(gainful))
            for at in range(len(gainful)):
                amount = amounts[gainful[at], measure]
                rate[at] = gain[gainful[at]] / amount if amount > 0.0 else -np.inf
            order = gainful[np.argsort(rate)]
            for item in range(count):
                if sites.open[place, item]:
                    least = gain[item] + _rest(gain, amounts[:, measure], order, (item, sites.upper[measure]))
                    value[place - span[0], item] = max(value[place - span[0], item], least)
    return value


@jittable
def _rest(gain: Floats, amount: Floats, order: NDArray[np.int64], forced: tuple[int, float]) -> float:
    """The best that the room left by an item can be used for; infinite where the item itself has no room."""
    item, left = forced[0], forced[1] - amount[forced[0]]
    if left < -1e-9 * forced[1]:
        return np.inf
    value = 0.0
    for other in order:
        if other == item:
            continue
        if amount[other] > left:
            return float(value + gain[other] * max(left, 0.0) / amount[other])
        left -= amount[other]
        value += gain[other]
    return value


def _program(plan: Plan, sites: _Sites) -> BinaryProgram:
    """Variables: open pairs, then open places."""
    row, item = np.nonzero(sites.open)
    pairs, places = len(row), len(sites.place)
    columns, count = pairs + places, sites.open.shape[1]
    at, site = np.arange(pairs), pairs + np.arange(places)
    one = np.ones(pairs)
    order = np.argsort(item, kind="stable")
    # An item at its own place is served there exactly if there is a centre.
    at_home = np.where(item == sites.own[row], 0.0, -np.inf)
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
            np.array([float(len(plan.centre))]),
            columns,
        ),
        *_limits(plan, sites, row, item),
    ]
    return BinaryProgram(np.concatenate([sites.cost[sites.open], np.zeros(places)]), stack(parts, columns))


def _limits(plan: Plan, sites: _Sites, row: NDArray[np.intp], item: NDArray[np.intp]) -> list[Rows]:
    """``sum w x - U y <= 0`` and ``sum w x - L y >= 0`` for each measure."""
    pairs, places = len(row), len(sites.place)
    rows = np.concatenate([row, np.arange(places)])
    columns = np.arange(pairs + places)
    parts = []
    for measure in range(plan.ground.amounts.shape[1]):
        amount = plan.ground.amounts[item, measure]
        for limit, is_upper in ((sites.upper[measure], True), (sites.lower[measure], False)):
            if not np.isfinite(limit) or (limit <= 0.0 and not is_upper):
                continue
            entries = Entries(rows, columns, np.concatenate([amount, np.full(places, -limit)]))
            zero, open_end = np.zeros(places), np.full(places, np.inf)
            lower, upper = (-open_end, zero) if is_upper else (zero, open_end)
            parts.append(rows_from(entries, lower, upper, pairs + places))
    return parts


def _plan(plan: Plan, sites: _Sites, value: Floats) -> tuple[Integers, Integers] | None:
    """The point as territories and centres; None where an item has none or two."""
    row, item = np.nonzero(sites.open)
    taken = value[: len(row)] > 0.5
    if taken.sum() != len(plan.territory) or len(np.unique(item[taken])) != len(plan.territory):
        return None
    opened, territory_of = np.unique(row[taken], return_inverse=True)
    if len(opened) > len(plan.centre):
        return None
    territory = np.empty(len(plan.territory), dtype=np.int32)
    territory[item[taken]] = territory_of
    centre = plan.centre.copy()
    centre[: len(opened)] = sites.place[opened]
    return territory, centre
