"""Who carries what number: a quota plan as a value."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from optimizer.display import Html, bullets, joined, small_table
from optimizer.money import EXACT, MAX_CENTS, Cents, Money, exact_sum, format_cents, from_cents, to_cents
from optimizer.travel import Floats

from .adjustment import AdjustedQuotas
from .bounds import Bound
from .coupling import CoupledQuotas
from .midyear import YearChanges
from .periods import MONTHS, PeriodQuotas, period_labels, split_periods
from .products import ProductQuotas
from .reconciliation import SideBySide
from .relief import Relief
from .waterfall import QuotaWaterfall


@dataclass(frozen=True, slots=True)
class Spread:
    """How unequal quotas are for their weight, over territories with a weight.

    The weight is what the method alone would give, so that the spread is what bounds and rounding do to it.

    Parameters
    ----------
    variation
        Standard deviation of quota / weight over its mean (0: the same for everybody).
    p90_p10
        90th over 10th percentile of quota / weight; None where the 10th is 0.
    """

    variation: float
    p90_p10: float | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuotaPlan:
    """The quota of every territory. Nothing changes it.

    Parameters
    ----------
    labels, reps
        (k,) territories and who covers them.
    cents
        (k,) quotas in cents, adding up to ``target * (1 + over_assignment)`` to the cent, less what has been relieved
        where that goes to the pool.
    target
        The company number, currency units.
    over_assignment
        Share of the target assigned on top of it.
    weight_shares
        (k,) share of each territory by the method, without bounds, 0..1; all 0 where nobody has a weight.
    history
        (k,) restated history: that of the accounts in the new territory, currency units; None where unknown.
    binding
        (k,) what keeps each quota from its share by the method.
    relief
        Where the number of absent and ramping reps goes; None where all are counted as full.
    relieved
        How much of it there is, cents.
    capacity
        (k, p) what each territory carries of a full rep's number in each period; None for all of it.
    level
        Level of difficulty of who is at no bound: for equal probability the chance of missing, for growth the growth.
        None for shares, where it says nothing by itself.
    waterfall
        How each quota came about.
    hierarchy
        The same quotas through the levels of the hierarchy; None where there is none but the company.
    products
        The same quotas by product, None where they are not split.
    season
        (k, p) weight of each period for each territory, None where all have the same.
    sides
        What the company handed down beside what territories commit to, None where they were not asked.
    coupled
        Side constraints that moved quota: on territories, on products.
    changes
        What moves during the year; None where nothing is known to.

    Raises
    ------
    ValueError
        If lengths disagree, a quota is negative, the sum is not exact, or levels or products do not add up to them.
    """

    labels: tuple[Hashable, ...]
    reps: tuple[str, ...]
    cents: Cents
    target: Decimal
    over_assignment: float
    weight_shares: Floats
    history: Floats | None
    binding: tuple[Bound, ...]
    relief: Relief | None = None
    relieved: int = 0
    capacity: Floats | None = None
    level: float | None = None
    waterfall: QuotaWaterfall | None = None
    hierarchy: AdjustedQuotas | None = None
    products: ProductQuotas | None = None
    season: Floats | None = None
    sides: SideBySide | None = None
    coupled: tuple[CoupledQuotas, ...] = ()
    changes: YearChanges | None = None

    def __post_init__(self) -> None:
        arrays = {"cents": self.cents.astype(np.int64), "weight_shares": self.weight_shares.astype(np.float64)}
        if self.history is not None:
            arrays["history"] = self.history.astype(np.float64)
        for name, array in arrays.items():
            if array.shape != (len(self.labels),):
                raise ValueError(f"{name} has shape {array.shape}, expected ({len(self.labels)},)")
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if self.capacity is not None and (self.capacity.ndim != 2 or len(self.capacity) != len(self.labels)):
            raise ValueError(f"capacity has shape {self.capacity.shape}, expected ({len(self.labels)}, periods)")
        if not len(self.reps) == len(self.binding) == len(self.labels):
            raise ValueError(f"{len(self.labels)} labels, {len(self.reps)} reps and {len(self.binding)} bounds")
        self._check_amounts()

    def _check_amounts(self) -> None:
        if not self.labels or self.cents.min() < 0:
            raise ValueError("a quota plan needs territories, and no quota may be negative")
        expected = assigned_cents(self.target, self.over_assignment) - self.pool
        if exact_sum(self.cents) != expected:
            raise ValueError(f"the quotas add up to {self.total:,}, expected exactly {format_cents(expected)}")
        if self.waterfall is not None and not np.array_equal(self.waterfall.cents, self.cents):
            raise ValueError("the waterfall does not add up to the quotas")
        if self.hierarchy is not None and not np.array_equal(self.hierarchy.quotas.territory_cents, self.cents):
            raise ValueError("the hierarchy does not hold the quotas of its territories")
        if self.products is not None and not np.array_equal(self.products.cents.sum(axis=1), self.cents):
            raise ValueError("the products do not add up to the quotas")

    @property
    def pool(self) -> int:
        """Cents that nobody carries."""
        return self.relieved if self.relief is Relief.POOL else 0

    @property
    def relief_note(self) -> str | None:
        """Say how much relief there is and who carries it, None where there is none."""
        if not self.relieved:
            return None
        told = f"{format_cents(self.relieved)} are relieved for ramp, leave, part time and dates"
        if self.relief is Relief.OTHERS:
            return f"{told}; the others carry them"
        beside = exact_sum(self.cents) - to_cents(self.target, "target")
        how = "above" if beside >= 0 else "below"
        return f"{told}; nobody carries them: the quotas are {format_cents(abs(beside))} {how} the target"

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """(k,) exact quotas, currency units."""
        return tuple(from_cents(cents) for cents in self.cents.tolist())

    @property
    def total(self) -> Decimal:
        """Exact sum of the quotas, currency units."""
        return from_cents(exact_sum(self.cents))

    @property
    def growth(self) -> Floats | None:
        """(k,) quota over history minus 1; NaN where a territory has no history, None where none was given."""
        if self.history is None:
            return None
        known = self.history > 0
        with np.errstate(over="ignore"):
            return np.where(known, self.cents / 100.0 / np.where(known, self.history, 1.0) - 1.0, np.nan)

    @property
    def spread(self) -> Spread | None:
        """How unequal quotas are for their weight; None where no territory has weight and quota."""
        weighted = self.weight_shares > 0
        ratios = self.cents[weighted] / self.weight_shares[weighted]
        if not ratios.any():
            return None
        low, high = np.quantile(ratios, (0.1, 0.9))
        return Spread(float(ratios.std() / ratios.mean()), float(high / low) if low > 0 else None)

    def split(
        self, profile: ArrayLike | None = None, *, periods: Sequence[str] | None = None, round_to: Money = "0.01"
    ) -> PeriodQuotas:
        """Split the quotas over the year; the periods of a territory add up to its quota to the cent.

        Where capacity is known by period, a rep who ramps up or is away has less in those periods and more in the
        others.

        Parameters
        ----------
        profile
            Seasonality: (p,) weights of the periods, or (k, p) for each territory its own; None for an even split.
        periods
            (p,) names; None for 01..12, or 1..p where there is a profile or capacity by period.
        round_to
            Unit of the amounts, currency units; the last period carries what the quota has beside.

        Raises
        ------
        ValueError
            For a profile that is negative, all zero or of the wrong shape, or periods that do not fit it or the
            capacity.
        """
        if profile is None and self._by_period is not None and len(self._by_period[0]) != len(MONTHS):
            profile = np.ones(len(self._by_period[0]))
        labels = period_labels(periods, profile)
        weights = self._weighted(np.ones(len(labels)) if profile is None else profile)
        cents = split_periods(self.cents, weights, unit=to_cents(round_to, "round_to"))
        return PeriodQuotas(self.labels, self.reps, labels, cents)

    @property
    def _by_period(self) -> Floats | None:
        """(k, p) capacity where it differs within the year."""
        return None if self.capacity is None or self.capacity.shape[1] == 1 else self.capacity

    def _weighted(self, profile: ArrayLike) -> ArrayLike:
        """Weights of the periods times the capacity in each; the season alone for who never has any."""
        if self._by_period is None:
            return profile
        weights = np.atleast_2d(np.asarray(profile, dtype=np.float64))
        if weights.shape[-1] != self._by_period.shape[1]:
            raise ValueError(
                f"capacity is known for {self._by_period.shape[1]} periods, {weights.shape[-1]} are asked for"
            )
        worked = weights * self._by_period
        return np.where(worked.any(axis=1, keepdims=True), worked, weights)

    def _repr_html_(self) -> Html:
        """The quota of every rep, the largest first, for notebooks."""
        order = sorted(range(len(self.labels)), key=lambda row: -int(self.cents[row]))
        growth = np.full(len(self.labels), np.nan) if self.growth is None else self.growth
        rows = [
            (
                self.reps[row],
                self.labels[row],
                format_cents(int(self.cents[row])),
                "-" if self.history is None else f"{self.history[row]:,.0f}",
                f"{growth[row]:+.1%}" if np.isfinite(growth[row]) else "-",
                "" if self.binding[row] is Bound.NONE else self.binding[row].value,
            )
            for row in order
        ]
        caption = f"quotas {self.total:,} of a target of {self.target:,}"
        header = ("rep", "territory", "quota", "history", "growth", "bound")
        note = [] if self.relief_note is None else [self.relief_note]
        return joined([small_table(header, rows, caption=caption, words=2), bullets(note)])

    def to_frame(self) -> pd.DataFrame:
        """One row a territory: territory, rep, quota, weight_share, history, growth, bound.

        Money is in currency units as the nearest float (``amounts`` has it exact); history and growth are missing
        where unknown.
        """
        unknown = np.full(len(self.labels), np.nan)
        return pd.DataFrame(
            {
                "territory": pd.Index(self.labels, tupleize_cols=False),
                "rep": np.asarray(self.reps, dtype=object),
                "quota": self.cents / 100.0,
                "weight_share": self.weight_shares,
                "history": unknown if self.history is None else self.history,
                "growth": unknown if self.growth is None else self.growth,
                "bound": [bound.value for bound in self.binding],
            }
        )


def assigned_cents(target: Money, over_assignment: float) -> int:
    """``target * (1 + over_assignment)`` to the nearest cent.

    Raises
    ------
    ValueError
        If the target is no amount of money, or over-assignment is negative or not finite.
    """
    if not 0 <= over_assignment < float("inf"):
        raise ValueError(f"over_assignment must be a share of at least 0 (0.05 is 5 %), given {over_assignment}")
    share = Decimal(repr(float(over_assignment)))
    cents = EXACT.multiply(to_cents(target, "target"), 1 + share).to_integral_value(ROUND_HALF_EVEN)
    if cents > MAX_CENTS:
        raise ValueError(f"target and over_assignment come to {cents / 100:,.2f}, at most {MAX_CENTS // 100:,} is kept")
    return int(cents)
