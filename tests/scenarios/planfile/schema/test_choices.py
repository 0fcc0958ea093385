"""Sections of choices, and what they refuse."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema import CriteriaSection


@pytest.mark.parametrize(
    "given",
    [
        {"contiguous": "perhaps"},
        {"keep_together": True},
        {"pin": {"column": "a", "file": "b"}},
        {"pin": {}},
        {"min_count": 5, "max_count": 4},
        {"max_travel_km": 0},
        {"travel": {"power": 3}},
        {"capacity": {"workload": 0}},
        {"capacity": {"workload": float("inf")}},
        {"capacity": 1800},
    ],
)
def test_criteria_that_cannot_be(given):
    """What contradicts itself is refused."""
    with pytest.raises(ValidationError):
        CriteriaSection.model_validate(given)


def test_contiguous_false_is_fine():
    """Saying that territories need not be connected asks for nothing."""
    assert CriteriaSection.model_validate({"contiguous": False}) == CriteriaSection(contiguous=False)
