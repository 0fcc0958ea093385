"""Ruin and recreate over neighbouring territories, with centres placed anew.

A trial takes a territory and some of its neighbours apart, moves one or more of their centres, fills them again by
regret, mends by shifts and swaps, recentres, and is kept by the rule of annealing (ruin and recreate: Schrimpf,
Schneider, Stamm-Wilbrandt and Dueck, 2000; for the capacitated p-median: Stefanello, de Araujo and Mueller, 2015).
Limits are priced: an excess costs a slope, so that lower limits, several measures and disruption are treated alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from optimizer.travel import Floats, Integers, place_cost

from .chance import Chance, draw, pick
from .exchange import Slopes
from .ground import Ground, cost_at, may_serve, moved_by

RECENTRE = 12
"""Units nearest to the middle of a territory tried as its centre."""
EXACT = 48
"""Territories up to this many items try all of them."""
HOPE, HOPE_SHARE = 20.0, 0.1
"""A trial is mended by swaps if it is no worse than so many temperatures plus this share of the region's merit."""
ROUNDS = 3
"""Most rounds of mending after a fill."""


class Layout(NamedTuple):
    """A plan with places, changed in place.

    Parameters
    ----------
    territory, centre
        (F,) territory of each item, (k,) place of each centre.
    total, moved
        (k, r) and (d,) what it adds up to.
    first, after, before
        (k,), (F,), (F,): items of a territory as linked lists, -1 at the ends.
    size
        (k,) items of each territory.
    """

    territory: Integers
    centre: Integers
    total: Floats
    moved: Floats
    first: Integers
    after: Integers
    before: Integers
    size: Integers


class Box(NamedTuple):
    """Amounts and limits of a region by its own rows and positions: few arrays, so that inner loops pass little.

    Parameters
    ----------
    amount
        (m, r) of each item.
    total, lower, upper, slope
        (w, r) trial totals, limits, and what an excess costs.
    """

    amount: Floats
    total: Floats
    lower: Floats
    upper: Floats
    slope: Floats


class Region(NamedTuple):
    """Territories taken apart, their items, and what is tried with them.

    Parameters
    ----------
    territory, place
        (w,) territories and trial places of their centres.
    item
        (m,) items.
    cost
        (m, w) of each item in each territory at the trial place; infinite where it may not be.
    part
        (m,) position of the territory each item is tried in.
    box
        Amounts, totals and limits.
    moved
        (d,) trial totals of the disruption rows.
    """

    territory: Integers
    place: Integers
    item: Integers
    cost: Floats
    part: Integers
    box: Box
    moved: Floats


class Effort(NamedTuple):
    """Trials of one call: how many distances to compute, the widest region, the temperatures at its begin and end."""

    work: int
    widest: int
    most_items: int
    first: float
    last: float


def new_layout(ground: Ground, territory: Integers, centre: Integers) -> Layout:
    """A layout with totals and lists made from scratch."""
    count, k = len(territory), len(centre)
    total = [np.bincount(territory, column, minlength=k) for column in ground.amounts.T]
    layout = Layout(
        territory=territory.astype(np.int32).copy(),
        centre=centre.astype(np.int32).copy(),
        total=np.ascontiguousarray(np.array(total).reshape(ground.amounts.shape[1], k).T),
        moved=np.zeros(len(ground.most_moved)),
        first=np.full(k, -1, dtype=np.int32),
        after=np.full(count, -1, dtype=np.int32),
        before=np.full(count, -1, dtype=np.int32),
        size=np.zeros(k, dtype=np.int32),
    )
    _link_all(ground, layout)
    return layout


@njit(cache=True, nogil=True)
def _link_all(ground: Ground, layout: Layout) -> None:
    for item in range(len(layout.territory) - 1, -1, -1):
        _link(layout, item, layout.territory[item])
        for row in range(len(layout.moved)):
            layout.moved[row] += moved_by(ground, item, layout.territory[item], row)


@njit(cache=True, nogil=True)
def _link(layout: Layout, item: int, territory: int) -> None:
    head = layout.first[territory]
    layout.after[item] = head
    layout.before[item] = -1
    if head >= 0:
        layout.before[head] = item
    layout.first[territory] = item
    layout.territory[item] = territory
    layout.size[territory] += 1


