"""The dual with its minimum smoothed: value, gradient and Hessian in scaled prices.

``min_j z_fj`` becomes ``-T_f log sum_j exp(-z_fj / T_f)``, and the corner of ``max(l upper, l lower)`` at 0 a
hyperbola. The gradient is what the soft choice ``p_fj`` exceeds the limits by, the Hessian ``- sum_f (sum_j p_fj g_fj
g_fj' - G_f G_f') / T_f`` with ``g_fj`` the rows a pair adds to and ``G_f = sum_j p_fj g_fj``: a weighted Laplacian of
the territories that share items.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.chunks import SMALL, Span, in_chunks, in_parallel
from optimizer.compiled import jittable, jitted
from optimizer.formulation.fixed_centres import Program
from optimizer.travel import Floats

from .prices import Prices, priced_cost

NOTHING = 1e-100
"""Mean amounts below it are none: their squares would leave the range of numbers."""
CORNER = 0.1
"""Width of the hyperbola, as share of temperature times the unit of the price."""
FARTHEST = 14.0
"""Pairs so many temperatures above the cheapest are left out of the Hessian."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """What makes prices and temperatures comparable.

    Parameters
    ----------
    balance, moved
        (r,) and (d,) unit of the prices: objective per typical amount of a row.
    length
        Typical extra travel of a unit of weight from its nearest to any open territory.
    spread
        (F,) ``length`` times the weight of each item: its temperature at 1.
    """

    balance: Floats
    moved: Floats
    length: float
    spread: Floats

    def of(self, weight: Floats) -> Scale:
        """The same scale for other items, such as groups of these, of given weights (F,)."""
        # An item without weight still needs a temperature above 0.
        least = 1e-3 * float(weight.mean()) if weight.any() else 1.0
        return replace(self, spread=self.length * np.maximum(weight, least))


def find_scale(program: Program, weight: Floats) -> Scale:
    """Units from typical costs and amounts of items with given travel weights (F,)."""
    width = np.diff(program.start)
    first = program.start[:-1]
    extra = np.add.reduceat(program.cost, first) / width - np.minimum.reduceat(program.cost, first)
    typical = max(float(extra.mean()), 1e-9)
    mean_amount = program.amounts.mean(axis=0)
    mean_moved = program.moved.mean(axis=0) if program.moved.size else np.zeros(len(program.most_moved))
    scale = Scale(
        balance=typical / np.where(mean_amount > NOTHING, mean_amount, 1.0),
        moved=typical / np.where(mean_moved > NOTHING, mean_moved, 1.0),
        length=typical / max(float(weight.mean()), 1e-9) if weight.any() else typical,
        spread=extra,
    )
    return scale.of(weight)


class _Sums(NamedTuple):
    value: float
    total: Floats
    moved: Floats


@jitted
def _smooth(program: Program, prices: Prices, temperature: Floats, span: Span) -> _Sums:
    """Smoothed minimum summed over items, with its gradient: the totals at the soft choice."""
    total = np.zeros(program.lower.shape)
    moved = np.zeros(len(prices.moved))
    value = 0.0
    widest = 1
    for item in range(span[0], span[1]):
        widest = max(widest, program.start[item + 1] - program.start[item])
    weight = np.empty(widest)
    for item in range(span[0], span[1]):
        first, last = program.start[item], program.start[item + 1]
        least = np.inf
        for pair in range(first, last):
            weight[pair - first] = priced_cost(program, prices, item, pair)
            least = min(least, weight[pair - first])
        heat = temperature[item]
        whole = 0.0
        for at in range(last - first):
            off = (weight[at] - least) / heat
            weight[at] = np.exp(-off) if off < 40.0 else 0.0
            whole += weight[at]
        value += least - heat * np.log(whole)
        for pair in range(first, last):
            share = weight[pair - first] / whole
            if share > 0.0:
                for row in range(program.amounts.shape[1]):
                    total[program.territory[pair], row] += share * program.amounts[item, row]
                for row in range(len(moved)):
                    moved[row] += share * program.moved[pair, row]
    return _Sums(value, total, moved)


@jitted
def _curvature(program: Program, prices: Prices, heat: Floats, span: Span) -> Floats:
    """(D, D) ``sum_f (sum_j p_fj g_fj g_fj' - G_f G_f') / T_f``, territories first, then disruption rows; unscaled."""
    k, measures = program.lower.shape
    size = k * measures + len(prices.moved)
    second = np.zeros((size, size))
    widest = 1
    for item in range(span[0], span[1]):
        widest = max(widest, program.start[item + 1] - program.start[item])
    share = np.empty(widest)
    used = np.empty(widest, dtype=np.int64)
    row = np.empty(widest * measures + len(prices.moved), dtype=np.int64)
    mean = np.empty(len(row))
    for item in range(span[0], span[1]):
        count = undecided(program, prices, (item, heat[item]), (share, used))
        if count < 2:
            continue
        width = count * measures
        for at in range(count):
            for measure in range(measures):
                row[at * measures + measure] = program.territory[used[at]] * measures + measure
                mean[at * measures + measure] = share[at] * program.amounts[item, measure]
        for extra in range(len(prices.moved)):
            row[width + extra] = k * measures + extra
            mean[width + extra] = 0.0
            for at in range(count):
                mean[width + extra] += share[at] * program.moved[used[at], extra]
        width += len(prices.moved)
        for one in range(width):
            for other in range(width):
                second[row[one], row[other]] -= mean[one] * mean[other] / heat[item]
        for at in range(count):
            _add_square(program, (item, used[at], share[at] / heat[item]), second)
    return second


@jittable
def undecided(
    program: Program, prices: Prices, item_heat: tuple[int, float], into: tuple[Floats, NDArray[np.int64]]
) -> int:
    """Soft choices of an item that are not negligible, and their pairs; how many."""
    item, heat = item_heat
    share, used = into
    first, last = program.start[item], program.start[item + 1]
    least = np.inf
    for pair in range(first, last):
        share[pair - first] = priced_cost(program, prices, item, pair)
        least = min(least, share[pair - first])
    count, whole = 0, 0.0
    for at in range(last - first):
        off = (share[at] - least) / heat
        if off < FARTHEST:
            share[count] = np.exp(-off)
            used[count] = first + at
            whole += share[count]
            count += 1
    for at in range(count):
        share[at] /= whole
    return count


@jittable
def _add_square(program: Program, pair: tuple[int, int, float], second: Floats) -> None:
    """Add ``weight * g g'`` of one pair."""
    item, at, weight = pair
    k, measures = program.lower.shape
    base = program.territory[at] * measures
    for one in range(measures):
        amount = weight * program.amounts[item, one]
        for other in range(measures):
            second[base + one, base + other] += amount * program.amounts[item, other]
        for extra in range(program.moved.shape[1]):
            cross = amount * program.moved[at, extra]
            second[base + one, k * measures + extra] += cross
            second[k * measures + extra, base + one] += cross
    for one in range(program.moved.shape[1]):
        for other in range(program.moved.shape[1]):
            square = weight * program.moved[at, one] * program.moved[at, other]
            second[k * measures + one, k * measures + other] += square


