"""The core rule for any choice of difficulty: one level for all, within floors and caps, the sum exact.

``Q_i = clip(g_i(level), floor_i, cap_i)``. Where the ``g_i`` rise, this is the leximax solution of the levels: the
largest difficulty is as small as it can be, then the next, and so on (Luss, 1999, "On equitable resource allocation
problems: a lexicographic minimax approach", Operations Research 47(3)).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from optimizer.money import Cents, parts_of_cents, sum_parts
from optimizer.travel import Floats

from .allocation import Allocation, allocate, check_target
from .difficulty import Difficulty
from .limits import QuotaLimits, check_limits, limits_of
from .linear import Proportional

LARGEST = float(np.finfo(np.float64).max)
BEYOND = 2
"""Amounts are told apart up to so many times the target."""


def equalise(target: int, difficulty: Difficulty, floor: Cents | None = None, cap: Cents | None = None) -> Allocation:
    """Give everybody the amount of the same level, within floors and caps, so that the amounts add up to the target.

    The level is found by halving among the floats themselves, so no tolerance is involved: the result is the last
    float at which the amounts do not exceed the target. What is then missing, up to the amounts of the next float,
    is shared in proportion to the steps between these two: next to nothing where amounts rise steadily, a jump where
    they jump. Where no level reaches the target because all amounts have stopped rising, or the lowest level asks for
    too much, the amounts at that end of the range are scaled alike (``allocate``), territories that stand at 0 there
    last and evenly.

    Parameters
    ----------
    target
        What to allocate, cents, at most ``MAX_CENTS``.
    difficulty
        Amounts by level. ``Proportional`` is solved directly, see ``allocate``.
    floor, cap
        (k,) cents, None for none.

    Returns
    -------
    Allocation
        The same for any order of the territories.

    Raises
    ------
    ValueError
        For a negative or too large target, arrays of different length, or amounts that are no numbers.
    QuotaError
        If floors or caps make the target impossible; it names territories by index.
    """
    if isinstance(difficulty, Proportional):
        return allocate(target, difficulty.weights, floor, cap)
    check_target(target)
    limits = limits_of(difficulty.size, floor, cap)
    check_limits(target, limits)
    # Above the target all the same, so that the last level within it exists for a single territory too.
    most = np.minimum(limits.cap, BEYOND * target + 1).astype(np.float64)
    scale = _Scale(target, difficulty, limits.floor.astype(np.float64), most)
    low, high = (_order_of(float(np.clip(end, -LARGEST, LARGEST))) for end in difficulty.range)
    if scale.parts(scale.amounts(low)) > 0:
        level, asked = difficulty.range[0], scale.asked(low)
        amounts = _scaled(target, asked, limits)
    elif scale.parts(scale.amounts(high)) <= 0:
        level, asked = difficulty.range[1], scale.asked(high)
        amounts = _scaled(target, asked, limits)
    else:
        last = scale.last_within(low, high)
        level, asked, amounts = _float_of(last), scale.asked(last), scale.between(last)
    amounts = np.minimum(amounts, target)
    at_floor = (limits.floor > 0) & (amounts <= limits.floor) & (asked < limits.floor)
    at_cap = (limits.cap <= target) & (amounts >= limits.cap) & ~at_floor
    return Allocation(amounts, at_floor, at_cap, level)


@dataclass(frozen=True, slots=True, eq=False)
class _Scale:
    """Amounts within bounds by the order of a level among the floats; sums are exact, in parts of a cent."""

    target: int
    difficulty: Difficulty
    least: Floats
    most: Floats

    def parts(self, amounts: Floats) -> int:
        """Exact sum of amounts less the target, in parts of a cent."""
        shift = parts_of_cents(BEYOND * self.target + 1)
        return sum_parts(amounts, shift) - (self.target << shift)

    def asked(self, order: int) -> Floats:
        """(k,) cents at a level, without bounds."""
        with np.errstate(over="ignore"):
            asked = np.asarray(self.difficulty.amounts(np.full(self.difficulty.size, _float_of(order))))
        if asked.shape != self.least.shape or np.isnan(asked).any():
            raise ValueError(f"amounts at level {_float_of(order)} need {len(self.least)} numbers, given {asked}")
        return asked

    def amounts(self, order: int) -> Floats:
        """(k,) cents at a level, within bounds, and not so far above the target that they could not be counted."""
        return np.clip(self.asked(order), self.least, self.most)

    def last_within(self, low: int, high: int) -> int:
        """Order of the last level whose amounts do not exceed the target; that of ``low`` do not, of ``high`` do."""
        while high - low > 1:
            middle = (low + high) // 2
            if self.parts(self.amounts(middle)) <= 0:
                low = middle
            else:
                high = middle
        return low

    def between(self, low: int) -> Floats:
        """(k,) amounts of the level, and what is missing from them in proportion to the steps to the next level."""
        start, stop = self.amounts(low), self.amounts(low + 1)
        before, after = self.parts(start), self.parts(stop)
        part = before / (before - after)
        return np.clip(start + part * (stop - start), start, stop)


def _scaled(target: int, amounts: Floats, limits: QuotaLimits) -> Floats:
    """(k,) amounts of the lowest or highest level, scaled alike to the target."""
    weights = np.minimum(np.clip(amounts, limits.floor, limits.cap), LARGEST)
    return allocate(target, weights, limits.floor, limits.cap).amounts


def _order_of(level: float) -> int:
    """Position of a float among all floats, 0 for 0.0; neighbours differ by 1."""
    bits: int = struct.unpack("<q", struct.pack("<d", level))[0]
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def _float_of(order: int) -> float:
    level: float = struct.unpack("<d", struct.pack("<q", abs(order)))[0]
    return level if order >= 0 else -level
