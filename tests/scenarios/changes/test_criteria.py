"""Criteria are replaced field by field, and today's alignment is only watched."""

from dataclasses import fields

import pytest

from optimizer.criteria import Criteria
from scenarios.changes import AddTerritories, ChangeCriteria, CriteriaFields, KeepIncumbent


def test_keep_incumbent_only_watches(line):
    """Limits of balance, capacity, count, disruption and travel go; pins and eligibility stay."""
    given = Criteria(
        balance={"potential": 0.1},
        capacity={"workload": 20.0},
        disruption_at_most=0.1,
        max_travel=5.0,
        min_count=1,
        max_count=4,
        pins={"a0": "west"},
    )
    instance, watched = KeepIncumbent().apply(line, given)
    assert instance is line
    assert watched == Criteria(pins={"a0": "west"})


def test_change_criteria_replaces_fields(line):
    """Fields given are replaced whole, others stay."""
    given = Criteria(balance={"potential": 0.1, "workload": 0.2}, keep_together=True)
    change = ChangeCriteria(balance={"potential": 0.05}, disruption_at_most=0.2)
    assert change.apply(line, given)[1] == Criteria(
        balance={"potential": 0.05}, keep_together=True, disruption_at_most=0.2
    )
    assert change.sentence(line) == "sets balance to potential 0.05; sets disruption at most to 0.2"


def test_change_criteria_sets_a_capacity(line):
    """A limit for every territory is a field like the others, checked before any instance is seen."""
    change = ChangeCriteria(capacity={"workload": 1800.0})
    assert change.apply(line, Criteria())[1] == Criteria(capacity={"workload": 1800.0})
    assert change.sentence(line) == "sets capacity to workload 1800"
    with pytest.raises(ValueError, match="capacity of 'workload' must be above 0"):
        ChangeCriteria(capacity={"workload": 0.0})


def test_change_criteria_refuses_unknown_fields_and_values():
    """A misspelt field names the known ones; an impossible value is refused before any instance is seen."""
    with pytest.raises(ValueError, match=r"balance.*given ballance"):
        ChangeCriteria(ballance={})
    with pytest.raises(ValueError, match="given none"):
        ChangeCriteria()
    with pytest.raises(ValueError, match="max_travel"):
        ChangeCriteria(max_travel=-1.0)


def test_change_criteria_knows_every_field():
    """The typed fields are those of the criteria."""
    assert set(CriteriaFields.__annotations__) == {item.name for item in fields(Criteria)}


def test_changes_are_values():
    """Equal changes are equal and can be keys."""
    assert {AddTerritories(1, {"language": ["en"]}), AddTerritories(1, {"language": ("en",)})} == {
        AddTerritories(1, {"language": "en"})
    }
    assert hash(ChangeCriteria(balance={"potential": 0.1})) == hash(ChangeCriteria(balance={"potential": 0.1}))