@njit(cache=True, nogil=True)
def _unlink(layout: Layout, item: int) -> None:
    territory = layout.territory[item]
    ahead, behind = layout.before[item], layout.after[item]
    if ahead >= 0:
        layout.after[ahead] = behind
    else:
        layout.first[territory] = behind
    if behind >= 0:
        layout.before[behind] = ahead
    layout.size[territory] -= 1


@njit(cache=True, nogil=True)
def layout_cost(ground: Ground, layout: Layout) -> float:
    """Objective of a layout, limits aside."""
    cost = 0.0
    for item in range(len(layout.territory)):
        cost += cost_at(ground, item, layout.territory[item], layout.centre[layout.territory[item]])
    return cost


@njit(cache=True, nogil=True)
def ruin_and_recreate(  # noqa: PLR0917 -- compiled loops take no keywords
    ground: Ground, layout: Layout, slopes: Slopes, near: Integers, effort: Effort, chance: Chance
) -> int:
    """Run trials until the work is done; how many were kept.

    Parameters
    ----------
    ground, layout
        Facts and the plan to change.
    slopes
        Costs of excess.
    near
        (k, m) neighbours of each territory, nearest first, itself left out; -1 where there are no more.
    effort, chance
        Work, temperatures, random numbers.
    """
    kept, done = 0, 0
    while done < effort.work:
        temperature = effort.first + (effort.last - effort.first) * done / effort.work
        region = _take_apart(ground, layout, slopes, (near, effort), chance)
        width, count = len(region.territory), len(region.item)
        done += 50 + count * (2 * width + 8)
        if count == 0:
            continue
        before = _merit(ground, region, slopes)
        trial = _move_centres(ground, region, chance)
        if not _fill(ground, trial):
            continue
        _mend(ground, trial, slopes, 0)
        if _recentre(ground, trial):
            _mend(ground, trial, slopes, 0)
        # Swaps take longest: only trials not far from being kept are given them.
        if _merit(ground, trial, slopes) > before + HOPE * temperature + HOPE_SHARE * abs(before):
            continue
        _mend(ground, trial, slopes, 1)
        if _recentre(ground, trial):
            _mend(ground, trial, slopes, 1)
        after = _merit(ground, trial, slopes)
        if after < before - temperature * np.log(1.0 - draw(chance)) - 1e-12 * abs(before):
            _write_back(layout, trial)
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _take_apart(
    ground: Ground, layout: Layout, slopes: Slopes, near_effort: tuple[Integers, Effort], chance: Chance
) -> Region:
    """A random territory and its nearest neighbours, as they are now."""
    near, effort = near_effort
    k = len(layout.centre)
    seed = pick(chance, k)
    wanted = 2 + pick(chance, max(1, effort.widest - 1))
    chosen = np.empty(wanted, dtype=np.int32)
    chosen[0] = seed
    width, count = 1, layout.size[seed]
    for at in range(near.shape[1]):
        other = near[seed, at]
        if width == wanted or other < 0 or count + layout.size[other] > effort.most_items:
            break
        chosen[width] = other
        width += 1
        count += layout.size[other]
    territory = chosen[:width].copy()
    item = np.empty(count, dtype=np.int32)
    part = np.empty(count, dtype=np.int32)
    measures = ground.amounts.shape[1]
    box = Box(
        np.empty((count, measures)),
        np.empty((width, measures)),
        np.empty((width, measures)),
        np.empty((width, measures)),
        np.empty((width, measures)),
    )
    place = np.empty(width, dtype=np.int32)
    filled = 0
    for position in range(width):
        box.total[position] = layout.total[territory[position]]
        box.lower[position] = ground.lower[territory[position]]
        box.upper[position] = ground.upper[territory[position]]
        box.slope[position] = slopes.total[territory[position]]
        place[position] = layout.centre[territory[position]]
        at = layout.first[territory[position]]
        while at >= 0:
            item[filled] = at
            part[filled] = position
            box.amount[filled] = ground.amounts[at]
            filled += 1
            at = layout.after[at]
    cost = np.empty((count, width))
    for row in range(count):
        for position in range(width):
            cost[row, position] = _cost(ground, item[row], territory[position], place[position])
    return Region(territory, place, item, cost, part, box, layout.moved.copy())


