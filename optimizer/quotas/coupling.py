"""Side constraints that couple branches of the tree: product by region totals, a payout budget.

Where bounds are no longer laminar the leximax recursion does not hold, so the amounts nearest to it are found by linear
programs, one after the other: first the elastic constraints give as little as possible (elastic programming: Brown and
Graves, 1975; Chinneck, 2008, "Feasibility and Infeasibility in Optimization"), then the largest relative departure
from the ideal is as small as possible, then the sum of all. A small integer program rounds the amounts so that hard
sums stay exact. Solver: HiGHS (Huangfu and Hall, 2018, Mathematical Programming Computation 10).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, diags_array, hstack

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS, UNLIMITED, Cents, exact_sum, format_cents, from_cents
from optimizer.travel import Floats

from .limits import NAMED, check_limits, limits_of

SCALE = 1024.0
"""Mean amount inside the programs: solvers work to 1e-7 absolute, which is then 1e-10 of an amount."""
SMALL = 0.01
"""Departures count relative to the ideal, of ideals below this part of the mean relative to that part."""
SLACK = 1e-7
"""Relative room left for what an earlier program has found."""
CLOSE = 1e-5
"""Relative precision of the largest departure."""
WINDOW = 8
"""Units by which rounding may leave an amount where the units next to it do not do."""
WHOLE = 1e-6
"""What counts as a whole number."""
ROUGHLY = 0.01
"""Relative gap at which the integer program ends: which amounts are rounded up is worth no more effort."""
BREACH = 1_000.0
"""Cost of a unit by which rounding breaks the cheapest elastic constraint, against moving an amount by a unit."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SideConstraint:
    """``least <= sum rate_i x_i <= most`` over some of the amounts.

    Parameters
    ----------
    name
        For messages.
    cells
        Indices of the amounts, all different.
    rates
        One a cell, such as the payout per unit of quota; None for 1: a plain sum, which rounding keeps to the cent.
    least, most
        Cents, None for none; the same twice for an exact sum.
    penalty
        Cost of a cent outside, above 0 (only ratios count); None if it may not give at all.

    Raises
    ------
    ValueError
        For limits, rates, cells or penalties that cannot be used.
    """

    name: Hashable
    cells: NDArray[np.int64]
    rates: Floats | None = None
    least: int | None = None
    most: int | None = None
    penalty: float | None = None

    def __post_init__(self) -> None:
        cells = np.asarray(self.cells, dtype=np.int64)
        if cells.ndim != 1 or len(np.unique(cells)) != len(cells) or cells.min(initial=0) < 0:
            raise ValueError(f"{self.name} needs different indices of amounts, given {self.cells!r}")
        if self.rates is not None and (np.shape(self.rates) != cells.shape or not np.isfinite(self.rates).all()):
            raise ValueError(f"{self.name} needs {len(cells)} finite rates, given {self.rates!r}")
        if self.penalty is not None and not 0 < self.penalty < float("inf"):
            raise ValueError(f"the penalty of {self.name} must be above 0 and finite, given {self.penalty}")
        self._check_limits()
        object.__setattr__(self, "cells", cells)

    def _check_limits(self) -> None:
        limits = [limit for limit in (self.least, self.most) if limit is not None]
        if not limits or sorted(limits) != limits or not all(0 <= limit <= MAX_CENTS for limit in limits):
            raise ValueError(f"{self.name} needs 0 <= least <= most <= {MAX_CENTS}, given {self.least} and {self.most}")

    def carried(self, amounts: Floats | Cents) -> float:
        """``sum rate_i x_i``, cents."""
        chosen = amounts[self.cells]
        return float(chosen.sum() if self.rates is None else chosen @ self.rates)

    def breach(self, amounts: Floats | Cents) -> float:
        """Cents above ``most`` (positive) or below ``least`` (negative); 0 within."""
        carried = self.carried(amounts)
        if self.most is not None and carried > self.most:
            return carried - self.most
        return min(carried - self.least, 0.0) if self.least is not None else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class CoupledQuotas:
    """Amounts under side constraints.

    Parameters
    ----------
    cents
        (n,) amounts, within their bounds; every hard constraint holds.
    ideal
        (n,) what they were to be close to, cents with fractions.
    constraints
        As given.
    """

    cents: Cents
    ideal: Floats
    constraints: tuple[SideConstraint, ...]

    @property
    def gave(self) -> dict[Hashable, Decimal]:
        """Elastic constraints that had to give: name -> currency units above (or, negative, below) their limits."""
        breaches = ((constraint.name, round(constraint.breach(self.cents))) for constraint in self.constraints)
        return {name: from_cents(breach) for name, breach in breaches if breach}

    def to_frame(self) -> pd.DataFrame:
        """One row a constraint: name, carried, least, most, breach (currency units), elastic."""
        rows = [
            (
                constraint.name,
                constraint.carried(self.cents) / 100,
                np.nan if constraint.least is None else constraint.least / 100,
                np.nan if constraint.most is None else constraint.most / 100,
                constraint.breach(self.cents) / 100,
                constraint.penalty is not None,
            )
            for constraint in self.constraints
        ]
        return pd.DataFrame(rows, columns=["constraint", "carried", "least", "most", "breach", "elastic"])


