"""The section of quotas, and what it refuses."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scenarios.planfile.schema import QuotaSection
from scenarios.planfile.schema.quotas import MethodWord, ReliefWord


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"target": 0},
        {"target": 1, "growth": {"floor": 0.1, "cap": 0.0}, "history": "a"},
        {"target": 1, "growth": {"floor": -2}, "history": "a"},
        {"target": 1, "method": "history_share"},
        {"target": 1, "method": "flat_growth"},
        {"target": 1, "method": "baseline_growth"},
        {"target": 1, "method": "equal_split", "retention": 0.9},
        {"target": 1, "method": "baseline_growth", "history": "a", "retention": 1.1},
        {"target": 1, "method": "equal_split", "measure": "a"},
        {"target": 1, "method": "fixed_shares"},
        {"target": 1, "method": "fixed_shares", "shares": {"A": 0.5, "B": 0.4}},
        {"target": 1, "shares": {"A": 1}},
        {"target": 1, "share": {"of": "a"}},
        {"target": 1, "share": {"floor": 0.5, "cap": 0.4}},
        {"target": 1, "capacity": {"floor": 5, "cap": 4}},
        {"target": 1, "ramp": []},
        {"target": 1, "ramp": [0, 1.5]},
        {"target": 1, "relief": "nobody"},
        {"target": 1, "leave": [{"territory": "A", "start": "2027-02-01", "end": "2027-01-01"}]},
    ],
)
def test_quotas_that_cannot_be(given):
    """A target is needed, growth must be in order, and history where it is used."""
    with pytest.raises(ValidationError):
        QuotaSection.model_validate(given)


def test_defaults_ask_for_nothing():
    """Only the target is needed: no method of its own, no bounds, full reps."""
    section = QuotaSection.model_validate({"target": 1})
    assert (section.method, section.relief, section.ramp, section.leave, section.share) == (None, None, None, (), None)


def test_words_become_values():
    """Methods and relief are said in words, leave in days."""
    given = {
        "target": 1,
        "method": "baseline_growth",
        "history": "a",
        "retention": "90%",
        "relief": "pool",
        "ramp": [0, "50%"],
        "leave": [{"territory": 7, "start": "2027-01-01", "end": "2027-03-31"}],
    }
    section = QuotaSection.model_validate(given)
    assert (section.method, section.relief) == (MethodWord.BASELINE_GROWTH, ReliefWord.POOL)
    assert (section.retention, section.ramp) == (0.9, (0.0, 0.5))
    assert (section.leave[0].territory, section.leave[0].share) == ("7", 1.0)