@dataclass(frozen=True, slots=True, eq=False)
class SmoothedDual:
    """The smoothed dual, negated, as a function of one vector of scaled prices.

    Parameters
    ----------
    program
        The formulation.
    scale
        Unit of each price.
    temperature
        Share of an item's spread of costs.
    """

    program: Program
    scale: Scale
    temperature: float

    @property
    def heat(self) -> Floats:
        """(F,) temperature of each item, in objective."""
        return self.temperature * self.scale.spread

    def __call__(self, at: Floats) -> tuple[float, Floats]:
        """Value and gradient, per unit of the items' spread."""
        program, scale, heat = self.program, self.scale, self.heat
        prices = self.prices(at)
        sums = in_chunks(program.num_items, lambda span: _smooth(program, prices, heat, span))
        value = sum(part.value for part in sums)
        total = np.sum([part.total for part in sums], axis=0)
        moved = np.sum([part.moved for part in sums], axis=0)
        limit, slope, _ = self._limits(prices.balance)
        value -= float(limit.sum()) + float(prices.moved @ program.most_moved)
        over = [((total - slope) * scale.balance).ravel(), (moved - program.most_moved) * scale.moved]
        unit = float(scale.spread.sum())
        return -value / unit, -np.concatenate(over) / unit

    def hessian(self, at: Floats) -> Floats:
        """(D, D) second derivatives."""
        program, scale, heat = self.program, self.scale, self.heat
        prices = self.prices(at)
        count = program.num_items
        # Two large matrices at a time; the halves never depend on the number of threads.
        halves = [(0, count // 2), (count // 2, count)] if count >= SMALL else [(0, count)]
        second = np.sum(in_parallel(halves, lambda span: _curvature(program, prices, heat, span)), axis=0)
        unit = np.concatenate([np.tile(scale.balance, program.lower.shape[0]), scale.moved])
        second *= unit[:, None] * unit[None, :]
        corner = self._limits(prices.balance)[2] * scale.balance**2
        second[np.diag_indices(corner.size)] += corner.ravel()
        return np.asarray(second / scale.spread.sum())

    def bounds(self, most: float) -> tuple[Floats, Floats]:
        """Least and largest scaled prices: none above 0 without an upper limit, none below without a lower one."""
        program = self.program
        high = np.where(np.isfinite(program.upper), most, 0.0).ravel()
        low = np.where(program.lower > 0, -most, 0.0).ravel()
        moved = len(program.most_moved)
        return np.concatenate([low, np.zeros(moved)]), np.concatenate([high, np.full(moved, most)])

    def pack(self, prices: Prices) -> Floats:
        """(D,) scaled prices."""
        return np.concatenate([(prices.balance / self.scale.balance).ravel(), prices.moved / self.scale.moved])

    def prices(self, at: Floats) -> Prices:
        """Prices of a scaled vector."""
        size = self.program.lower.size
        balance = at[:size].reshape(self.program.lower.shape) * self.scale.balance
        return Prices(np.ascontiguousarray(balance), np.ascontiguousarray(at[size:] * self.scale.moved))

    def _limits(self, price: Floats) -> tuple[Floats, Floats, Floats]:
        """``max(price * upper, price * lower)`` rounded at 0, its slope and curvature; one limit has no corner."""
        upper, lower = self.program.upper, self.program.lower
        two_sided = np.isfinite(upper) & (lower > 0)
        top = np.where(two_sided, upper, 0.0)
        middle = np.where(two_sided, (top + lower) / 2, np.where(np.isfinite(upper), upper, lower))
        half = np.where(two_sided, (top - lower) / 2, 0.0)
        width = self.temperature * self.scale.balance * CORNER
        root = np.sqrt(price**2 + width**2)
        return middle * price + half * root, middle + half * price / root, half * width**2 / root**3