@njit(cache=True, nogil=True)
def _cost(ground: Ground, item: int, territory: int, place: int) -> float:
    if place < 0 or not may_serve(ground, item, territory):
        return np.inf
    return cost_at(ground, item, territory, place)


@njit(cache=True, nogil=True)
def _excess_moved(ground: Ground, slopes: Slopes, moved: Floats) -> float:
    cost = 0.0
    for row in range(len(moved)):
        cost += max(0.0, moved[row] - ground.most_moved[row]) * slopes.moved[row]
    return cost


@njit(cache=True, nogil=True)
def _merit(ground: Ground, region: Region, slopes: Slopes) -> float:
    merit = _excess_moved(ground, slopes, region.moved)
    for row in range(len(region.item)):
        merit += region.cost[row, region.part[row]]
    for position in range(len(region.territory)):
        merit += _excess_with(region.box, position, -1, -1)
    return merit


@njit(cache=True, nogil=True)
def _move_centres(ground: Ground, region: Region, chance: Chance) -> Region:
    """Trial places: one or two centres dropped and set where accounts lie far from theirs, or all of them anew."""
    width, count = len(region.territory), len(region.item)
    place = region.place.copy()
    cost = region.cost.copy()
    free = 0
    for position in range(width):
        free += ground.free[region.territory[position]]
    style = draw(chance)
    drops = 1 if style < 0.55 else 2 if style < 0.8 else width
    changed = np.zeros(width, dtype=np.bool_)
    for _ in range(min(drops, free)):
        position = pick(chance, width)
        while changed[position] or not ground.free[region.territory[position]]:
            position = (position + 1) % width
            if changed.sum() >= free:
                break
        if changed[position] or not ground.free[region.territory[position]]:
            break
        changed[position] = True
        row = _far_row(region, chance)
        item = region.item[row]
        if not may_serve(ground, item, region.territory[position]):
            continue
        unit = ground.members.unit[ground.members.start[item]]
        place[position] = unit
        for other in range(count):
            cost[other, position] = _cost(ground, region.item[other], region.territory[position], unit)
    box = Box(region.box.amount, region.box.total.copy(), region.box.lower, region.box.upper, region.box.slope)
    return Region(region.territory, place, region.item, cost, region.part.copy(), box, region.moved.copy())


@njit(cache=True, nogil=True)
def _far_row(region: Region, chance: Chance) -> int:
    """An item drawn by its cost now, one in five by no rule."""
    count = len(region.item)
    if draw(chance) < 0.2:
        return pick(chance, count)
    whole = 0.0
    for row in range(count):
        whole += region.cost[row, region.part[row]]
    mark = draw(chance) * whole
    for row in range(count):
        mark -= region.cost[row, region.part[row]]
        if mark < 0.0:
            return row
    return pick(chance, count)


@njit(cache=True, nogil=True)
def _fill(ground: Ground, region: Region) -> bool:
    """Give items to territories, those first that lose most by their second choice; False where one has none."""
    width, count = len(region.territory), len(region.item)
    regret = np.empty(count)
    for row in range(count):
        best, second = np.inf, np.inf
        for position in range(width):
            cost = region.cost[row, position]
            if cost < best:
                best, second = cost, best
            elif cost < second:
                second = cost
        if best == np.inf:
            return False
        regret[row] = -1e300 if second == np.inf else best - second
    box = region.box
    box.total[:] = 0.0
    for row in np.argsort(regret):
        best, best_cost, roomy = -1, np.inf, False
        for position in range(width):
            cost = region.cost[row, position]
            if cost == np.inf:
                continue
            fits = True
            for measure in range(box.total.shape[1]):
                total = box.total[position, measure] + box.amount[row, measure]
                fits = fits and total <= box.upper[position, measure]
            if (fits and not roomy) or (fits == roomy and cost < best_cost):
                best, best_cost, roomy = position, cost, fits
        _put(ground, region, row, best)
    return True


