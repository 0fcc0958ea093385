"""An outcome taken apart and put together again is the same."""

import pickle
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.answer import with_facts, without_facts
from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent
from scenarios.outcome import Stage
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel
from scenarios.single_run import run_scenario

pytestmark = pytest.mark.usefixtures("quick_solve")


@pytest.mark.parametrize("changes", [(), (KeepIncumbent(),), (AddTerritories(1, centre=(35.0, 0.0)),)])
def test_there_and_back(line, criteria, changes):
    """Plan, judgement, changes and quotas survive the way to a worker and back, as pickles."""
    scenario = Scenario("a", criteria, *changes)
    outcome = run_scenario(line, scenario, MaxRuntime(1), sequel=Sequel(partial(allocate_quotas, target=800)))
    answer = pickle.loads(pickle.dumps(without_facts(outcome)))  # noqa: S301 -- our own
    again = with_facts(answer, scenario, line)
    assert np.array_equal(again.alignment.territory_of, outcome.alignment.territory_of)
    assert again.changes == outcome.changes
    assert again.criteria == outcome.criteria
    assert again.asked == outcome.asked
    assert again.result.status is outcome.result.status
    assert again.result.objective == outcome.result.objective
    assert again.quotas.amounts == outcome.quotas.amounts
    assert again.seconds == outcome.seconds
    if not any(isinstance(change, AddTerritories) for change in changes):
        assert again.instance is line


def test_multipliers_travel(line, criteria):
    """A search that goes on from the plan begins with them, wherever it was found."""
    scenario = Scenario("a", criteria)
    outcome = run_scenario(line, scenario, MaxRuntime(1))
    assert with_facts(without_facts(outcome), scenario, line).result.multiplier is None
    told = replace(outcome, result=replace(outcome.result, multiplier=np.arange(8.0)))
    again = with_facts(without_facts(told), scenario, line)
    assert again.result.start.multiplier.tolist() == list(range(8))


def test_facts_do_not_travel(line, criteria):
    """What is sent back does not grow with what the instance holds besides the plan."""
    outcome = run_scenario(line, Scenario("a", criteria), MaxRuntime(1))
    assert b"Account 3" in pickle.dumps(outcome.instance)
    assert b"Account 3" not in pickle.dumps(without_facts(outcome))


def test_failures_come_back(line, criteria):
    """What was not reached is None again, at each stage."""
    unbuilt = Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"}))
    again = with_facts(without_facts(run_scenario(line, unbuilt, MaxRuntime(1))), unbuilt, line)
    assert (again.failure.stage, again.instance, again.result) == (Stage.BUILD, None, None)
    misfit = Scenario("misfit", criteria, ChangeCriteria(balance={"size": 0.1}))
    again = with_facts(without_facts(run_scenario(line, misfit, MaxRuntime(1))), misfit, line)
    assert "no such measure" in again.failure.message
