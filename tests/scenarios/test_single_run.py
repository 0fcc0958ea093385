"""One scenario gives its plan, judged, or a record of where it failed."""

from functools import partial

import pytest

from optimizer.criteria import Criteria
from optimizer.quotas import allocate_quotas
from optimizer.result import Status
from optimizer.stop import Limit, MaxRuntime
from scenarios import single_run
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.outcome import Stage
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel
from scenarios.single_run import judge_incumbent, run_scenario

STOP = MaxRuntime(1)
pytestmark = pytest.mark.usefixtures("quick_solve")


def test_solves_judges_and_sets_quotas(line, criteria):
    """The plan has the seed given and the quotas of the rules that follow."""
    sequel = Sequel(partial(allocate_quotas, target=1_000))
    outcome = run_scenario(line, Scenario("nearest", criteria), STOP, seed=11, sequel=sequel)
    assert outcome.alignment.territory_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert outcome.result.seed == 11
    assert outcome.quotas.total == 1_000


def test_begins_from_a_plan(line, criteria, monkeypatch, quick_solve):
    """The search is handed the plan to begin with."""
    given = []
    monkeypatch.setattr(single_run, "solve", lambda *a, **o: given.append(o["start"]) or quick_solve(*a, **o))
    first = run_scenario(line, Scenario("a", criteria), STOP).alignment
    run_scenario(line, Scenario("b", criteria), STOP, start=first)
    assert given == [None, first]


def test_keeps_today_with_what_was_asked(line, criteria):
    """Today is judged without tolerances but remembers those asked for; no bound is claimed."""
    outcome = run_scenario(line, Scenario("today", criteria, KeepIncumbent()), STOP)
    assert outcome.criteria.balance == {}
    assert outcome.asked == criteria
    assert outcome.result.lower_bound is None
    assert outcome.result.limit is Limit.COMPLETED
    assert outcome.changes == ("keeps today's alignment; balance, counts and disruption are only watched",)


def test_judges_a_broken_today(line):
    """Today's plan that breaks a pin is violated, not refused."""
    result = judge_incumbent(line, Criteria(pins={"a0": "east"}))
    assert result.status is Status.VIOLATED
    assert len(result.assessment.violations) == 1


def test_what_cannot_be_built_is_a_record(line, criteria):
    """It says at which stage and why, and has no facts."""
    wrong = run_scenario(line, Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"})), STOP)
    assert (wrong.failure.stage, wrong.failure.error) == (Stage.BUILD, "InputError")
    assert wrong.instance is None


@pytest.mark.parametrize("error", [MemoryError("full"), FloatingPointError("overflow"), ValueError("odd")])
def test_solver_errors_are_recorded(line, criteria, monkeypatch, error):
    """Errors of one search do not end the run."""

    def fails(*_args, **_options):
        raise error

    monkeypatch.setattr(single_run, "solve", fails)
    outcome = run_scenario(line, Scenario("solved", criteria), STOP)
    assert outcome.failure.stage is Stage.SOLVE
    assert str(error) in outcome.failure.message


def test_defects_are_raised(line, criteria, monkeypatch):
    """A defect is not dressed up as a failed scenario."""

    def fails(*_args, **_options):
        raise TypeError("a defect")

    monkeypatch.setattr(single_run, "solve", fails)
    with pytest.raises(TypeError):
        run_scenario(line, Scenario("solved", criteria), STOP)
