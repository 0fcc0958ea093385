"""A target shared step by step: by the method alone, with over-assignment, with relief, within bounds, to the unit."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from optimizer.money import Cents, exact_sum, nearest_cents
from optimizer.travel import Floats

from .allocation import Allocation
from .difficulty import Difficulty
from .levels import equalise
from .limits import QuotaLimits, check_limits
from .linear import Proportional
from .relief import Relief, relieved
from .rounding import round_exact


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shared:
    """What came of sharing.

    Parameters
    ----------
    stages
        (k,) cents each: by the method alone, with over-assignment, with relief.
    allocation
        The amounts within bounds, with fractions.
    total
        What they add up to, cents.
    weight_shares
        (k,) share of each territory without bounds; all 0 where nobody has a weight.
    relieved
        Cents taken off the territories of less capacity.
    difficulty
        Amounts of the territories by level, their capacity counted.
    """

    stages: tuple[Cents, Cents, Cents]
    allocation: Allocation
    total: int
    weight_shares: Floats
    relieved: int
    difficulty: Difficulty


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sharing:
    """What is shared, and how; amounts in cents.

    Parameters
    ----------
    difficulty
        Amounts of full reps by level.
    target, assigned
        The company number, and it with over-assignment.
    factors
        (k,) capacity of each territory over the year, None for full reps everywhere.
    relief
        Where the number goes that capacities leave.
    limits
        Floors and caps.
    """

    difficulty: Difficulty
    target: int
    assigned: int
    factors: Floats | None
    relief: Relief
    limits: QuotaLimits

    def run(self, labels: tuple[Hashable, ...]) -> Shared:
        """Share by the method, with over-assignment, with relief, within bounds.

        Raises
        ------
        QuotaError
            If floors or caps make the total impossible; it names territories by their labels (k,).
        """
        alone = _whole_cents(self.difficulty, self.target)
        whole = alone if self.assigned == self.target else _whole_cents(self.difficulty, self.assigned)
        own, left = self._relieved(whole)
        total = exact_sum(left)
        check_limits(total, self.limits, labels)
        return Shared(
            stages=(alone, whole, left),
            allocation=equalise(total, own, self.limits.floor, self.limits.cap),
            total=total,
            weight_shares=_shares(own, left),
            relieved=exact_sum(np.maximum(whole - left, 0)),
            difficulty=own,
        )

    def rounded(self, shared: Shared, unit: int) -> Cents:
        """(k,) amounts within bounds, multiples of a unit where bounds allow, adding up to their total."""
        amounts, limits = shared.allocation.amounts, self.limits
        return round_exact(amounts, shared.total, unit=unit, floor=limits.floor, cap=limits.cap)

    def grown(self, history: Floats | None) -> tuple[Cents, Cents]:
        """(k,) history, and history at the growth that makes the target of it; 0 where nobody has any."""
        if history is None or not history.any():
            nothing = np.zeros(self.difficulty.size, dtype=np.int64)
            return nothing, nothing
        return nearest_cents(history), _whole_cents(Proportional(history), self.target)

    def _relieved(self, whole: Cents) -> tuple[Difficulty, Cents]:
        """What each territory carries of its number: as a difficulty, and (k,) cents without bounds."""
        if self.factors is None:
            return self.difficulty, whole
        if self.relief is Relief.OTHERS:
            own = relieved(self.difficulty, self.factors)
            return own, _whole_cents(own, self.assigned)
        # More than a full rep relieves nobody: there is no number in the pool to take.
        factors = np.minimum(self.factors, 1.0)
        return relieved(self.difficulty, factors), np.rint(whole * factors).astype(np.int64)


def _whole_cents(difficulty: Difficulty, total: int) -> Cents:
    return round_exact(equalise(total, difficulty).amounts, total)


def _shares(difficulty: Difficulty, amounts: Cents) -> Floats:
    weights = difficulty.weights if isinstance(difficulty, Proportional) else amounts.astype(np.float64)
    whole = weights.sum()
    return weights / whole if whole > 0 else weights
