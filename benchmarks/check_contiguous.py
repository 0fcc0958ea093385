"""Whether a plan of connected territories is what it claims to be, told from raw arrays alone.

As in ``check``, nothing here imports the package.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .areas import Areas, Whole
from .check import Labels, Verdict, worst_imbalance


def check_contiguous(
    areas: Areas, centre_unit: Labels, territory_of: Labels, *, bridges: Whole | None = None
) -> Verdict:
    """Judge a plan: every unit in one territory, whole amounts inside whole limits, connected, centres of their own.

    Parameters
    ----------
    areas
        The instance.
    centre_unit
        (k,) unit that is the centre of each territory.
    territory_of
        (n,) territory of each unit.
    bridges
        (b, 2) pairs of units that count as touching besides the edges of the instance.
    """
    k = areas.k
    if len(territory_of) != len(areas) or len(centre_unit) != k:
        return Verdict(None, (f"{len(territory_of)} units and {len(centre_unit)} centres, asked {len(areas)} and {k}",))
    stray = int(((territory_of < 0) | (territory_of >= k)).sum())
    if stray:
        return Verdict(None, (f"{stray:,} units have no territory",))
    strange = _strange_centres(centre_unit, territory_of)
    if strange:
        return Verdict(None, tuple(strange))
    edges = areas.edges if bridges is None else np.concatenate([areas.edges, bridges])
    problems = _outside_limits(areas, territory_of)
    problems += [
        f"territory {j} is in {pieces} pieces"
        for j, pieces in enumerate(count_pieces(territory_of, k, edges))
        if pieces > 1
    ]
    columns = np.column_stack([amount.astype(np.float64) for amount in areas.amounts.values()])
    return Verdict(
        objective_of(areas, centre_unit, territory_of), tuple(problems), worst_imbalance(territory_of, columns, k)
    )


def objective_of(areas: Areas, centre_unit: Labels, territory_of: Labels) -> float:
    """Compute ``scale * sum_i weight_i * cost(i, centre of its territory)``."""
    costs = areas.cost(areas.places, areas.places[centre_unit[territory_of]])
    return areas.scale * math.fsum(areas.weights * costs)


def best_centres_of(areas: Areas, territory_of: Labels) -> NDArray[np.intp]:
    """(k,) unit from which a territory costs least; -1 where it is empty."""
    centres = np.full(areas.k, -1, dtype=np.intp)
    for territory in range(areas.k):
        members = np.flatnonzero(territory_of == territory)
        if len(members):
            costs = areas.cost(areas.places[members][:, None], areas.places[members][None])
            centres[territory] = members[int((areas.weights[members] @ costs).argmin())]
    return centres


def whole_limits(total: int, k: int, tolerance: float) -> tuple[int, int]:
    """Smallest and largest whole amount within a tolerance of ``total / k``, in exact arithmetic.

    ``L = ceil((1 - t) total / k)``, ``U = floor((1 + t) total / k)``, t as written in decimals.
    """
    share, mean = Fraction(str(tolerance)), Fraction(total, k)
    return math.ceil((1 - share) * mean), math.floor((1 + share) * mean)


def count_pieces(territory_of: Labels, k: int, edges: Whole) -> list[int]:
    """Count the connected pieces of each territory by walking along the edges inside it."""
    touching: list[list[int]] = [[] for _ in territory_of]
    for one, other in edges.tolist():
        if territory_of[one] == territory_of[other]:
            touching[one].append(other)
            touching[other].append(one)
    pieces, seen = [0] * k, np.zeros(len(territory_of), dtype=np.bool_)
    for start in range(len(territory_of)):
        if not seen[start]:
            pieces[territory_of[start]] += 1
            _walk(start, touching, seen)
    return pieces


def _walk(start: int, touching: list[list[int]], seen: NDArray[np.bool_]) -> None:
    ahead = [start]
    seen[start] = True
    while ahead:
        for other in touching[ahead.pop()]:
            if not seen[other]:
                seen[other] = True
                ahead.append(other)


def _outside_limits(areas: Areas, territory_of: Labels) -> list[str]:
    problems = []
    for measure, amount in areas.amounts.items():
        low, high = whole_limits(int(amount.sum()), areas.k, areas.tolerance)
        total = np.zeros(areas.k, dtype=np.int64)
        np.add.at(total, territory_of, amount)
        off = np.flatnonzero((total < low) | (total > high))
        problems += [f"territory {j} has {total[j]:,} of {measure}, asked {low:,} to {high:,}" for j in off]
    return problems


def _strange_centres(centre_unit: Labels, territory_of: Labels) -> list[str]:
    """Territories whose centre is none of their units, the empty ones among them."""
    known = (centre_unit >= 0) & (centre_unit < len(territory_of))
    own = known & (territory_of[np.where(known, centre_unit, 0)] == np.arange(len(centre_unit)))
    return [f"the centre of territory {j} is none of its units" for j in np.flatnonzero(~own)]
