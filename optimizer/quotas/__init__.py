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
from .coupling import CoupledQuotas, SideConstraint, fit_coupled, group_sums
from .difficulty import Difficulty
from .fairness import FairnessReport, fairness_report
from .hierarchy import TreeQuotas, allocate_tree
from .ledger import QuotaLedger, open_ledger
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
from .midyear import YearChanges, let_join, let_leave, move_account
from .payout import PayoutCurve, PayPlan, simulate_payout
from .periods import PeriodQuotas, split_periods
from .plan import QuotaPlan, Spread
from .plan_fairness import Yardsticks
from .products import ProductQuotas, split_products
from .reconciliation import SideBySide, compare_directions, reconcile
from .relaxation import smallest_relaxation
from .relief import Relief
from .revision import couple_products, couple_territories, reconcile_plan
from .rounding import round_exact
from .season import Seasonality, period_starts, shrink_seasonality
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
    "CoupledQuotas",
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
    "QuotaLedger",
    "QuotaLevels",
    "QuotaMethod",
    "QuotaPlan",
    "QuotaWaterfall",
    "Relief",
    "SalesTree",
    "Seasonality",
    "SideBySide",
    "SideConstraint",
    "Spread",
    "Term",
    "TerritoryOutlook",
    "TreeQuotas",
    "UnrealisedPotential",
    "WeightedIndex",
    "WorkloadShare",
    "Yardsticks",
    "YearChanges",
    "after_actuals",
    "allocate",
    "allocate_quotas",
    "allocate_tree",
    "build_tree",
    "compare_directions",
    "couple_products",
    "couple_territories",
    "equalise",
    "fairness_report",
    "fit_coupled",
    "group_sums",
    "let_join",
    "let_leave",
    "move_account",
    "open_ledger",
    "period_starts",
    "reconcile",
    "reconcile_plan",
    "round_exact",
    "shrink_seasonality",
    "simulate_attainment",
    "simulate_payout",
    "smallest_relaxation",
    "split_periods",
    "split_products",
]