@njit(cache=True, nogil=True)
def _put(ground: Ground, region: Region, row: int, position: int) -> None:
    """Set the part of an item when its old one has no total to give back."""
    for measure in range(region.box.total.shape[1]):
        region.box.total[position, measure] += region.box.amount[row, measure]
    if len(region.moved):
        _count_moved(ground, region, row, position)
    region.part[row] = position


@njit(cache=True, nogil=True)
def _count_moved(ground: Ground, region: Region, row: int, position: int) -> None:
    item = region.item[row]
    for extra in range(len(region.moved)):
        region.moved[extra] += moved_by(ground, item, region.territory[position], extra)
        region.moved[extra] -= moved_by(ground, item, region.territory[region.part[row]], extra)


@njit(cache=True, nogil=True)
def _give(ground: Ground, region: Region, row: int, position: int) -> None:
    """Shift an item to another territory of the region."""
    for measure in range(region.box.total.shape[1]):
        region.box.total[region.part[row], measure] -= region.box.amount[row, measure]
    _put(ground, region, row, position)


@njit(cache=True, nogil=True)
def _excess_with(box: Box, position: int, gets: int, loses: int) -> float:
    """What it costs a territory if it gets one row of the region and loses another; -1 for none."""
    cost = 0.0
    for measure in range(box.total.shape[1]):
        total = box.total[position, measure]
        if gets >= 0:
            total += box.amount[gets, measure]
        if loses >= 0:
            total -= box.amount[loses, measure]
        over = max(total - box.upper[position, measure], box.lower[position, measure] - total)
        if over > 0.0:
            cost += over * box.slope[position, measure]
    return cost


@njit(cache=True, nogil=True)
def _moved_gain(
    ground: Ground, region: Region, slopes: Slopes, items: tuple[int, int], parts: tuple[int, int]
) -> float:
    """What disruption rows gain if the first item goes from the first territory to the second, the other back."""
    gain = 0.0
    one, other = region.territory[parts[0]], region.territory[parts[1]]
    for row in range(len(region.moved)):
        by = moved_by(ground, items[0], other, row) - moved_by(ground, items[0], one, row)
        if items[1] >= 0:
            by += moved_by(ground, items[1], one, row) - moved_by(ground, items[1], other, row)
        now = region.moved[row] - ground.most_moved[row]
        gain += (max(0.0, now) - max(0.0, now + by)) * slopes.moved[row]
    return gain


@njit(cache=True, nogil=True)
def _mend(ground: Ground, region: Region, slopes: Slopes, swaps: int) -> None:
    """Shifts while they help and, where ``swaps`` is 1, swaps for items that would rather be elsewhere."""
    for _ in range(ROUNDS):
        better = False
        for row in range(len(region.item)):
            if _best_shift(ground, region, slopes, row) or (swaps == 1 and _best_swap(ground, region, slopes, row)):
                better = True
        if not better:
            return


@njit(cache=True, nogil=True)
def _best_shift(ground: Ground, region: Region, slopes: Slopes, row: int) -> bool:
    box, cost, now = region.box, region.cost, region.part[row]
    best, best_gain = -1, 1e-9 * (1.0 + cost[row, now])
    relief = _excess_with(box, now, -1, -1) - _excess_with(box, now, -1, row)
    for position in range(len(region.territory)):
        if position == now or cost[row, position] == np.inf:
            continue
        gain = cost[row, now] - cost[row, position] + relief
        gain += _excess_with(box, position, -1, -1) - _excess_with(box, position, row, -1)
        if len(region.moved):
            gain += _moved_gain(ground, region, slopes, (region.item[row], -1), (now, position))
        if gain > best_gain:
            best, best_gain = position, gain
    if best >= 0:
        _give(ground, region, row, best)
    return best >= 0


