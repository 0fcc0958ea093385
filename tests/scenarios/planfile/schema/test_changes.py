"""Sections of changes, and what they refuse."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema import ChangeSection
from scenarios.planfile.schema.changes import REDRAWING, redraws


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, False),
        ({"merge": {"territories": ["a", "b"]}}, False),
        ({"leaves": {"rep": "a", "on": "2027-01-01", "vacant": True}}, False),
        ({"leaves": "a"}, True),
        ({"close_territories": "a"}, True),
        ({"hires": ["a"]}, True),
        ({"add_territories": 2}, True),
        ({"split": {"territory": "a"}}, True),
    ],
)
def test_what_redraws(given, expected):
    """Today's alignment is there no more where territories come or go."""
    assert redraws(ChangeSection.model_validate(given)) is expected


def test_redrawing_keys_are_keys():
    """Each is one of the section."""
    assert set(REDRAWING) < set(ChangeSection.model_fields)


def test_numbers_may_be_names():
    """Territory 279 and account 7 are labels."""
    section = ChangeSection.model_validate({"close_territories": [279], "pin_accounts": [7, "8"]})
    assert section.close_territories.territories == ("279",)
    assert section.pin_accounts.accounts == ("7", "8")


@pytest.mark.parametrize(
    "given",
    [
        {"close_territories": {"territories": ["a"], "where": {"b": "c"}}},
        {"tighten": {"balance": {"potential": {"by": 0.1, "times": 2}}}},
        {"relax": {"disruption": 0}},
        {"scale": {"measure": "a", "by": -2}},
        {"scale": {"measure": "a", "by": 1, "times": 1}},
        {"moves_home": {"rep": "a", "latitude": 91, "longitude": 0}},
        {"split": {"territory": "a", "into": 27}},
        {"hires": {"on": "2027-01-01"}},
        {"add_territories": 0},
    ],
)
def test_what_cannot_be(given):
    """What contradicts itself or makes no sense is refused."""
    with pytest.raises(ValidationError):
        ChangeSection.model_validate(given)
