"""Quotas: a company target shared among territories, exact to the cent.

All amounts inside are whole cents (``numpy.int64``); currency units come in and go out at the edges.
"""

from .allocation import Allocation, allocate
from .bounds import Bound, QuotaBounds
from .chances import EqualAttainment
from .difficulty import Difficulty
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
from .periods import PeriodQuotas, split_periods
from .plan import QuotaPlan, Spread
from .relief import Relief
from .rounding import round_exact
from .setting import allocate_quotas
from .waterfall import QuotaWaterfall, Term

__all__ = [
    "Allocation",
    "BaselineGrowth",
    "Bound",
    "CapacityShare",
    "Difficulty",
    "EqualAttainment",
    "EqualProbability",
    "EqualSplit",
    "FixedShares",
    "FlatGrowth",
    "Growth",
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
    "allocate",
    "allocate_quotas",
    "equalise",
    "round_exact",
    "split_periods",
]
