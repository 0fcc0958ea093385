"""Prices of the limits from the linear program, and what every pair costs at them (Lagrangian reduced costs).

For any prices y of the rows but coverage, a price at a limit that is none left out::

    bound      = sum_f min_j (c_fj - y A_fj) + sum of y+ lower - y- upper
    reduced_fj = (c_fj - y A_fj) - min_j (...)

A plan with ``x_fj = 1`` costs at least the bound and the reduced cost of the pair, whatever the solver's tolerances.

Most items stay in a small repair, so that the program begins with the pairs that cost nothing and is given others when
their price is below that of their item (column generation; Gilmore and Gomory, 1961). Limits may meanwhile be missed at
a high price.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, hstack, identity, vstack

from optimizer.diagnosis.highs import Columns, Ending, Model, Solution
from optimizer.formulation.mixed_integer import Formulation
from optimizer.formulation.rows import scaled_rows
from optimizer.travel import Floats

MARGIN = 1e-9
"""Share of its terms by which a bound is lowered against rounding."""
ROUNDS = 200
"""Most times pairs are added."""
MOST_ADDED = 20_000
"""Pairs added at once."""
DEAR = 10.0
"""Price of missing the whole of a limit, in sums of all that could move."""


class Priced(NamedTuple):
    """A bound, and (P,) reduced costs; infinite and zeros where there is no point at all."""

    bound: float
    reduced: Floats


def price(formulation: Formulation, seconds: float) -> Priced:
    """Find the prices of the linear program; the best so far where time is too short."""
    ends = time.perf_counter() + seconds
    pricing = _Pricing.of(formulation)
    active = pricing.cost <= 0
    best = Priced(0.0, np.zeros(len(active)))
    for _ in range(ROUNDS):
        solution = pricing.solve(active, ends - time.perf_counter(), dear=True)
        if solution.dual is None or solution.value is None:
            return best
        best = _better(best, pricing.at(solution.dual))
        added = pricing.cheaper(solution.dual, active)
        if not len(added):
            missed = bool((solution.value[int(active.sum()) :] > MARGIN).any())
            return _settled(pricing, best, ends) if missed else best
        active[added] = True
    return best


def _settled(pricing: _Pricing, best: Priced, ends: float) -> Priced:
    """Prices where limits are missed: there is no point at all, or missing them was not dear enough."""
    solution = pricing.solve(np.ones(len(pricing.cost), dtype=bool), ends - time.perf_counter(), dear=False)
    if solution.ending is Ending.INFEASIBLE:
        return Priced(np.inf, np.zeros(len(pricing.cost)))
    return best if solution.dual is None else _better(best, pricing.at(solution.dual))


def _better(one: Priced, other: Priced) -> Priced:
    """The one with the higher bound; any prices are better than none."""
    return other if other.bound > one.bound or not one.reduced.any() else one


@dataclass(frozen=True, slots=True, eq=False)
class _Pricing:
    """The linear program: coverage of the items, then rows scaled to their largest number."""

    item: NDArray[np.integer]
    num_items: int
    cost: Floats
    matrix: csc_matrix
    lower: Floats
    upper: Floats
    scale: float

    @classmethod
    def of(cls, formulation: Formulation) -> _Pricing:
        rows, items = scaled_rows(formulation.rows()), len(formulation.items)
        return cls(
            item=formulation.columns.item,
            num_items=items,
            cost=formulation.cost,
            matrix=csc_matrix(csr_matrix(rows.matrix)[items:]),
            lower=rows.lower[items:],
            upper=rows.upper[items:],
            scale=max(float(formulation.cost.max(initial=0.0)), 1e-300),
        )

    def solve(self, active: NDArray[np.bool_], seconds: float, *, dear: bool) -> Solution:
        """Solve over some pairs, with stretches of every limit where missing one is dear and not forbidden."""
        count, rows = int(active.sum()), len(self.lower)
        coverage = csc_matrix((np.ones(count), self.item[active], np.arange(count + 1)), shape=(self.num_items, count))
        pairs = vstack([coverage, self.matrix[:, active]])
        most = np.zeros(self.num_items)
        np.maximum.at(most, self.item, self.cost)
        stretches = 2 * rows if dear else 0
        sides = hstack([identity(rows), -identity(rows)]) if dear else csc_matrix((rows, 0))
        whole = hstack([pairs, vstack([csc_matrix((self.num_items, stretches)), sides])])
        penalty = np.full(stretches, DEAR * max(float(most.sum()) / self.scale, 1.0))
        columns = Columns(
            cost=np.concatenate([self.cost[active] / self.scale, penalty]),
            upper=np.full(count + stretches, np.inf),
            integer=np.zeros(count + stretches, dtype=bool),
            matrix=csc_matrix(whole),
        )
        one = np.ones(self.num_items)
        return Model(columns, np.concatenate([one, self.lower]), np.concatenate([one, self.upper])).run(seconds)

    def at(self, dual: Floats) -> Priced:
        """Bound and reduced costs at the duals of a solution."""
        prices = self._prices(dual)
        limit = np.where(prices > 0, self.lower, np.where(prices < 0, self.upper, 0.0))
        priced = self.cost - self.matrix.T @ prices
        least = self._least(priced)
        terms = np.concatenate([least, prices * limit])
        bound = float(terms.sum() - MARGIN * np.abs(terms).sum())
        return Priced(bound, np.maximum(priced - least[self.item], 0.0))

    def cheaper(self, dual: Floats, active: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Pairs that are not in the program and below the price of their item, the cheapest first."""
        priced = self.cost - self.matrix.T @ self._prices(dual)
        below = priced - self._least(np.where(active, priced, np.inf))[self.item]
        found = np.flatnonzero((below < -1e-7 * self.scale) & ~active)
        return found[np.argsort(below[found], kind="stable")][:MOST_ADDED]

    def _prices(self, dual: Floats) -> Floats:
        """(rows,) prices from duals; none at limits that are not there."""
        prices = dual[self.num_items :] * self.scale
        idle = ((prices > 0) & ~np.isfinite(self.lower)) | ((prices < 0) & ~np.isfinite(self.upper))
        return np.where(idle, 0.0, prices)

    def _least(self, priced: Floats) -> Floats:
        """(F,) least of each item."""
        least = np.full(self.num_items, np.inf)
        np.minimum.at(least, self.item, priced)
        return least
