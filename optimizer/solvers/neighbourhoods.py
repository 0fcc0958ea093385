"""Large neighbourhoods: two or three territories that touch are taken apart, the others stay as they are.

What stays is fixed in the exact formulation, so that a backend solves a small program again and again (large
neighbourhood search: Shaw, 1998, "Using constraint programming and local search methods to solve vehicle routing
problems", CP; for districts: recombination of neighbouring ones, DeFord, Duchin and Solomon, 2021). A neighbourhood
whose territories hold the same units as when it was last solved has nothing new to give.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.adjacency import Adjacency
from optimizer.alignment import Alignment
from optimizer.formulation.mixed_integer import Formulation

WIDEST = 3
"""Territories taken apart at once at most."""


class Neighbourhood(NamedTuple):
    """Territories that hang together, and what they hold: the same key means the same content."""

    territories: tuple[int, ...]
    key: frozenset[bytes]


def neighbourhoods(
    alignment: Alignment, adjacency: Adjacency, *, most_units: int, widest: int = WIDEST
) -> Iterator[Neighbourhood]:
    """All sets of two, then of more territories that hang together by contacts of their units, small ones first.

    Parameters
    ----------
    alignment, adjacency
        The plan and the contacts.
    most_units
        Sets that hold more are left out.
    widest
        Most territories of a set.
    """
    touching = _touching(alignment, adjacency)
    content = [np.flatnonzero(alignment.territory_of == one).tobytes() for one in range(len(touching))]
    sizes = np.bincount(alignment.territory_of[alignment.territory_of >= 0], minlength=len(touching))
    for width in range(2, widest + 1):
        sets = [each for each in combinations(range(len(touching)), width) if _hang_together(touching, each)]
        held = {each: int(sizes[list(each)].sum()) for each in sets}
        for chosen in sorted((each for each in sets if held[each] <= most_units), key=lambda each: (held[each], each)):
            yield Neighbourhood(chosen, frozenset(content[one] for one in chosen))


def taken_apart(formulation: Formulation, point: NDArray[np.bool_], chosen: Neighbourhood) -> NDArray[np.bool_]:
    """(P,) variables left open: those of the plan, and all pairs among the items and sites of the territories.

    Parameters
    ----------
    formulation
        All variables.
    point
        (P,) the plan.
    chosen
        What is taken apart.
    """
    sites, columns = formulation.sites, formulation.columns
    apart = np.isin(_territory_of_items(formulation, point), np.array(chosen.territories))
    own = np.isin(sites.place - formulation.instance.num_units, np.array(chosen.territories))
    kinds = np.isin(sites.group, sites.group_of[list(chosen.territories)])
    here = np.where(sites.opener >= 0, kinds & apart[np.maximum(sites.opener, 0)], own)
    return point | (apart[columns.item] & here[columns.site])


def _territory_of_items(formulation: Formulation, point: NDArray[np.bool_]) -> NDArray[np.integer]:
    plan = formulation.alignment(point)
    assert plan is not None  # noqa: S101 -- the point was made from a plan
    members = formulation.items.members
    return plan.territory_of[members.unit[members.start[:-1]]]


def _touching(alignment: Alignment, adjacency: Adjacency) -> NDArray[np.bool_]:
    k = alignment.instance.num_territories
    touching = np.zeros((k, k), dtype=bool)
    ends = alignment.territory_of[adjacency.pairs]
    ends = ends[(ends >= 0).all(axis=1)]
    touching[ends[:, 0], ends[:, 1]] = touching[ends[:, 1], ends[:, 0]] = True
    return touching


def _hang_together(touching: NDArray[np.bool_], chosen: tuple[int, ...]) -> bool:
    reached, rest = {chosen[0]}, set(chosen[1:])
    while rest:
        found = {other for other in rest if any(touching[one, other] for one in reached)}
        if not found:
            return False
        reached |= found
        rest -= found
    return True
