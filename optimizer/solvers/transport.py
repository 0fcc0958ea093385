"""The best prices for given centres at any size: few numbers first, more where they matter.

Prices are found on a few thousand groups of neighbouring items with all pairs open, which settles what must travel
far; then on more and smaller groups, and at last on the items, each time over the pairs that are nearly cheapest at
the prices so far and those that pricing finds missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jitted
from optimizer.criteria import Criteria
from optimizer.eligibility import Eligibility
from optimizer.formulation.coarsen import coarsen
from optimizer.formulation.fixed_centres import FixedCentres, Program, formulate, with_pairs
from optimizer.formulation.items import Items, group_items, sample_members
from optimizer.formulation.pairs import Pairs, distinct, middles
from optimizer.instance import NOBODY, Instance
from optimizer.progress import Monitor
from optimizer.travel import Floats, Integers, straight_costs

from .ascent import COLD, WARM, PriceSearch
from .prices import Prices, open_bound, priced_cost
from .pricing import find_balls, open_better, price_out
from .smoothed import Scale, find_scale

ALL_OPEN = 300_000
"""Up to this many pairs of items and territories all are open."""
ALL_OPEN_FIRST = 1_500_000
"""The same for the groups begun with."""
NEAREST = 32
"""Territories opened for each group where even that would be too many."""
UNDECIDED = 0.005
"""Pairs within this share of the scale's spread of the cheapest are kept."""
SAMPLE = 4
"""Units of a group that stand for all of it."""
FINER = 16
"""Most groups a group is divided into."""
FEWEST = 2
"""Cheapest pairs of a group kept for its items, besides those that may be cheapest for one of them."""
STEPS = 3e7
"""Pairs looked at by the first steps at one temperature."""
ROUNDS = 12
"""Most rounds of pricing."""
FEW = 12
"""The same where a plan and prices are known."""
MANY = 300_000
"""With more items the groups before them are so small that the warmest of the cold temperatures can be left out."""
NEARLY, ROUGHLY, RESUMED, ENOUGH = 1e-3, 2e-4, 1e-4, 1e-5
"""Pricing ends when the bound over all pairs is within this share of that over the open ones: for groups, for very many
items not yet cold, from known prices, for items."""


@dataclass(frozen=True, slots=True, eq=False)
class Transport:
    """A formulation with the pairs it needs, prices near the best, and the bound they prove over all pairs."""

    fixed: FixedCentres
    scale: Scale
    prices: Prices
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class TransportCase:
    """What prices are sought for.

    Parameters
    ----------
    instance, criteria, eligibility, items
        Facts, choices and what follows from them.
    centres
        (k,) places of the centres.
    known
        (n,) territory of each unit in a plan whose pairs are to be open, None for no plan but today's.
    """

    instance: Instance
    criteria: Criteria
    eligibility: Eligibility
    items: Items
    centres: Integers
    known: Integers | None = None


