"""Tiny named plans for the quota tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import Alignment
from optimizer.instance import Instance, Territories, Units

Builder = Callable[..., Alignment]


def build_alignment(
    territory_of: list[int], labels: list[str], measures: dict[str, list[float]], incumbent: list[int] | None = None
) -> Alignment:
    n, k = len(territory_of), len(labels)
    activity = np.array(list(measures.values()), dtype=float).T.reshape(n, len(measures))
    units = Units(
        ids=pd.Index([f"account {i}" for i in range(n)]),
        places=np.zeros((n, 2)),
        activity=activity,
        incumbent=np.array(incumbent or [-1] * n, dtype=np.int32),
        family=np.arange(n, dtype=np.int32),
    )
    territories = Territories(
        ids=pd.Index(labels),
        reps=tuple(f"rep of {label}" for label in labels),
        centres=np.zeros((k, 2)),
        shares=np.ones((k, len(measures))),
    )
    instance = Instance(units, territories, tuple(measures))
    return Alignment(instance, np.array(territory_of, dtype=np.int32), np.full(k, -1, dtype=np.int32))


@pytest.fixture(scope="session")
def make_alignment() -> Builder:
    return build_alignment


@pytest.fixture(scope="session")
def three_regions_always(make_alignment: Builder) -> Alignment:
    """The potential of ``three_regions``, made once."""
    return make_alignment([0, 1, 2], ["North", "South", "West 1"], {"potential": [50, 30, 20]})


@pytest.fixture
def three_regions() -> Alignment:
    """Potential 50, 30, 20 and last year's sales 40, 40, 20; account 4 (potential 10, sales 20) came from North."""
    return build_alignment(
        [0, 0, 1, 1, 1, 2],
        ["North", "South", "West"],
        {"potential": [30, 20, 10, 10, 10, 20], "sales": [25, 15, 10, 10, 20, 20]},
        incumbent=[0, 0, 1, 1, 0, 2],
    )