@njit(cache=True, nogil=True)
def _best_swap(ground: Ground, region: Region, slopes: Slopes, row: int) -> bool:
    """Swap an item into its cheapest territory against the partner that helps most."""
    box, cost, now = region.box, region.cost, region.part[row]
    wish = now
    for position in range(len(region.territory)):
        if cost[row, position] < cost[row, wish]:
            wish = position
    if wish == now:
        return False
    gain = cost[row, now] - cost[row, wish]
    gain += _excess_with(box, now, -1, -1) + _excess_with(box, wish, -1, -1)
    best, best_gain = -1, 1e-9 * (1.0 + cost[row, now])
    part = region.part
    for other in range(len(part)):
        if part[other] != wish:
            continue
        exact = gain + cost[other, wish] - cost[other, now]
        if exact <= best_gain and len(region.moved) == 0:
            continue
        exact -= _excess_with(box, now, other, row) + _excess_with(box, wish, row, other)
        if len(region.moved):
            exact += _moved_gain(ground, region, slopes, (region.item[row], region.item[other]), (now, wish))
        if exact > best_gain:
            best, best_gain = other, exact
    if best >= 0:
        _give(ground, region, row, wish)
        _give(ground, region, best, now)
    return best >= 0


@njit(cache=True, nogil=True)
def _recentre(ground: Ground, region: Region) -> bool:
    """Put each free centre where its own items want it; whether any moved."""
    moved = False
    for position in range(len(region.territory)):
        if not ground.free[region.territory[position]]:
            continue
        rows = np.flatnonzero(region.part == position)
        if len(rows) == 0:
            continue
        best, best_cost = -1, 0.0
        for row in rows:
            best_cost += region.cost[row, position]
        best_cost -= 1e-9 * best_cost
        if place_out(ground, region, rows, position):
            best_cost = np.inf
        for choice in _middle_rows(ground, region, rows):
            unit = ground.members.unit[ground.members.start[region.item[choice]]]
            cost = 0.0
            for row in rows:
                cost += cost_at(ground, region.item[row], region.territory[position], unit)
                if cost >= best_cost:
                    break
            if cost < best_cost:
                best, best_cost = unit, cost
        if best >= 0:
            moved = True
            region.place[position] = best
            for other in range(len(region.item)):
                region.cost[other, position] = _cost(ground, region.item[other], region.territory[position], best)
    return moved


@njit(cache=True, nogil=True)
def place_out(ground: Ground, region: Region, rows: NDArray[np.int64], position: int) -> bool:
    """Whether the centre of a territory is not at one of its own units."""
    place = region.place[position]
    for row in rows:
        item = region.item[row]
        for at in range(ground.members.start[item], ground.members.start[item + 1]):
            if ground.members.unit[at] == place:
                return False
    return True


@njit(cache=True, nogil=True)
def _middle_rows(ground: Ground, region: Region, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The few of the rows nearest to their mean place; all where they are few or lie on no map."""
    if len(rows) <= EXACT:
        return rows
    xyz = ground.geometry.xyz
    away = np.zeros(len(rows))
    if ground.geometry.matrix.shape[0] > 0:
        middle = ground.members.unit[ground.members.start[region.item[rows[0]]]]
        if region.place[region.part[rows[0]]] >= 0:
            middle = region.place[region.part[rows[0]]]
        for at in range(len(rows)):
            unit = ground.members.unit[ground.members.start[region.item[rows[at]]]]
            away[at] = place_cost(ground.geometry, unit, middle)
    else:
        middle_xyz = np.zeros(3)
        for row in rows:
            middle_xyz += xyz[ground.members.unit[ground.members.start[region.item[row]]]] / len(rows)
        for at in range(len(rows)):
            unit = ground.members.unit[ground.members.start[region.item[rows[at]]]]
            away[at] = ((xyz[unit] - middle_xyz) ** 2).sum()
    return rows[np.argsort(away)[:RECENTRE]]


@njit(cache=True, nogil=True)
def _write_back(layout: Layout, region: Region) -> None:
    for position in range(len(region.territory)):
        layout.centre[region.territory[position]] = region.place[position]
        layout.total[region.territory[position]] = region.box.total[position]
    layout.moved[:] = region.moved
    for row in range(len(region.item)):
        territory = region.territory[region.part[row]]
        if layout.territory[region.item[row]] != territory:
            _unlink(layout, region.item[row])
            _link(layout, region.item[row], territory)
