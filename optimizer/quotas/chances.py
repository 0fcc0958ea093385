"""The level of difficulty is a chance: everybody as likely to miss the quota as everybody else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats

from .attainment import MET
from .linear import IN_CENTS


@dataclass(frozen=True, slots=True, eq=False)
class EqualAttainment:
    """The same chance of attainment p for all: ``Q_i = F_i^-1(1 - p)``, the level ``1 - p`` the chance of missing.

    ``F_i^-1`` is the interpolated quantile of the draws of a territory (definition 7 of Hyndman and Fan, 1996,
    "Sample quantiles in statistical packages", The American Statistician 50(4)): level 0 is the smallest draw, level
    1 the largest, straight lines between. **Beyond the draws the level is no chance any more**; so that a level
    exists for any target, amounts go on in straight lines: ``(1 + level)`` times the smallest draw below 0 (nothing
    at -1), ``level`` times the largest above 1. Draws below 0 count as 0, since no quota is negative.

    Parameters
    ----------
    draws
        (d, k) what each territory brings in each of d equally likely years, currency units. They are kept in rising
        order within each territory: what they have in common plays no part here.

    Raises
    ------
    ValueError
        For draws of another shape, or not finite.
    """

    draws: Floats
    _ordered: Floats = field(init=False, repr=False)
    """(k, d) the same, smallest first."""

    def __post_init__(self) -> None:
        draws = np.asarray(self.draws, dtype=np.float64)
        if draws.ndim != 2 or 0 in draws.shape:
            raise ValueError(f"draws need the shape (draws, territories), none of them 0, given {draws.shape}")
        wrong = np.argwhere(~np.isfinite(draws))
        if len(wrong):
            row, territory = wrong[0].tolist()
            raise ValueError(f"draws must be finite, given {draws[row, territory]} in draw {row} of {territory}")
        ordered = np.sort(np.maximum(draws.T, 0.0), axis=1)
        ordered.flags.writeable = False
        object.__setattr__(self, "draws", ordered.T)
        object.__setattr__(self, "_ordered", ordered)

    @property
    def size(self) -> int:
        """See ``Difficulty``."""
        return len(self._ordered)

    @property
    def range(self) -> tuple[float, float]:
        """From nothing (-1) over the smallest (0) and the largest draw (1) to no end."""
        return -1.0, np.inf

    def amounts(self, levels: Floats) -> Floats:
        """See ``Difficulty``."""
        inside = np.clip(levels, 0.0, 1.0)
        place = inside * (self._ordered.shape[1] - 1)
        below = np.floor(place)
        first, second = self._at(below), self._at(np.ceil(place))
        # Written so that it never leaves [first, second] and never falls from one float to the next.
        between = np.minimum(first + (place - below) * (second - first), second)
        beyond = (1.0 + np.minimum(levels, 0.0)) * np.maximum(levels, 1.0)
        return np.asarray(between * beyond * IN_CENTS)

    def chance_of_missing(self, amounts: Floats) -> Floats:
        """(k,) share of the draws that miss an amount (k,), cents, by more than half a cent; 0..1."""
        missed = self._ordered * IN_CENTS < amounts[:, np.newaxis] - MET * IN_CENTS
        return np.asarray(missed.mean(axis=1))

    def _at(self, place: Floats) -> Floats:
        rows: NDArray[np.intp] = np.arange(self.size)
        return self._ordered[rows, place.astype(np.intp)]
