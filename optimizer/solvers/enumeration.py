"""All territories there can be, where each has few units: then the best partition into k of them is the best plan.

Connected sets of items within the limits are grown from a root item by later ones, each set once (Redelmeier, 1981,
"Counting polyominoes: yet another attack", Discrete Mathematics 36). A branch ends where what may still be joined does
not reach a lower limit; a set counts if every piece of the map that it leaves can be made of whole territories. With
its best centre each set is a column of a set partition (Garfinkel and Nemhauser, 1970, "Optimal political districting
by implicit enumeration techniques", Management Science 16), which a backend solves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_parallel
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.rows import BinaryProgram, Entries, rows_from, stack
from optimizer.formulation.sites import leeway
from optimizer.progress import Monitor
from optimizer.travel import Floats, Integers

from .growth import Area, grow

GROWTH, BRANCHES = 3.0, 20.0
"""With s units a territory it takes about so many times growth^s steps for each unit."""
ROUND = 8
"""Roots grown between two looks at what is left of the effort."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Lists territories if there are not too many.

    Parameters
    ----------
    most_steps
        Items joined and left out at most.
    most_sets
        Territories at most.
    steps_a_second
        Steps planned for each second of the time left.
    share
        Most share of that time.
    """

    most_steps: int = 200_000_000
    most_sets: int = 200_000
    steps_a_second: float = 1.0e6
    share: float = 0.3

    def list(self, formulation: Formulation, monitor: Monitor) -> Territories | None:
        """Every territory a plan can have; None where they are of several kinds, or too many."""
        steps = int(min(self.most_steps, self.steps_a_second * self.share * min(monitor.remaining, 1e6)))
        if not applies(formulation) or self._expected(formulation) > steps:
            return None
        begun = time.perf_counter()
        warm_up_enumeration()
        monitor.started += time.perf_counter() - begun
        monitor.phase("all territories")
        order = _heaviest_first(formulation)
        area = _area(formulation, order)
        found: list[_Found] = []
        many = 0
        count = len(order)
        for first in range(0, count, ROUND):
            roots = list(pairwise(range(first, min(first + ROUND, count) + 1)))
            grown = in_parallel(roots, partial(_grown, area, (steps, self.most_sets - many)))
            found += grown
            many += sum(len(each.cost) for each in grown)
            steps -= sum(each.steps for each in grown)
            if steps <= 0 or many >= self.most_sets or monitor.limit() is not None:
                return None
        return _territories(found, order, must=bool((formulation.sizes.lower[0] > 0).any()))

    @staticmethod
    def _expected(formulation: Formulation) -> float:
        """Steps it takes, about: of an order that says whether it is worth beginning."""
        count, k = len(formulation.items), len(formulation.sites.group_of)
        return float(BRANCHES * count * GROWTH ** min(count / k, 100.0))


class Territories(NamedTuple):
    """T sets of items, each with its best centre.

    Parameters
    ----------
    holds
        (T, F) whether a territory has an item.
    centre
        (T,) item at its centre.
    cost
        (T,) its part of the objective.
    must
        Whether no territory may be empty.
    """

    holds: NDArray[np.bool_]
    centre: Integers
    cost: Floats
    must: bool

    def program(self, k: int) -> BinaryProgram:
        """``minimise cost x`` with every item in one territory taken, k of them or, where some may be empty, fewer."""
        count, items = self.holds.shape
        territory, item = np.nonzero(self.holds)
        covers = rows_from(Entries(item, territory, np.ones(len(item))), np.ones(items), np.ones(items), count)
        every = Entries(np.zeros(count, dtype=np.intp), np.arange(count), np.ones(count))
        number = rows_from(every, np.array([float(k) if self.must else -np.inf]), np.array([float(k)]), count)
        return BinaryProgram(self.cost, stack([covers, number], count))

    def point(self, formulation: Formulation, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(P,) the variables of a formulation at 1 in a choice (T,) of territories."""
        territory, item = np.nonzero(self.holds & taken[:, None])
        site_at = np.full(self.holds.shape[1], -1)
        site_at[formulation.sites.opener] = np.arange(len(formulation.sites.opener))
        point = np.zeros(len(formulation.columns), dtype=bool)
        point[formulation.columns.find(item, site_at[self.centre[territory]])] = True
        return point


def _grown(area: Area, most: tuple[int, int], span: Span) -> _Found:
    return _Found(*grow(area, span[0], *most))


@cache
def warm_up_enumeration() -> None:
    """Load or compile the loop; that is no search."""
    whole = np.zeros(3, dtype=np.int32)
    grow(Area(whole, whole[:0], np.ones((2, 1)), np.ones(1), np.ones(1), np.ones((2, 2)), 2), 0, 10, 10)


def applies(formulation: Formulation) -> bool:
    """Whether territories are free, connected, all alike and of single units, and each has a largest size."""
    sites, criteria = formulation.sites, formulation.criteria
    return bool(
        criteria.contiguous
        and formulation.instance.adjacency is not None
        and formulation.items.single
        and sites.num_groups == 1
        and (sites.opener >= 0).all()
        and len(formulation.items.disruption_limits) == 0
        and np.isfinite(formulation.sizes.upper).any()
    )


class _Found(NamedTuple):
    """Territories of one root as bits (T, words), their centres (T,) and costs (T,), and the steps it took."""

    bits: NDArray[np.uint64]
    centre: Integers
    cost: Floats
    steps: int


def _heaviest_first(formulation: Formulation) -> NDArray[np.intp]:
    """Items by their largest share of an upper limit; sets of light ones alone are soon too light."""
    upper = formulation.sizes.upper[0]
    share = np.where(np.isfinite(upper) & (upper > 0), formulation.sizes.amounts / np.maximum(upper, 1e-300), 0.0)
    return np.argsort(-share.max(axis=1), kind="stable")


def _area(formulation: Formulation, order: NDArray[np.intp]) -> Area:
    instance, items, columns = formulation.instance, formulation.items, formulation.columns
    assert instance.adjacency is not None  # noqa: S101 -- see ``applies``
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    item_of = np.full(instance.num_units, -1)
    item_of[items.members.unit] = rank
    ends = item_of[instance.adjacency.pairs]
    ends = ends[(ends >= 0).all(axis=1)]
    both = np.concatenate([ends, ends[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    cost = np.full((len(order), len(order)), np.inf)
    cost[rank[columns.item], rank[formulation.sites.opener[columns.site]]] = formulation.cost
    # What rounding lets pass is seen again when the plan is judged.
    slack = leeway(instance, formulation.eligibility, items.limits)
    return Area(
        near_start=np.searchsorted(both[:, 0], np.arange(len(order) + 1)).astype(np.int32),
        near=both[:, 1].astype(np.int32),
        amount=np.ascontiguousarray(items.amounts[order]),
        lower=formulation.sizes.lower[0] - slack,
        upper=formulation.sizes.upper[0] + slack,
        cost=cost,
        most=len(formulation.sites.group_of),
    )


def _territories(found: list[_Found], order: NDArray[np.intp], *, must: bool) -> Territories:
    bits = np.concatenate([each.bits for each in found])
    ranked = np.unpackbits(bits.view(np.uint8), axis=1, count=len(order), bitorder="little").astype(bool)
    holds = np.zeros_like(ranked)
    holds[:, order] = ranked
    centre = order[np.concatenate([each.centre for each in found])]
    return Territories(holds, centre.astype(np.int32), np.concatenate([each.cost for each in found]), must)
