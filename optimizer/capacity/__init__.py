"""How many people it takes, and what the plan costs: workload, ramp, leavers, headcount, budget."""

from .plan_year import PlanYear
from .shares import SHARE_PREFIX, read_shares

__all__ = ["SHARE_PREFIX", "PlanYear", "read_shares"]
