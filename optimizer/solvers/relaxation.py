"""The Lagrangian relaxation of the exact formulation: prices on its rows, a choice of sites under them.

Relaxing that every item has one territory (``a_f``), that totals keep their limits (``b_sr``, signed) and disruption
(``u_d >= 0``) leaves a choice of sites, each with all its items of negative reduced cost (Geoffrion, 1974)::

    r_fs = c_fs - a_f + sum_r b_sr a_fr + sum_d u_d m_fsd
    w_s  = r_o(s)s + sum_f min(0, r_fs) - sum_r max(b_sr U_sr, b_sr L_sr)
    L    = sum_f a_f - sum_d u_d limit_d + sum of fixed sites' w_s + sum over groups of the k_g least w_s

``L`` is below every plan that keeps the rules, whatever the multipliers. They follow subgradients that remember the
step before (Camerini, Fratta and Maffioli, 1975).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import jitted
from optimizer.formulation.exact_rules import opener_columns
from optimizer.formulation.mixed_integer import Formulation
from optimizer.travel import Floats, Integers

PATIENCE = 8
"""Steps without a better bound after which steps are shortened."""
SHRINK = 0.7
"""How much shorter."""
ROUNDING = 1e-11
"""Share of the terms of a bound by which it is lowered."""


class Multipliers(NamedTuple):
    """``a_f`` (F,), ``b_sr`` (S, r) for amounts divided by their measure's unit, and ``u_d`` (d,)."""

    item: Floats
    size: Floats
    moved: Floats


class Worth(NamedTuple):
    """What multipliers prove.

    Parameters
    ----------
    bound
        ``L``.
    reduced, site
        (P,) ``r_fs`` and (S,) ``w_s``, infinite for closed sites.
    chosen
        (S,) sites ``L`` takes.
    """

    bound: float
    reduced: Floats
    site: Floats
    chosen: NDArray[np.bool_]


class Point(NamedTuple):
    """Multipliers and what they prove."""

    multipliers: Multipliers
    worth: Worth


class Climb(NamedTuple):
    """How to ascend: the cost aimed at, the length of steps in sizes against items, how many, and when to end."""

    aim: float
    stretch: float
    steps: int
    enough: Callable[[], bool]


class _Arrays(NamedTuple):
    """Columns, as the compiled loop needs them: item, site, opener's column of the site, cost, amounts, moved."""

    item: Integers
    site: Integers
    key: NDArray[np.intp]
    cost: Floats
    amounts: Floats
    moved: Floats


