"""Bundled real plans: ``read_plan(example_path(Example.RESELLERS))``. ``README.md`` has sources and licences."""

from __future__ import annotations

from enum import Enum
from pathlib import Path


class Example(Enum):
    """The plans there are."""

    RESELLERS = "resellers"
    """701 resellers in six countries, 13 reps, bookings, quotas; with today's alignment to improve."""
    HOSPITALS = "hospitals"
    """2,789 US hospitals to be divided into 40 new territories with free centres."""


def example_path(example: Example) -> Path:
    """Path of the plan file of an example; its tables lie beside it."""
    return Path(__file__).parent / example.value / "plan.yaml"


__all__ = ["Example", "example_path"]
