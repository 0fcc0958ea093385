"""Pools are told with the territory farthest off target in each."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.criteria import Criteria
from scenarios.pools import pools_today


def test_pools_of_today(line):
    """Languages served by one rep each make a pool each; the larger first."""
    frame = pools_today(line, Criteria())
    assert list(frame["territories"]) == [("west", "east")]
    assert frame["accounts"].tolist() == [8]
    assert frame.loc[0, "deviation_potential"] == pytest.approx(0.5)
    assert frame.loc[0, "worst_potential"] == "Ann"
    code = np.array([0, 0, 0, 1, 1, 1, 1, 1], dtype=np.int32)
    tag = replace(line.tags["language"], of_unit=code, served=np.eye(2, dtype=bool))
    frame = pools_today(replace(line, tags={"language": tag}), Criteria())
    assert list(frame["territories"]) == [("east",), ("west",)]
    assert frame["accounts"].tolist() == [5, 3]


def test_nobody_has_a_rep(line):
    """Where no account has a rep today there is nothing to be off target."""
    fresh = replace(line, units=replace(line.units, incumbent=np.full(8, -1, dtype=np.int32)))
    assert pools_today(fresh, Criteria())["deviation_potential"].isna().all()
