"""A scenario solved beside the desk."""

from optimizer.stop import MaxIterations
from scenarios.app.desk.scenario_run import ScenarioRun
from scenarios.app.desk.seeker import ScenarioOrder
from scenarios.changes import AddTerritories
from scenarios.scenario import Scenario


def test_an_outcome_comes_back_from_another_process(line, criteria):
    """With facts, choices and sentences put together here; what follows is up to whoever asked."""
    scenario = Scenario("three", criteria, AddTerritories(1, centre=(35.0, 0.0)))
    kept = []
    order = ScenarioOrder(instance=line, scenario=scenario, stop=MaxIterations(20), seed=1, threads=1)

    def keep(outcome):
        kept.append(outcome)
        return outcome, "not kept"

    run = ScenarioRun(order, keep)
    assert run.outcome is None
    run.stop()
    assert run.wait(120)
    assert run.done
    assert run.problem == "not kept"
    assert kept == [run.outcome]
    assert run.outcome.instance.num_territories == 3
    assert run.outcome.changes == scenario.sentences(line)
    assert run.outcome.alignment is not None
    assert run.progress.phase == "done"
