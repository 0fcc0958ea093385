"""Quotas: a company target shared among territories, exact to the cent.

All amounts inside are whole cents (``numpy.int64``); currency units come in and go out at the edges.
"""

from .actuals import after_actuals
from .allocation import Allocation, allocate
from .attainment import Attainment, simulate_attainment
from .bounds import Bound, QuotaBounds
from .chances import EqualAttainment
from .difficulty import Difficulty
from .fairness import FairnessReport, fairness_report
from .levels import equalise
from .linear import Growth, Proportional, UnrealisedPotential
from .methods import (
    BaselineGrowth,
    CapacityShare,
    EqualProbability,
    EqualSplit,
    FixedShares,
    FlatGrowth,
    PotentialShare,
    QuotaMethod,
    TerritoryOutlook,
    WeightedIndex,
    WorkloadShare,
)
from .payout import PayoutCurve, PayPlan, simulate_payout
from .periods import PeriodQuotas, split_periods
from .plan import QuotaPlan, Spread
from .plan_fairness import Yardsticks
from .relief import Relief
from .rounding import round_exact
from .setting import allocate_quotas
from .waterfall import QuotaWaterfall, Term

__all__ = [
    "Allocation",
    "Attainment",
    "BaselineGrowth",
    "Bound",
    "CapacityShare",
    "Difficulty",
    "EqualAttainment",
    "EqualProbability",
    "EqualSplit",
    "FairnessReport",
    "FixedShares",
    "FlatGrowth",
    "Growth",
    "PayPlan",
    "PayoutCurve",
    "PeriodQuotas",
    "PotentialShare",
    "Proportional",
    "QuotaBounds",
    "QuotaMethod",
    "QuotaPlan",
    "QuotaWaterfall",
    "Relief",
    "Spread",
    "Term",
    "TerritoryOutlook",
    "UnrealisedPotential",
    "WeightedIndex",
    "WorkloadShare",
    "Yardsticks",
    "after_actuals",
    "allocate",
    "allocate_quotas",
    "equalise",
    "fairness_report",
    "round_exact",
    "simulate_attainment",
    "simulate_payout",
    "split_periods",
]
