"""The smallest repair of a plan: somebody leaves or joins, and as few accounts as can be change hands."""

from .repair import repair
from .result import RepairResult

__all__ = ["RepairResult", "repair"]
