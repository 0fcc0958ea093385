"""Sections of facts, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
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


@pytest.mark.parametrize("page", ["salesforce", "peoplesoft"])
def test_the_examples_of_the_pages_are_right(page):
    """Each block of inputs on the pages of the systems passes the schema."""
    text = (Path(__file__).parents[4] / "docs" / f"{page}.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block.split("```")[0]) for block in text.split("```yaml\n")[1:]]
    assert len(blocks) >= 2
    for block in blocks:
        InputsSection.model_validate({"reps": "r.csv", **block["inputs"]})


@pytest.mark.parametrize(
    "accounts",
    [
        {},
        {"file": "a.csv", "sql": {"url": "sqlite:///a.db", "query": "select 1"}},
        {"sql": {"query": "select 1"}},
        {"sql": {"url": "sqlite:///a.db", "url_from": "X", "query": "select 1"}},
        {"salesforce": {"file": "a.csv", "login": "CRM"}},
        {"peoplesoft": {"setid": "SHARE"}},
    ],
)
def test_a_table_has_one_source(accounts):
    """Neither none nor two, and each source has what it needs."""
    with pytest.raises(ValidationError):
        InputsSection.model_validate({"accounts": accounts, "reps": "r.csv"})
