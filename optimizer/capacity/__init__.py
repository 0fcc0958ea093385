"""How many people it takes, and what the plan costs: workload, ramp, leavers, headcount, budget."""

from .attrition import Attrition
from .effective import effective_capacity
from .plan_year import PlanYear
from .shares import SHARE_PREFIX, read_shares
from .workload import build_workload

__all__ = ["SHARE_PREFIX", "Attrition", "PlanYear", "build_workload", "effective_capacity", "read_shares"]
