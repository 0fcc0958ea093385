"""How fair one set of quotas is: chances, ratios, biases, pay, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .attainment import MET, Attainment, Draws, simulate_attainment
from .bias import Bias, find_biases
from .inequality import RatioSpread, quota_share_error, ratio_spread
from .payout import Payout, PayPlan, simulate_payout


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Yardsticks:
    """What quotas are held against; the same for every plan of a report.

    Parameters
    ----------
    draws
        (d, k) revenue of each territory in each possible year, currency units.
    target
        Company number, currency units; None for none.
    potential
        (k,) potential of each territory, any unit; None for none.
    traits
        Name -> (k,) what quotas should not be easier or harder for, such as accounts, potential, months of tenure.
    pay
        Payout curve and budgets; None for none.
    actuals
        (k,) revenue in the end, currency units; None before the year is over.
    seed
        Of the permutation tests.
    """

    draws: Draws
    target: float | None = None
    potential: Floats | None = None
    traits: Mapping[str, ArrayLike] | None = None
    pay: PayPlan | None = None
    actuals: Floats | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Aftermath:
    """What the year made of a plan.

    Parameters
    ----------
    made_quota
        Share of the reps with a quota who met it, 0..1.
    share_error
        Share of the quota that stood in the wrong territories, 0..1.
    biases
        Revenue / quota against each trait.
    """

    made_quota: float
    share_error: float
    biases: tuple[Bias, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlanFairness:
    """How fair one plan is.

    Parameters
    ----------
    name
        Of the plan.
    quotas
        (k,) currency units.
    attainment
        Chances over the draws.
    difficulty
        Spread of quota / expected revenue (the mean of the draws); None where nobody expects any.
    ratio
        Spread of quota / potential; None where no potential is known.
    biases
        Chance of making quota against each trait.
    payout
        Incentive pay; None without a pay plan.
    aftermath
        What the year made of it; None before it is over.
    """

    name: str
    quotas: Floats
    attainment: Attainment
    difficulty: RatioSpread | None
    ratio: RatioSpread | None
    biases: tuple[Bias, ...]
    payout: Payout | None
    aftermath: Aftermath | None

    @property
    def least_chance(self) -> float:
        """Chance of the rep least likely to make quota, 0..1."""
        return float(np.nanmin(self.attainment.chance))

    @property
    def hardest(self) -> int:
        """Index of the territory least likely to make quota; the first of several."""
        return int(np.nanargmin(self.attainment.chance))

    @property
    def quartiles(self) -> tuple[float, float]:
        """A quarter of the reps has a chance below the first, a quarter one above the second."""
        low, high = np.nanquantile(self.attainment.chance, (0.25, 0.75))
        return float(low), float(high)

    @property
    def interquartile_range(self) -> float:
        """Width of the middle half of the chances; 0 where all have the same."""
        low, high = self.quartiles
        return high - low

    @property
    def chance_deviation(self) -> float:
        """Standard deviation of the chances over the reps."""
        return float(np.nanstd(self.attainment.chance))


def judge_quotas(name: str, quotas: ArrayLike, yardsticks: Yardsticks) -> PlanFairness:
    """Judge one plan; see ``fairness_report`` for the errors."""
    draws, traits = np.asarray(yardsticks.draws), yardsticks.traits or {}
    attainment = simulate_attainment(quotas, draws, target=yardsticks.target)
    amounts = np.array(quotas, dtype=np.float64)
    amounts.flags.writeable = False
    potential, pay, actuals = yardsticks.potential, yardsticks.pay, yardsticks.actuals
    return PlanFairness(
        name=name,
        quotas=amounts,
        attainment=attainment,
        difficulty=ratio_spread(amounts, draws.mean(axis=0, dtype=np.float64)),
        ratio=None if potential is None else ratio_spread(amounts, potential),
        biases=find_biases(attainment.chance, traits, seed=yardsticks.seed),
        payout=None if pay is None else simulate_payout(amounts, draws, pay),
        aftermath=None if actuals is None else _aftermath(amounts, actuals, traits, yardsticks.seed),
    )


def _aftermath(quotas: Floats, actuals: ArrayLike, traits: Mapping[str, ArrayLike], seed: int) -> Aftermath:
    sold = np.asarray(actuals, dtype=np.float64)
    error = quota_share_error(quotas, sold)
    carries = quotas > 0
    ratio = np.divide(sold, quotas, out=np.full(len(quotas), np.nan), where=carries)
    made = float((sold >= quotas - MET)[carries].mean())
    return Aftermath(made_quota=made, share_error=error, biases=find_biases(ratio, traits, seed=seed))
