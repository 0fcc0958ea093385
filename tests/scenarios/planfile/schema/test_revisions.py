"""Sections of commitments, side constraints and changes refuse what cannot be meant."""

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema.revisions import ChangeSection, ReconcileSection, SideConstraintSection
from scenarios.planfile.schema.words import EACH

DAY = {"on": "2026-07-01", "why": "x"}


def test_short_forms():
    """One name stands for all of it, one rate for everybody, total for both limits."""
    change = ChangeSection.model_validate({**DAY, "leaves": "R1", "to": "R2"})
    assert change.to == {"R2": 1.0}
    assert change.named == {"R1", "R2"}
    assert ChangeSection.model_validate({**DAY, "joins": "New", "from": {"R1": "30%"}}).giver == {"R1": 0.3}
    side = SideConstraintSection.model_validate({"name": "a", "rate": "8%", "total": 5, "where": {"region": "North"}})
    assert side.rate == {EACH: 0.08}
    assert side.limits == (5, 5)
    assert side.where == {"region": ("North",)}
    assert ReconcileSection.model_validate({"column": "c"}).apply


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"name": "a"}, "asks for nothing"),
        ({"name": "a", "total": 1, "most": 2}, "least and most at once"),
        ({"name": "a", "least": 3, "most": 2}, "the least 3 is above the most 2"),
        ({"name": "a", "rate": 0, "most": 2}, "one rate must be above 0"),
        ({"name": "a", "most": 2, "elastic": 0}, "greater than 0"),
    ],
)
def test_side_constraints_refused(section, message):
    """Nothing asked, asked twice, the wrong way round, or for free."""
    with pytest.raises(ValidationError, match=message):
        SideConstraintSection.model_validate(section)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({}, "exactly one of account, leaves, joins"),
        ({"account": "A", "leaves": "R1", "to": "R2"}, "exactly one of"),
        ({"account": "A"}, "somebody must take"),
        ({"account": "A", "to": {"R1": 1, "R2": 1}}, "from one to one"),
        ({"joins": "New"}, "from whom"),
        ({"joins": "New", "from": {"R1": 2}}, "less than or equal to 1"),
        ({"leaves": "R1", "to": "R2", "part": 0.5}, "part belongs to an account"),
        ({"leaves": "R1", "to": "R2", "from": "R3"}, "who leaves is who gives"),
    ],
)
def test_changes_refused(section, message):
    """Nobody moves, two at once, or from nowhere."""
    with pytest.raises(ValidationError, match=message):
        ChangeSection.model_validate({**DAY, **section})
