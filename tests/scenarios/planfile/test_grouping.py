"""Levels of the plan file are read in order; what cannot be is told at its key."""

import pytest

from optimizer.exceptions import InputError
from scenarios.levels import Level
from scenarios.planfile import read_plan


def levels(text):
    """The small plan with levels before its seed."""
    return {"plan.yaml": ("seed: 3", f"{text}seed: 3")}


def test_levels_are_read_in_order(write):
    """Each with its tolerances, where it has any."""
    path = write(levels("levels: [{name: district, count: 2, balance: {potential: 15%}}, {name: region, count: 1}]\n"))
    assert read_plan(path).levels == (Level("district", 2, {"potential": 0.15}), Level("region", 1))


def test_a_plan_may_have_none(write):
    """Nobody has to group territories."""
    assert read_plan(write({})).levels == ()


def test_all_that_is_wrong_is_told(write):
    """Measures, numbers and names, each at its key."""
    path = write(
        levels(
            "levels:\n"
            "  - {name: district, count: 2, balance: {potental: 15%}}\n"
            "  - {name: region, count: 3}\n"
            "  - {name: region, count: 1}\n"
            "  - {name: territory, count: 1}\n"
        )
    )
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert [problem.column for problem in caught.value.problems] == [
        "levels[1].balance.potental",
        "levels[2].count",
        "levels[3].name",
        "levels[4].name",
    ]
    assert "Did you mean 'potential'" in caught.value.problems[0].remedy
