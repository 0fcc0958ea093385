"""Separators: what a territory in pieces lacks, and covers of limits kept only by a solver's tolerance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from optimizer.adjacency import Neighbours
from optimizer.compiled import jitted
from optimizer.rules import PRECISION
from optimizer.targets import find_targets
from optimizer.travel import Floats, Integers

from .cuts import Cut, cover_cut, moves_cut, separator_cut, short_cut
from .mixed_integer import Formulation

MOST_ENDS, MOST_ROOTS = 4, 40
"""Units of a piece, and centres of a piece, that get cuts of their own."""


def separators(formulation: Formulation, point: NDArray[np.bool_]) -> list[Cut]:
    """Cuts that a point breaks because a territory of its plan is in pieces; none where all are connected."""
    instance = formulation.instance
    if not formulation.criteria.contiguous or instance.adjacency is None:
        return []
    neighbours = instance.adjacency.neighbours()
    taken = np.flatnonzero(point)
    site_of_unit = formulation.items.spread(formulation.columns.site[taken], instance.num_units)
    cuts: list[Cut] = []
    for site in np.unique(formulation.columns.site[taken]).tolist():
        cuts.extend(_of_site(formulation, neighbours, site, site_of_unit == site))
    return cuts


def covers(formulation: Formulation, point: NDArray[np.bool_]) -> list[Cut]:
    """Cuts that a point breaks because totals computed anew from the facts are outside a limit as a judge sees it."""
    item, site = formulation.columns.item[point], formulation.columns.site[point]
    sites, limits = formulation.sites, formulation.items.limits
    cuts = []
    for column, measure in enumerate(limits.measures):
        slack = PRECISION * max(1.0, float(find_targets(formulation.instance, formulation.eligibility, measure).max()))
        amount = formulation.items.amounts[:, column]
        total = np.bincount(site, amount[item], minlength=len(sites.place))
        first = sites.first[sites.group]
        used = (np.bincount(site, minlength=len(sites.place)) > 0) | (sites.opener < 0)
        for over in np.flatnonzero(used & (total > limits.upper[first, column] + slack)).tolist():
            inside = item[site == over]
            heavy = inside[np.argsort(-amount[inside], kind="stable")]
            count = 1 + int(np.searchsorted(np.cumsum(amount[heavy]), limits.upper[first[over], column] + slack))
            cuts.append(cover_cut(over, heavy[:count]))
        for short in np.flatnonzero(used & (total < limits.lower[first, column] - slack)).tolist():
            outside = np.setdiff1d(np.flatnonzero(amount > 0), item[site == short])
            cuts.append(short_cut(short, int(sites.opener[short]), outside))
    for column, most in enumerate(formulation.items.disruption_limits):
        moved = formulation.moved[point, column]
        if moved.sum() > most + PRECISION:
            cuts.append(moves_cut(item[moved > 0], site[moved > 0]))
    return cuts


def separator(neighbours: Neighbours, near: NDArray[np.bool_], far: int, inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Units around a piece that every path from it to a unit outside must cross, none of them needlessly.

    Parameters
    ----------
    neighbours
        Of every unit.
    near
        (n,) units of the piece.
    far
        The unit outside.
    inside
        (n,) units that may be crossed at all.
    """
    border = np.zeros(len(near), dtype=np.bool_)
    start = neighbours.start
    for unit in np.flatnonzero(near):
        border[neighbours.unit[start[unit] : start[unit + 1]]] = True
    border &= ~near & inside
    reached = _reach(neighbours, far, inside & ~border & ~near)
    around = np.zeros(len(near), dtype=np.bool_)
    for unit in np.flatnonzero(reached):
        around[neighbours.unit[start[unit] : start[unit + 1]]] = True
    return np.flatnonzero(border & around)


def _of_site(
    formulation: Formulation, neighbours: Neighbours, site: int, territory: NDArray[np.bool_]
) -> Iterator[Cut]:
    """Cuts between the piece with the centre (without one, the cheapest unit) and every other piece."""
    place, free = int(formulation.sites.place[site]), bool(formulation.sites.opener[site] >= 0)
    units = np.flatnonzero(territory)
    root = place if free else int(units[_costs(formulation, site, units).argmin()])
    main = _reach(neighbours, root, territory)
    rest = territory & ~main
    between = _Between(formulation, neighbours, site)
    while rest.any():
        end = int(np.flatnonzero(rest)[0])
        piece = _reach(neighbours, end, rest)
        rest &= ~piece
        for wall in between.walls(main, piece, root, end):
            yield from between.cuts(wall, main, piece, root)
            if free:
                # The same units in pieces are no territory with its centre on the other side either.
                yield from between.cuts(wall, piece, main, root)


