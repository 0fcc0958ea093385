"""What a plan costs by region and month, next to the revenue it is expected to bring: exact in cents.

``contribution = margin * revenue - (base pay + payout + travel + hiring + ramp)``: the measure by which scenarios of
different size compare (Zoltners, Sinha and Lorimer, 2004, "Sales Force Design for Strategic Advantage": size for
profit, not for a ratio of cost to sales). Every cell is a whole number of cents, rounded once, halves to even; every
total is the exact sum of its cells.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from optimizer.money import MAX_CENTS, Cents, exact_sum, from_cents
from optimizer.travel import Floats

from .arrays import checked
from .payout import Payout

COSTS = ("base_pay", "payout", "travel", "hiring", "ramp")
"""Lines of cost, in the order they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRates:
    """Prices of people, one for all regions or (r,) each its own.

    Parameters
    ----------
    base_pay
        For each person and month on the payroll, with charges, currency units.
    hiring
        For each hire, currency units.
    ramp
        For each rep-month lost to ramp, on top of base pay: training, guaranteed commission; currency units. The base
        pay of who ramps up is in base pay and not counted again.
    margin
        Share of revenue left before the cost of the sales force, 0..1.
    """

    base_pay: ArrayLike
    hiring: ArrayLike = 0.0
    ramp: ArrayLike = 0.0
    margin: ArrayLike = 1.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Budget:
    """Cost, revenue and contribution by region and month. Nothing changes it.

    Parameters
    ----------
    regions, months
        (r,), (m,) names in order.
    base_pay, payout, travel, hiring, ramp
        (r, m) cost, cents.
    revenue
        (r, m) forecast, cents.
    gross
        (r, m) margin times revenue, cents.
    payout_p95_by_region
        (r,) payout over all months a region stays below with probability 0.95, cents; None where unknown.
    payout_p95
        The same of all regions together, cents; None where unknown.

    Raises
    ------
    ValueError
        For shapes that do not fit, amounts that are negative or above ``MAX_CENTS``.
    """

    regions: tuple[Hashable, ...]
    months: tuple[str, ...]
    base_pay: Cents
    payout: Cents
    travel: Cents
    hiring: Cents
    ramp: Cents
    revenue: Cents
    gross: Cents
    payout_p95_by_region: Cents | None = None
    payout_p95: int | None = None

    def __post_init__(self) -> None:
        shape = (len(self.regions), len(self.months))
        lines: dict[str, tuple[int, ...]] = dict.fromkeys((*COSTS, "revenue", "gross"), shape)
        if self.payout_p95_by_region is not None:
            lines["payout_p95_by_region"] = shape[:1]
        for name, expected in lines.items():
            cents = np.array(getattr(self, name), dtype=np.int64)
            if cents.shape != expected:
                raise ValueError(f"{name} has shape {cents.shape}, expected {expected}")
            if ((cents < 0) | (cents > MAX_CENTS)).any():
                raise ValueError(f"{name} must be 0..{MAX_CENTS} cents in every region and month")
            cents.flags.writeable = False
            object.__setattr__(self, name, cents)

    @property
    def cost(self) -> Cents:
        """(r, m) sum of the lines of cost, cents."""
        return self.base_pay + self.payout + self.travel + self.hiring + self.ramp

    @property
    def contribution(self) -> Cents:
        """(r, m) gross less cost, cents; below 0 where the sales force costs more than it brings."""
        return self.gross - self.cost

    @property
    def total_revenue(self) -> Decimal:
        """Revenue of all regions and months, currency units."""
        return from_cents(exact_sum(self.revenue))

    @property
    def total_cost(self) -> Decimal:
        """Cost of all regions and months, currency units."""
        return from_cents(sum(exact_sum(getattr(self, name)) for name in COSTS))

    @property
    def total_contribution(self) -> Decimal:
        """Contribution of all regions and months, currency units."""
        return from_cents(exact_sum(self.gross)) - self.total_cost

    @property
    def total_payout(self) -> Decimal:
        """Expected payout of all regions and months, currency units."""
        return from_cents(exact_sum(self.payout))

    @property
    def contribution_at_p95(self) -> Decimal | None:
        """Contribution if the payout of all regions together comes to its 95th percentile, at the revenue forecast.

        Currency units; None where the percentile is unknown. High payouts come with high sales, so this is the cost
        risk alone, not the contribution of a good year.
        """
        if self.payout_p95 is None:
            return None
        return self.total_contribution + self.total_payout - from_cents(self.payout_p95)

    def to_frame(self) -> pd.DataFrame:
        """One row a region and month: region, month, revenue, gross, the lines of cost, cost, contribution.

        Currency units as the nearest float.
        """
        frame = pd.DataFrame(
            {
                "region": np.repeat(pd.Index(self.regions, tupleize_cols=False), len(self.months)),
                "month": np.tile(np.asarray(self.months, dtype=object), len(self.regions)),
            }
        )
        for name in ("revenue", "gross", *COSTS, "cost", "contribution"):
            frame[name] = getattr(self, name).ravel() / 100.0
        return frame

    def region_frame(self) -> pd.DataFrame:
        """One row a region over all months: as ``to_frame`` without month, and payout_p95 (missing where unknown)."""
        frame = pd.DataFrame({"region": pd.Index(self.regions, tupleize_cols=False)})
        for name in ("revenue", "gross", *COSTS, "cost"):
            frame[name] = [exact_sum(row) / 100.0 for row in getattr(self, name)]
        frame["contribution"] = [
            (exact_sum(gross) - exact_sum(cost)) / 100.0 for gross, cost in zip(self.gross, self.cost, strict=True)
        ]
        known = self.payout_p95_by_region
        frame["payout_p95"] = np.full(len(self.regions), np.nan) if known is None else known / 100.0
        return frame


