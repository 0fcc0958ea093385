"""The core rule: every quota is the same multiple of its weight, unless a floor or a cap binds.

``Q_i = clip(lambda * w_i, floor_i, cap_i)`` with ``lambda`` such that the quotas add up to the target. This is the
lexicographic minimax (and maximin) solution for the ratios ``Q_i / w_i``: nobody's can be made easier without
making harder that of somebody who has it as hard or harder (Luss, 1999, "On equitable resource allocation
problems: a lexicographic minimax approach", Operations Research 47(3); Ibaraki and Katoh, 1988, "Resource
Allocation Problems", MIT Press).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import fsum

import numpy as np

from optimizer.money import MAX_CENTS, Cents, Flags, exact_sum, parts_of_cents, sum_parts
from optimizer.travel import Floats

from .limits import check_limits, limits_of
from .linear import checked_amounts


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Amounts before rounding.

    Parameters
    ----------
    amounts
        (k,) cents, with fractions; they add up to the target within the precision of floats.
    at_floor, at_cap
        (k,) True where the amount asked for is below the floor, or not below the cap.
    level
        The level of difficulty all share who are at no bound, None where it has not been asked for.
    """

    amounts: Floats
    at_floor: Flags
    at_cap: Flags
    level: float | None = None


def allocate(target: int, weights: Floats, floor: Cents | None = None, cap: Cents | None = None) -> Allocation:
    """Share a target in proportion to weights, within floors and caps.

    Territories of weight 0 get their floor; only what is left once all others are at their caps goes to them,
    evenly within their bounds (their ratio is the limit of equal weights that vanish). Where all weights are 0
    this is an even split.

    Parameters
    ----------
    target
        What to allocate, cents, at most ``MAX_CENTS``.
    weights
        (k,) relative weights, not negative; below 1e-307 of the largest they count as 0.
    floor, cap
        (k,) cents, None for none.

    Returns
    -------
    Allocation
        The same for any order of the territories.

    Raises
    ------
    ValueError
        For a negative or too large target, negative or infinite weights, arrays of different length.
    QuotaError
        If floors or caps make the target impossible; it names territories by index.
    """
    check_target(target)
    scaled = _scaled(weights)
    limits = limits_of(len(scaled), floor, cap)
    check_limits(target, limits)
    lower, upper = limits.floor, np.minimum(limits.cap, target)

    weighted = scaled > 0
    first = min(exact_sum(upper[weighted]), target - exact_sum(lower[~weighted]))
    whole = Allocation(np.zeros(len(scaled)), np.zeros(len(scaled), dtype=bool), np.zeros(len(scaled), dtype=bool))
    for members, amount in ((weighted, first), (~weighted, target - first)):
        if not members.any():
            continue
        ratio = scaled[members] if members is weighted else np.ones(int(members.sum()))
        part = _fill(amount, ratio, lower[members], upper[members])
        whole.amounts[members] = part.amounts
        whole.at_floor[members] = part.at_floor & (lower[members] > 0)
        whole.at_cap[members] = part.at_cap & (limits.cap[members] <= target)
    return whole


def check_target(target: int) -> None:
    """Raise ``ValueError`` unless an amount is 0 to ``MAX_CENTS`` cents."""
    if not 0 <= target <= MAX_CENTS:
        raise ValueError(f"target must be 0..{MAX_CENTS} cents, given {target}")


def _scaled(weights: Floats) -> Floats:
    """Check weights and multiply them by the power of two that brings the largest below 1 (nothing is lost)."""
    weights = checked_amounts(weights, "weights")
    _, exponent = np.frexp(weights.max())
    scaled: Floats = np.ldexp(weights, -exponent)
    return scaled


def _fill(amount: int, weights: Floats, lower: Cents, upper: Cents) -> Allocation:
    """``clip(lambda * w, lower, upper)`` adding up to ``amount``; weights positive, the sum possible.

    The sum is piecewise linear in lambda with knots at ``lower / w`` and ``upper / w``. The piece that holds the
    amount is found by halving among the knots, on sums in parts of a cent, and settled by sums rounded once
    (``fsum``), so that the order plays no part; within it the free territories share what the others leave.
    """
    least, most = lower.astype(np.float64), upper.astype(np.float64)
    with np.errstate(over="ignore"):
        leaves, arrives = least / weights, most / weights
    knots = np.unique(np.concatenate([leaves, arrives]))
    knots = knots[np.isfinite(knots)]

    def values(knot: int) -> Floats:
        level = knots[knot]
        between = np.clip(level * weights, least, most)
        return np.where(leaves >= level, least, np.where(arrives <= level, most, between))

    def exceeds(knot: int) -> bool:
        return fsum(values(knot).tolist()) > amount

    def seems_to_exceed(knot: int) -> bool:
        return sum_parts(values(knot), shift) > amount << shift

    shift = parts_of_cents(max(amount, int(upper.max())))
    above = 1 + bisect_left(range(1, len(knots)), True, key=seems_to_exceed)  # noqa: FBT003 -- what is looked for
    while above < len(knots) and not exceeds(above):
        above += 1
    while above > 1 and exceeds(above - 1):
        above -= 1
    start, stop = knots[above - 1], knots[above] if above < len(knots) else np.inf
    at_floor = leaves >= stop
    at_cap = ~at_floor & (arrives <= start)

    amounts = np.where(at_floor, least, most)
    free = ~(at_floor | at_cap)
    if free.any():
        left = float(amount - exact_sum(lower[at_floor]) - exact_sum(upper[at_cap]))
        shares = weights[free] / fsum(weights[free].tolist())
        amounts[free] = np.clip(left * shares, least[free], most[free])
    return Allocation(amounts, at_floor, at_cap)
