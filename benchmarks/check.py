"""Whether a plan is what it claims to be, told from raw arrays alone.

Nothing here imports the package: no plan is believed because the code that made it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.integer]
Distance = Callable[[Floats, Floats], Floats]
"""Distance between rows of two arrays of places (m, 2), broadcast against each other in all but the last axis."""

EARTH_RADIUS_KM = 6371.0
ROUNDING = 1e-9
"""Relative amount by which a limit may be missed through rounding of sums."""
LARGEST_BLOCK = 4_000_000
"""Pairs of places looked at together, to bound memory."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan is worth.

    Parameters
    ----------
    objective
        Sum of distances from each account to the centre of its territory; None where an account has no centre.
    problems
        Every rule broken, in words.
    worst_imbalance
        Largest ``|total / target - 1|`` of any territory and measure; None where balance was not asked for.
    """

    objective: float | None
    problems: tuple[str, ...]
    worst_imbalance: float | None = None

    @property
    def feasible(self) -> bool:
        """True if no rule is broken."""
        return not self.problems


def great_circle_km(start: Floats, end: Floats) -> Floats:
    """Haversine distance between (latitude, longitude) rows in degrees, kilometres."""
    from_radians, to_radians = np.radians(start), np.radians(end)
    half = np.sin((to_radians - from_radians) / 2) ** 2
    flat = np.cos(from_radians[..., 0]) * np.cos(to_radians[..., 0])
    share = np.clip(half[..., 0] + flat * half[..., 1], 0.0, 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(share)))


def euclid(start: Floats, end: Floats) -> Floats:
    """Straight distance in the plane."""
    step = end - start
    return np.asarray(np.hypot(step[..., 0], step[..., 1]))


def floored_euclid(start: Floats, end: Floats) -> Floats:
    """Straight distance in the plane, each rounded down to a whole number."""
    return np.floor(euclid(start, end))


def check_fixed(
    places: Floats, centres: Floats, territory_of: Labels, *, distance: Distance, amounts: Floats, tolerance: float
) -> Verdict:
    """Judge a plan around given centres.

    Parameters
    ----------
    places, centres
        (n, 2) accounts and (k, 2) centres.
    territory_of
        (n,) territory of each account.
    distance
        How far it is.
    amounts
        (n, measures) what is balanced.
    tolerance
        Share by which the total of a territory may differ from the mean.
    """
    problems = _uncovered(territory_of, len(centres))
    if problems:
        return Verdict(None, tuple(problems))
    worst = worst_imbalance(territory_of, amounts, len(centres))
    objective = float(distance(places, centres[territory_of]).sum())
    return Verdict(objective, tuple(_unbalanced(worst, tolerance)), worst)


def check_free(
    places: Floats, centre_unit: Labels, territory_of: Labels, *, distance: Distance, amounts: Floats, tolerance: float
) -> Verdict:
    """Judge a plan that placed its centres itself, each at one of its own accounts; parameters as ``check_fixed``."""
    problems = _uncovered(territory_of, len(centre_unit)) or _strange_centres(territory_of, centre_unit)
    if problems:
        return Verdict(None, tuple(problems))
    worst = worst_imbalance(territory_of, amounts, len(centre_unit))
    objective = float(distance(places, places[centre_unit[territory_of]]).sum())
    return Verdict(objective, tuple(_unbalanced(worst, tolerance)), worst)


def check_capacitated(
    places: Floats, centre_unit: Labels, territory_of: Labels, *, distance: Distance, demand: Floats, capacity: Floats
) -> Verdict:
    """Judge a plan of the capacitated p-median problem.

    Parameters
    ----------
    places
        (n, 2) nodes.
    centre_unit
        (p,) node that is the median of each cluster, -1 for an empty one.
    territory_of
        (n,) cluster of each node.
    distance
        How far it is.
    demand
        (n,) what each node asks for.
    capacity
        (n,) what a node can give as a median.
    """
    p = len(centre_unit)
    problems = _uncovered(territory_of, p) or _strange_centres(territory_of, centre_unit)
    if problems:
        return Verdict(None, tuple(problems))
    load = np.bincount(territory_of, demand, minlength=p)
    may = np.where(centre_unit >= 0, capacity[centre_unit], 0.0)
    over = np.flatnonzero(load > may * (1 + ROUNDING))
    problems = [f"cluster {j} carries {load[j]:g}, capacity {may[j]:g}" for j in over]
    return Verdict(float(distance(places, places[centre_unit[territory_of]]).sum()), tuple(problems))


def worst_imbalance(territory_of: Labels, amounts: Floats, k: int) -> float:
    """Largest ``|total / mean - 1|`` over territories and the columns of ``amounts``."""
    worst = 0.0
    for column in amounts.T:
        total = np.bincount(territory_of, column, minlength=k)
        worst = max(worst, float(np.abs(total * k / column.sum() - 1).max()))
    return worst


def best_centres(places: Floats, territory_of: Labels, k: int, distance: Distance) -> NDArray[np.intp]:
    """(k,) account of each territory from which the sum of distances to its accounts is least, -1 where empty."""
    centres = np.full(k, -1, dtype=np.intp)
    order = np.argsort(territory_of, kind="stable")
    bounds = np.searchsorted(territory_of[order], np.arange(k + 1))
    for territory in range(k):
        members = order[bounds[territory] : bounds[territory + 1]]
        if len(members):
            sums = _sums_of_distances(places[members], places[members], distance)
            centres[territory] = members[int(sums.argmin())]
    return centres


def _sums_of_distances(targets: Floats, places: Floats, distance: Distance) -> Floats:
    """(m,) sum of the distances from each target to all places."""
    rows = max(1, LARGEST_BLOCK // max(1, len(places)))
    blocks = [targets[first : first + rows] for first in range(0, len(targets), rows)]
    return np.concatenate([distance(block[:, None], places[None]).sum(axis=1) for block in blocks])


def _uncovered(territory_of: Labels, k: int) -> list[str]:
    outside = int(((territory_of < 0) | (territory_of >= k)).sum())
    return [f"{outside:,} accounts have no territory"] if outside else []


def _unbalanced(worst: float, tolerance: float) -> list[str]:
    return [f"a territory is {worst:.2%} off, asked {tolerance:.2%}"] if worst > tolerance + ROUNDING else []


def _strange_centres(territory_of: Labels, centre_unit: Labels) -> list[str]:
    """Territories with accounts whose centre is none of them."""
    k, n = len(centre_unit), len(territory_of)
    used = np.bincount(territory_of, minlength=k) > 0
    known = (centre_unit >= 0) & (centre_unit < n)
    own = known & (territory_of[np.where(known, centre_unit, 0)] == np.arange(k))
    return [f"the centre of territory {j} is none of its accounts" for j in np.flatnonzero(used & ~own)]
