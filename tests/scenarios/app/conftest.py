"""Thirty accounts on a grid and three reps, on the globe, with quotas; today Ann has most of them."""

from __future__ import annotations

import pytest

from scenarios.app.desk import Desk
from scenarios.planfile import read_plan

from .plans import small_plan


@pytest.fixture(scope="session")
def globe_plan(tmp_path_factory):
    return read_plan(small_plan(tmp_path_factory.mktemp("globe")))


@pytest.fixture
def globe_desk(globe_plan):
    return Desk(globe_plan)
