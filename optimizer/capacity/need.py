"""What capacity is needed, what is there, and what one more hire brings and costs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.money import MAX_CENTS, Cents, Money, to_cents
from optimizer.travel import Floats

from .arrays import checked
from .attrition import Attrition

NOBODY_LEAVES = Attrition(0.0)


class Coverage(Enum):
    """When the need must be met."""

    EACH_MONTH = "each month"
    """Every month by itself."""
    TO_DATE = "to date"
    """In every month, the sum since the first one: a strong month makes up for a weak one after it, not before."""
    YEAR = "year"
    """The sum over all months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHire:
    """What somebody hired brings, in expectation, and costs.

    Parameters
    ----------
    hiring_cost
        Once for each hire, currency units: search, contract, equipment, training.
    monthly_cost
        For each month on the payroll, currency units: base pay, its charges, expected payout, travel.
    attrition
        How soon new hires leave, and their ramp. Those who leave are not replaced by themselves: their successors are
        further hires of the plan. Its time to hire is not used.
    first_month
        Months from the first until somebody decided on today can start: the time to hire, whole months.

    Raises
    ------
    ValueError
        For amounts that are no money, or a first month that is negative.
    """

    hiring_cost: Money
    monthly_cost: Money
    attrition: Attrition = NOBODY_LEAVES
    first_month: int = 0

    def __post_init__(self) -> None:
        to_cents(self.hiring_cost, "hiring_cost")
        to_cents(self.monthly_cost, "monthly_cost")
        if self.first_month < 0:
            raise ValueError(f"first_month must be 0 or more months, given {self.first_month}")

    def staying(self, months: int) -> Floats:
        """(months, months) people on the payroll in each month (column) for one hired in a month (row)."""
        return _from_start(self.attrition.staying(months))

    def yields(self, months: int) -> Floats:
        """(months, months) full reps one hired in a month (row) is worth in each month (column)."""
        return _from_start(self.attrition.yields(months))

    def cost(self, months: int) -> Cents:
        """(months,) expected cost up to the last month of one hired in each month, whole cents.

        ``hiring_cost + monthly_cost * sum of staying``, to the nearest cent, halves to even.

        Raises
        ------
        ValueError
            If it is more than ``MAX_CENTS``.
        """
        paid = to_cents(self.monthly_cost, "monthly_cost") * self.staying(months).sum(axis=1)
        cents = to_cents(self.hiring_cost, "hiring_cost") + np.rint(paid)
        if (cents > MAX_CENTS).any():
            raise ValueError(f"a hire costs up to {cents.max() / 100:,.0f}, at most {MAX_CENTS // 100:,} is kept")
        return np.asarray(cents, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HiringNeed:
    """The facts of a hiring plan by region and month. Nothing changes it.

    Parameters
    ----------
    regions, months
        (r,), (m,) names in order.
    needed
        (r, m) capacity needed, in months of a fully ramped full-time rep: the revenue target of region and month
        over what such a rep brings in a mean month.
    present
        (r, m) capacity of those already there, in the same unit: ``EffectiveCapacity.by_group``; where leavers are
        expected and replaced, times ``attrition.outlook([1], m).productive``, the worth of a seat by month.
    new_hire
        What a hire brings and costs, one for all regions or (r,) each its own.
    factor
        (r, m) what a fully ramped new rep carries in a month, as availability times attainment times seasonality;
        or one number for all.
    coverage
        When the need must be met.
    most_per_month
        Most hires that can start in one month in all regions together, None for no limit.

    Raises
    ------
    ValueError
        For shapes that do not fit, numbers that are negative or not finite, names that are not different.
    """

    regions: tuple[Hashable, ...]
    months: tuple[str, ...]
    needed: Floats
    present: Floats
    new_hire: NewHire | tuple[NewHire, ...]
    factor: Floats | float = 1.0
    coverage: Coverage = Coverage.EACH_MONTH
    most_per_month: int | None = None

    def __post_init__(self) -> None:
        for name, labels in (("regions", self.regions), ("months", self.months)):
            if not labels or len(set(labels)) != len(labels):
                raise ValueError(f"{name} must be different names, at least one, given {labels!r}")
        for name in ("needed", "present", "factor"):
            object.__setattr__(self, name, checked(name, getattr(self, name), self.shape))
        if isinstance(self.new_hire, tuple) and len(self.new_hire) != len(self.regions):
            raise ValueError(f"{len(self.new_hire)} kinds of new hires for {len(self.regions)} regions; give one each")
        if self.most_per_month is not None and self.most_per_month < 0:
            raise ValueError(f"most_per_month must be 0 or more hires, given {self.most_per_month}")

    @property
    def shape(self) -> tuple[int, int]:
        """(regions, months)."""
        return len(self.regions), len(self.months)

    @property
    def hires_of(self) -> tuple[NewHire, ...]:
        """(r,) what a hire brings and costs in each region."""
        return self.new_hire if isinstance(self.new_hire, tuple) else (self.new_hire,) * len(self.regions)

    @property
    def gap(self) -> Floats:
        """(r, m) needed less present: above 0 where capacity is short before anybody is hired."""
        return self.needed - self.present

    @property
    def headcount_gap(self) -> Floats:
        """(r, m) fully ramped full-time reps short (above 0) or spare (below 0): ``gap / factor``.

        Infinite where a rep carries nothing in that month, 0 where the gap is 0.
        """
        factor = np.asarray(self.factor)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.gap == 0, 0.0, self.gap / factor)

    def yields(self, region: int) -> Floats:
        """(m, m) capacity that one hire of a region starting in a month (row) adds in a month (column)."""
        factor: Floats = np.asarray(self.factor)[region]
        return self.hires_of[region].yields(self.shape[1]) * factor

    def costs(self, region: int) -> Cents:
        """(m,) expected cost of one hire of a region starting in each month, cents."""
        return self.hires_of[region].cost(self.shape[1])

    @property
    def open_months(self) -> NDArray[np.bool_]:
        """(r, m) True where somebody can start."""
        first = np.array([hire.first_month for hire in self.hires_of])
        return np.arange(len(self.months))[np.newaxis, :] >= first[:, np.newaxis]

    def to_frame(self) -> pd.DataFrame:
        """One row a region and month: region, month, needed, present, gap, headcount_gap."""
        return pd.DataFrame(
            {
                "region": np.repeat(pd.Index(self.regions, tupleize_cols=False), len(self.months)),
                "month": np.tile(np.asarray(self.months, dtype=object), len(self.regions)),
                "needed": self.needed.ravel(),
                "present": self.present.ravel(),
                "gap": self.gap.ravel(),
                "headcount_gap": self.headcount_gap.ravel(),
            }
        )


def _from_start(by_tenure: Floats) -> Floats:
    """(m, m) row h holds the numbers by tenure from column h on, 0 before."""
    months = len(by_tenure)
    tenure = np.arange(months)[np.newaxis, :] - np.arange(months)[:, np.newaxis]
    return np.where(tenure >= 0, by_tenure[np.maximum(tenure, 0)], 0.0)
