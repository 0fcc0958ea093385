"""How many people a plan takes and what it costs: capacity, hiring and budget on an alignment and its quotas."""

from .expenses import ExpenseRule
from .plan import CapacityPlan
from .rule import CapacityRule, HiringRule
from .team import Team

__all__ = ["CapacityPlan", "CapacityRule", "ExpenseRule", "HiringRule", "Team"]
