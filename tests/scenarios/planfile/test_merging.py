"""A scenario's criteria over those of the plan."""

from __future__ import annotations

import pytest

from scenarios.planfile.merging import merged
from scenarios.planfile.schema import CriteriaSection


@pytest.mark.parametrize(
    ("base", "override", "expected"),
    [
        ({"balance": {"a": 0.1, "b": 0.2}}, {"balance": {"a": 0.3}}, {"balance": {"a": 0.3, "b": 0.2}}),
        ({"balance": {"a": 0.1}}, {"balance": {"a": None}}, {"balance": {"a": None}}),
        ({"capacity": {"a": 5, "b": 6}}, {"capacity": {"a": None}}, {"capacity": {"a": None, "b": 6}}),
        ({"travel": {"by": "a", "power": 2}}, {"travel": {"power": 1}}, {"travel": {"by": "a", "power": 1}}),
        ({"disruption": {"at_most": 0.2, "weight": 1}}, {"disruption": {"at_most": {"a": 0.1}}},
         {"disruption": {"at_most": {"a": 0.1}, "weight": 1}}),
        ({"disruption": {"at_most": {"a": 0.1}}}, {"disruption": {"at_most": {"b": 0.2}}},
         {"disruption": {"at_most": {"a": 0.1, "b": 0.2}}}),
        ({"pin": {"column": "key"}}, {"pin": {"file": "pins.csv"}}, {"pin": {"file": "pins.csv"}}),
        ({"pin": "key", "max_count": 5}, {"pin": None}, {"pin": None, "max_count": 5}),
        ({"keep_together": "parent"}, {"keep_together": False}, {"keep_together": False}),
        ({"eligibility": ["a"]}, {"eligibility": []}, {"eligibility": []}),
    ],
)  # fmt: skip
def test_only_what_is_named_changes(base, override, expected):
    """Sections and mappings merge key by key; null takes a rule away; a choice is replaced whole."""
    result = merged(CriteriaSection.model_validate(base), CriteriaSection.model_validate(override))
    assert result == CriteriaSection.model_validate(expected)
