"""Runs keep what succeeds, record what fails, and repeat themselves."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import QuotaError
from optimizer.quotas import Yardsticks, allocate_quotas, fairness_report
from optimizer.result import Status
from optimizer.stop import Limit, MaxRuntime
from scenarios import runner
from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent
from scenarios.outcome import Stage
from scenarios.runner import RunObserver, child_seed, judge_incumbent, run
from scenarios.scenario import Scenario

STOP = MaxRuntime(1)
pytestmark = pytest.mark.usefixtures("quick_solve")


def test_runs_in_order(line, criteria):
    """Each scenario gives an outcome under its name, with its plan judged."""
    outcomes = run(line, [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)], STOP)
    assert outcomes.names == ("today", "nearest")
    assert not outcomes.interrupted
    assert outcomes["today"].feasible
    assert outcomes["today"].alignment.territory_of.tolist() == line.units.incumbent.tolist()
    assert outcomes["nearest"].alignment.territory_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert outcomes["nearest"].quotas is None


def test_keeps_today_with_what_was_asked(line, criteria):
    """Today is judged without tolerances but remembers those asked for; no bound is claimed."""
    outcome = run(line, [Scenario("today", criteria, KeepIncumbent())], STOP)[0]
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


def test_a_failed_scenario_is_a_record(line, criteria):
    """What cannot be built says where and why; the others go on."""
    scenarios = [
        Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"})),
        Scenario("misfit", criteria, ChangeCriteria(balance={"size": 0.1})),
        Scenario("nearest", criteria),
    ]
    wrong, misfit, nearest = run(line, scenarios, STOP)
    assert (wrong.failure.stage, wrong.failure.error) == (Stage.BUILD, "InputError")
    assert wrong.instance is None
    assert "no such measure" in misfit.failure.message
    assert nearest.feasible


def test_quotas_on_every_plan(line, criteria):
    """Quotas add up exactly on today's plan and on a solved one."""
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)]
    outcomes = run(line, scenarios, STOP, quotas=partial(allocate_quotas, target=1_000))
    assert [outcome.quotas.total for outcome in outcomes] == [1_000, 1_000]


def test_quotas_are_judged(line, criteria):
    """Who judges quotas gets every plan with its own; what cannot be judged keeps plan and quotas."""
    seen = []

    def judge(alignment, plan):
        seen.append(alignment.territory_of.tolist())
        if len(seen) > 1:
            raise ValueError("nothing to attain")
        return fairness_report({"shares": plan.cents / 100}, Yardsticks(draws=np.full((3, 2), 400.0)))

    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)]
    quotas = partial(allocate_quotas, target=1_000)
    today, nearest = run(line, scenarios, STOP, quotas=quotas, fairness=judge)
    assert seen == [[0] * 6 + [1] * 2, [0] * 4 + [1] * 4]
    assert today.fairness.chosen.attainment.chance.tolist() == [0.0, 1.0]
    assert (nearest.failure.stage, nearest.failure.message) == (Stage.FAIRNESS, "nothing to attain")
    assert nearest.fairness is None
    assert nearest.quotas.total == 1_000


def test_failed_quotas_keep_the_plan(line, criteria):
    """A plan without possible quotas is still a plan, but the outcome is not feasible."""

    def impossible(alignment):  # noqa: ARG001 -- whatever the plan
        raise QuotaError("caps too low", shortfall=1.0, binding=("west",))

    outcome = run(line, [Scenario("nearest", criteria)], STOP, quotas=impossible)[0]
    assert outcome.result.feasible
    assert outcome.failure.stage is Stage.QUOTAS
    assert not outcome.feasible


@pytest.mark.parametrize("error", [MemoryError("full"), FloatingPointError("overflow"), ValueError("odd")])
def test_solver_errors_are_recorded(line, criteria, monkeypatch, error):
    """Errors of one search do not end the run."""

    def fails(*_args, **_options):
        raise error

    monkeypatch.setattr(runner, "solve", fails)
    outcomes = run(line, [Scenario("solved", criteria), Scenario("today", criteria, KeepIncumbent())], STOP)
    assert outcomes["solved"].failure.stage is Stage.SOLVE
    assert outcomes["today"].feasible


def test_defects_are_raised(line, criteria, monkeypatch):
    """A defect is not dressed up as a failed scenario."""

    def fails(*_args, **_options):
        raise TypeError("a defect")

    monkeypatch.setattr(runner, "solve", fails)
    with pytest.raises(TypeError):
        run(line, [Scenario("solved", criteria)], STOP)


def test_seeds_depend_on_position_only(line, criteria):
    """The same seed and position give the same child seed; others differ."""
    scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
    first = [outcome.result.seed for outcome in run(line, scenarios, STOP, seed=7)]
    again = [outcome.result.seed for outcome in run(line, scenarios[:2], STOP, seed=7)]
    assert first[:2] == again
    assert len(set(first)) == 3
    assert child_seed(7, 0) != child_seed(8, 0)


def test_interrupt_keeps_what_is_done(line, criteria, monkeypatch, quick_solve):
    """Ctrl-C between plans keeps the plans before it; a search ended by it counts and is the last."""
    scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
    calls = []

    def pressed_in_second(*args, **options):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return quick_solve(*args, **options)

    monkeypatch.setattr(runner, "solve", pressed_in_second)
    outcomes = run(line, scenarios, STOP)
    assert outcomes.names == ("a",)
    assert outcomes.interrupted

    def ended_by_hand(*args, **options):
        return replace(quick_solve(*args, **options), limit=Limit.INTERRUPTED)

    monkeypatch.setattr(runner, "solve", ended_by_hand)
    outcomes = run(line, scenarios, STOP)
    assert outcomes.names == ("a",)
    assert outcomes[0].feasible
    assert outcomes.interrupted


def test_observer_hears_everything(line, criteria):
    """Scenarios, phases, improvements and outcomes are told in order."""

    class Notes(RunObserver):
        def __init__(self):
            self.heard = []

        def on_scenario(self, scenario, position, count):
            self.heard.append((scenario.name, position, count))

        def on_phase(self, name, seconds):  # noqa: ARG002 -- as it is called
            self.heard.append(name)

        def on_outcome(self, outcome):
            self.heard.append(outcome.feasible)

    notes = Notes()
    run(line, [Scenario("today", criteria, KeepIncumbent()), Scenario("solved", criteria)], STOP, observer=notes)
    assert notes.heard == [("today", 0, 2), True, ("solved", 1, 2), "nearest", True]


def test_refuses_misuse(line, criteria):
    """Names must be distinct and there must be a scenario."""
    with pytest.raises(ValueError, match="more than once: 'a'"):
        run(line, [Scenario("a", criteria), Scenario("a", criteria)], STOP)
    with pytest.raises(ValueError, match="at least one"):
        run(line, [], STOP)
