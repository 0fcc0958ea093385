"""Closing variables that no better plan has, by Lagrangian reduced costs (Beasley, 1993).

Let ``L`` be the bound of ``relaxation``, ``w_s`` the values of sites and ``r_fs`` the reduced costs there. A plan with
``x_fs = 1`` costs at least ``L``, what site s is worse than the worst one taken, and ``max(0, r_fs)``. Where
territories are connected it also has every item on some way from the centre to f, at least at the price of the cheapest
way. If that is more than the cost of a plan at hand, ``x_fs = 0`` in every better one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.separators import ways
from optimizer.progress import Monitor
from optimizer.travel import Floats

from .linear_multipliers import linear_multipliers
from .relaxation import Climb, Multipliers, Point, Relaxation, Worth

STRETCHES = (0.3, 1.0, 3.0)
"""Lengths of steps in prices of sizes against those of items, tried in turn."""
MARGIN = 1e-9
"""Share of a plan's cost by which a bound must exceed it to close a variable."""


@dataclass(frozen=True, slots=True)
class Lagrangian:
    """Multipliers of the linear program, ascent from there, and closing of variables, in turn.

    Parameters
    ----------
    steps
        Of one ascent.
    rounds
        Most ascents; another follows while many variables are closed.
    share
        Most share of the time that is left.
    """

    steps: int = 300
    rounds: int = 4
    share: float = 0.3

    def close(self, formulation: Formulation, cost: float, monitor: Monitor) -> Formulation:
        """The formulation without variables that only plans costing more have; the monitor hears of the bound.

        Parameters
        ----------
        formulation
            What to look at.
        cost
            Of a plan that keeps every rule; infinite where none is known, and nothing is closed.
        monitor
            Asked whether to go on.
        """
        if not np.isfinite(cost):
            return formulation
        monitor.phase("Lagrangian bound")
        end = monitor.elapsed + self.share * monitor.remaining

        def enough() -> bool:
            return monitor.stop_asked() or monitor.elapsed > end

        multipliers: Multipliers | None = None
        for _ in range(self.rounds):
            relaxation = Relaxation(formulation)
            start = linear_multipliers(relaxation, end - monitor.elapsed)
            best = self._ascend(
                relaxation, multipliers if start is None else start, Climb(cost, 1.0, self.steps, enough)
            )
            multipliers = best.multipliers
            # Without the variables closed before, the bound holds of better plans only.
            monitor.proved(min(best.worth.bound, cost))
            kept = surviving(relaxation, best.worth, cost)
            few = kept.sum() < 0.9 * len(kept)
            formulation = formulation.only(kept)
            if not few or enough() or monitor.limit() is not None:
                break
        return formulation

    def _ascend(self, relaxation: Relaxation, start: Multipliers | None, climb: Climb) -> Point:
        """The best of three stretches after a tenth of the steps, and the other steps with that."""
        begin = relaxation.begin() if start is None else start
        trial = climb._replace(steps=climb.steps // 10)
        points = [relaxation.ascend(begin, trial._replace(stretch=stretch)) for stretch in STRETCHES]
        best = max(range(len(points)), key=lambda number: points[number].worth.bound)
        return relaxation.ascend(points[best].multipliers, climb._replace(stretch=STRETCHES[best]))


def surviving(relaxation: Relaxation, worth: Worth, cost: float) -> NDArray[np.bool_]:
    """(P,) variables that a plan costing at most ``cost`` may have."""
    formulation = relaxation.formulation
    columns = formulation.columns
    room = cost * (1 + MARGIN) - worth.bound
    worse = site_prices(relaxation, worth)
    extra = np.maximum(worth.reduced, 0.0)
    opens = relaxation.key[relaxation.key >= 0]
    extra[opens] = 0.0
    kept = worse[columns.site] + extra <= room
    if formulation.criteria.contiguous and formulation.items.single:
        kept &= _near_enough(relaxation, worth, np.where(worse <= room, room - worse, -1.0), kept)
    return kept


def site_prices(relaxation: Relaxation, worth: Worth) -> Floats:
    """(S,) by how much ``L`` grows at least if a centre lies at each site; 0 for those taken."""
    price = np.where(relaxation.open, 0.0, np.inf)
    for sites, count, must in relaxation.groups:
        taken = sites[worth.chosen[sites]]
        full = must or len(taken) == count
        worst = worth.site[taken].max(initial=-np.inf) if full and len(taken) else 0.0
        price[sites] = np.where(worth.chosen[sites], 0.0, np.maximum(worth.site[sites] - worst, 0.0))
    return price


def _near_enough(relaxation: Relaxation, worth: Worth, room: Floats, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(P,) whether a way from the centre costs no more than what is left; pairs of fixed sites are not looked at."""
    formulation = relaxation.formulation
    instance, columns = formulation.instance, formulation.columns
    if instance.adjacency is None:
        return np.ones(len(columns), dtype=bool)
    neighbours = instance.adjacency.neighbours()
    unit_of = formulation.items.members.unit
    near = np.ones(len(columns), dtype=bool)
    order = np.argsort(columns.site, kind="stable")
    start = np.searchsorted(columns.site[order], np.arange(len(room) + 1))
    for site in np.flatnonzero((formulation.sites.opener >= 0) & (room >= 0)):
        here = order[start[site] : start[site + 1]]
        here = here[kept[here]]
        # Closed variables are not on any way.
        inside = np.zeros(instance.num_units, dtype=bool)
        inside[unit_of[columns.item[here]]] = True
        price = np.zeros(instance.num_units)
        price[unit_of[columns.item[here]]] = np.maximum(worth.reduced[here], 0.0)
        way = ways(neighbours, price, inside, int(formulation.sites.place[site]))
        near[here] = way[unit_of[columns.item[here]]] <= room[site]
    return near
