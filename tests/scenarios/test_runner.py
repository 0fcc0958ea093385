"""Runs keep what succeeds, record what fails, and repeat themselves."""

import signal
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import QuotaError
from optimizer.quotas import Yardsticks, allocate_quotas, fairness_report
from optimizer.stop import Limit, MaxRuntime
from scenarios import single_run
from scenarios.answer import without_facts
from scenarios.changes import AddTerritories, ChangeCriteria, KeepIncumbent
from scenarios.observer import RunObserver
from scenarios.outcome import Failure, Stage
from scenarios.runner import run
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


def test_interrupt_keeps_what_is_done(line, criteria, monkeypatch, quick_solve):
    """Ctrl-C between plans keeps the plans before it; a search ended by it counts and is the last."""
    scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
    calls = []

    def pressed_in_second(*args, **options):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return quick_solve(*args, **options)

    monkeypatch.setattr(single_run, "solve", pressed_in_second)
    outcomes = run(line, scenarios, STOP)
    assert outcomes.names == ("a",)
    assert outcomes.interrupted

    def ended_by_hand(*args, **options):
        return replace(quick_solve(*args, **options), limit=Limit.INTERRUPTED)

    monkeypatch.setattr(single_run, "solve", ended_by_hand)
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


def test_threads_give_the_same(line, criteria):
    """Another executor changes neither order nor plan nor quotas; failures stay where they are."""
    scenarios = [
        Scenario("today", criteria, KeepIncumbent()),
        Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"})),
        *(Scenario(f"s{i}", Criteria(balance={"potential": 0.1 * (i + 1)})) for i in range(5)),
    ]
    quotas = partial(allocate_quotas, target=1_000)
    alone = run(line, scenarios, STOP, quotas=quotas)
    with ThreadPoolExecutor(2) as pool:
        beside = run(line, scenarios, STOP, quotas=quotas, executor=pool)
    assert beside.names == alone.names
    for one, other in zip(alone, beside, strict=True):
        assert one.failure == other.failure
        assert (one.result is None) == (other.result is None)
        if one.result is not None:
            assert np.array_equal(one.alignment.territory_of, other.alignment.territory_of)
            assert one.result.seed == other.result.seed
            assert one.quotas.amounts == other.quotas.amounts
    assert beside["s0"].instance is line


def test_a_lost_worker_is_a_record(line, criteria):
    """A scenario whose worker died twice is an outcome with stage and cause; the others finish."""

    class Fragile(ThreadPoolExecutor):
        def submit(self, function, parcel, order):
            if order.name != "b":
                return super().submit(function, parcel, order)
            future = Future()
            future.set_exception(MemoryError("12 GB"))
            return future

    scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
    outcomes = run(line, scenarios, STOP, executor=Fragile(1))
    assert outcomes.names == ("a", "b", "c")
    assert outcomes["b"].failure == Failure(Stage.WORKER, "MemoryError", "12 GB")
    assert outcomes["a"].feasible
    assert outcomes["c"].feasible


def test_interrupt_beside_workers_keeps_what_is_done(line, criteria):
    """Ctrl-C while others work keeps the outcomes that came."""

    class Pressed(RunObserver):
        def on_outcome(self, outcome):  # noqa: ARG002 -- as it is called
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
        outcomes = run(line, scenarios, STOP, executor=pool, observer=Pressed())
    assert outcomes.names == ("a",)
    assert outcomes.interrupted


class Shelf:
    """A store in memory."""

    def __init__(self):
        self.answers = {}
        self.saved = []

    def begin(self, entries):
        self.names = [entry.name for entry in entries]
        return 1

    def find(self, entry):
        return self.answers.get(entry.address)

    def save(self, run, position, *, entry, outcome):
        assert run == 1
        assert self.names[position] == entry.name == outcome.name
        self.answers[entry.address] = without_facts(outcome)
        self.saved.append((outcome.name, outcome.stored))


def test_nothing_is_solved_twice(line, criteria, monkeypatch, quick_solve):
    """What the store has is taken from it with quotas set anew; only what is new is solved."""
    shelf, solved = Shelf(), []

    def listening(*args, **options):
        solved.append(1)
        return quick_solve(*args, **options)

    monkeypatch.setattr(single_run, "solve", listening)
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("a", criteria)]
    first = run(line, scenarios, STOP, store=shelf, quotas=partial(allocate_quotas, target=1_000))
    again = run(line, scenarios, STOP, store=shelf, quotas=partial(allocate_quotas, target=2_000))
    assert len(solved) == 1
    assert [outcome.stored for outcome in first] == [False, False]
    assert [outcome.stored for outcome in again] == [True, True]
    assert again["a"].alignment == first["a"].alignment
    assert again["a"].seconds == first["a"].seconds
    assert again["a"].quotas.total == 2_000
    run(line, [*scenarios, Scenario("b", Criteria(balance={"potential": 0.2}))], STOP, store=shelf)
    assert len(solved) == 2
    assert shelf.saved[-3:] == [("today", True), ("a", True), ("b", False)]


