"""The plan file: YAML in, a checked ``Plan`` out, or everything that is wrong with it."""

from .plan import Plan, read_plan
from .quotas import QuotaRule

__all__ = ["Plan", "QuotaRule", "read_plan"]