def solve_transport(
    case: TransportCase,
    start: Prices | None = None,
    *,
    search: PriceSearch | None = None,
    monitor: Monitor | None = None,
) -> Transport:
    """Find prices for the limits, and open the pairs that matter under them.

    Parameters
    ----------
    case
        Facts, choices, centres.
    start
        Prices to begin with, such as those of slightly different centres.
    search
        Settings of the ascent.
    monitor
        Asked whether to go on; any prices prove a bound, so that an early end is no harm but to its height.
    """
    search = search or PriceSearch()
    levels = _levels(case)
    first = levels[0]
    most = len(case.centres)
    if len(first.items) * most > ALL_OPEN_FIRST:
        most = min(most, max(NEAREST, ALL_OPEN_FIRST // len(first.items)))
    fixed = _formulate(first, most)
    scale = find_scale(fixed.program, find_balls(fixed.roads, first.items.members).weight)
    warm = _search(search, WARM if start is None else WARM[-1:], fixed)
    prices = warm.run(fixed.program, scale, start, monitor=monitor)
    at = _converge(Transport(fixed, scale, prices, -np.inf), search, last=len(levels) == 1, monitor=monitor)
    for coarse, fine in pairwise(levels):
        fixed = with_pairs(_formulate(fine, None), _useful_pairs(at, coarse, fine))
        scale = scale.of(find_balls(fixed.roads, fine.items.members).weight)
        at = _converge(Transport(fixed, scale, at.prices, -np.inf), search, last=fine is case, monitor=monitor)
    return at


def resume_transport(case: TransportCase, prices: Prices) -> Transport:
    """Take prices as they are, such as those that were the best for a plan at hand: its pairs and the nearest are open.

    Any prices prove a bound. Where facts and choices have changed little it is hardly lower than the best one.
    """
    k = len(case.centres)
    fixed = _formulate(case, k if len(case.items) * k <= ALL_OPEN else min(FEW, k))
    scale = find_scale(fixed.program, find_balls(fixed.roads, case.items.members).weight)
    if fixed.complete:
        return Transport(fixed, scale, prices, open_bound(fixed.program, prices))
    out = price_out(fixed, prices)
    return Transport(open_better(fixed, out.better), scale, prices, out.bound)


def raise_transport(at: Transport, monitor: Monitor) -> Transport:
    """Find better prices from those there are; the bound never falls."""
    found = _ascend(at, _search(PriceSearch(), COLD, at.fixed), RESUMED, monitor)
    return found if found.bound > at.bound else replace(found, bound=at.bound)


def _levels(case: TransportCase) -> list[TransportCase]:
    """The case with ever smaller groups of items, the items themselves last."""
    count, k = len(case.items), len(case.centres)
    geometry = case.instance.geometry()
    if count * k <= ALL_OPEN or len(geometry.matrix):
        return [case]
    middle = middles(geometry.xyz, case.items.members)
    fewest = max(ALL_OPEN_FIRST // k, k)
    steps = max(1, int(np.ceil(np.log(max(count / fewest, 1.0)) / np.log(FINER))))
    sizes = [round((count / fewest) ** (step / steps)) for step in range(steps, 0, -1)]
    return [*(_coarse(case, middle, size) for size in sizes if size > 1), case]


def _coarse(case: TransportCase, middle: Floats, size: int) -> TransportCase:
    eligibility, _ = coarsen(case.eligibility, middle, size)
    items = group_items(case.instance, case.criteria, eligibility)
    return replace(case, eligibility=eligibility, items=sample_members(items, SAMPLE))


def _formulate(case: TransportCase, most: int | None) -> FixedCentres:
    return formulate(
        case.instance,
        case.criteria,
        case.eligibility,
        items=case.items,
        centres=case.centres,
        most=most,
        known=case.known,
    )


def _search(search: PriceSearch, temperatures: tuple[float, ...], fixed: FixedCentres) -> PriceSearch:
    """The search at temperatures, with fewer steps where there are very many pairs."""
    steps = int(min(search.steps, max(8, STEPS / len(fixed.program.territory))))
    return replace(search, temperatures=temperatures, steps=steps)


def _converge(at: Transport, search: PriceSearch, *, last: bool, monitor: Monitor | None) -> Transport:
    """Ascend and price in turn; with very many items first at one temperature, where prices forgive most."""
    if not last:
        return _ascend(at, _search(search, COLD[:2], at.fixed), NEARLY, monitor)
    if len(at.fixed.items) <= MANY:
        return _ascend(at, _search(search, COLD, at.fixed), ENOUGH, monitor)
    at = _ascend(at, _search(search, COLD[1:2], at.fixed), ROUGHLY, monitor)
    return _ascend(at, _search(search, COLD[2:], at.fixed), ENOUGH, monitor)


def _ascend(at: Transport, search: PriceSearch, enough: float, monitor: Monitor | None) -> Transport:
    """Ascend, price closed pairs and open the better ones, until the bounds over open and all pairs agree."""
    fixed, prices = at.fixed, at.prices
    for _ in range(ROUNDS):
        prices = search.run(fixed.program, at.scale, prices, monitor=monitor)
        value = open_bound(fixed.program, prices)
        if fixed.complete:
            return replace(at, prices=prices, bound=value)
        out = price_out(fixed, prices)
        if value - out.bound <= enough * abs(value) or (monitor is not None and monitor.limit() is not None):
            break
        fixed = open_better(fixed, out.better)
    return Transport(fixed, at.scale, prices, out.bound)


def _useful_pairs(coarse: Transport, of: TransportCase, fine: TransportCase) -> Pairs:
    """Pairs of each item that are nearly the cheapest for its group, and those of plans that are known."""
    program = coarse.fixed.program
    near = near_pairs(coarse)
    group = np.repeat(np.arange(program.num_items), np.diff(program.start))[near]
    width = np.bincount(group, minlength=program.num_items)
    first = np.concatenate([[0], np.cumsum(width)])[:-1]
    territory = program.territory[near]
    group_of = of.eligibility.family_of[fine.items.members.unit[fine.items.members.start[:-1]]]
    item_width = width[group_of]
    start = np.concatenate([[0], np.cumsum(item_width)]).astype(np.int64)
    at = np.arange(start[-1]) - np.repeat(start[:-1] - first[group_of], item_width)
    k = np.int64(len(fine.centres))
    pairs = Pairs(start, territory[at])
    planned = _of_plans(fine)
    if not len(planned):
        return pairs
    code = distinct(np.concatenate([np.repeat(np.arange(len(item_width)), item_width) * k + pairs.territory, planned]))
    item = code // k
    start = np.searchsorted(item, np.arange(len(item_width) + 1)).astype(np.int64)
    return Pairs(start, (code - item * k).astype(np.int32))


def near_pairs(coarse: Transport) -> NDArray[np.bool_]:
    """(P,) True for pairs that may be the cheapest of an item of their group, or nearly."""
    margin = _apart(coarse) + UNDECIDED * coarse.scale.spread
    return _near_cheapest(coarse.fixed.program, coarse.prices, margin)


def _apart(coarse: Transport) -> Floats:
    """(F,) travel across each group: what the costs of one of its items may differ by from the group's."""
    balls = find_balls(coarse.fixed.roads, coarse.fixed.items.members)
    return np.asarray(2 * balls.weight * straight_costs(coarse.fixed.roads.geometry, balls.radius))


def _of_plans(case: TransportCase) -> NDArray[np.int64]:
    """Codes ``item * k + territory`` of eligible pairs with the territories of today, and of a plan to begin with."""
    today = case.instance.units.incumbent
    plans = [today] if case.known is None else [today, case.known]
    return np.concatenate([_of_plan(case, territory_of) for territory_of in plans])


def _of_plan(case: TransportCase, territory_of: Integers) -> NDArray[np.int64]:
    eligibility, members = case.eligibility, case.items.members
    territory = territory_of[members.unit]
    item = np.repeat(np.arange(len(case.items)), np.diff(members.start))
    used = (territory != NOBODY) & (eligibility.pinned[item] == NOBODY)
    used[used] = (eligibility.allowed & (case.centres >= 0))[eligibility.class_of[item[used]], territory[used]]
    k = np.int64(len(case.centres))
    code: NDArray[np.int64] = item[used] * k + territory[used]
    return code[~np.isin(code, eligibility.forbidden[:, 0].astype(np.int64) * k + eligibility.forbidden[:, 1])]


@jitted
def _near_cheapest(program: Program, prices: Prices, margin: Floats) -> NDArray[np.bool_]:
    """(P,) True for pairs whose priced cost is within the margin (F,) of the item's cheapest."""
    near = np.zeros(len(program.territory), dtype=np.bool_)
    for item in range(len(program.start) - 1):
        first, last = program.start[item], program.start[item + 1]
        cost = np.empty(last - first)
        for pair in range(first, last):
            cost[pair - first] = priced_cost(program, prices, item, pair)
        ordered = np.sort(cost)
        limit = max(ordered[0] + margin[item], ordered[min(FEWEST, len(ordered)) - 1])
        near[first:last] = cost <= limit
    return near
