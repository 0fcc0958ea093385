"""How one account may turn out, by itself: what an outlook needs to draw from, and three ways users bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from optimizer.travel import Floats


class AccountDraws(Protocol):
    """Draws of accounts, independent of each other unless they are given jointly."""

    def sample(self, first: int, last: int, draws: int, rng: np.random.Generator) -> Floats:
        """(last - first, draws) currency units of accounts ``first`` to ``last - 1``."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class GammaDraws:
    """Gamma distributions by mean and standard deviation: never negative, skewed as bookings are.

    Parameters
    ----------
    mean, sd
        (n,) currency units, finite and not negative; a mean of 0 has no spread.

    Raises
    ------
    ValueError
        Naming the account.
    """

    mean: Floats
    sd: Floats

    def __post_init__(self) -> None:
        if self.mean.ndim != 1 or self.sd.shape != self.mean.shape:
            raise ValueError(f"point and sd need one number an account, given {self.mean.shape} and {self.sd.shape}")
        wrong = np.flatnonzero(~(np.isfinite(self.mean) & np.isfinite(self.sd) & (self.mean >= 0) & (self.sd >= 0)))
        if len(wrong):
            given = f"{self.mean[wrong[0]]} and {self.sd[wrong[0]]} for account {wrong[0]}"
            raise ValueError(f"point and sd must be finite and not negative, given {given}")
        lost = np.flatnonzero((self.mean == 0) & (self.sd > 0))
        if len(lost):
            given = f"point 0 with sd {self.sd[lost[0]]} for account {lost[0]}"
            raise ValueError(f"bookings are not negative, so a point of 0 has no spread: {given}; give quantiles")

    def sample(self, first: int, last: int, draws: int, rng: np.random.Generator) -> Floats:
        """(last - first, draws) currency units."""
        mean, sd = self.mean[first:last, None], self.sd[first:last, None]
        variable = sd > 0
        # Below 1e-6 of the mean the shape overflows, and there is nothing to see.
        spread = np.maximum(sd, 1e-6 * mean)
        shape = np.where(variable, (mean / np.where(variable, spread, 1.0)) ** 2, 1.0)
        standard = rng.standard_gamma(np.broadcast_to(shape, (last - first, draws)))
        return np.where(variable, mean * (standard / shape), mean)


@dataclass(frozen=True, slots=True, eq=False)
class QuantileDraws:
    """Distributions by some quantiles: linear between them, and beyond the outer ones as between the last two.

    Below, the tail ends at 0 unless the lowest quantile is negative itself.

    Parameters
    ----------
    levels
        (q,) rising, inside 0..1, two at least.
    values
        (n, q) currency units, not falling along a row.

    Raises
    ------
    ValueError
        Naming the account.
    """

    levels: Floats
    values: Floats

    def __post_init__(self) -> None:
        levels = self.levels
        if levels.ndim != 1 or len(levels) < 2 or not (np.diff(levels) > 0).all() or not 0 < levels[0] < levels[-1] < 1:
            raise ValueError(f"levels must be two or more, rising, between 0 and 1, given {levels.tolist()}")
        if self.values.ndim != 2 or self.values.shape[1] != len(levels):
            raise ValueError(f"values have shape {self.values.shape}, expected (accounts, {len(levels)})")
        rising = (self.values[:, 1:] >= self.values[:, :-1]).all(axis=1)
        wrong = np.flatnonzero(~(np.isfinite(self.values).all(axis=1) & rising))
        if len(wrong):
            given = f"{self.values[wrong[0]].tolist()} for account {wrong[0]}"
            raise ValueError(f"quantiles must be finite and not fall, given {given}")

    def knots(self) -> tuple[Floats, Floats]:
        """(q + 2,) levels from 0 to 1 and the (n, q + 2) values there."""
        levels, values = self.levels, self.values
        rise = np.diff(values, axis=1) / np.diff(levels)
        lowest = values[:, 0] - rise[:, 0] * levels[0]
        lowest = np.maximum(lowest, np.minimum(values[:, 0], 0.0))
        highest = values[:, -1] + rise[:, -1] * (1.0 - levels[-1])
        return np.concatenate([[0.0], levels, [1.0]]), np.column_stack([lowest, values, highest])

    def means(self) -> Floats:
        """(n,) mean of each distribution: the area under its quantiles."""
        levels, values = self.knots()
        return np.asarray(((values[:, 1:] + values[:, :-1]) / 2) @ np.diff(levels))

    def sample(self, first: int, last: int, draws: int, rng: np.random.Generator) -> Floats:
        """(last - first, draws) currency units, by inversion."""
        levels, values = QuantileDraws(self.levels, self.values[first:last]).knots()
        uniform = rng.random((last - first, draws))
        piece = np.searchsorted(levels[1:-1], uniform, side="right")
        share = (uniform - levels[piece]) / np.diff(levels)[piece]
        low = np.take_along_axis(values, piece, axis=1)
        return np.asarray(low + share * (np.take_along_axis(values, piece + 1, axis=1) - low))


@dataclass(frozen=True, slots=True, eq=False)
class GivenDraws:
    """Draws made elsewhere, accounts jointly: one row is one possible year.

    Parameters
    ----------
    values
        (draws, n) currency units, finite.

    Raises
    ------
    ValueError
        For another shape, or a number that is not finite.
    """

    values: Floats

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or not len(self.values):
            raise ValueError(f"draws have shape {self.values.shape}, expected (draws, accounts)")
        if not np.isfinite(self.values).all():
            row, column = np.argwhere(~np.isfinite(self.values))[0].tolist()
            given = f"{self.values[row, column]} in draw {row} of account {column}"
            raise ValueError(f"draws must be finite, given {given}")

    def sample(self, first: int, last: int, draws: int, rng: np.random.Generator) -> Floats:  # noqa: ARG002 -- given
        """(last - first, draws) currency units: the first rows given.

        Raises
        ------
        ValueError
            If more are wanted than were given.
        """
        if draws > len(self.values):
            raise ValueError(f"{draws} draws are wanted and {len(self.values)} were given; ask for at most those")
        return self.values[:draws, first:last].T
