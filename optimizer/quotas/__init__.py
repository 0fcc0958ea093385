"""Quotas: a company target shared among territories, exact to the cent.

All amounts inside are whole cents (``numpy.int64``); currency units come in and go out at the edges.
"""

from .allocation import Allocation, allocate
from .bounds import Bound, QuotaBounds
from .periods import PeriodQuotas, split_periods
from .plan import QuotaPlan, Spread
from .rounding import round_exact
from .setting import allocate_quotas

__all__ = [
    "Allocation",
    "Bound",
    "PeriodQuotas",
    "QuotaBounds",
    "QuotaPlan",
    "Spread",
    "allocate",
    "allocate_quotas",
    "round_exact",
    "split_periods",
]
