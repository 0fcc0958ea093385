"""Quotas: a company target shared among territories, exact to the cent.

All amounts inside are whole cents (``numpy.int64``); currency units come in and go out at the edges.
"""

from .actuals import after_actuals
from .adjustment import AdjustedQuotas, Adjustment
from .allocation import Allocation, allocate
from .attainment import Attainment, simulate_attainment
from .bounds import Bound, QuotaBounds
from .by_level import QuotaLevels
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
from .products import ProductQuotas, split_products
from .relief import Relief
from .rounding import round_exact
from .season import Seasonality, shrink_seasonality
from .setting import allocate_quotas
from .tree import SalesTree, build_tree
from .waterfall import QuotaWaterfall, Term

__all__ = [
    "AdjustedQuotas",
    "Adjustment",
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
    "ProductQuotas",
    "Proportional",
    "QuotaBounds",
    "QuotaLevels",
    "QuotaMethod",
    "QuotaPlan",
    "QuotaWaterfall",
    "Relief",
    "SalesTree",
    "Seasonality",
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
    "build_tree",
    "equalise",
    "fairness_report",
    "round_exact",
    "shrink_seasonality",
    "simulate_attainment",
    "simulate_payout",
    "split_periods",
    "split_products",
]
