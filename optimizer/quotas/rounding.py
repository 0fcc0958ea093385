"""Largest remainder within bounds: whole amounts that still add up.

Source: the method of Hamilton (Balinski and Young, 1982, "Fair Representation"), with a floor and a cap for each.
``q_i = clip(whole_i + theta, least_i, most_i)`` with one whole ``theta`` for all, one more for those of the larger
remainders, is plain largest remainder where no bound is met, and has the least sum of squared departures from the ideal
among all whole amounts within the bounds (a step up from ``whole_i + theta`` costs ``2 theta + 1 - 2 remainder_i``, so
the cheapest steps come first: separable convex allocation, Ibaraki and Katoh, 1988, "Resource Allocation Problems",
chapter 4). Amounts are rounded one by one; a sequence, such as the periods of a year, is another matter, see
``periods``.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from optimizer.money import MAX_CENTS, Cents, exact_sum
from optimizer.travel import Floats

from .limits import check_limits, limits_of


def round_exact(
    ideal: Floats, total: int, *, unit: int = 1, floor: Cents | None = None, cap: Cents | None = None
) -> Cents:
    """Whole cents, multiples of ``unit`` where bounds allow, that add up to ``total`` exactly.

    First all are rounded to the cent, then up or down to the next multiple of the unit. Off the unit are only:

    - who has no multiple between floor and cap: these keep their cents;
    - one other, who carries the odd remainder: the largest quota with room for it;
    - where nobody alone has room, or bounds stop so many that the rest would have to move by a whole unit or more:
      as few as possible, each still within a unit of its ideal.

    Ties go to the larger ideal, then to the lower index.

    Parameters
    ----------
    ideal
        (k,) amounts to be close to, cents with fractions.
    total
        Sum of the result, cents, at most ``MAX_CENTS``.
    unit
        Cents.
    floor, cap
        (k,) cents, None for none.

    Raises
    ------
    ValueError
        For a unit below one cent, or ideal amounts that are negative or not finite.
    QuotaError
        If floors or caps make the total impossible.
    """
    ideal = np.asarray(ideal, dtype=np.float64)
    if not (1 <= unit <= MAX_CENTS and 0 <= total <= MAX_CENTS):
        raise ValueError(f"unit must be 1..{MAX_CENTS} and total 0..{MAX_CENTS} cents, given {unit} and {total}")
    if ideal.ndim != 1 or not len(ideal) or not ((ideal >= 0) & (ideal <= MAX_CENTS)).all():
        raise ValueError(f"ideal needs one amount 0..{MAX_CENTS} cents per territory")
    limits = limits_of(len(ideal), floor, cap)
    check_limits(total, limits)
    lower, upper = limits.floor, limits.cap

    whole = np.floor(ideal).astype(np.int64)
    cents = _apportion(total, whole, least=lower, most=np.minimum(upper, total), remainder=ideal - whole, ideal=ideal)
    on_unit = -(-lower // unit) <= upper // unit
    if unit == 1 or not on_unit.any():
        return cents
    cents[on_unit] = _to_unit(cents[on_unit], ideal[on_unit], unit=unit, lower=lower[on_unit], upper=upper[on_unit])
    return cents


def _to_unit(cents: Cents, ideal: Floats, *, unit: int, lower: Cents, upper: Cents) -> Cents:
    """Move each to the multiple below or above, the sum as it was; the fewest carry what multiples cannot hold."""
    below, above = cents // unit, -(-cents // unit)
    least, most = np.maximum(below, -(-lower // unit)), np.minimum(above, upper // unit)
    total = exact_sum(cents)
    steps = min(max(total // unit, exact_sum(least)), exact_sum(most))
    rounded = unit * _apportion(steps, below, least=least, most=most, remainder=cents % unit, ideal=ideal)

    odd = total - steps * unit
    sign = 1 if odd >= 0 else -1
    bound = upper if odd >= 0 else lower
    room = sign * (bound - rounded)
    if abs(odd) < unit and (room >= abs(odd)).any():
        able = np.flatnonzero(room >= abs(odd))
        carrier = able[np.lexsort((-sign * ideal[able], -rounded[able]))[0]]
        rounded[carrier] += odd
        return rounded
    near = np.minimum(upper, above * unit) if odd >= 0 else np.maximum(lower, below * unit)
    return rounded + sign * _fewest(abs(odd), sign * (near - rounded), -sign * ideal)


def _fewest(odd: int, room: Cents, order: Floats) -> Cents:
    """Hand out ``odd`` so that the fewest take any of it: the largest room first, ties by ``order``."""
    taken = np.zeros_like(room)
    for territory in np.lexsort((order, -room)):
        if odd == 0:
            break
        taken[territory] = min(odd, int(room[territory]))
        odd -= int(taken[territory])
    return taken


def _apportion(
    seats: int, whole: Cents, *, least: Cents, most: Cents, remainder: Floats | Cents, ideal: Floats
) -> Cents:
    """``clip(whole + theta, least, most)`` adding up to ``seats``; the last step goes to the larger remainders."""

    def shifted(shift: int) -> Cents:
        return np.clip(whole + shift, least, most)

    shifts = range(int((least - whole).min()), int((most - whole).max()) + 1)
    # Nearly always whole + 0 is too little and whole + 1 too much.
    shift = 0
    if exact_sum(shifted(0)) > seats or exact_sum(shifted(1)) <= seats:
        shift = shifts[bisect_right(shifts, seats, key=lambda shift: exact_sum(shifted(shift))) - 1]
    given = shifted(shift)
    missing = seats - exact_sum(given)
    if missing:
        takers = np.flatnonzero(shifted(shift + 1) > given)
        given[_first(takers, missing, remainder, ideal=ideal)] += 1
    return given


def _first(takers: NDArray[np.intp], count: int, remainder: Floats | Cents, *, ideal: Floats) -> NDArray[np.intp]:
    """Find ``count`` takers of the largest remainders; ties go to the larger ideal, then to the lower index."""
    if count >= len(takers):
        return takers
    least = np.partition(remainder[takers], len(takers) - count)[len(takers) - count]
    above, equal = takers[remainder[takers] > least], takers[remainder[takers] == least]
    order = np.argsort(-ideal[equal], kind="stable")
    return np.concatenate([above, equal[order[: count - len(above)]]])
