"""What incentives are expected to cost, and how much they may cost: a mean and a 95th percentile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .arrays import checked

LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Payout:
    """Expected payout by region and month, and how high it may come over the year. Nothing changes it.

    Percentiles do not add up: that of the company is less than the sum of those of its regions wherever regions do not
    all have their good year together. So each is given, or unknown.

    Parameters
    ----------
    mean
        (r, m) expected payout, currency units.
    p95_by_region
        (r,) payout over all months that a region stays below with probability 0.95, None where unknown.
    p95
        The same of all regions together, None where unknown.

    Raises
    ------
    ValueError
        For numbers that are negative or not finite, or shapes that do not fit.
    """

    mean: Floats
    p95_by_region: Floats | None = None
    p95: float | None = None

    def __post_init__(self) -> None:
        mean = checked("mean", self.mean, np.shape(self.mean))
        if mean.ndim != 2:
            raise ValueError(f"mean has shape {mean.shape}, expected (regions, months)")
        object.__setattr__(self, "mean", mean)
        if self.p95_by_region is not None:
            object.__setattr__(self, "p95_by_region", checked("p95_by_region", self.p95_by_region, mean.shape[:1]))
        if self.p95 is not None:
            object.__setattr__(self, "p95", float(checked("p95", self.p95, ())))

    @classmethod
    def from_draws(cls, draws: ArrayLike, *, profile: ArrayLike | None = None) -> Payout:
        """Mean and 95th percentile of draws; sums are taken before percentiles.

        The percentile is the smallest draw that at least 95 % of the draws do not exceed.

        Parameters
        ----------
        draws
            (draws, r, m) payout by region and month, currency units; or (draws, r) over the year.
        profile
            (m,) weights of the months by which payouts of a year are paid, needed with (draws, r) and only there.

        Raises
        ------
        ValueError
            For no draws, numbers that are negative or not finite, or shapes that do not fit.
        """
        given = checked("draws", draws, np.shape(draws))
        if given.ndim not in (2, 3) or not len(given):
            raise ValueError(
                f"draws have shape {given.shape}, expected (draws, regions, months) with at least one draw"
            )
        if (given.ndim == 2) != (profile is not None):
            raise ValueError("a profile of months is needed with draws of the year (draws, regions), and only there")
        if profile is None:
            mean = given.mean(axis=0)
        else:
            weights = checked("profile", profile, np.shape(profile))
            if weights.ndim != 1 or not weights.any():
                raise ValueError(f"profile needs one weight a month, not all 0, given {profile!r}")
            mean = np.outer(given.mean(axis=0), weights / weights.sum())
        of_year = given if profile is not None else given.sum(axis=2)
        by_region = np.quantile(of_year, LEVEL, axis=0, method="inverted_cdf")
        company = np.quantile(of_year.sum(axis=1), LEVEL, method="inverted_cdf")
        return cls(mean=mean, p95_by_region=by_region, p95=float(company))
