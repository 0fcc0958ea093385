"""A scenario applies its changes in order."""

import pickle
from datetime import date

import pytest

from optimizer.criteria import Criteria
from optimizer.quotas import PotentialShare, QuotaBounds
from scenarios.capacity import Team
from scenarios.changes import (
    AddTerritories,
    ChangeCriteria,
    CloseTerritories,
    KeepIncumbent,
    ScaleTarget,
    StaysVacant,
)
from scenarios.quotas import QuotaRule
from scenarios.scenario import Scenario


def test_builds_in_order(line, criteria):
    """Later changes see what earlier ones did."""
    scenario = Scenario("both", criteria, AddTerritories(1), ChangeCriteria(max_count=6), AddTerritories(1))
    instance, changed = scenario.build(line)
    assert list(instance.territories.ids) == ["west", "east", "New 1", "New 2"]
    assert changed == Criteria(balance={"potential": 0.1}, max_count=6)
    assert scenario.sentences(line) == (
        "adds 1 territory: New 1",
        "sets max count to 6",
        "adds 1 territory: New 2",
    )


def test_remembers_what_is_asked(line, criteria):
    """Where today's plan is kept, the tolerance asked for is still known."""
    scenario = Scenario("today", criteria, KeepIncumbent())
    assert scenario.keeps_incumbent
    assert scenario.build(line)[1].balance == {}
    assert scenario.asked(line) == criteria


def test_is_a_value(criteria):
    """Equal scenarios are equal, hashable and can be sent to another process."""
    first, second = (Scenario("two more", criteria, AddTerritories(2)) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 -- our own bytes


def test_refuses_nonsense(criteria):
    """A name is needed, and changes are objects."""
    with pytest.raises(ValueError, match="needs a name"):
        Scenario(" ", criteria)
    with pytest.raises(ValueError, match="not a change"):
        Scenario("x", criteria, AddTerritories)


def test_quotas_and_people_change_in_order(line, criteria):
    """Each change sees the facts before it; without such changes the rule and the people are the same object."""
    rule = QuotaRule(
        target=1000.0,
        method=PotentialShare("potential"),
        bounds=QuotaBounds(floor={"west": 10, "New 1": 20}),
        history=None,
        over_assignment=0.0,
        round_to=1.0,
        periods=("year",),
        profile=(1.0,),
    )
    scenario = Scenario(
        "all", criteria, ScaleTarget(1.1), AddTerritories(1), CloseTerritories("New 1"), ScaleTarget(0.5)
    )
    changed = scenario.quota_rule(rule, line)
    assert changed.target == 550.0
    assert changed.bounds.floor == {"west": 10}
    assert [type(change).__name__ for change in scenario.decisive] == ["AddTerritories", "CloseTerritories"]
    plain, team = Scenario("x", criteria, AddTerritories(1)), Team.of(("west", "east"))
    assert plain.quota_rule(rule, line) is rule
    assert plain.team(team, line) is team
    gone = Scenario("y", criteria, StaysVacant("Bob", date(2027, 3, 1))).team(team, line)
    assert str(gone.end[1]) == "2027-02-28"