def plan_budget(
    regions: Sequence[Hashable],
    months: Sequence[str],
    *,
    rates: PayRates,
    payout: Payout,
    revenue: ArrayLike,
    headcount: ArrayLike,
    hires: ArrayLike = 0.0,
    ramping: ArrayLike = 0.0,
    travel: ArrayLike = 0.0,
) -> Budget:
    """Cost and contribution of a plan by region and month.

    ``base pay = rate * headcount``, ``hiring = rate * hires``, ``ramp = rate * ramping``, ``gross = margin * revenue``,
    each to the nearest cent.

    Parameters
    ----------
    regions, months
        (r,), (m,) names in order.
    rates
        Prices of people, and the margin.
    payout
        Expected payout and its percentiles.
    revenue
        (r, m) forecast, currency units.
    headcount
        (r, m) people on the payroll, fractions allowed: ``SeatOutlook.employed`` and ``HiringPlan.employed`` add up.
    hires
        (r, m) people who start.
    ramping
        (r, m) full reps lost to ramp: ``SeatOutlook.ramping`` and ``HiringPlan.ramping`` add up.
    travel
        (r, m) cost of travel, currency units.

    Raises
    ------
    ValueError
        For shapes that do not fit, numbers that are negative or not finite, amounts above ``MAX_CENTS``.
    """
    shape = (len(regions), len(months))
    if payout.mean.shape != shape:
        raise ValueError(f"the payout has shape {payout.mean.shape}, expected {shape}")

    def priced(name: str, rate: ArrayLike, counts: ArrayLike) -> Cents:
        price = _cents(f"rate of {name}", checked(f"rate of {name}", rate, shape[:1]))
        return _whole(name, np.rint(checked(name, counts, shape) * price[:, np.newaxis]))

    income = _cents("revenue", checked("revenue", revenue, shape))
    margin = checked("margin", rates.margin, shape[:1], most=1.0)
    by_region = payout.p95_by_region
    return Budget(
        regions=tuple(regions),
        months=tuple(months),
        base_pay=priced("headcount", rates.base_pay, headcount),
        payout=_cents("payout", payout.mean),
        travel=_cents("travel", checked("travel", travel, shape)),
        hiring=priced("hires", rates.hiring, hires),
        ramp=priced("ramping", rates.ramp, ramping),
        revenue=income,
        gross=np.rint(margin[:, np.newaxis] * income).astype(np.int64),
        payout_p95_by_region=None if by_region is None else _cents("payout_p95_by_region", by_region),
        payout_p95=None if payout.p95 is None else int(_cents("payout_p95", np.array([payout.p95]))[0]),
    )


def _cents(name: str, amounts: Floats) -> Cents:
    """Currency units to the nearest cent, none above ``MAX_CENTS``."""
    return _whole(name, np.rint(amounts * 100.0))


def _whole(name: str, cents: Floats) -> Cents:
    if (cents > MAX_CENTS).any():
        raise ValueError(f"{name} comes to {cents.max() / 100:,.0f}, at most {MAX_CENTS // 100:,} is kept")
    return cents.astype(np.int64)
