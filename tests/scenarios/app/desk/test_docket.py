"""Scenarios of a session: listed, added, run, kept, found again."""

from dataclasses import replace
from datetime import date

import pytest

from optimizer.exceptions import InputError
from optimizer.stop import MaxRuntime, TargetGap
from scenarios.address import entries_of
from scenarios.app.desk import EditRefused, ScenarioForm, Source, Standing, errand
from scenarios.app.desk.docket import Docket
from scenarios.app.desk.errand import SearchProgress
from scenarios.app.desk.seeker import carried_out
from scenarios.changes import ChangeCriteria, KeepIncumbent, ScaleTarget
from scenarios.outcome import Stage
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.store import Origin, open_store
from scenarios.tasks import tasks_of

from .conftest import plan_of, quota_rule


class InPlace:
    """An errand that is done before anybody can look, in this process."""

    done = True

    def __init__(self, order, then):
        from optimizer.progress import Observer  # noqa: PLC0415

        self.progress = SearchProgress(phase="done", seconds=0.5)
        then(carried_out(order, Observer()), self.progress)

    def abandon(self):
        raise AssertionError("nothing runs any more")


class Never(InPlace):
    """An errand that is never done."""

    done = False

    def __init__(self, order, then):  # noqa: ARG002 -- as it is called
        self.progress = SearchProgress(phase="looking", seconds=1.0)
        self.abandoned = False

    def abandon(self):
        self.abandoned = True


@pytest.fixture
def in_place(monkeypatch):
    monkeypatch.setattr(errand, "Errand", InPlace)


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "kept")


@pytest.fixture
def plan(line, criteria):
    """Today, and one to be solved, with quotas."""
    return plan_of(
        line,
        criteria,
        Scenario("today", criteria, KeepIncumbent()),
        Scenario("rebalanced", criteria),
        quotas=quota_rule(),
    )


@pytest.fixture
def longer(plan, criteria):
    """With a third scenario, which a run begins from the plan of the second."""
    third = Scenario("tighter", criteria, ChangeCriteria(balance={"potential": 0.05}))
    return replace(plan, scenarios=(*plan.scenarios, third))


def docket_of(plan, store=None, approver=None) -> Docket:
    return Docket(plan, store, approver, threads=1)


def test_scenarios_begin_open_and_end_with_a_plan_and_quotas(plan, in_place):  # noqa: ARG001
    """Today's is kept, the other solved."""
    docket = docket_of(plan)
    assert [line.standing for line in docket.lines()] == [Standing.OPEN, Standing.OPEN]
    assert docket.run("today").outcome.kept
    assert docket.run("rebalanced").problem == ""
    today, rebalanced = docket.lines()
    assert (today.standing, rebalanced.standing) == (Standing.KEPT, Standing.OPTIMAL)
    assert rebalanced.outcome.quotas.cents.tolist() == [50_000, 50_000]
    assert today.changes[0].startswith("keeps today's alignment")
    assert not rebalanced.stored


def test_a_form_adds_a_scenario_once(plan, in_place):  # noqa: ARG001
    """Names differ; what does not fit the facts is refused before it is listed."""
    docket = docket_of(plan)
    added = docket.add(ScenarioForm(name="two more", add_territories=2))
    assert (added.source, added.standing) == (Source.FORM, Standing.OPEN)
    with pytest.raises(EditRefused, match="there is a scenario 'two more'"):
        docket.add(ScenarioForm(name="two more"))
    with pytest.raises(InputError, match="there is no such tag"):
        docket.add(ScenarioForm(name="odd", add_territories=1, serves={"moon": ("full",)}))
    assert [found.name for found in docket.lines()] == ["today", "rebalanced", "two more"]
    docket.add(ScenarioForm(name="wider", balance={"potential": 0.6}))
    assert docket.run("wider").outcome.assessment.travel_km == 120


def test_an_unknown_scenario_is_a_mistake(plan):
    """The message lists those there are."""
    docket = docket_of(plan)
    for act in (docket.find, docket.outcome, docket.run):
        with pytest.raises(ValueError, match="there is no scenario 'x'; there are: today, rebalanced"):
            act("x")


def test_outcomes_outlast_the_session(plan, in_place, store):  # noqa: ARG001
    """Another session finds them in the store, and sets quotas anew by the rules of its day."""
    docket = docket_of(plan, store)
    docket.run("rebalanced")
    docket.run("today", seconds=2.0)
    assert {kept.plan for kept in store.runs()} == {plan.name}
    (line_today, line_solved) = docket_of(plan, store).lines()
    assert line_solved.stored
    assert line_solved.outcome.quotas.cents.tolist() == [50_000, 50_000]
    assert line_today.standing is Standing.OPEN, "nobody knows of the two seconds"
    knowing = docket_of(plan, store)
    knowing.restore((), docket.efforts)
    assert knowing.lines()[0].standing is Standing.KEPT