class Relaxation:
    """A formulation with its rows priced.

    Parameters
    ----------
    formulation
        Its cuts are left out, which keeps bounds valid.
    """

    def __init__(self, formulation: Formulation) -> None:
        sites, sizes = formulation.sites, formulation.sizes
        self.formulation = formulation
        self.key = opener_columns(formulation.columns, sites)
        self.fixed = sites.opener < 0
        self.open = self.fixed | (self.key >= 0)
        # Amounts of every measure in the same size: of a territory with its fair share.
        used = max(1, formulation.instance.num_territories)
        whole = sizes.amounts.sum(axis=0) / used
        self.unit = np.where(whole > 0, whole, 1.0)
        self.amounts = np.ascontiguousarray(sizes.amounts / self.unit)
        self.lower = np.ascontiguousarray(sizes.lower[sites.group] / self.unit)
        self.upper = np.ascontiguousarray(sizes.upper[sites.group] / self.unit)
        self.limit = formulation.items.disruption_limits + 1e-9
        count = np.bincount(sites.group_of, minlength=sites.num_groups)
        must = np.asarray((sizes.lower > 0).any(axis=1))
        free = np.setdiff1d(np.arange(sites.num_groups), sites.group[self.fixed])
        self.groups = [(np.flatnonzero(sites.group == each), int(count[each]), bool(must[each])) for each in free]
        columns = formulation.columns
        self._arrays = _Arrays(
            columns.item,
            columns.site,
            self.key,
            formulation.cost,
            self.amounts,
            np.ascontiguousarray(formulation.moved),
        )

    def begin(self) -> Multipliers:
        """Each item priced a little above the mean of its cheapest pairs."""
        columns, count = self.formulation.columns, len(self.formulation.items)
        start = np.searchsorted(columns.item, np.arange(count + 1))
        share = 1.0 / max(1, self.formulation.instance.num_territories)
        item = np.zeros(count)
        for number in range(count):
            cost = np.sort(self.formulation.cost[start[number] : start[number + 1]])
            item[number] = cost[: max(2, int(share * len(cost)))].mean() if len(cost) else 0.0
        return Multipliers(item, np.zeros(self.lower.shape), np.zeros(len(self.limit)))

    def worth(self, at: Multipliers) -> Worth:
        """``L`` and what it was made of."""
        reduced, gain = _reduced(self._arrays, at.item, at.size, at.moved)
        most = np.where(at.size > 0, at.size * np.where(np.isfinite(self.upper), self.upper, 0.0), at.size * self.lower)
        site = np.where(self.open, gain - most.sum(axis=1), np.inf)
        chosen = self.fixed.copy()
        for sites, count, must in self.groups:
            order = sites[np.argsort(site[sites], kind="stable")][:count]
            chosen[order if must else order[site[order] < 0]] = True
        chosen &= self.open
        terms = np.concatenate([at.item, -at.moved * self.limit, site[chosen]])
        rounding = ROUNDING * float(np.abs(terms).sum() + np.abs(most[chosen]).sum())
        return Worth(float(terms.sum()) - rounding, reduced, site, chosen)

    def ascend(self, start: Multipliers, climb: Climb) -> Point:
        """The best multipliers of the steps."""
        at = start
        best = Point(at, self.worth(at))
        worth, scale, since = best.worth, 1.0, 0
        direction = Multipliers(*(np.zeros_like(part) for part in at))
        stretch = self._stretches(climb.stretch)
        for _ in range(climb.steps):
            slope = self._slope(at, worth)
            direction = Multipliers(*(new + 0.5 * old for new, old in zip(slope, direction, strict=True)))
            square = sum(float((width * part**2).sum()) for width, part in zip(stretch, direction, strict=True))
            if square == 0.0 or climb.enough() or best.worth.bound >= climb.aim:
                break
            step = scale * max(climb.aim - worth.bound, 1e-6 * abs(climb.aim)) / square
            at = self.allowed(
                Multipliers(*(now + step * w * d for now, w, d in zip(at, stretch, direction, strict=True)))
            )
            worth = self.worth(at)
            since += 1
            if worth.bound > best.worth.bound:
                best, since = Point(at, worth), 0
            if since >= PATIENCE:
                at, worth, scale, since = best.multipliers, best.worth, SHRINK * scale, 0
                direction = Multipliers(*(np.zeros_like(part) for part in at))
        return best

    def _stretches(self, stretch: float) -> tuple[float, float, float]:
        """Squared length of steps: a price of a size is worth what the prices of a territory's items are together."""
        items = len(self.formulation.items)
        many = stretch * items / max(1, self.formulation.instance.num_territories)
        return 1.0, many**2, float(items) ** 2

    def _slope(self, at: Multipliers, worth: Worth) -> Multipliers:
        """Subgradient of ``L``."""
        columns = self.formulation.columns
        opens = np.zeros(len(columns), dtype=bool)
        opens[self.key[self.key >= 0]] = True
        taken = worth.chosen[columns.site] & ((worth.reduced < 0) | opens)
        item, site = columns.item[taken], columns.site[taken]
        served = np.bincount(item, minlength=len(at.item))
        size = np.zeros_like(at.size)
        for measure in range(size.shape[1]):
            load = np.bincount(site, self.amounts[item, measure], minlength=len(size))
            over, under = load - self.upper[:, measure], load - self.lower[:, measure]
            price = at.size[:, measure]
            none = np.where(over > 0, over, np.minimum(under, 0.0))
            slope = np.where(price > 0, over, np.where(price < 0, under, none))
            size[:, measure] = np.where(worth.chosen, slope, 0.0)
        moved = np.asarray(self.formulation.moved[taken].sum(axis=0) - self.limit, dtype=np.float64)
        return Multipliers((1.0 - served).astype(np.float64), size, np.where((at.moved > 0) | (moved > 0), moved, 0.0))

    def allowed(self, at: Multipliers) -> Multipliers:
        """No price above 0 without an upper limit, none below 0 without a lower one."""
        size = np.where(np.isfinite(self.upper), at.size, np.minimum(at.size, 0.0))
        size = np.where(self.lower > 0, size, np.maximum(size, 0.0))
        return Multipliers(at.item, size, np.maximum(at.moved, 0.0))


@jitted
def _reduced(arrays: _Arrays, item: Floats, size: Floats, moved: Floats) -> tuple[Floats, Floats]:
    """(P,) reduced costs, and (S,) the opener's with all others' that are negative."""
    reduced = arrays.cost.copy()
    gain = np.zeros(len(size))
    for column in range(len(reduced)):
        f, s = arrays.item[column], arrays.site[column]
        value = reduced[column] - item[f]
        for measure in range(size.shape[1]):
            value += size[s, measure] * arrays.amounts[f, measure]
        for measure in range(len(moved)):
            value += moved[measure] * arrays.moved[column, measure]
        reduced[column] = value
        if value < 0.0 or arrays.key[s] == column:
            gain[s] += value
    return reduced, gain
