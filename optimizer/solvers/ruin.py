"""Ruin and recreate over neighbouring territories, with centres placed anew.

A trial takes a territory and some of its neighbours apart, moves one or more of their centres, fills them again by
regret, mends by shifts and swaps, recentres, and is kept by the rule of annealing (ruin and recreate: Schrimpf,
Schneider, Stamm-Wilbrandt and Dueck, 2000; for the capacitated p-median: Stefanello, de Araujo and Mueller, 2015).
Limits are priced: an excess costs a slope, so that lower limits, several measures and disruption are treated alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jittable, jitted, wide
from optimizer.travel import Floats, Integers, place_cost

from .box import CHAINS, SHIFTS, Box, copied, far_row, fill, mend, merit, weigh
from .chance import Chance, draw, pick
from .exchange import Slopes
from .ground import Ground, cost_at, may_serve, moved_by
from .layout import Layout, link, unlink

RECENTRE = 12
"""Units nearest to the middle of a territory tried as its centre."""
EXACT = 48
"""Territories up to this many items try all of them."""
HOPE, HOPE_SHARE = 20.0, 0.1
"""A trial is mended by swaps if it is no worse than so many temperatures plus this share of the region's merit."""


class Region(NamedTuple):
    """Territories taken apart, trial places of their centres (w,), their items (m,), and the numbers to try with."""

    territory: Integers
    place: Integers
    item: Integers
    box: Box


class Effort(NamedTuple):
    """Trials of one call: how many distances to compute, the widest region, the temperatures at its begin and end."""

    work: int
    widest: int
    most_items: int
    first: float
    last: float


@jitted
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
        before = merit(region.box)
        trial = _move_centres(ground, region, chance)
        if not fill(trial.box):
            continue
        mend(trial.box, SHIFTS)
        if _recentre(ground, trial):
            mend(trial.box, SHIFTS)
        # Swaps take longest: only trials not far from being kept are given them.
        if merit(trial.box) > before + HOPE * temperature + HOPE_SHARE * abs(before):
            continue
        done += count * count // 4
        mend(trial.box, CHAINS)
        if _recentre(ground, trial):
            mend(trial.box, CHAINS)
        after = merit(trial.box)
        if after < before - temperature * np.log(1.0 - draw(chance)) - 1e-12 * abs(before):
            _write_back(layout, trial)
            kept += 1
    return kept


@jittable
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
    width, count = 1, wide(layout.size[seed])
    for at in range(near.shape[1]):
        other = near[seed, at]
        if width == wanted or other < 0 or count + layout.size[other] > effort.most_items:
            break
        chosen[width] = other
        width += 1
        count += layout.size[other]
    territory = chosen[:width].copy()
    item = np.empty(count, dtype=np.int32)
    box = _new_box(ground, slopes, territory, count)
    place = layout.centre[territory]
    filled = 0
    for position in range(width):
        box.total[position] = layout.total[territory[position]]
        at = layout.first[territory[position]]
        while at >= 0:
            item[filled] = at
            box.part[filled] = position
            box.amount[filled] = ground.amounts[at]
            filled += 1
            at = layout.after[at]
    box.moved[:] = layout.moved
    weigh(box)
    region = Region(territory, place, item, box)
    for position in range(width):
        _price_place(ground, region, position)
        for row in range(count):
            for extra in range(len(box.moved)):
                box.moves[row, position, extra] = moved_by(ground, wide(item[row]), wide(territory[position]), extra)
    return region


@jittable
def _new_box(ground: Ground, slopes: Slopes, territory: Integers, count: int) -> Box:
    """An empty box with the limits of some territories."""
    width, measures, rows = len(territory), ground.amounts.shape[1], len(ground.most_moved)
    return Box(
        np.empty((count, width)),
        np.empty(count, dtype=np.int32),
        np.empty((count, measures)),
        np.empty((count, width, rows)),
        np.empty((width, measures)),
        ground.lower[territory],
        ground.upper[territory],
        slopes.total[territory],
        np.empty(width),
        np.empty(rows),
        ground.most_moved,
        slopes.moved,
    )


@jittable
def _cost(ground: Ground, item: int, territory: int, place: int) -> float:
    if place < 0 or not may_serve(ground, item, territory):
        return np.inf
    return cost_at(ground, item, territory, place)


@jittable
def _move_centres(ground: Ground, region: Region, chance: Chance) -> Region:
    """Trial places: one or two centres dropped and set where accounts lie far from theirs, or all of them anew."""
    trial = Region(region.territory, region.place.copy(), region.item, copied(region.box))
    free = np.flatnonzero(ground.free[region.territory])
    style = draw(chance)
    drops = 1 if style < 0.55 else 2 if style < 0.8 else len(free)
    for number in range(min(drops, len(free))):
        # The drawn ones change places with the first, so that none is drawn twice.
        drawn = number + pick(chance, len(free) - number)
        position = free[drawn]
        free[drawn] = free[number]
        free[number] = position
        item = wide(region.item[far_row(region.box, chance)])
        if may_serve(ground, item, wide(region.territory[position])):
            trial.place[position] = _unit(ground, item)
            _price_place(ground, trial, position)
    return trial


