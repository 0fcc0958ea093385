"""Sections of choices, and what they refuse."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema import CriteriaSection, QuotaSection


@pytest.mark.parametrize(
    "given",
    [
        {"contiguous": True},
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


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"target": 0},
        {"target": 1, "growth": {"floor": 0.1, "cap": 0.0}, "history": "a"},
        {"target": 1, "growth": {"floor": -2}, "history": "a"},
        {"target": 1, "method": "history_share"},
    ],
)
def test_quotas_that_cannot_be(given):
    """A target is needed, growth must be in order, and history where it is used."""
    with pytest.raises(ValidationError):
        QuotaSection.model_validate(given)
