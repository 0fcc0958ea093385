"""Scenarios that differ in quotas or people alone have one plan."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from optimizer.quotas import PotentialShare, QuotaBounds
from optimizer.stop import MaxIterations
from scenarios.changes import AddTerritories, ChangeQuotas, CloseTerritories, KeepIncumbent, ScaleTarget, StaysVacant
from scenarios.observer import RunObserver
from scenarios.outcome import Failure, Outcome, Stage
from scenarios.quotas import QuotaRule
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.sequel import Sequel
from scenarios.store import open_store
from scenarios.twins import first_alike, set_apart, twin_of

STOP = MaxIterations(5)


@dataclass(frozen=True)
class Task:
    """Something at a position."""

    position: int
    alike: int


@pytest.fixture
def rule() -> QuotaRule:
    """A thousand by potential."""
    return QuotaRule(
        target=1000.0,
        method=PotentialShare("potential"),
        bounds=QuotaBounds(),
        history=None,
        over_assignment=0.0,
        round_to=1.0,
        periods=("year",),
        profile=(1.0,),
    )


def named(criteria, *each):
    return [Scenario(str(position), criteria, *changes) for position, changes in enumerate(each)]


def test_who_has_whose_plan(criteria):
    """Quotas and people make no plan; two that say the same are two questions unless one changes quotas besides."""
    more, up = AddTerritories(1), ScaleTarget(1.1)
    assert first_alike(named(criteria, (), (up,), (more,), (more, up), (up, up))) == (0, 0, 2, 2, 0)
    assert first_alike(named(criteria, (up,), (), (KeepIncumbent(),), (KeepIncumbent(), up))) == (0, 0, 2, 2)
    assert first_alike(named(criteria, (), (), (up,), ())) == (0, 1, 0, 0)
    other = replace(criteria, min_count=1)
    assert first_alike([Scenario("a", criteria), Scenario("b", other, up)]) == (0, 1)
    assert first_alike([Scenario("a", criteria), Scenario("b", replace(criteria), up)]) == (0, 0)


def test_a_change_without_a_hash_is_like_no_other(criteria):
    """It is solved by itself."""

    @dataclass
    class Own:
        def apply(self, instance, criteria):
            return instance, criteria

        def sentence(self, *_):
            return "does nothing"

    assert first_alike(named(criteria, (Own(),), (Own(), ScaleTarget(2.0)))) == (0, 1)


def test_what_is_left_and_what_waits():
    """The first of those that are to be worked on gives the plan, also where an earlier one is in the store."""
    work = [Task(1, 0), Task(2, 2), Task(4, 0)]
    left, twins = set_apart(work)
    assert left == [Task(1, 0), Task(2, 2)]
    assert twins == {1: [Task(4, 0)]}


def test_one_search_gives_all_plans(line, criteria, rule, tmp_path):
    """Each has quotas of its own, and a place in the store where the next run finds it."""
    begun = []

    class Watch(RunObserver):
        def on_scenario(self, scenario, position, count):
            begun.append((scenario.name, position, count))

    changes = (ScaleTarget(1.5),), (), (AddTerritories(1), ChangeQuotas(target=7.0)), (ScaleTarget(2.0),)
    scenarios = named(criteria, *changes)
    store = open_store(tmp_path / "runs")
    outcomes = run(line, scenarios, STOP, seed=3, quotas=rule, store=store, observer=Watch())
    assert begun == [("0", 0, 4), ("2", 2, 4)]
    assert [float(outcome.quotas.total) for outcome in outcomes] == [1500.0, 1000.0, 7.0, 2000.0]
    plans = [outcome.alignment.territory_of.tolist() for outcome in outcomes]
    assert plans[0] == plans[1] == plans[3]
    assert outcomes["3"].changes == ("raises the target by 100%",)
    assert store.runs()[-1].open == 0
    again = run(line, scenarios, STOP, seed=3, quotas=rule, store=store, progress=False)
    assert all(outcome.stored for outcome in again)
    assert [outcome.quotas.cents.tolist() for outcome in again] == [o.quotas.cents.tolist() for o in outcomes]


def test_failures_are_shared_where_there_is_no_plan(line, criteria, rule):
    """A plan that failed before is none for its twin either; quotas that failed are tried again."""
    wrong = CloseTerritories("nowhere")
    outcomes = run(line, named(criteria, (wrong,), (wrong, ScaleTarget(2.0))), STOP, quotas=rule, progress=False)
    assert {outcome.failure.stage for outcome in outcomes} == {Stage.BUILD}
    plan = run(line, named(criteria, ()), STOP, progress=False)[0]
    broken = replace(plan, failure=Failure(Stage.QUOTAS, "ValueError", "no"))
    twin = twin_of(broken, Scenario("twin", criteria, ScaleTarget(2.0)), line, Sequel(rule))
    assert twin.failure is None
    assert float(twin.quotas.total) == 2000.0


def test_a_twin_that_does_not_fit_fails_alone(line, criteria):
    """A rep who is not there."""
    year_free = Scenario("twin", criteria, StaysVacant("Eve", date(2027, 3, 1)))
    plan = run(line, named(criteria, ()), STOP, progress=False)[0]
    twin = twin_of(plan, year_free, line, Sequel(None, None, None))
    assert isinstance(twin, Outcome)
    assert twin.failure.stage is Stage.BUILD
    assert "no such territory or rep" in twin.failure.message
