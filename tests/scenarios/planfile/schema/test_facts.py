"""Sections of facts, and what they refuse."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema import InputsSection, Measure


@pytest.mark.parametrize(
    "today", [{"reps": "r.csv"}, {"territories": {"count": 3}}, {"territories": {"file": "t.csv"}}]
)
def test_territories_are_given_once(today):
    """As reps, as territories, or as a number of new ones."""
    inputs = InputsSection.model_validate({"accounts": "a.csv", **today})
    assert (inputs.today.count or inputs.today.file) in (3, "r.csv", "t.csv")


@pytest.mark.parametrize(
    "today",
    [
        {},
        {"reps": "r.csv", "territories": {"count": 3}},
        {"territories": {"count": 0}},
        {"territories": {"count": 3, "file": "t.csv"}},
        {"territories": {"count": 10**9}},
    ],
)
def test_and_not_twice(today):
    """Neither none nor two, and not a billion."""
    with pytest.raises(ValidationError):
        InputsSection.model_validate({"accounts": "a.csv", **today})


def test_a_measure_is_one_thing():
    """Column, months, label or sum, and never two of them."""
    assert Measure.model_validate({"column": "a"}).times == 1
    with pytest.raises(ValidationError):
        Measure.model_validate({"column": "a", "last_months": 3})
