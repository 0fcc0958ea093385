"""Sections of people and money: what may stand for what, and what they refuse."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from scenarios.planfile.schema import BudgetSection, CapacitySection, PlanSchema

HIRING = {"productivity": 1e6, "cost": 8_000}


def test_single_values_stand_for_sections():
    """A column for leave, a rate for attrition, a monthly cost for a hire."""
    section = CapacitySection.model_validate({"leave": "days_off", "attrition": "15%", "hiring": HIRING})
    assert section.leave.column == "days_off"
    assert (section.attrition.yearly, section.attrition.time_to_hire) == (0.15, None)
    assert (section.hiring.cost.hiring, section.hiring.cost.monthly) == (0, 8_000)


@pytest.mark.parametrize(
    "given",
    [
        {"holidays": ["some day"]},
        {"attainment": -0.1},
        {"attainment": 95},
        {"attrition": {"yearly": 0.1, "time_to_hire": -1}},
        {"hiring": {**HIRING, "most_per_month": 1.5}},
        {"hiring": {**HIRING, "first_month": -1}},
        {"hiring": {**HIRING, "coverage": "never"}},
        {"hiring": {"productivity": 1e6}},
        {"size": {"hours_per_rep": 1200, "cost_per_rep": 1e5}},
        {"size": {"hours_per_rep": 1200, "cost_per_rep": 1e5, "response": {"hours": "h"}}},
    ],
)
def test_what_cannot_be(given):
    """Dates, shares, counts, words and keys that are missing."""
    with pytest.raises(ValidationError):
        CapacitySection.model_validate(given)


@pytest.mark.parametrize("given", [{}, {"base_pay": -1}, {"base_pay": 1, "margin": 2}, {"base_pay": 1, "ramp": 1e15}])
def test_prices_that_cannot_be(given):
    """Base pay is needed; amounts are not negative and can be counted in cents."""
    with pytest.raises(ValidationError):
        BudgetSection.model_validate(given)


def test_the_example_of_the_page_is_right():
    """The block of YAML of the page on capacity passes the schema."""
    page = (Path(__file__).parents[4] / "docs" / "capacity.md").read_text(encoding="utf-8")
    (block,) = page.split("```yaml\n")[1:]
    sound = {"plan": "x", "inputs": {"accounts": "a.csv", "reps": "r.csv"}, "quotas": {"target": 1}}
    schema = PlanSchema.model_validate({**sound, **yaml.safe_load(block.split("```")[0])})
    assert schema.capacity.hiring.by == "region"
    assert schema.budget.travel_per_km == 0.5
