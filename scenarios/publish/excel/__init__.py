"""A run as one workbook."""

from .workbook import write_workbook

__all__ = ["write_workbook"]
