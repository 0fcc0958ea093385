"""What follows from a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pytest

from optimizer import Criteria, MaxRuntime
from optimizer.capacity import PlanYear
from optimizer.quotas import PotentialShare, QuotaBounds, allocate_quotas
from scenarios import Scenario
from scenarios.capacity import CapacityRule, Team
from scenarios.changes import CloseTerritories, RepLeaves, ScaleTarget, StaysVacant
from scenarios.outcome import Outcome, Stage
from scenarios.quotas import QuotaRule
from scenarios.sequel import Sequel, failed
from scenarios.single_run import run_scenario


def _refused(*_: object) -> None:
    raise ValueError("it cannot be counted")


@pytest.fixture
def outcome(line) -> Outcome:
    """A plan of which nothing follows yet."""
    return run_scenario(line, Scenario("plan", Criteria()), MaxRuntime(1))


def test_nothing_is_asked_for(outcome, line):
    """The outcome stays as it is."""
    assert Sequel().after(outcome, line) is outcome


def test_quotas_then_their_judge_then_people(outcome, line):
    """Each step is given what those before it made."""
    seen: list[tuple[object, ...]] = []

    def note(*given: object) -> None:
        seen.append(given)

    after = Sequel(partial(allocate_quotas, target=800), note, note).after(outcome, line)
    assert after.quotas is not None
    assert after.failure is None
    assert seen == [(after.alignment, after.quotas), (after.alignment, after.quotas, None)]


@pytest.mark.parametrize(
    ("sequel", "stage"),
    [
        (Sequel(_refused), Stage.QUOTAS),
        (Sequel(partial(allocate_quotas, target=800), _refused), Stage.FAIRNESS),
        (Sequel(partial(allocate_quotas, target=800), None, _refused), Stage.CAPACITY),
    ],
)
def test_a_step_that_fails_is_named(outcome, line, sequel, stage):
    """The plan stays, with the stage and the cause."""
    after = sequel.after(outcome, line)
    assert after.result is outcome.result
    assert after.failure is not None
    assert (after.failure.stage, after.failure.message) == (stage, "it cannot be counted")


def test_without_a_plan_nothing_follows(outcome, line):
    """A scenario that failed before gets no quotas."""
    broken = failed(Outcome(scenario=outcome.scenario), Stage.BUILD, ValueError("no such territory"))
    assert Sequel(_refused).after(broken, line) is broken


def _rule(target: float) -> QuotaRule:
    return QuotaRule(
        target=target,
        method=PotentialShare("potential"),
        bounds=QuotaBounds(),
        history=None,
        over_assignment=0.0,
        round_to=1.0,
        periods=("year",),
        profile=(1.0,),
    )


@dataclass(frozen=True)
class Judge:
    """Notes by which rule the quotas were set."""

    rule: QuotaRule
    seen: list[float]

    def under(self, rule):
        return replace(self, rule=rule)

    def __call__(self, *_):
        self.seen.append(self.rule.target)


def test_a_scenario_has_its_own_rule(line):
    """The target of the scenario, and a judge that knows it; the next scenario has that of the plan."""
    rule = _rule(800.0)
    sequel = Sequel(rule, Judge(rule, []))
    raised = run_scenario(line, Scenario("raised", Criteria(), ScaleTarget(1.25)), MaxRuntime(1), sequel=sequel)
    plain = run_scenario(line, Scenario("plain", Criteria()), MaxRuntime(1), sequel=sequel)
    assert [float(outcome.quotas.total) for outcome in (raised, plain)] == [1000.0, 800.0]
    assert sequel.fairness.seen == [1000.0, 800.0]
    assert raised.changes == ("raises the target by 25%",)


def test_people_of_a_scenario(line):
    """Who leaves is gone for capacity; without such changes the rules are the same object."""
    year = PlanYear(date(2027, 1, 1))
    sequel = Sequel(None, None, CapacityRule(plan_year=year, team=Team.of(("west", "east"))))
    vacant = Scenario("vacant", Criteria(), StaysVacant("Bob", date(2027, 7, 1)))
    outcome = run_scenario(line, vacant, MaxRuntime(1), sequel=sequel)
    assert outcome.capacity.present.sum(axis=0).tolist() == [2.0] * 6 + [1.0] * 6
    assert sequel.of(Scenario("plain", Criteria()), line) is sequel


def test_changes_of_quotas_need_a_rule(line):
    """A function is for all scenarios alike: the scenario fails at its quotas and says so; closing does not mind."""
    sequel = Sequel(partial(allocate_quotas, target=800))
    raised = run_scenario(line, Scenario("raised", Criteria(), ScaleTarget(1.25)), MaxRuntime(1), sequel=sequel)
    assert raised.failure is not None
    assert raised.failure.stage is Stage.QUOTAS
    assert raised.failure.message == "ScaleTarget changes a QuotaRule, and quotas are set by something else here"
    closed = run_scenario(line, Scenario("closed", Criteria(), CloseTerritories("east")), MaxRuntime(1), sequel=sequel)
    assert closed.failure is None


def test_a_change_the_rule_cannot_follow_is_a_failure(line):
    """A day without a plan year: the plan stands, its quotas are told to be missing."""
    gone = Scenario("gone", Criteria(), RepLeaves("Bob", date(2027, 3, 1)))
    outcome = run_scenario(line, gone, MaxRuntime(1), sequel=Sequel(_rule(800.0)))
    assert outcome.result is not None
    assert outcome.failure.stage is Stage.QUOTAS
    assert "plan_year" in outcome.failure.message
