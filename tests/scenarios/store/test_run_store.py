"""What is saved is found, by any number of processes, and nothing is lost."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, update

from optimizer.stop import MaxRuntime
from scenarios.answer import with_facts
from scenarios.changes import AddTerritories
from scenarios.outcome import Failure, Outcome, Stage
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.store import Origin, StoreError, open_store, run_store
from scenarios.store.alignments import plan_of
from scenarios.store.run_store import FILE, FOLDER
from scenarios.store.tables import RUNS


def save_all(store, made):
    """Save what has ended as one run; gives its number."""
    number = store.begin([item.entry for item in made])
    for position, item in enumerate(made):
        store.save(number, position, entry=item.entry, outcome=item.outcome)
    return number


def test_found_as_saved(store, ended, line):
    """An outcome comes back with its plan, judged anew from the facts to the same figures."""
    made = ended(2)
    assert store.find(made[0].entry) is None
    save_all(store, made)
    answer = store.find(made[1].entry)
    again = with_facts(answer, made[1].scenario, line)
    assert np.array_equal(again.alignment.territory_of, made[1].outcome.alignment.territory_of)
    assert np.array_equal(again.alignment.centre_unit, made[1].outcome.alignment.centre_unit)
    assert again.assessment.objective == made[1].outcome.assessment.objective
    assert again.result.status is made[1].outcome.result.status
    assert again.result.statistics == made[1].outcome.result.statistics
    assert again.seconds == made[1].outcome.seconds


def test_runs_are_listed(store, ended):
    """Runs count from 1 and know plan, version, what is open and what failed."""
    made = ended(3)
    first = store.begin([item.entry for item in made])
    store.save(first, 1, entry=made[1].entry, outcome=made[1].outcome)
    failed = replace(made[2].outcome, result=None, failure=Failure(Stage.SOLVE, "ValueError", "odd"))
    named = replace(store, origin=Origin("FY27", Path("plan.yaml"), {"seconds": 3.0}))
    second = named.begin([made[2].entry])
    store.save(second, 0, entry=made[2].entry, outcome=failed)
    runs = store.runs()
    assert [run.run for run in runs] == [first, second] == [1, 2]
    assert [run.open for run in runs] == [2, 0]
    assert [run.failed for run in runs] == [0, 1]
    assert runs[1].plan == "FY27"
    assert Path(runs[1].file).is_absolute()
    assert runs[1].options == {"seconds": 3.0}
    assert [outcome.status for outcome in runs[0].outcomes] == ["open", "kept", "open"]
    assert runs[0].outcomes[1].figures["moved_accounts"] == 0
    assert store.run(2) == runs[1]
    with pytest.raises(StoreError, match=r"no run 7.*latest runs: 1, 2"):
        store.run(7)


def test_a_resumed_run_keeps_its_number(store, ended):
    """Beginning again under the number of a run replaces its entries and adds none; it began when it began."""
    made = ended(2)
    number = store.begin([made[0].entry])
    with store.engine.begin() as connection:
        connection.execute(update(RUNS).values(begun="2020-02-03T04:05:06"))
    again = replace(store, origin=Origin(run=number)).begin([item.entry for item in made])
    assert again == number
    assert [outcome.name for outcome in store.run(number).outcomes] == ["s0", "s1"]
    assert store.run(number).begun == "2020-02-03T04:05:06"


def test_passing_failures_are_tried_again(store, ended):
    """A lost worker or a full memory is recorded but not found; a failure that would repeat is."""
    item = ended(1)[0]
    number = store.begin([item.entry])
    for failure in (Failure(Stage.WORKER, "BrokenProcessPool", "x"), Failure(Stage.SOLVE, "MemoryError", "full")):
        store.save(number, 0, entry=item.entry, outcome=Outcome(scenario=item.scenario, failure=failure))
        assert store.find(item.entry) is None
        assert store.run(number).failed == 1
    lasting = Failure(Stage.BUILD, "InputError", "no such tag")
    store.save(number, 0, entry=item.entry, outcome=Outcome(scenario=item.scenario, failure=lasting))
    assert store.find(item.entry).failure == lasting
    store.save(number, 0, entry=item.entry, outcome=item.outcome)
    assert store.find(item.entry).found is not None


def test_failed_quotas_leave_the_plan(store, ended):
    """A plan whose quotas failed is found as a plan: whoever takes it sets quotas anew."""
    item = ended(1)[0]
    outcome = replace(item.outcome, failure=Failure(Stage.QUOTAS, "QuotaError", "caps"))
    store.save(store.begin([item.entry]), 0, entry=item.entry, outcome=outcome)
    answer = store.find(item.entry)
    assert answer.failure is None
    assert answer.found is not None


def test_a_lost_alignment_is_solved_again(tmp_path, ended):
    """A Parquet that is gone or cut short is no plan; saving puts it right."""
    store = open_store(tmp_path / "runs")
    item = ended(1)[0]
    number = save_all(store, [item])
    file = tmp_path / "runs" / FOLDER / f"{item.entry.address}.parquet"
    for content in (None, file.read_bytes()[:-20], b""):
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        assert store.find(item.entry) is None
        with pytest.raises(StoreError, match="no alignment of 1/s0"):
            store.alignment_frame(store.run(1).outcomes[0])
        store.save(number, 0, entry=item.entry, outcome=item.outcome)
        assert store.find(item.entry) is not None
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.usefixtures("quick_solve")
def test_a_run_is_not_solved_twice(store, line, criteria):
    """A second run finds everything, new territories included, and gives the same figures."""
    scenarios = [
        Scenario("a", criteria),
        Scenario("b", criteria, AddTerritories(1, centre=(35.0, 0.0))),
        Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"})),
    ]
    first = run(line, scenarios, MaxRuntime(1), store=store)
    again = run(line, scenarios, MaxRuntime(1), store=store)
    assert [outcome.stored for outcome in again] == [True, True, True]
    assert [outcome.failure for outcome in again] == [outcome.failure for outcome in first]
    one, other = ([dict(o.figures) for o in kept.outcomes] for kept in store.runs())
    assert one == other


def write_some(where, first, count):
    """Write outcomes in a process of its own, as a run."""
    store = open_store(where)
    scenario, entry, outcome = ITEM
    entries = [replace(entry, name=f"s{i}", seed=i) for i in range(first, first + count)]
    number = store.begin(entries)
    for position, place in enumerate(entries):
        store.save(number, position, entry=place, outcome=replace(outcome, scenario=scenario))


ITEM = None


def write_at_once(where, item, *, processes, each):
    """Let processes write at the same time, and see that every outcome is there whole."""
    global ITEM  # noqa: PLW0603 -- forked processes find it here
    ITEM = item
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=write_some, args=(where, i * each, each)) for i in range(processes)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * processes
    store = open_store(where)
    runs = store.runs()
    assert [run.run for run in runs] == list(range(1, processes + 1))
    assert [run.open for run in runs] == [0] * processes
    addresses = {outcome.address for run in runs for outcome in run.outcomes}
    assert len(addresses) == processes * each
    expected = item.outcome.alignment.territory_of
    for address in addresses:
        assert np.array_equal(plan_of(store.alignments.read(address)).territory_of, expected)
    assert all(store.find(replace(item.entry, seed=i)) is not None for i in range(0, processes * each, each // 10))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_six_processes_lose_nothing(tmp_path, ended):
    """Six processes that write 300 outcomes each into one new store: all are there and whole, and no lock is met."""
    write_at_once(tmp_path / "runs", ended(1)[0], processes=6, each=300)
    assert sorted(path.name for path in (tmp_path / "runs").iterdir() if "-" not in path.name) == [FOLDER, FILE]
    assert len(list((tmp_path / "runs" / FOLDER).iterdir())) == 1_800


def test_three_processes_share_a_server(postgres, server, ended):
    """The same on PostgreSQL, where the numbers of runs are fought for."""
    server.engine.dispose()
    write_at_once(postgres, ended(1)[0], processes=3, each=20)


@pytest.mark.usefixtures("store")
def test_one_outcome_written_by_two(store, ended):
    """Two runs that end the same scenario leave one row, and both are complete."""
    made = ended(1)
    save_all(store, made)
    save_all(store, made)
    assert [run.open for run in store.runs()] == [0, 0]
    assert store.find(made[0].entry) is not None


def test_unusable_places_are_told(tmp_path):
    """A file in place of the folder, and a database nobody knows, are told with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be a folder"):
        open_store(tmp_path / "file")
    with pytest.raises(StoreError, match="postgresql://"):
        open_store("mysql://host/runs")


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("postgres://planner@host/runs", "postgresql://planner@host/runs"),
        ("postgresql://postgres:word@host/runs", "postgresql://postgres:word@host/runs"),
        ("postgres://postgres:word@host/runs", "postgresql://postgres:word@host/runs"),
        ("postgresql+psycopg://postgres:word@host/runs", "postgresql+psycopg://postgres:word@host/runs"),
    ],
)
def test_only_the_scheme_is_spelt_out(monkeypatch, given, opened):
    """The short scheme of PostgreSQL is understood; a user who is called as it stays who they are."""
    heard = []

    def listening(url):
        heard.append(url)
        raise StoreError("here", "no server", "Start one")

    monkeypatch.setattr(run_store, "open_postgres", listening)
    with pytest.raises(StoreError, match="no server"):
        open_store(given)
    assert heard == [opened]


@pytest.mark.parametrize(
    "where",
    [
        "mysql://u:SECRET@h/db",
        "postgresql://u:SECRET@h:port/db",
        "postgresql:u:SECRET@h",
        "postgresql://u@127.0.0.1:1/db?password=SECRET",
        "postgresql://u@127.0.0.1:1/db?sslmode=SECRET",
    ],
)
def test_passwords_are_never_told(where):
    """Whatever is wrong with the URL of a store is an input problem that shows no password."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed: no package psycopg")
    with pytest.raises(StoreError) as told:
        open_store(where)
    assert "SECRET" not in str(told.value)


def test_an_open_store_is_shown_without_secrets(monkeypatch):
    """Where a store is, which is told to people, has neither password nor values of the query."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed: no package psycopg")
    monkeypatch.setattr(run_store, "open_postgres", create_engine)
    assert open_store("postgresql+psycopg://u:SECRET@h/db?password=SECRET").where == (
        "postgresql+psycopg://u:***@h/db?password=***"
    )
