"""How many people it takes, and what the plan costs: workload, ramp, leavers, headcount, budget."""

from .attrition import Attrition
from .effective import effective_capacity
from .hiring import plan_hiring
from .need import HiringNeed, NewHire
from .plan_year import PlanYear
from .response import SalesResponse
from .shares import SHARE_PREFIX, read_shares
from .workload import build_workload

__all__ = [
    "SHARE_PREFIX",
    "Attrition",
    "HiringNeed",
    "NewHire",
    "PlanYear",
    "SalesResponse",
    "build_workload",
    "effective_capacity",
    "plan_hiring",
    "read_shares",
]