def test_runs_of_the_command_line_are_found(longer, store, tmp_path):
    """Whatever seconds and seed were asked for on it."""
    file = tmp_path / "plan.yaml"
    filed = replace(longer, files=(file,))
    stop = MaxRuntime(3.0) | TargetGap(longer.stop.gap)
    noting = replace(store, origin=Origin("a plan", file, {"seconds": 3.0, "seed": 11}))
    run(longer.instance, longer.scenarios, stop, seed=11, store=noting, progress=False)
    found = [line.standing for line in docket_of(filed, store).lines()]
    assert found == [Standing.KEPT, Standing.OPTIMAL, Standing.OPTIMAL]
    assert {line.standing for line in docket_of(longer, store).lines()} == {Standing.OPEN}


def test_the_address_is_that_of_a_run(longer, store, criteria):
    """By itself, and as one of a run, where a later scenario begins from an earlier plan or has one of them."""
    twin = Scenario("twice the target", criteria, ScaleTarget(2.0))
    plan, stop = replace(longer, scenarios=(*longer.scenarios, twin)), MaxRuntime(2.0) | TargetGap(longer.stop.gap)
    docket = docket_of(plan, store)
    docket.add(ScenarioForm(name="wider", balance={"potential": 0.6}))
    found = docket._entries(2.0, 9)
    for task in tasks_of(docket.scenarios, 9):
        alone = entries_of(plan.instance, [task.scenario], stop, solver=None, seeds=[task.seed])[0]
        assert found[task.position][0] == alone
    run(plan.instance, plan.scenarios, stop, seed=9, store=store, progress=False)
    kept = [[outcome.address] for outcome in store.runs()[-1].outcomes]
    assert [[entry.address for entry in entries[1:]] for entries in found] == [*kept, []]
    run(plan.instance, plan.scenarios, stop, seed=9, store=store, warm=False, progress=False)
    assert [entries[0].address for entries in found[:-1]] == [outcome.address for outcome in store.run(2).outcomes]


def test_a_scenario_of_quotas_alone_needs_no_search(plan, store, criteria, in_place):  # noqa: ARG001
    """It has the plan of the one it is like, which the store knows, with quotas of its own."""
    docket = docket_of(replace(plan, scenarios=(*plan.scenarios, Scenario("more", criteria, ScaleTarget(2.0)))), store)
    docket.run("rebalanced")
    later = docket_of(docket.plan, store).lines()[2]
    assert (later.standing, later.stored) == (Standing.OPTIMAL, True)
    assert later.outcome.quotas.cents.tolist() == [100_000, 100_000]


def test_quotas_that_cannot_follow_are_told_at_once(plan):
    """A leaver on a day needs a plan year, without which there is none to be listed."""
    with pytest.raises(ValueError, match="quotas know of no plan year"):
        docket_of(plan).add(ScenarioForm(name="Bob leaves", leaves="Bob", leaves_on=date(2027, 3, 1)))


def test_a_store_that_fails_does_not_lose_the_outcome(plan, in_place, store, monkeypatch):  # noqa: ARG001
    """It stays in the session, and the run says what went wrong."""
    from scenarios.store import RunStore, StoreError  # noqa: PLC0415

    def full(*_):
        raise StoreError("kept", "the disk is full", "Make room")

    monkeypatch.setattr(RunStore, "begin", full)
    docket = docket_of(plan, store)
    assert "the disk is full" in docket.run("rebalanced").problem
    assert docket.lines()[1].standing is Standing.OPTIMAL


def test_one_run_at_a_time_and_none_outlives_the_session(plan, monkeypatch):
    """A scenario being solved says so, is not begun twice, and is ended with the session."""
    monkeypatch.setattr(errand, "Errand", Never)
    docket = docket_of(plan)
    going = docket.run("rebalanced")
    assert docket.lines()[1].standing is Standing.RUNNING
    with pytest.raises(ValueError, match="is being solved"):
        docket.run("rebalanced")
    docket.close()
    assert going._errand.abandoned


def test_a_scenario_whose_process_is_lost_has_failed(plan, monkeypatch, store):
    """With the stage of the worker, which the store does not take for an answer."""

    class Lost(InPlace):
        def __init__(self, order, then):  # noqa: ARG002 -- as it is called
            self.progress = SearchProgress(phase="done", seconds=0.5)
            then(None, self.progress)

    monkeypatch.setattr(errand, "Errand", Lost)
    docket = docket_of(plan, store)
    outcome = docket.run("rebalanced").outcome
    assert outcome.failure.stage is Stage.WORKER
    assert docket.lines()[1].standing is Standing.FAILED
    assert docket_of(plan, store).lines()[1].standing is Standing.OPEN


def test_approvals_go_to_who_keeps_them(plan, in_place):  # noqa: ARG001
    """Nobody, or somebody; only a plan can be approved of."""

    class Book:
        def __init__(self):
            self.notes = {}

        def standing(self, outcome):
            return self.notes.get(outcome.name, "")

        def approve(self, outcome, *, who, note):
            self.notes[outcome.name] = f"approved by {who}: {note}"

    with pytest.raises(EditRefused, match="approvals are not kept here"):
        docket_of(plan).approve("rebalanced", who="Pat", note="")
    docket = docket_of(plan, approver=Book())
    with pytest.raises(EditRefused, match="run it first"):
        docket.approve("rebalanced", who="Pat", note="")
    docket.run("rebalanced")
    assert docket.lines()[1].approval == ""
    assert docket.approve("rebalanced", who="Pat", note="fine").approval == "approved by Pat: fine"