@pytest.mark.parametrize("kind", [None, ThreadPoolExecutor])
def test_ctrl_c_while_it_saves_loses_nothing(line, criteria, kind):
    """What is being saved when Ctrl-C is pressed is saved and counted; it is heard afterwards."""

    class Pressed(Shelf):
        def save(self, run, position, *, entry, outcome):
            signal.raise_signal(signal.SIGINT)
            super().save(run, position, entry=entry, outcome=outcome)
            signal.raise_signal(signal.SIGINT)

    shelf = Pressed()
    with nullcontext() if kind is None else kind(1) as executor:
        scenarios = [Scenario(name, criteria) for name in ("a", "b", "c")]
        outcomes = run(line, scenarios, STOP, store=shelf, executor=executor)
    assert outcomes.interrupted
    assert outcomes.names == ("a",)
    assert shelf.saved == [("a", False)]


def test_quotas_that_fail_on_a_stored_plan_are_a_record(line, criteria):
    """The plan from the store is a plan, and the failure of its quotas is told."""
    shelf = Shelf()
    run(line, [Scenario("a", criteria)], STOP, store=shelf)

    def impossible(alignment):  # noqa: ARG001 -- whatever the plan
        raise QuotaError("caps too low", shortfall=1.0, binding=("west",))

    outcome = run(line, [Scenario("a", criteria)], STOP, store=shelf, quotas=impossible)[0]
    assert outcome.stored
    assert outcome.failure.stage is Stage.QUOTAS


def test_refuses_misuse(line, criteria):
    """Names must be distinct and there must be a scenario."""
    with pytest.raises(ValueError, match="more than once: 'a'"):
        run(line, [Scenario("a", criteria), Scenario("a", criteria)], STOP)
    with pytest.raises(ValueError, match="at least one"):
        run(line, [], STOP)


@pytest.fixture
def begun(monkeypatch, quick_solve):  # noqa: ARG001 -- what stands in for searches
    """What each search in this process began from, in turn: territories of a plan, or None."""
    noted = []
    solve = single_run.solve

    def watched(*given, start=None, **how):
        noted.append(None if start is None else start.alignment.territory_of.tolist())
        return solve(*given, start=start, **how)

    monkeypatch.setattr(single_run, "solve", watched)
    return noted


def _three(criteria):
    wider = ChangeCriteria(balance={"potential": 0.9})
    return [Scenario("a", criteria), Scenario("b", criteria, wider), Scenario("c", criteria, AddTerritories(1))]


def test_later_scenarios_begin_from_a_plan(line, criteria, begun):
    """From that of the first; and all from nothing where that is asked for."""
    outcomes = run(line, _three(criteria), STOP)
    first = outcomes["a"].alignment.territory_of.tolist()
    assert begun == [None, first, first]
    begun.clear()
    run(line, _three(criteria), STOP, warm=False)
    assert begun == [None] * 3


def test_nobody_begins_from_a_failure(line, criteria, begun):
    """Neither from what could not be built nor from a plan that breaks rules."""
    wrong = Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"}))
    run(line, [wrong, Scenario("b", criteria)], STOP)
    assert begun == [None]
    begun.clear()
    broken = Scenario("broken", criteria, ChangeCriteria(pins={"a0": "east"}))
    assert not run(line, [broken, Scenario("b", criteria)], STOP)[0].feasible
    assert begun == [None, None]


def test_a_plan_in_the_store_is_begun_from(line, criteria, begun):
    """A run that is taken up again goes on as if it had never ended."""
    shelf = Shelf()
    first = run(line, _three(criteria)[:1], STOP, store=shelf)
    begun.clear()
    outcomes = run(line, _three(criteria), STOP, store=shelf)
    assert outcomes["a"].stored
    assert begun == [first["a"].alignment.territory_of.tolist()] * 2
    assert run(line, _three(criteria), STOP, warm=False, store=shelf)["b"].stored is False


def test_workers_begin_from_the_same_plans(line, criteria):
    """Threads, which are sent what processes are, and this process: the same plans from the same plans."""
    with ThreadPoolExecutor(2) as pool:
        beside = run(line, _three(criteria), STOP, seed=3, executor=pool)
    here = run(line, _three(criteria), STOP, seed=3)
    assert len(beside) == len(here) == 3
    for outcome in here:
        other = beside[outcome.name].alignment
        assert other.territory_of.tolist() == outcome.alignment.territory_of.tolist()
        assert other.centre_unit.tolist() == outcome.alignment.centre_unit.tolist()
