"""Quota setting: from an alignment and a company target to a quota plan."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from decimal import Decimal

from numpy.typing import ArrayLike

from optimizer.alignment import Alignment
from optimizer.metrics import totals
from optimizer.money import Money, exact_sum, from_cents, to_cents

from .bounds import QuotaBounds
from .by_level import QuotaLevels, company_cents, share_on_top
from .limits import find_quota_limits
from .methods import QuotaMethod, WeightedIndex
from .plan import QuotaPlan, assigned_cents
from .relief import Relief, checked_capacity, year_capacity
from .sharing import Shared, Sharing
from .waterfall import waterfall_of

UNBOUNDED = QuotaBounds()
"""No floor, no cap."""
WHOLE = Decimal(1)
"""Whole currency units."""


def allocate_quotas(
    alignment: Alignment,
    target: Money,
    *,
    method: QuotaMethod | None = None,
    weights: Mapping[str, float] | None = None,
    bounds: QuotaBounds = UNBOUNDED,
    history: str | None = None,
    round_to: Money = WHOLE,
    over_assignment: float = 0.0,
    capacity: ArrayLike | None = None,
    relief: Relief = Relief.OTHERS,
    profile: ArrayLike | None = None,
    levels: QuotaLevels | None = None,
) -> QuotaPlan:
    """Share the company target among the territories of a plan, exact to the cent.

    ``Q_i = clip(g_i(level), floor_i, cap_i)`` with one level for all, then rounded; see ``levels`` and ``rounding``.

    Parameters
    ----------
    alignment
        Who covers what; measures and history are those of the accounts each territory has in it.
    target
        The company number, currency units.
    method
        What is equally hard for everybody, see ``methods``.
    weights
        Short for ``WeightedIndex(weights)``; where neither is given, the first measure of the instance.
    bounds
        Floors, caps and limits of growth, of shares of a measure and by capacity.
    history
        Measure that holds the history (such as last year's revenue), currency units; needed for growth limits, and
        where the waterfall starts.
    round_to
        Quotas are multiples of it, currency units, where bounds allow; one carries the odd remainder of the total.
    over_assignment
        Share assigned on top of the target: at 0.05 the quotas add up to 1.05 times the target.
    capacity
        What each territory carries of a full rep's number (ramp, leave, part time, dates): (k,) for the year, or
        (k, p) by period. None for 1 everywhere.
    relief
        Where the number goes that capacities below 1 leave; see ``Relief``.
    profile
        (p,) weight of each period, or (k, p): how much of a year's number a month of absence is. None for equal
        weights.
    levels
        The hierarchy above the territories, with bounds and over-assignment of its own (then give none beside it).

    Raises
    ------
    QuotaError
        If floors or caps make the total impossible: by how much, who binds, and what change would be enough.
    ValueError
        For amounts, measures, labels or shares that cannot be used.
    """
    if method is not None and weights is not None:
        raise ValueError("give a method or weights, not both; WeightedIndex(weights) is the method of weights")
    over_assignment = _on_top(over_assignment, levels)
    instance = alignment.instance
    labels: tuple[Hashable, ...] = tuple(instance.territories.ids.tolist())
    unit = _unit(round_to)
    by_period = None if capacity is None else checked_capacity(capacity, len(labels))
    factors = None if by_period is None else year_capacity(by_period, profile)
    restated = None if history is None else totals(alignment, history)
    measure = None if bounds.share_of is None else totals(alignment, bounds.share_of)
    limits = find_quota_limits(bounds, labels, restated, measure=measure, capacity=factors)
    sharing = Sharing(
        difficulty=(method or WeightedIndex(weights)).difficulty(alignment),
        target=to_cents(target, "target"),
        assigned=assigned_cents(target, over_assignment),
        factors=factors,
        relief=relief,
        limits=limits,
    )
    shared = sharing.run(labels)
    plan = QuotaPlan(
        labels=labels,
        reps=instance.territories.reps,
        cents=sharing.rounded(shared, unit),
        target=from_cents(sharing.target),
        over_assignment=over_assignment,
        weight_shares=shared.weight_shares,
        history=restated,
        binding=limits.binding(shared.allocation.at_floor, shared.allocation.at_cap),
        relief=None if factors is None else relief,
        relieved=shared.relieved,
        capacity=by_period,
        level=shared.allocation.level,
        waterfall=waterfall_of(
            labels,
            instance.territories.reps,
            [*sharing.grown(restated), *shared.stages, sharing.rounded(shared, unit=1), sharing.rounded(shared, unit)],
        ),
    )
    return plan if levels is None else _levelled(plan, levels, sharing, shared, unit=unit)


def _on_top(over_assignment: float, levels: QuotaLevels | None) -> float:
    """Share on top of the target that all territories together carry."""
    if levels is None:
        return over_assignment
    if over_assignment:
        raise ValueError("give over_assignment by level or in all, not both; levels have it by generation")
    return levels.compounded


def _unit(round_to: Money) -> int:
    unit = to_cents(round_to, "round_to")
    if unit == 0:
        raise ValueError(f"round_to must be at least 0.01, given {round_to!r}")
    return unit


def _levelled(plan: QuotaPlan, levels: QuotaLevels, sharing: Sharing, shared: Shared, *, unit: int) -> QuotaPlan:
    """The plan with its target shared down the levels instead of all at once."""
    company = company_cents(sharing.target, sharing.assigned, shared.total)
    found = levels.spread(shared.difficulty, sharing.limits, company=company, unit=unit)
    quotas = found.final.quotas
    leaves = quotas.tree.leaves
    history, grown = sharing.grown(plan.history)
    pooled = plan.pool
    on_top = plan.over_assignment
    if exact_sum(found.cents) + pooled != assigned_cents(plan.target, on_top):
        on_top = share_on_top(found.cents, pooled, sharing.target)
    return replace(
        plan,
        cents=found.cents,
        over_assignment=on_top,
        binding=sharing.limits.binding(quotas.at_floor[leaves], quotas.at_cap[leaves]),
        level=None if plan.level is None else found.level,
        waterfall=waterfall_of(
            plan.labels,
            plan.reps,
            [history, grown, *shared.stages, found.exact, found.rounded, found.cents],
        ),
        hierarchy=found.final,
    )
