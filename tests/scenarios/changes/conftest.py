"""Three reps on a line, nine accounts, a plan year of four quarters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from optimizer.instance import Instance, Tag, Territories, Units
from optimizer.travel import Planar
from scenarios.capacity import Team
from scenarios.quotas import LevelRule, QuotaRule

LABELS = ("T1", "T2", "T3")


@pytest.fixture
def trio() -> Instance:
    """Accounts at x = 0, 10, ..., 80 km, three each of T1 (Ann), T2 (Bob) and T3 (Cy), the last without a rep today.

    Potential is 100 each, hours 1 to 9; the first five are in the north, which all serve, the others in the south,
    which Ann does not.
    """
    x = np.arange(9) * 10.0
    units = Units(
        ids=pd.Index([f"a{i}" for i in range(9)]),
        places=np.column_stack([x, np.zeros(9)]),
        activity=np.column_stack([np.full(9, 100.0), np.arange(1.0, 10.0)]),
        incumbent=np.array([0, 0, 0, 1, 1, 1, 2, 2, -1], dtype=np.int32),
        family=np.arange(9, dtype=np.int32),
    )
    territories = Territories(
        ids=pd.Index(LABELS),
        reps=("Ann", "Bob", "Cy"),
        centres=np.array([[10.0, 0.0], [40.0, 0.0], [70.0, 0.0]]),
        shares=np.array([[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]]),
    )
    served = np.array([[True, False], [True, True], [True, True]])
    area = Tag(("north", "south"), np.array([0, 0, 0, 0, 0, 1, 1, 1, 1], dtype=np.int32), served)
    return Instance(units, territories, ("potential", "hours"), {"area": area}, Planar())


@pytest.fixture
def rule(flat_rule) -> QuotaRule:
    """Twelve hundred in four quarters, shared by potential, to the cent."""
    return flat_rule(1200.0, LABELS)


@pytest.fixture
def levelled(rule) -> QuotaRule:
    """The same in two regions, T1 in the West."""
    chains = {"T1": ("West",), "T2": ("East",), "T3": ("East",)}
    return replace(
        rule, levels=LevelRule(levels=("region",), chains=chains, floor={}, cap={}, over_assignment=(0.0, 0.1))
    )


@pytest.fixture
def team() -> Team:
    """Everybody is there, in two regions."""
    return replace(Team.of(LABELS), regions=("West", "East", "East"))
