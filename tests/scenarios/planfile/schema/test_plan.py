"""The plan file as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.planfile.document import parse_value
from scenarios.planfile.schema import PlanSchema
from scenarios.planfile.schema.words import Section

PAGE = Path(__file__).parents[4] / "docs" / "plan_file.md"

SOUND = {"plan": "x", "inputs": {"accounts": "a.csv", "reps": "r.csv"}}


def test_defaults():
    """Two keys are needed; the rest has a default."""
    schema = PlanSchema.model_validate(SOUND)
    assert (schema.seed, schema.effort.gap, schema.missing_place.value) == (0, 0.01, "list")
    assert schema.scenarios == ()


@pytest.mark.parametrize(
    "more",
    [{"effort": {"gap": 1}}, {"seed": 1.5}, {"missing_place": "drop"}, {"scenarios": [{"name": "a"}, {"name": "a"}]}],
)
def test_what_cannot_be(more):
    """Effort, seed, words and names are checked."""
    with pytest.raises(ValidationError):
        PlanSchema.model_validate({**SOUND, **more})


def sections(kind=Section):
    """Give all sections, those of sections included."""
    for inner in kind.__subclasses__():
        yield inner
        yield from sections(inner)


def test_every_key_is_documented():
    """The page of the plan file names all keys there are."""
    page = PAGE.read_text(encoding="utf-8")
    fields = [pair for kind in sections() for pair in kind.model_fields.items()]
    names = {item.alias or name for name, item in fields if item.annotation is not Any}
    names -= {"shape"}
    assert [name for name in sorted(names) if name not in page] == []


def test_the_examples_of_the_page_are_right():
    """Each block of YAML on the page passes the schema."""
    blocks = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    assert len(blocks) == 10
    for block in blocks:
        PlanSchema.model_validate({**SOUND, **parse_value(block.split("```")[0])})