def group_sums(
    groups: Sequence[Hashable], totals: Mapping[Hashable, int], *, penalty: float | None = None
) -> tuple[SideConstraint, ...]:
    """Exact sums of groups of amounts, such as product by region totals.

    Parameters
    ----------
    groups
        (n,) name of the group of each amount.
    totals
        Group -> cents.
    penalty
        As in ``SideConstraint``.

    Raises
    ------
    ValueError
        For a total of a group nobody is in.
    """
    members: dict[Hashable, list[int]] = {group: [] for group in totals}
    for index, group in enumerate(groups):
        if group in members:
            members[group].append(index)
    empty = [group for group, inside in members.items() if not inside]
    if empty:
        raise ValueError(f"no amount is in {empty[0]!r}; correct its name or drop its total")
    return tuple(
        SideConstraint(name=group, cells=np.array(inside), least=totals[group], most=totals[group], penalty=penalty)
        for group, inside in members.items()
    )


def fit_coupled(
    ideal: Floats,
    constraints: Sequence[SideConstraint],
    *,
    floor: Cents | None = None,
    cap: Cents | None = None,
    unit: int = 1,
) -> CoupledQuotas:
    """Find the amounts nearest to the ideal under side constraints; elastic ones give where they must.

    Parameters
    ----------
    ideal
        (n,) cents with fractions, such as the quotas of ``allocate_tree`` (by product, of ``split_products``).
    constraints
        Hard ones (a company or region total) and elastic ones.
    floor, cap
        (n,) cents, None for none.
    unit
        Cents; all amounts are multiples of it.

    Returns
    -------
    CoupledQuotas
        ``gave`` says which constraints gave, and by how much.

    Raises
    ------
    ValueError
        For amounts that are no amounts, or constraints on others than these.
    QuotaError
        If hard constraints and bounds cannot hold together (which, and by how much), or not in multiples of the unit.
    """
    ideal = np.asarray(ideal, dtype=np.float64)
    if ideal.ndim != 1 or not len(ideal) or not ((ideal >= 0) & (ideal <= MAX_CENTS)).all():
        raise ValueError(f"ideal needs one amount 0..{MAX_CENTS} cents each, given {ideal!r}")
    outside = [constraint.name for constraint in constraints if constraint.cells.max(initial=0) >= len(ideal)]
    if outside:
        raise ValueError(f"{outside[0]} names amounts beyond the {len(ideal)} given")
    if not 1 <= unit <= MAX_CENTS:
        raise ValueError(f"unit must be 1..{MAX_CENTS} cents, given {unit}")
    limits = limits_of(len(ideal), floor, cap)
    check_limits(exact_sum(limits.floor), limits)
    programs = _Programs(ideal, tuple(constraints), limits.floor, limits.cap)
    cents = programs.rounded(programs.nearest(), unit)
    return CoupledQuotas(cents, ideal, tuple(constraints))


