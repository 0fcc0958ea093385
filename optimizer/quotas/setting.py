"""Quota setting: from an alignment and a company target to a quota plan."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from optimizer.alignment import Alignment
from optimizer.instance import COUNT
from optimizer.metrics import totals
from optimizer.travel import Floats

from .allocation import allocate
from .bounds import QuotaBounds
from .limits import check_limits, find_quota_limits
from .money import Money, from_cents, to_cents
from .plan import QuotaPlan, assigned_cents
from .rounding import round_exact

UNBOUNDED = QuotaBounds()
"""No floor, no cap."""
WHOLE = Decimal(1)
"""Whole currency units."""


def allocate_quotas(
    alignment: Alignment,
    target: Money,
    *,
    weights: Mapping[str, float] | None = None,
    bounds: QuotaBounds = UNBOUNDED,
    history: str | None = None,
    round_to: Money = WHOLE,
    over_assignment: float = 0.0,
    capacity: ArrayLike | None = None,
) -> QuotaPlan:
    """Share the company target among the territories of a plan, exact to the cent.

    ``Q_i = clip(lambda * w_i, floor_i, cap_i)``, then rounded; see ``allocation`` and ``rounding``.

    Parameters
    ----------
    alignment
        Who covers what; measures and history are those of the accounts each territory has in it.
    target
        The company number, currency units.
    weights
        Measure -> its part in the blend ``w_i = sum_m weight_m * total_im / sum_j total_jm``; only ratios of the
        parts count. A measure nobody has adds nothing. None for the first measure of the instance.
    bounds
        Floors, caps and growth limits.
    history
        Measure that holds the history (such as last year's revenue), currency units; needed for growth limits.
    round_to
        Quotas are multiples of it, currency units, where bounds allow; one carries the odd remainder of the total.
    over_assignment
        Share assigned on top of the target: at 0.05 the quotas add up to 1.05 times the target.
    capacity
        (k,) factor on each territory's weight: the part of a full rep that works it (ramp, vacancy, part time).
        None for 1 everywhere.

    Raises
    ------
    QuotaError
        If floors or caps make the total impossible: by how much, and who binds.
    ValueError
        For amounts, measures, labels or shares that cannot be used.
    """
    instance = alignment.instance
    labels: tuple[Hashable, ...] = tuple(instance.territories.ids.tolist())
    total = assigned_cents(target, over_assignment)
    unit = to_cents(round_to, "round_to")
    if unit == 0:
        raise ValueError(f"round_to must be at least 0.01, given {round_to!r}")

    restated = None if history is None else totals(alignment, history)
    limits = find_quota_limits(bounds, labels, restated)
    check_limits(total, limits, labels)
    blend = blend_weights(alignment, weights) * _factors(capacity, len(labels))

    allocation = allocate(total, blend, limits.floor, limits.cap)
    whole = blend.sum()
    return QuotaPlan(
        labels=labels,
        reps=instance.territories.reps,
        cents=round_exact(allocation.amounts, total, unit=unit, floor=limits.floor, cap=limits.cap),
        target=from_cents(to_cents(target, "target")),
        over_assignment=over_assignment,
        weight_shares=blend / whole if whole > 0 else blend,
        history=restated,
        binding=limits.binding(allocation.at_floor, allocation.at_cap),
    )


def blend_weights(alignment: Alignment, weights: Mapping[str, float] | None = None) -> Floats:
    """(k,) ``w_i = sum_m weight_m * total_im / sum_j total_jm`` of a plan; measures nobody has add nothing.

    Parameters
    ----------
    alignment
        Who covers what.
    weights
        Measure -> its part, not negative; None for the first measure of the instance (the count where it has none).

    Raises
    ------
    ValueError
        For an unknown measure, or parts that are negative, not finite or all zero.
    """
    instance = alignment.instance
    if weights is None:
        weights = {instance.measures[0] if instance.measures else COUNT: 1.0}
    wrong = {measure: part for measure, part in weights.items() if not 0 <= part < float("inf")}
    if wrong or not any(weights.values()):
        raise ValueError(f"weights must be finite, not negative and one above 0, given {wrong or dict(weights)}")
    blend = np.zeros(instance.num_territories)
    for measure, part in weights.items():
        amounts = totals(alignment, measure)
        whole = amounts.sum()
        blend += part * (amounts / whole if whole > 0 else amounts)
    return blend


def _factors(capacity: ArrayLike | None, num_territories: int) -> Floats:
    if capacity is None:
        return np.ones(num_territories)
    factors = np.asarray(capacity, dtype=np.float64)
    if factors.shape != (num_territories,) or not (np.isfinite(factors) & (factors >= 0)).all():
        raise ValueError(
            f"capacity needs {num_territories} finite factors, none negative, given shape {factors.shape}: {capacity!r}"
        )
    return factors
