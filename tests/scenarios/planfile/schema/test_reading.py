"""What pydantic finds, in the planner's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.planfile.document import PlanDocument
from scenarios.planfile.schema import read_schema

SOUND = {"plan": "x", "inputs": {"accounts": "a.csv", "reps": "r.csv"}}


def read(**sections):
    return read_schema(PlanDocument(Path("plan.yaml"), {**SOUND, **sections}, {}))


def test_a_sound_plan():
    """Nothing is broken and all defaults are in place."""
    sound = read()
    assert sound.schema is not None
    assert (sound.problems, sound.broken) == ((), frozenset())
    assert sound.schema.effort.seconds == 60


def test_only_what_is_wrong_is_taken_out():
    """The rest of a broken section is kept, and the section is marked."""
    sound = read(criteria={"balance": {"potential": 9}, "max_count": 5}, seed="x")
    assert sound.schema is not None
    assert sound.schema.criteria.max_count == 5
    assert sound.schema.criteria.balance == {}
    assert sound.broken == {"criteria", "seed"}
    assert [problem.column for problem in sound.problems] == ["criteria.balance.potential", "seed"]


def test_without_inputs_there_is_nothing_to_go_on():
    """No inputs, no schema; everything else is told all the same."""
    sound = read(inputs={"accounts": 3.5}, seed=-1)
    assert sound.schema is None
    assert {problem.column for problem in sound.problems} == {"inputs", "seed"}


@pytest.mark.parametrize(
    ("sections", "known", "unknown"),
    [
        ({"foo": 1}, "measures", "inputz"),
        ({"measures": {"column": {"foo": 1}}}, "forecast", "balance"),
        ({"measures": {"a": {"sum": [{"foo": 1}]}}}, "last_months", "balance"),
        ({"scenarios": [{"name": "a", "criteria": {"travel": {"foo": 1}}}]}, "quantity", "balance"),
        ({"scenarios": [{"name": "a", "add_territories": {"foo": 1}}]}, "serves", "balance"),
        ({"scenarios": [{"name": "a", "leaves": {"rep": "x", "foo": 1}}]}, "replaced_on", "balance"),
        (
            {"scenarios": [{"name": "a", "changes": [{"merge": [{"foo": 1, "territories": ["a", "b"]}]}]}]},
            "into",
            "times",
        ),
        ({"scenarios": [{"name": "a", "quotas": {"foo": 1}}]}, "raise_target", "levels"),
        ({"quotas": {"target": 1, "foo": 1}}, "round_to", "balance"),
        ({"inputs": {**SOUND["inputs"], "foo": 1}}, "bookings", "sweep"),
    ],
)
def test_keys_of_the_place(sections, known, unknown):
    """An unknown key is answered with the keys that may stand there, without others."""
    told = [problem for problem in read(**sections).problems if "no such key" in problem.message]
    assert len(told) == 1
    assert known in told[0].remedy
    assert unknown not in told[0].remedy


@pytest.mark.parametrize(
    ("leaves", "column"),
    [
        ({"rep": "Ana", "vacent": True}, "scenarios[1].leaves.vacent"),
        ([{"rep": "Bob"}, {"rep": "Ana", "vacent": True}], "scenarios[1].leaves[2].vacent"),
    ],
)
def test_a_section_that_stands_for_a_list_has_no_position(leaves, column):
    """Its keys are told as the file has them."""
    told = read(scenarios=[{"name": "a", "leaves": leaves}]).problems
    assert [problem.column for problem in told] == [column]
