"""Two reps on a line share a year of four quarters."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.capacity import PlanYear
from optimizer.quotas import PotentialShare, QuotaBounds
from scenarios.quotas import Attendance, QuotaRule


@pytest.fixture
def year() -> PlanYear:
    """2027, with two months of ramp."""
    return PlanYear(date(2027, 1, 1), 12, (0.0, 0.5))


@pytest.fixture
def rule(year) -> QuotaRule:
    """Eight hundred by potential, to the cent."""
    return QuotaRule(
        target=800.0,
        method=PotentialShare("potential"),
        bounds=QuotaBounds(),
        history=None,
        over_assignment=0.0,
        round_to=0.01,
        periods=("Q1", "Q2", "Q3", "Q4"),
        profile=(1.0, 1.0, 1.0, 1.0),
        attendance=Attendance.full(year, ("west", "east"), num_periods=4),
    )
