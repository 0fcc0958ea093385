"""Merged territories are one, and what stays in it has not moved."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.quotas import FixedShares, QuotaBounds
from scenarios.changes import MergeTerritories


def test_one_takes_it_all(trio):
    """Targets add up, everything one of them served is served, and accounts of all count as its own."""
    facts, criteria = MergeTerritories(("T1", "T2")).apply(trio, Criteria(pins={"a3": "T2"}))
    assert list(facts.territories.ids) == ["T1", "T3"]
    assert facts.territories.reps == ("Ann", "Cy")
    assert facts.territories.shares[:, 0].tolist() == [3.0, 1.0]
    assert facts.tags["area"].served[0].tolist() == [True, True]
    assert facts.units.incumbent.tolist() == [0, 0, 0, 0, 0, 0, 1, 1, -1]
    assert dict(criteria.pins) == {"a3": "T1"}
    assert not incumbent_alignment(facts).moved().any()


def test_another_may_stay(trio):
    """Its rep and home stay, unless another rep is named."""
    facts, _ = MergeTerritories(("T1", "Cy"), into="Cy", rep="Dana").apply(trio, Criteria())
    assert list(facts.territories.ids) == ["T2", "T3"]
    assert facts.territories.reps == ("Bob", "Dana")
    assert facts.territories.centres[1].tolist() == [70.0, 0.0]
    change = MergeTerritories(("T1", "T2"))
    assert change.sentence(trio) == "merges T1, T2 into T1, with 6 accounts and 3 times its target"


def test_targets_are_conserved(trio):
    """The sum of the targets is that of before."""
    facts, _ = MergeTerritories(("T1", "T2", "T3")).apply(trio, Criteria())
    np.testing.assert_array_equal(facts.territories.shares.sum(axis=0), trio.territories.shares.sum(axis=0))


def test_amounts_by_territory_add_up(trio, rule):
    """Floors, caps and shares of those that are joined; a cap for all stays one for all."""
    shares = FixedShares({"T1": 0.5, "T2": 0.2, "T3": 0.3})
    given = replace(rule, bounds=QuotaBounds(floor={"T1": 10, "T2": 20, "T3": 1}, cap=900), method=shares)
    after = MergeTerritories(("T1", "T2"), into="T2").apply_quotas(given, trio)
    assert after.bounds.floor == {"T3": 1, "T2": 30}
    assert after.bounds.cap == 900
    assert after.method.shares == pytest.approx({"T2": 0.7, "T3": 0.3})


def test_misfits_are_told(trio):
    """Names that are not there, one territory by two names; nonsense at once."""
    with pytest.raises(InputError, match="no such territory"):
        MergeTerritories(("T1", "T9")).apply(trio, Criteria())
    with pytest.raises(InputError, match="these are one territory"):
        MergeTerritories(("T1", "Ann")).sentence(trio)
    for wrong in (("T1",), ("T1", "T1"), "T1"):
        with pytest.raises(ValueError, match="at least two"):
            MergeTerritories(wrong)
    with pytest.raises(ValueError, match="into must be one of"):
        MergeTerritories(("T1", "T2"), into="T3")
