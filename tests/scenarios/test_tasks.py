"""Scenarios of a run have the same seeds and starts whatever is added behind them."""

import pytest

from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent, ScaleTarget
from scenarios.scenario import Scenario
from scenarios.tasks import child_seed, tasks_of


@pytest.fixture
def scenarios(criteria):
    """Today, a search, the same with a higher target, and two others."""
    return [
        Scenario("today", criteria, KeepIncumbent()),
        Scenario("a", criteria),
        Scenario("a with more", criteria, ScaleTarget(1.1)),
        Scenario("wider", criteria, ChangeCriteria(balance={"potential": 0.2})),
        Scenario("one more", criteria, AddTerritories(1)),
    ]


def test_seeds_depend_on_position_only(scenarios):
    """The same seed and position give the same child seed; others differ."""
    tasks = tasks_of(scenarios, 7)
    assert [task.position for task in tasks] == [0, 1, 2, 3, 4]
    assert tasks_of(scenarios[:4], 7) == tasks[:4]
    assert len({task.seed for task in tasks}) == 4
    assert tasks[3].seed == child_seed(7, 3) != child_seed(8, 3)


def test_one_plan_has_one_seed_and_one_start(scenarios):
    """A scenario that differs in quotas alone is solved as the first one with its plan; today is not searched."""
    tasks = tasks_of(scenarios, 7)
    assert [task.alike for task in tasks] == [0, 1, 1, 3, 4]
    assert tasks[2].seed == tasks[1].seed
    assert [task.start for task in tasks] == [None, None, None, 1, 1]


def test_from_nothing_where_asked(scenarios):
    """Without warm starts all begin from nothing, with the seeds they had."""
    cold, warm = tasks_of(scenarios, 7, warm=False), tasks_of(scenarios, 7)
    assert {task.start for task in cold} == {None}
    assert [task.seed for task in cold] == [task.seed for task in warm]


def test_observers_are_told_name_and_place(scenarios):
    """What begins, where it stands, of how many."""
    assert tasks_of(scenarios, 7)[3].told(5) == (scenarios[3], 3, 5)
