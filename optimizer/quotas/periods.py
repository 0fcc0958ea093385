"""Quotas over the year: each territory's amount split by a seasonality profile, exact to the cent."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from optimizer.money import MAX_CENTS, Cents, exact_sum, from_cents
from optimizer.travel import Floats

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
"""Labels of the default periods."""


@dataclass(frozen=True, slots=True, eq=False)
class PeriodQuotas:
    """What each territory has to bring in each period.

    Parameters
    ----------
    labels, reps
        (k,) territories and who covers them.
    periods
        (p,) names of the periods in order.
    cents
        (k, p) amounts; each row adds up to the quota of its territory.
    """

    labels: tuple[Hashable, ...]
    reps: tuple[str, ...]
    periods: tuple[str, ...]
    cents: Cents

    def __post_init__(self) -> None:
        shape = (len(self.labels), len(self.periods))
        if self.cents.shape != shape or len(self.reps) != len(self.labels):
            raise ValueError(f"cents have shape {self.cents.shape}, expected {shape} with one rep per territory")
        cents = self.cents.astype(np.int64)
        cents.flags.writeable = False
        object.__setattr__(self, "cents", cents)

    @property
    def total(self) -> Decimal:
        """Sum over all territories and periods, currency units."""
        return from_cents(exact_sum(self.cents))

    @property
    def period_totals(self) -> tuple[Decimal, ...]:
        """(p,) sum over territories of each period, currency units."""
        return tuple(from_cents(exact_sum(column)) for column in self.cents.T)

    def to_frame(self) -> pd.DataFrame:
        """One row a territory and period: rep, territory, period, amount (currency units)."""
        count = len(self.periods)
        return pd.DataFrame(
            {
                "rep": np.repeat(np.asarray(self.reps, dtype=object), count),
                "territory": np.repeat(pd.Index(self.labels, tupleize_cols=False), count),
                "period": np.tile(np.asarray(self.periods, dtype=object), len(self.labels)),
                "amount": self.cents.ravel() / 100.0,
            }
        )


def split_periods(cents: Cents, profile: ArrayLike, *, unit: int = 1) -> Cents:
    """Split amounts over periods by rounding the year to date.

    With cumulative shares ``F_p`` (0..1), period p gets ``R(Q F_p) - R(Q F_{p-1})`` where R rounds to the unit and
    the last is Q itself. Every row adds up exactly, the year to date is never more than half a unit from ideal, and
    many territories do not all round up in the same period, as they would by largest remainder. Periods have no totals
    of their own to hit. Where they had, the year to date could still be kept within one unit, not half of one: this is
    the chairman assignment problem (Tijdeman, 1980, "The chairman assignment problem", Discrete Mathematics 32,
    323-330).

    Parameters
    ----------
    cents
        (k,) amounts.
    profile
        (p,) weights of the periods, or (k, p) for each territory its own; only ratios count. A row of zeros takes
        the column sums of the others.
    unit
        Cents. Amounts are multiples of it but for the last period, which carries what the quota has beside.

    Raises
    ------
    ValueError
        For weights that are negative, not finite, all zero, or of the wrong shape.
    """
    if not 1 <= unit <= MAX_CENTS:
        raise ValueError(f"unit must be 1..{MAX_CENTS} cents, given {unit}")
    weights = _checked(profile, len(cents))
    running = np.cumsum(weights, axis=1)
    shares = running / running[:, -1:]
    quota = cents[:, np.newaxis]
    to_date = np.minimum(unit * np.rint(quota * shares / unit).astype(np.int64), quota)
    to_date = np.where(shares >= 1.0, quota, to_date)
    return np.diff(to_date, axis=1, prepend=0)


def _checked(profile: ArrayLike, num_territories: int) -> Floats:
    """(k or 1, p) weights, the largest of each row 1."""
    weights = np.atleast_2d(np.asarray(profile, dtype=np.float64))
    if weights.ndim != 2 or weights.shape[0] not in (1, num_territories) or weights.shape[1] == 0:
        expected = f"(periods,) or ({num_territories}, periods)"
        raise ValueError(f"the profile has shape {np.shape(profile)}, expected {expected}")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ValueError("the profile must be finite and not negative")
    if not weights.any():
        raise ValueError("the profile needs a weight above 0; for an even split give equal weights")
    empty = ~weights.any(axis=1)
    largest = np.where(empty, 1.0, weights.max(axis=1))[:, np.newaxis]
    scaled = weights / largest
    scaled[empty] = weights.sum(axis=0) / weights.sum(axis=0).max()
    return scaled


def period_labels(periods: Sequence[str] | None, profile: ArrayLike | None) -> tuple[str, ...]:
    """Names of the periods: as given, else numbers for a profile, else months."""
    if periods is None:
        return MONTHS if profile is None else tuple(str(number) for number in range(1, np.shape(profile)[-1] + 1))
    labels = tuple(periods)
    if not labels or isinstance(periods, str) or len(set(labels)) != len(labels):
        raise ValueError(f"periods must be different names, given {periods!r}")
    if profile is not None and np.shape(profile)[-1] != len(labels):
        raise ValueError(f"{len(labels)} periods are named but the profile has {np.shape(profile)[-1]}")
    return labels
