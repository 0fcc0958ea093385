"""What quotas cost in incentive pay, and how surely: a payout curve applied to draws of next year's revenue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.chunks import Span, in_parallel
from optimizer.travel import Floats

from .attainment import Draws, checked_draws, ratios, spans

HIGH = 0.95
"""The quantile of pay that is kept: one year in twenty costs more."""

Precision = TypeVar("Precision", bound=np.floating)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutCurve:
    """Incentive pay as a share of the on-target incentive, piecewise linear in attainment (revenue / quota).

    Below the threshold nothing is paid, from there to quota the base rate, above quota the base rate times the
    accelerator, and never more than the cap (Zoltners, Sinha and Lorimer, 2006, "The Complete Guide to Sales Force
    Incentive Compensation", AMACOM)::

        paid(a) = min(cap, base_rate * (min(a, 1) - start + accelerator * max(a - 1, 0)))   for a >= threshold

    Parameters
    ----------
    threshold
        Attainment below which nothing is paid, 0..1.
    base_rate
        Share of the on-target incentive paid for each 1.0 of attainment.
    accelerator
        How many times the base rate is paid above quota; 1 goes on as before, below 1 pays less.
    cap
        Most that is paid, as share of the on-target incentive; None for no cap.
    retroactive
        True: who reaches the threshold is paid from the first unit (``start`` 0), with a jump there. False: only
        what lies above the threshold is paid (``start`` is the threshold), without a jump.

    Raises
    ------
    ValueError
        For a threshold outside 0..1, or rates or a cap that are negative or not finite.
    """

    threshold: float = 0.0
    base_rate: float = 1.0
    accelerator: float = 1.0
    cap: float | None = None
    retroactive: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold must be an attainment 0..1 (0.5 is half the quota), given {self.threshold}")
        for name, rate in (("base_rate", self.base_rate), ("accelerator", self.accelerator), ("cap", self.cap)):
            if rate is not None and not 0 <= rate < float("inf"):
                raise ValueError(f"{name} must be finite and not negative, given {rate}")

    def paid(self, attainment: NDArray[Precision]) -> NDArray[Precision]:
        """Share of the on-target incentive at each attainment, in the precision of the attainment."""
        start = 0.0 if self.retroactive else self.threshold
        share: NDArray[Precision] = np.minimum(attainment, 1)
        share -= start
        share += self.accelerator * np.maximum(attainment - 1, 0)
        share *= self.base_rate
        if self.cap is not None:
            np.minimum(share, self.cap, out=share)
        share[attainment < self.threshold] = 0
        return share


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PayPlan:
    """What is paid at which attainment, and what was set aside for it.

    Parameters
    ----------
    curve
        Share of the on-target incentive by attainment.
    on_target
        (k,) incentive of each rep at exactly 100 % of quota when the curve pays 1 there, currency units a year.
    budgets
        (k,) what was set aside for each, currency units; None for the on-target incentives.
    company_budget
        What was set aside in all; None for the sum of the budgets.

    Raises
    ------
    ValueError
        For amounts that are negative or not finite, or lengths that disagree.
    """

    curve: PayoutCurve
    on_target: Floats
    budgets: Floats | None = None
    company_budget: float | None = None

    def __post_init__(self) -> None:
        on_target = np.array(self.on_target, dtype=np.float64)
        budgets = on_target.copy() if self.budgets is None else np.array(self.budgets, dtype=np.float64)
        for name, amounts in (("on_target", on_target), ("budgets", budgets)):
            if amounts.ndim != 1 or amounts.shape != on_target.shape:
                raise ValueError(f"{name} has shape {amounts.shape}, expected one amount per rep as in on_target")
            if not (np.isfinite(amounts) & (amounts >= 0)).all():
                raise ValueError(f"{name} must be finite and not negative, given {amounts}")
            amounts.flags.writeable = False
            object.__setattr__(self, name, amounts)
        if self.company_budget is not None and not 0 <= self.company_budget < float("inf"):
            raise ValueError(f"company_budget must be finite and not negative, given {self.company_budget}")

    @property
    def budget(self) -> float:
        """What was set aside in all, currency units."""
        budgets = self.on_target if self.budgets is None else self.budgets
        return float(budgets.sum()) if self.company_budget is None else self.company_budget


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Payout:
    """Expected incentive pay and its risk, currency units.

    Parameters
    ----------
    mean, deviation, high
        (k,) mean, standard deviation and 95 % quantile of each rep's pay over the draws.
    over_budget
        (k,) share of the draws in which a rep's pay is above the budget for it, 0..1.
    company
        (d,) pay of all reps together in each draw.
    budget
        What was set aside in all.
    """

    mean: Floats
    deviation: Floats
    high: Floats
    over_budget: Floats
    company: Floats
    budget: float

    @property
    def company_mean(self) -> float:
        """Expected pay of all."""
        return float(self.company.mean())

    @property
    def company_deviation(self) -> float:
        """Standard deviation of the pay of all; with a common shock far above that of independent reps."""
        return float(self.company.std())

    @property
    def company_high(self) -> float:
        """95 % quantile of the pay of all: one year in twenty costs more. Not the sum of the reps' quantiles."""
        return float(np.quantile(self.company, HIGH))

    @property
    def company_over_budget(self) -> float:
        """Share of the draws in which the pay of all is above the budget, 0..1."""
        return float((self.company > self.budget).mean())


def simulate_payout(quotas: ArrayLike, draws: Draws, pay: PayPlan) -> Payout:
    """Pay every rep in every draw.

    In single precision (7 digits) by rep, added up in double. A territory without a quota is paid nothing. A rep
    with little spread may be over budget half the time at a fair price; it is the company's chance that counts.

    Parameters
    ----------
    quotas
        (k,) not negative, at least one above 0, in the unit of the draws.
    draws
        (d, k) revenue.
    pay
        Curve, on-target incentives and budgets of the k reps.

    Raises
    ------
    ValueError
        For shapes that do not fit or amounts that cannot be used, see ``checked_draws``.
    """
    amounts, revenue = checked_draws(quotas, draws)
    if len(pay.on_target) != len(amounts):
        raise ValueError(f"on_target has {len(pay.on_target)} reps for {len(amounts)} quotas: give one for each")
    on_target = np.where(amounts > 0, pay.on_target, 0.0)
    budgets = on_target if pay.budgets is None else pay.budgets

    def cost(span: Span) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        own = slice(*span)
        paid = pay.curve.paid(ratios(revenue[:, own], amounts[own]))
        paid[amounts[own] == 0] = 0
        paid *= on_target[own, np.newaxis].astype(np.float32)
        over = paid > budgets[own, np.newaxis].astype(np.float32)
        mean, deviation = paid.mean(axis=1, dtype=np.float64), paid.std(axis=1, dtype=np.float64)
        return mean, deviation, np.quantile(paid, HIGH, axis=1), over.mean(axis=1), paid.sum(axis=0, dtype=np.float64)

    means, deviations, highs, overs, companies = zip(*in_parallel(spans(len(amounts)), cost), strict=True)
    return Payout(
        mean=np.concatenate(means),
        deviation=np.concatenate(deviations),
        high=np.concatenate(highs).astype(np.float64),
        over_budget=np.concatenate(overs),
        company=np.sum(companies, axis=0),
        budget=pay.budget,
    )
