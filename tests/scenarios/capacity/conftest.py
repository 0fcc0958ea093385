"""Two reps on a line, in two regions, with a plan year of four months."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.capacity import NewHire, PlanYear
from optimizer.quotas import allocate_quotas
from scenarios.capacity import CapacityRule, HiringRule, Team
from scenarios.changes import AddTerritories


@pytest.fixture
def year() -> PlanYear:
    """Four months; new reps bring half in their first month."""
    return PlanYear(date(2027, 1, 1), 4, (0.5,))


@pytest.fixture
def team() -> Team:
    """Ann in the west, Bob in the east half time with 12 days of leave, both there to stay."""
    never = np.full(2, np.datetime64("NaT"), dtype="datetime64[D]")
    return Team(
        labels=("west", "east"),
        fte=np.array([1.0, 0.5]),
        start=never,
        end=never,
        leave=np.array([0.0, 12.0]),
        regions=("West", "East"),
        joining=np.zeros(2, dtype=bool),
    )


@pytest.fixture
def halves(line) -> Alignment:
    """Four accounts each."""
    return Alignment(line, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([-1, -1]))


@pytest.fixture
def thirds(line, criteria) -> Alignment:
    """A new territory takes the accounts at 30 and 40 km, one of each rep today had they halves."""
    wider, _ = AddTerritories(1, centre=(35.0, 0.0)).apply(line, criteria)
    return Alignment(wider, np.array([0, 0, 0, 2, 2, 1, 1, 1]), np.full(3, -1))


@pytest.fixture
def hiring() -> HiringRule:
    """A rep brings 1,200 a year, 100 in a mean month, and costs 30 a month."""
    return HiringRule(productivity=1_200.0, new_hire=NewHire(hiring_cost=50, monthly_cost=30))


@pytest.fixture
def rule(year, team, hiring) -> CapacityRule:
    """Capacity and hires, no budget."""
    return CapacityRule(plan_year=year, team=team, hiring=hiring)


@pytest.fixture
def quotas():
    """Quotas of a target, in equal shares of potential."""
    return partial(allocate_quotas, target=1_200)
