"""Relief: who ramps up, is on leave, works part time or part of the year carries less, and where the rest goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .difficulty import Difficulty
from .linear import Proportional, checked_amounts

LARGEST = float(np.finfo(np.float64).max)
"""Stands for a level without end."""


class Relief(Enum):
    """Where the number goes that a territory is relieved of."""

    POOL = "pool"
    """To nobody: the quotas add up to less, and over-assignment covers it as far as it goes."""
    OTHERS = "others"
    """To the others, at the same level of difficulty for all; the quotas add up to the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Relieved:
    """Any difficulty, of which each territory carries a part: ``f_i g_i(level)``.

    Parameters
    ----------
    whole
        Amounts of full reps over the whole year.
    factors
        (k,) capacity f of each over the year, 1 for all of it.

    Raises
    ------
    ValueError
        For factors that are negative, not finite or of another number.
    """

    whole: Difficulty
    factors: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "factors", checked_amounts(self.factors, "capacities"))
        if len(self.factors) != self.whole.size:
            raise ValueError(f"{self.whole.size} territories need as many capacities, given {len(self.factors)}")

    @property
    def size(self) -> int:
        """See ``Difficulty``."""
        return self.whole.size

    @property
    def range(self) -> tuple[float, float]:
        """That of the whole."""
        return self.whole.range

    def amounts(self, levels: Floats) -> Floats:
        """See ``Difficulty``; nothing for who has no capacity, however high the level."""
        whole = self.whole.amounts(levels)
        return np.where(self.factors > 0, self.factors, 0.0) * np.where(self.factors > 0, whole, 0.0)


def relieved(whole: Difficulty, factors: Floats) -> Difficulty:
    """Scale a difficulty by the capacity of each territory (k,); that of shares stays one of shares.

    Where nobody with capacity has a weight (history, bookings to come, unrealised potential: an amount above 0 at the
    highest level) the capacities themselves are the weights.
    """
    if isinstance(whole, Proportional):
        weights = whole.weights * factors
        return Proportional(weights if weights.any() else factors)
    scaled = Relieved(whole, factors)
    with np.errstate(over="ignore"):
        highest = scaled.amounts(np.full(scaled.size, min(scaled.range[1], LARGEST)))
    return scaled if highest.any() or not factors.any() else Proportional(factors)


def checked_capacity(capacity: ArrayLike, num_territories: int) -> Floats:
    """(k, p) capacity by period, read-only; one column where it is given for the year only.

    Raises
    ------
    ValueError
        For another shape, or capacities that are negative or not finite.
    """
    given = np.array(capacity, dtype=np.float64)
    factors = given[:, np.newaxis] if given.ndim == 1 else given
    shaped = factors.ndim == 2 and len(factors) == num_territories and factors.shape[1] > 0
    if not shaped or not (np.isfinite(factors) & (factors >= 0)).all():
        raise ValueError(
            f"capacity needs {num_territories} finite factors (or rows of one a period), none negative, "
            f"given shape {given.shape}: {capacity!r}"
        )
    factors.flags.writeable = False
    return factors


def year_capacity(capacity: Floats, profile: ArrayLike | None = None) -> Floats:
    """(k,) capacity over the year: the mean over its periods, each with the weight of the season in it.

    Parameters
    ----------
    capacity
        (k, p) capacity by period.
    profile
        (p,) weight of each period, (k, p) for each territory its own; None for equal weights.

    Raises
    ------
    ValueError
        For a profile of another length, negative, or all zero.
    """
    if profile is None or capacity.shape[1] == 1:
        return np.asarray(capacity.mean(axis=1))
    weights = np.atleast_2d(np.asarray(profile, dtype=np.float64))
    fits = weights.shape[1] == capacity.shape[1] and len(weights) in (1, len(capacity))
    if not fits or not (np.isfinite(weights) & (weights >= 0)).all() or not weights.any(axis=1).all():
        expected = f"{capacity.shape[1]} finite weights, none negative and one above 0"
        raise ValueError(f"the profile needs {expected}, given {np.asarray(profile).tolist()!r}")
    return np.asarray((capacity * weights).sum(axis=1) / weights.sum(axis=1))