class _Programs:
    """Programs over departures up and down (n each) and breaches above and below (m each): as many rows as constraints.

    ``x = ideal + relative * (up - down)``; what an amount may depart by are bounds, which cost a solver nothing.
    """

    def __init__(self, ideal: Floats, constraints: tuple[SideConstraint, ...], floor: Cents, cap: Cents) -> None:
        self.constraints, self.floor, self.cap = constraints, floor, cap
        self.scale = SCALE / max(float(ideal.mean()), 1.0)
        self.matrix = _matrix(constraints, len(ideal))
        self.least = np.array([-np.inf if one.least is None else one.least for one in constraints], dtype=np.float64)
        self.most = np.array([np.inf if one.most is None else one.most for one in constraints], dtype=np.float64)
        self.elastic = np.array([one.penalty is not None for one in constraints], dtype=bool)
        penalty = np.array([one.penalty or 0.0 for one in constraints])
        self.penalty = penalty / penalty.max() if self.elastic.any() else penalty
        self.ideal = np.clip(ideal, floor, np.where(cap < UNLIMITED, cap, np.inf)) * self.scale
        self.relative = np.maximum(self.ideal, SMALL * max(float(self.ideal.mean()), 1.0))
        room = np.where(cap < UNLIMITED, cap * self.scale, np.inf) - self.ideal, self.ideal - floor * self.scale
        self.room = np.concatenate(room) / np.tile(self.relative, 2)

    def nearest(self) -> Floats:
        """(n,) amounts, cents with fractions: least breaches, then the least largest departure, then the least sum."""
        n, m = len(self.ideal), len(self.constraints)
        give = np.tile(np.where(self.elastic, np.inf, 0.0), 2)
        breaches = np.concatenate([np.zeros(2 * n), np.tile(self.penalty, 2)])
        departures = np.concatenate([np.ones(2 * n), np.zeros(2 * m)]) / n
        found = self._solved(breaches, self.room, give)
        if found is None:
            raise self._impossible()
        rows = [LinearConstraint(csr_array(breaches[np.newaxis]), -np.inf, _held(float(breaches @ found)))]
        tried = self._solved(departures, self.room, give, rows)
        found = found if tried is None else tried
        low, high = 0.0, float(found[: 2 * n].max(initial=0.0))
        while high - low > CLOSE * high and high > CLOSE:
            middle = low / 2 + high / 2
            tried = self._solved(0.0 * departures, np.minimum(self.room, middle), give, rows)
            low, high, found = (middle, high, found) if tried is None else (low, middle, tried)
        tried = self._solved(departures, np.minimum(self.room, _held(high)), give, rows)
        found = found if tried is None else tried
        amounts: Floats = (self.ideal + self.relative * (found[:n] - found[n : 2 * n])) / self.scale
        return amounts

    def _solved(self, cost: Floats, room: Floats, give: Floats, rows: Sequence[LinearConstraint] = ()) -> Floats | None:
        """(2n + 2m,) solution, None where there is none: ``least <= sum rate x - above + below <= most``."""
        m = len(self.constraints)
        limits: list[LinearConstraint] = []
        if m:
            moves = self.matrix @ diags_array(self.relative)
            still, one = self.matrix @ self.ideal, diags_array(np.ones(m))
            table = hstack([moves, -moves, -one, one], "csr")
            limits = [LinearConstraint(table, self.least * self.scale - still, self.most * self.scale - still)]
        found = milp(cost, constraints=[*limits, *rows], bounds=Bounds(0.0, np.concatenate([room, give])))
        solution: Floats | None = found.x
        return solution

    def _impossible(self) -> QuotaError:
        """Let the hard constraints give as well, as little as possible together: these are to blame."""
        n, m = len(self.ideal), len(self.constraints)
        cost = np.concatenate([np.zeros(2 * n), np.tile(np.where(self.elastic, 0.0, 1.0), 2)])
        found = self._solved(cost, self.room, np.full(2 * m, np.inf))
        breaches: list[tuple[Hashable, int]] = []
        if found is not None:
            cents = np.rint((found[2 * n : 2 * n + m] - found[2 * n + m :]) / self.scale).astype(np.int64)
            blamed = np.flatnonzero((cents != 0) & ~self.elastic)
            breaches = [(self.constraints[at].name, int(cents[at])) for at in blamed]
        total = sum(abs(breach) for _, breach in breaches)
        told = ", ".join(
            f"{name} by {format_cents(abs(breach))} {'above' if breach > 0 else 'below'}"
            for name, breach in breaches[:NAMED]
        )
        return QuotaError(
            f"impossible by {format_cents(total)}: within floors and caps the hard constraints can at best be kept but "
            f"for {told}. Make one elastic, or change a limit",
            shortfall=-sum(breach for _, breach in breaches) / 100,
            binding=tuple(str(name) for name, _ in breaches),
        )

    def rounded(self, amounts: Floats, unit: int) -> Cents:
        """(n,) cents, multiples of the unit near the amounts; hard constraints hold, elastic ones nearly as before."""
        base = np.floor(amounts / unit + SLACK)
        part = np.clip(amounts / unit - base, 0.0, 1.0)
        least = np.ceil(self.floor / unit) - base
        most = np.where(self.cap < UNLIMITED, np.floor(self.cap / unit), np.inf) - base
        for window in (0, WINDOW):
            low, high = np.maximum(least, -window), np.minimum(most, 1 + window)
            steps = None if (low > high).any() else self._rounding(base, part, unit, ends=(low, high))
            if steps is not None:
                cents: Cents = (base + steps).astype(np.int64) * unit
                if self._exact(cents):
                    return cents
        raise QuotaError(
            f"no amounts in multiples of {format_cents(unit)} keep all hard constraints and bounds. Take a smaller "
            "unit, or give limits in multiples of it",
            shortfall=unit / 100,
            binding=tuple(str(constraint.name) for constraint in self.constraints if constraint.penalty is None),
        )

    def _exact(self, cents: Cents) -> bool:
        """Hard sums hold to the cent, whatever the solver's tolerance; with rates, within half a cent."""
        hard = [constraint for constraint in self.constraints if constraint.penalty is None]
        return all(abs(constraint.breach(cents)) < (1 if constraint.rates is None else 0.5) for constraint in hard)

    def _dearness(self) -> Floats:
        """(m,) penalties of the elastic constraints in units of the smallest; 1 for hard ones, which cannot give."""
        penalty = np.where(self.elastic, self.penalty, np.inf)
        least = penalty.min(initial=np.inf)
        return np.where(self.elastic, self.penalty / least, 1.0) if np.isfinite(least) else np.ones(len(penalty))

    def _rounding(self, base: Floats, part: Floats, unit: int, *, ends: tuple[Floats, Floats]) -> Floats | None:
        """(n,) whole steps from the unit below that move all the least; None where hard constraints cannot hold.

        A step is up to the unit above (it costs ``1 - 2 part``), further up, or down (each unit costs 1).
        """
        n, m = len(base), len(self.constraints)
        low, high = ends
        cost = np.concatenate([1.0 - 2.0 * part, np.ones(2 * n), np.tile(BREACH * self._dearness(), 2)])
        # Where a bound cuts off the unit above or below, these are no choices.
        start = np.concatenate(
            [np.clip(low, 0, 1), np.clip(low - 1, 0, None), np.clip(-high, 0, None), np.zeros(2 * m)]
        )
        give = np.tile(np.where(self.elastic, np.inf, 0.0), 2)
        stop = np.concatenate([np.clip(high, 0, 1), np.clip(high - 1, 0, None), np.clip(-low, 0, None), give])
        rows = []
        if m:
            carried, one = self.matrix @ base, diags_array(np.ones(m))
            table = hstack([self.matrix, self.matrix, -self.matrix, -one, one], "csr")
            rows = [LinearConstraint(table, self.least / unit - carried, self.most / unit - carried)]
        # Sums of two nested families have whole corners, so the linear program mostly settles it alone.
        found = milp(cost, constraints=rows, bounds=Bounds(start, stop))
        if found.x is None:
            return None
        if np.abs(found.x[: 3 * n] - np.rint(found.x[: 3 * n])).max() > WHOLE:
            whole = np.concatenate([np.ones(3 * n), np.zeros(2 * m)])
            effort = {"mip_rel_gap": ROUGHLY}
            found = milp(cost, constraints=rows, bounds=Bounds(start, stop), integrality=whole, options=effort)
        if found.x is None:
            return None
        up, further, down = np.rint(found.x[: 3 * n]).reshape(3, n)
        steps: Floats = up + further - down
        return steps


def _held(best: float) -> float:
    """Limit that keeps what an earlier program has found, with room for the solver's tolerance."""
    return best + SLACK * max(abs(best), SLACK)


def _matrix(constraints: tuple[SideConstraint, ...], size: int) -> csr_array:
    rates = [np.ones(len(one.cells)) if one.rates is None else np.asarray(one.rates) for one in constraints]
    rows = np.repeat(np.arange(len(constraints)), [len(one.cells) for one in constraints])
    cells = [one.cells for one in constraints]
    empty = np.zeros(0, dtype=np.int64)
    return csr_array(
        (np.concatenate([np.zeros(0), *rates]), (rows, np.concatenate([empty, *cells]))), shape=(len(constraints), size)
    )