@jittable
def _price_place(ground: Ground, region: Region, position: int) -> None:
    """Costs of all items at the trial place of a territory."""
    item, cost, table = region.item, region.box.cost, ground.table
    place, territory = wide(region.place[position]), wide(region.territory[position])
    if 0 <= place < len(table) and ground.plain:
        for row in range(len(item)):
            cost[row, position] = table[place, item[row]]
        return
    for row in range(len(item)):
        cost[row, position] = _cost(ground, wide(item[row]), territory, place)


@jittable
def _recentre(ground: Ground, region: Region) -> bool:
    """Put each free centre where its own items want it; whether any moved."""
    moved = False
    part = region.box.part
    width = len(region.territory)
    start = np.zeros(width + 2, dtype=np.int64)
    for row in range(len(part)):
        start[part[row] + 2] += 1
    for position in range(width):
        start[position + 2] += start[position + 1]
    rows = np.empty(len(part), dtype=np.int64)
    for row in range(len(part)):
        rows[start[part[row] + 1]] = row
        start[part[row] + 1] += 1
    for position in range(width):
        mine = rows[start[position] : start[position + 1]]
        if len(mine) and ground.free[region.territory[position]] and _recentre_one(ground, region, mine, position):
            moved = True
    return moved


@jittable
def _recentre_one(ground: Ground, region: Region, rows: NDArray[np.int64], position: int) -> bool:
    """Put a centre at the best of the places looked at; whether it moved."""
    cost_now, items, table = region.box.cost, region.item, ground.table
    best, best_cost = -1, 0.0
    for row in rows:
        best_cost += cost_now[row, position]
    best_cost -= 1e-9 * best_cost
    if place_out(ground, region, rows, position):
        best_cost = np.inf
    quick = ground.plain and len(table) > 0
    for choice in _middle_rows(ground, region, rows, position):
        unit = _unit(ground, wide(items[choice]))
        cost = 0.0
        if quick:
            for row in rows:
                cost += table[unit, items[row]]
                if cost >= best_cost:
                    break
        else:
            for row in rows:
                cost += cost_at(ground, wide(items[row]), wide(region.territory[position]), unit)
                if cost >= best_cost:
                    break
        if cost < best_cost:
            best, best_cost = unit, cost
    if best >= 0:
        region.place[position] = best
        _price_place(ground, region, position)
    return best >= 0


@jittable
def place_out(ground: Ground, region: Region, rows: NDArray[np.int64], position: int) -> bool:
    """Whether the centre of a territory is not at one of its own units."""
    place = region.place[position]
    for row in rows:
        item = region.item[row]
        for at in range(ground.members.start[item], ground.members.start[item + 1]):
            if ground.members.unit[at] == place:
                return False
    return True


@jitted
def _unit(ground: Ground, item: int) -> int:
    """First unit of an item, which stands for its place."""
    return wide(ground.members.unit[ground.members.start[item]])


@jittable
def _middle_rows(ground: Ground, region: Region, rows: NDArray[np.int64], position: int) -> NDArray[np.int64]:
    """The few of the rows nearest to their mean place; all where they are few or lie on no map."""
    if len(rows) <= EXACT:
        return rows
    xyz = ground.geometry.xyz
    away = np.zeros(len(rows))
    if ground.geometry.matrix.shape[0] > 0:
        middle = wide(region.place[position])
        for at in range(len(rows)):
            away[at] = place_cost(ground.geometry, _unit(ground, wide(region.item[rows[at]])), middle)
    else:
        for axis in range(3):
            middle_axis = 0.0
            for row in rows:
                middle_axis += xyz[_unit(ground, wide(region.item[row])), axis] / len(rows)
            for at in range(len(rows)):
                away[at] += (xyz[_unit(ground, wide(region.item[rows[at]])), axis] - middle_axis) ** 2
    return rows[_least(away, RECENTRE)]


@jittable
def _least(value: Floats, count: int) -> NDArray[np.int64]:
    """Positions of the least values, the least first."""
    chosen = np.empty(count, dtype=np.int64)
    for rank in range(count):
        chosen[rank] = np.argmin(value)
        value[chosen[rank]] = np.inf
    return chosen


@jittable
def _write_back(layout: Layout, region: Region) -> None:
    for position in range(len(region.territory)):
        layout.centre[region.territory[position]] = region.place[position]
        layout.total[region.territory[position]] = region.box.total[position]
    layout.moved[:] = region.box.moved
    for row in range(len(region.item)):
        territory = region.territory[region.box.part[row]]
        if layout.territory[region.item[row]] != territory:
            unlink(layout, wide(region.item[row]))
            link(layout, wide(region.item[row]), wide(territory))
