"""How many people it takes, and what the plan costs: workload, ramp, leavers, headcount, budget.

``PlanYear`` and ``read_shares`` say who can carry how much next to the others. ``build_workload`` and
``effective_capacity`` compare the hours accounts take with the months reps have; ``Attrition`` takes leavers away and
``plan_hiring`` adds people at least cost; ``SalesResponse.best_size`` asks how many pay; ``plan_budget`` says what all
of it costs and leaves.
"""

from .attrition import Attrition
from .budget import PayRates, plan_budget
from .effective import effective_capacity
from .hiring import plan_hiring
from .need import HiringNeed, NewHire
from .payout import Payout
from .plan_year import PlanYear
from .response import SalesResponse
from .shares import SHARE_PREFIX as SHARE_PREFIX
from .shares import read_shares
from .workload import build_workload

__all__ = [
    "Attrition",
    "HiringNeed",
    "NewHire",
    "PayRates",
    "Payout",
    "PlanYear",
    "SalesResponse",
    "build_workload",
    "effective_capacity",
    "plan_budget",
    "plan_hiring",
    "read_shares",
]
