"""The plan file: YAML in, a checked ``Plan`` out, or everything that is wrong with it."""

from scenarios.quotas import QuotaRule

from .plan import Plan, read_plan

__all__ = ["Plan", "QuotaRule", "read_plan"]
