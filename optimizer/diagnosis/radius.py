"""A farthest travel around centres that are still to be placed: how many are needed, and a search that places them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, identity, vstack

from optimizer.alignment import Alignment
from optimizer.metrics import travel_weights
from optimizer.rules import PRECISION
from optimizer.travel import Floats, costs_to_places

from .case import Case
from .elastic import Elastic, solve_whole
from .highs import Columns, Ending, Solution
from .rulebook import Rulebook

MOST_PLACES = 20_000
"""Units times territories up to which centres are searched exactly."""


def costs_between(case: Case) -> Floats:
    """(m, m) kilometres or hours from each placed unit to each other."""
    m = len(case.placed)
    geometry = case.instance.geometry(case.criteria.travel.quantity)
    units = np.repeat(case.placed, m).astype(np.int32)
    return np.asarray(costs_to_places(geometry, units, np.tile(case.placed, m).astype(np.int32))).reshape(m, m)


def radius_refutes(book: Rulebook, between: Floats) -> bool:
    """Whether there are more units than territories of which no two fit around one centre."""
    if book.radius is None or not book.case.instance.free_centres().all():
        return False
    near = between <= book.radius * (1 + PRECISION)
    left = np.ones(len(near), dtype=bool)
    found = 0
    while left.any() and found <= book.open.shape[1]:
        # Taking the loneliest leaves most of the others.
        unit = int(np.where(left, near.sum(axis=1), len(near) + 1).argmin())
        left &= ~near[:, near[unit]].any(axis=1)
        left[unit] = False
        found += 1
    return found > int(book.open.shape[1])


def solve_within_radius(
    book: Rulebook, program: Elastic, between: Floats, seconds: float
) -> tuple[NDArray[np.intp] | None, Solution]:
    """Search whole items and a centre for each territory at one of its units; see ``solve_whole``. No stretches.

    With ``z_cj`` for the centre of territory j lying at unit c::

        sum_c z_cj <= 1,  z_cj <= x_cj,  x_fj <= sum_c near all units of f z_cj
    """
    m, k = len(book.item_of), book.open.shape[1]
    if m * k > MOST_PLACES:
        return None, Solution(Ending.UNFINISHED, None, None, -np.inf)
    far = ~(between <= _radius(book) * (1 + PRECISION))
    near = np.ones((book.num_items, m), dtype=bool)
    np.logical_and.at(near, book.item_of, ~far)
    count, pairs = len(program.item), np.arange(len(program.item))
    reached = near[program.item].astype(np.float64)
    row, unit = np.nonzero(reached)
    reach = csc_matrix((np.ones(len(row)), (row, program.territory[row] * m + unit)), shape=(count, k * m))
    at = np.full(book.open.shape, -1, dtype=np.intp)
    at[program.item, program.territory] = pairs
    spot = at[book.item_of].T.ravel()
    usable = np.flatnonzero(spot >= 0)
    own = csc_matrix((np.ones(len(usable)), (usable, spot[usable])), shape=(k * m, count))
    one = csc_matrix((np.ones(k * m), (np.arange(k * m) // m, np.arange(k * m))), shape=(k, k * m))
    limits = program.rows.shape[0]
    on_items = vstack([program.rows, identity(count), -own])
    rows = vstack([on_items, csc_matrix((k, count))]).tocsc()
    placing = vstack([csc_matrix((limits, k * m)), -reach, identity(k * m), one]).tocsc()
    below = np.full(count + k * m + k, -np.inf)
    whole = program._replace(
        rows=rows,
        lower=np.concatenate([program.lower, below]),
        upper=np.concatenate([program.upper, np.zeros(count + k * m), np.ones(k)]),
        stretch=Columns(np.zeros(k * m), np.ones(k * m), np.ones(k * m, dtype=bool), placing),
    )
    return solve_whole(whole, seconds)


def centred(alignment: Alignment, radius: float, case: Case) -> Alignment:
    """Put each free centre at its unit of least travel within the radius of all, else where the farthest is nearest."""
    instance = alignment.instance
    weights = travel_weights(instance, case.criteria.travel)
    geometry = instance.geometry(case.criteria.travel.quantity)
    centre = alignment.centre_unit.copy()
    for territory in np.flatnonzero(instance.free_centres()).tolist():
        members = alignment.units_in(territory).astype(np.int32)
        count = len(members)
        if count:
            costs = costs_to_places(geometry, np.repeat(members, count), np.tile(members, count)).reshape(count, count)
            farthest = costs.max(axis=0)
            farthest[farthest <= radius * (1 + PRECISION)] = 0.0
            total = weights[members] @ costs
            centre[territory] = members[np.lexsort((total, farthest))[0]]
    return replace(alignment, centre_unit=centre)


def _radius(book: Rulebook) -> float:
    return np.inf if book.radius is None else book.radius
