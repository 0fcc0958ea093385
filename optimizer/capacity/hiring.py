"""Whom to hire where and when so that capacity meets the need at least cost, in whole people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, isinf

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.exceptions import HeadcountError
from optimizer.money import from_cents
from optimizer.travel import Floats

from .need import HiringNeed
from .program import MET, HiringProgram, Shortage, hiring_program, least_shortage, relaxed, rounded_up, whole_hires

NODES = 2_000
"""Nodes of branch and cut for each group of regions that share a limit."""
MOST_NAMES = 5
"""Regions named in a message; the rest is counted."""
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HiringPlan:
    """Hires by region and month, what they cost, and what no plan can cost less than. Nothing changes it.

    Parameters
    ----------
    need
        The facts it is about.
    hires
        (r, m) people who start, whole numbers.
    relaxed_bound_cents
        No plan costs less, even one that hires fractions of people, but for less than a cent: the bound of the linear
        program, rounded up since whole people cost whole cents.
    bound_cents
        No plan of whole people costs less: the better of that and the bound of branch and cut.

    Raises
    ------
    ValueError
        If hires are negative, before the first month possible, or too many in a month.
    """

    need: HiringNeed
    hires: Counts
    relaxed_bound_cents: int
    bound_cents: int

    def __post_init__(self) -> None:
        hires = np.array(self.hires, dtype=np.int64)
        if hires.shape != self.need.shape:
            raise ValueError(f"hires have shape {hires.shape}, expected {self.need.shape}")
        if (hires < 0).any() or (hires > 0)[~self.need.open_months].any():
            raise ValueError("hires must be 0 or more, and 0 before the first month in which somebody can start")
        if self.need.most_per_month is not None and (hires.sum(axis=0) > self.need.most_per_month).any():
            raise ValueError(f"at most {self.need.most_per_month} can start in a month, given {hires.sum(axis=0)}")
        hires.flags.writeable = False
        object.__setattr__(self, "hires", hires)

    @property
    def cost_cents(self) -> int:
        """Expected cost of the hires up to the last month, cents, exact."""
        return sum(
            count * cost
            for region, counts in enumerate(self.hires.tolist())
            for count, cost in zip(counts, self.need.costs(region).tolist(), strict=True)
        )

    @property
    def cost(self) -> Decimal:
        """Expected cost of the hires up to the last month, currency units."""
        return from_cents(self.cost_cents)

    @property
    def is_proven(self) -> bool:
        """Whether no plan of whole people can cost less."""
        return self.cost_cents <= self.bound_cents

    @property
    def employed(self) -> Floats:
        """(r, m) hires on the payroll in each month, in expectation."""
        return self._spread([hire.staying(self.need.shape[1]) for hire in self.need.hires_of])

    @property
    def ramping(self) -> Floats:
        """(r, m) full reps lost to the ramp of the hires in each month, in expectation."""
        return self.employed - self._spread([hire.yields(self.need.shape[1]) for hire in self.need.hires_of])

    @property
    def capacity(self) -> Floats:
        """(r, m) present capacity and that of the hires, in months of a fully ramped full-time rep."""
        return self.need.present + self._spread([self.need.yields(region) for region in range(len(self.need.regions))])

    @property
    def surplus(self) -> Floats:
        """(r, m) capacity less need; below 0 only where coverage lets another month make up for it."""
        return self.capacity - self.need.needed

    def to_frame(self) -> pd.DataFrame:
        """One row a region and month: those of ``HiringNeed.to_frame``, then hires, employed, capacity, surplus."""
        frame = self.need.to_frame()
        for name in ("hires", "employed", "capacity", "surplus"):
            frame[name] = getattr(self, name).ravel()
        return frame

    def _spread(self, per_hire: Sequence[Floats]) -> Floats:
        """(r, m) sum over the months of starting of hires times (m, m) what one is in each month, region by region."""
        return np.stack([counts @ by_month for counts, by_month in zip(self.hires, per_hire, strict=True)])


def plan_hiring(need: HiringNeed, *, nodes: int = NODES) -> HiringPlan:
    """Hires of least expected cost that meet the need: the program of ``program.py``, in whole people.

    Regions that share no limit are planned one by one. For each group the linear program gives a bound; branch and
    cut and rounding up give whole hires, of which the cheaper are taken. The plan says how far it is from the bound.

    Parameters
    ----------
    need
        Need, present capacity, what a hire brings and costs.
    nodes
        Effort of branch and cut for each group; 0 for rounding up alone.

    Raises
    ------
    HeadcountError
        If no hires meet the need; it says by how much, who, and from which month on.
    ValueError
        For nodes below 0.
    """
    if nodes < 0:
        raise ValueError(f"nodes must be 0 or more, given {nodes}")
    count, months = need.shape
    together = need.most_per_month is not None
    hires = np.zeros(need.shape, dtype=np.int64)
    relaxed_bound = bound = 0
    for regions in [list(range(count))] if together else [[region] for region in range(count)]:
        program = hiring_program(need, regions, months=months)
        relaxation = relaxed(program)
        found = None if relaxation is None else _cheapest(program, *relaxation, nodes=nodes)
        if found is None:
            raise _impossible(need, whole=relaxation is not None)
        part = np.zeros(len(regions) * months, dtype=np.int64)
        part[program.column_of] = found.hires
        hires[regions] = part.reshape(len(regions), months)
        relaxed_bound += found.relaxed_bound
        bound += found.bound
    return HiringPlan(need=need, hires=hires, relaxed_bound_cents=relaxed_bound, bound_cents=bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    hires: Counts
    relaxed_bound: int
    bound: int


def _cheapest(program: HiringProgram, fractions: Floats, relaxed_bound: float, *, nodes: int) -> _Found | None:
    """The cheapest whole hires found and their bounds in cents, None where none were found."""
    searched, searched_bound = whole_hires(program, nodes) if nodes else (None, 0.0)
    if isinf(searched_bound):
        return None
    plans = [plan for plan in (searched, rounded_up(program, fractions)) if plan is not None]
    if not plans:
        # A limit stopped rounding and the search ended early: to look for the least shortage is another search.
        feasible = rounded_up(program, np.rint(least_shortage(program, nodes=NODES, whole=True).hires))
        if feasible is None:
            return None
        plans.append(feasible)
    costs = [_cost(program, plan) for plan in plans]
    best = plans[int(np.argmin(costs))]
    # A plan may miss a need by a hair, which the bounds do not allow for: they never claim more than it costs.
    lower, searched_lower = (min(_whole_cents(limit), *costs) for limit in (relaxed_bound, searched_bound))
    return _Found(best.astype(np.int64), lower, max(lower, searched_lower))


def _cost(program: HiringProgram, hires: Floats) -> int:
    return sum(int(count) * cost for count, cost in zip(hires.tolist(), program.cost.tolist(), strict=True))


def _whole_cents(bound: float) -> int:
    """Whole cents no plan of whole people costs less than: up, since its cost is whole, but for the noise of floats."""
    return max(0, ceil(bound - 1e-2 - 1e-12 * bound))


def _impossible(need: HiringNeed, *, whole: bool) -> HeadcountError:
    """Say by how much, who and from which month on: the shortest run of months that cannot be met is searched."""
    everyone = range(need.shape[0])

    def shortage(months: int) -> Shortage:
        return least_shortage(hiring_program(need, everyone, months=months), nodes=NODES, whole=whole)

    possible, impossible = 0, need.shape[1]
    while impossible - possible > 1:
        middle = (possible + impossible) // 2
        possible, impossible = (possible, middle) if shortage(middle).missing.any() else (middle, impossible)
    short = shortage(need.shape[1])
    by_region = short.missing.reshape(need.shape).sum(axis=1)
    order = [int(region) for region in np.argsort(-by_region, kind="stable") if by_region[region] > MET]
    first = need.months[impossible - 1]
    if short.at_least > MET:
        told = f"no hiring plan meets the need: at least {short.at_least:,.2f} rep-months stay missing"
    else:
        told = f"no hiring plan of whole people was found: the best leaves {by_region.sum():,.2f} rep-months missing"
    named = [f"{need.regions[region]} {by_region[region]:,.2f}" for region in order[:MOST_NAMES]]
    if len(order) > MOST_NAMES:
        named.append(f"{len(order) - MOST_NAMES} more {by_region[order[MOST_NAMES:]].sum():,.2f}")
    message = f"{told} ({', '.join(named)}), from {first} on. {_remedy(need)}"
    total = short.at_least if short.at_least > MET else float(by_region.sum())
    return HeadcountError(
        message, shortfall=total, first_month=first, regions=tuple(need.regions[region] for region in order)
    )


def _remedy(need: HiringNeed) -> str:
    ways = ["Move the need to later months", "let hires start earlier or ramp faster"]
    if need.most_per_month is not None:
        ways.append(f"allow more than {need.most_per_month} hires a month")
    return ", or ".join(ways)
