"""The hierarchy above the territories follows what scenarios make of these."""

from datetime import date

import numpy as np
import pytest

from optimizer.alignment import Alignment, incumbent_alignment
from optimizer.quotas import Adjustment
from scenarios.changes import AddTerritories, CloseTerritories
from scenarios.quotas import LevelRule


@pytest.fixture
def levels() -> LevelRule:
    """West and East, each with a floor, the East with a number by hand."""
    adjusted = Adjustment(node="east", amount=300, who="Eve", why="a new plant", on=date(2027, 1, 1))
    return LevelRule(
        levels=("region",),
        chains={"west": ("West",), "east": ("East",)},
        floor={"West": 100, "East": 50},
        cap={},
        adjustments=(adjusted,),
    )


def test_territories_lie_where_they_are(line, levels):
    """As the file says."""
    tree = levels(incumbent_alignment(line)).tree
    assert set(tree.labels) == {"company", "West", "East", "west", "east"}


def test_a_node_that_is_empty_goes_with_its_amounts(line, criteria, levels):
    """Floors and numbers by hand of a region whose territories all close."""
    facts, _ = CloseTerritories("east").apply(line, criteria)
    found = levels(Alignment(facts, np.zeros(8, dtype=np.int32), np.full(1, -1)))
    assert found.floor == {"West": 100}
    assert found.adjustments == ()
    assert "East" not in found.tree.labels


def test_new_territories_beside_another(line, criteria, levels):
    """Put there by name, else where most of their accounts are served from today."""
    facts, _ = AddTerritories(1, names=("new",)).apply(line, criteria)
    plan = Alignment(facts, np.array([2, 2, 0, 0, 0, 0, 1, 1]), np.full(3, -1))
    assert levels.beside("east", ["new"]).chains["new"] == ("East",)
    assert levels.beside("nowhere", ["new"]) is levels
    for rule, parent in ((levels, "West"), (levels.beside("east", ["new"]), "East")):
        tree = rule(plan).tree
        assert tree.labels[tree.parents[tree.index_of("new")]] == parent