class _Between:
    """Cuts that say that two pieces are connected, for a site and others of its group.

    Parameters
    ----------
    formulation, neighbours, site
        Of the territory in pieces.
    """

    def __init__(self, formulation: Formulation, neighbours: Neighbours, site: int) -> None:
        self.formulation, self.neighbours, self.site = formulation, neighbours, site
        self.free = bool(formulation.sites.opener[site] >= 0)
        self.detours = _Detours(formulation, neighbours, site)

    def walls(self, main: NDArray[np.bool_], piece: NDArray[np.bool_], root: int, end: int) -> list[NDArray[np.intp]]:
        """Separators close to the one piece and close to the other."""
        inside = self.formulation.eligibility.family_of >= 0
        first = separator(self.neighbours, main, end, inside)
        second = separator(self.neighbours, piece, root, inside)
        return [first] if np.array_equal(first, second) else [first, second]

    def cuts(
        self, wall: NDArray[np.intp], main: NDArray[np.bool_], piece: NDArray[np.bool_], root: int
    ) -> Iterator[Cut]:
        """One for each of some centres in the main piece and each of some units in the other."""
        family_of = self.formulation.eligibility.family_of
        first = None if self.free else int(family_of[root])
        for site, centre in self._roots(main) if self.free else [(self.site, root)]:
            ends = np.flatnonzero(piece)
            ends = ends[np.argsort(_costs(self.formulation, site, ends), kind="stable")][:MOST_ENDS]
            for end in ends.tolist():
                kept = wall[self.detours.within(centre, end, wall)]
                yield separator_cut(site, first, int(family_of[end]), np.unique(family_of[kept]))

    def _roots(self, main: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """Sites of the group whose centre would lie in the main piece, the one met first."""
        sites = self.formulation.sites
        place = np.where(sites.opener >= 0, sites.place, 0)
        alike = (sites.opener >= 0) & (sites.group == sites.group[self.site]) & main[place]
        alike[self.site] = main[sites.place[self.site]]
        found = np.flatnonzero(alike)
        found = found[np.isin(found, self.formulation.columns.site)]
        found = found[np.argsort(found != self.site, kind="stable")][:MOST_ROOTS]
        return [(int(each), int(sites.place[each])) for each in found]


def _costs(formulation: Formulation, site: int, units: NDArray[np.intp]) -> Floats:
    """Cost of the items of some units at a site, infinite where the pair is closed."""
    item = formulation.eligibility.family_of[units]
    column = formulation.columns.find(item, np.full(len(item), site))
    return np.where(column >= 0, formulation.cost[column], np.inf)


class _Detours:
    """Which units lie on a way from a centre to a unit that is not too large for a territory."""

    def __init__(self, formulation: Formulation, neighbours: Neighbours, site: int) -> None:
        self.neighbours = neighbours
        self.placed = formulation.eligibility.family_of >= 0
        group = formulation.sites.group[site]
        self.measures = [
            (formulation.instance.amounts(name), float(formulation.sizes.upper[group, column]))
            for column, name in enumerate(formulation.items.limits.measures)
            if np.isfinite(formulation.sizes.upper[group, column])
        ]
        self.known: dict[tuple[int, int], Floats] = {}

    def within(self, centre: int, end: int, wall: NDArray[np.intp]) -> NDArray[np.bool_]:
        """(wall,) whether some way through the unit keeps every upper limit."""
        kept = np.ones(len(wall), dtype=bool)
        for measure, (amount, upper) in enumerate(self.measures):
            way = self._from(measure, centre)[wall] + self._from(measure, end)[wall] - amount[wall]
            kept &= way <= upper * (1 + 1e-9)
        return kept

    def _from(self, measure: int, unit: int) -> Floats:
        """(n,) least amount of a way to each unit, both ends counted."""
        if (measure, unit) not in self.known:
            amount, _ = self.measures[measure]
            self.known[measure, unit] = amount[unit] + ways(self.neighbours, amount, self.placed, unit)
        return self.known[measure, unit]


def ways(neighbours: Neighbours, weight: Floats, inside: NDArray[np.bool_], unit: int) -> Floats:
    """(n,) least sum of weights on a way from a unit to each other, its own weight left out; infinite where none is."""
    n = len(weight)
    # A weight of 0 would be no edge to scipy.
    onward = np.where(inside[neighbours.unit], np.maximum(weight[neighbours.unit], 1e-300), np.inf)
    tail = np.repeat(np.arange(n), np.diff(neighbours.start))
    kept = np.isfinite(onward) & inside[tail]
    graph = csr_matrix((onward[kept], (tail[kept], neighbours.unit[kept])), shape=(n, n))
    return np.asarray(dijkstra(graph, indices=unit))


@jitted
def _reach(neighbours: Neighbours, first: int, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n,) units that can be reached from one through others inside."""
    reached = np.zeros(len(inside), dtype=np.bool_)
    waiting: Integers = np.empty(len(inside) + 1, dtype=np.int32)
    waiting[0], count = first, 1
    reached[first] = True
    while count > 0:
        count -= 1
        unit = waiting[count]
        for at in range(neighbours.start[unit], neighbours.start[unit + 1]):
            other = neighbours.unit[at]
            if inside[other] and not reached[other]:
                reached[other] = True
                waiting[count] = other
                count += 1
    return reached
