"""How quotas are set on any alignment: the rule of a plan, and what a scenario may change of it."""

from .attendance import Attendance, PeriodCapacity
from .levels import Chain, LevelRule
from .rule import QuotaRule

__all__ = ["Attendance", "Chain", "LevelRule", "PeriodCapacity", "QuotaRule"]
