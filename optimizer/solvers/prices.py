"""Prices of the limits, and the lower bound they prove.

With a price ``l_jr`` on each limited total and ``u_d >= 0`` on each disruption row, every item takes its cheapest
pair::

    L(l, u) = sum_f min_j (c_fj + sum_r l_jr a_fr + sum_d u_d m_fjd)
              - sum_jr max(l_jr upper_jr, l_jr lower_jr) - sum_d u_d limit_d

is below the objective of every plan that keeps the limits (Lagrangian relaxation: Geoffrion, 1974; for balanced
territories with fixed centres it is the dual of a semi-discrete transport problem: Aurenhammer, Hoffmann and Aronov,
1998). ``ascent`` finds good prices; the bound reported is always computed from the formula above, never from a smoothed
one, and over closed pairs too (``pricing``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import Span, in_chunks
from optimizer.compiled import jitted
from optimizer.formulation.fixed_centres import Program
from optimizer.travel import Floats


class Prices(NamedTuple):
    """Prices of totals (k, r), in objective per unit of the measure, and of disruption rows (d,)."""

    balance: Floats
    moved: Floats


@jitted
def priced_cost(program: Program, prices: Prices, item: int, pair: int) -> float:
    """``c_fj + sum_r l_jr a_fr + sum_d u_d m_fjd``."""
    cost = program.cost[pair]
    for row in range(program.amounts.shape[1]):
        cost += prices.balance[program.territory[pair], row] * program.amounts[item, row]
    for row in range(len(prices.moved)):
        cost += prices.moved[row] * program.moved[pair, row]
    return float(cost)


@jitted
def _cheapest(program: Program, prices: Prices, span: Span) -> NDArray[np.int64]:
    choice = np.empty(span[1] - span[0], dtype=np.int64)
    for item in range(span[0], span[1]):
        best, best_cost = program.start[item], np.inf
        for pair in range(program.start[item], program.start[item + 1]):
            cost = priced_cost(program, prices, item, pair)
            if cost < best_cost:
                best, best_cost = pair, cost
        choice[item - span[0]] = best
    return choice


@jitted
def _least_costs(program: Program, prices: Prices, span: Span) -> Floats:
    least = np.full(span[1] - span[0], np.inf)
    for item in range(span[0], span[1]):
        for pair in range(program.start[item], program.start[item + 1]):
            least[item - span[0]] = min(least[item - span[0]], priced_cost(program, prices, item, pair))
    return least


def cheapest_pairs(program: Program, prices: Prices) -> NDArray[np.int64]:
    """(F,) pair of least priced cost of each item, ties to the first territory."""
    return np.concatenate(in_chunks(program.num_items, lambda span: _cheapest(program, prices, span)))


def limits_value(program: Program, prices: Prices) -> float:
    """``sum_jr max(l_jr upper_jr, l_jr lower_jr) + sum_d u_d limit_d``."""
    above = np.where(prices.balance > 0, prices.balance * np.where(prices.balance > 0, program.upper, 0.0), 0.0)
    below = np.where(prices.balance < 0, prices.balance * program.lower, 0.0)
    return float(above.sum() + below.sum() + prices.moved @ program.most_moved)


def open_bound(program: Program, prices: Prices) -> float:
    """``L`` over the open pairs alone."""
    least = np.concatenate(in_chunks(program.num_items, lambda span: _least_costs(program, prices, span)))
    return float(least.sum()) - limits_value(program, prices)


def starting_prices(program: Program) -> Prices:
    """All zero."""
    return Prices(np.zeros(program.lower.shape), np.zeros(len(program.most_moved)))


def priced_costs(program: Program, prices: Prices) -> Floats:
    """(P,) ``c_fj + sum_r l_jr a_fr + sum_d u_d m_fjd`` of all open pairs."""
    item = np.repeat(np.arange(program.num_items), np.diff(program.start))
    cost: Floats = program.cost + (prices.balance[program.territory] * program.amounts[item]).sum(axis=1)
    return np.asarray(cost + program.moved @ prices.moved) if program.moved.size else cost
