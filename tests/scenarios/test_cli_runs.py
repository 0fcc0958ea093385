"""Runs are kept, listed, shown, compared and resumed from the command line; a killed run loses nothing."""

import csv
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.stop import Limit
from scenarios import single_run
from scenarios.address import entries_of
from scenarios.scenario import Scenario
from scenarios.store import open_store
from tests.scenarios.command_line import PLAN, call, write_plan

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """Four accounts and two reps on disk, in the folder one stands in."""
    monkeypatch.chdir(tmp_path)
    return write_plan(tmp_path)


@pytest.mark.usefixtures("quick_solve")
def test_runs_are_kept_and_told(plan):
    """A run is listed and shown with its scenarios; one scenario with figures, changes, address and quotas."""
    assert call("run", plan).exit_code == 0
    listed = call("runs")
    assert listed.exit_code == 0, listed.stderr
    assert "Small" in listed.stdout
    shown = call("show", "1")
    assert "1/rebalanced" in shown.stdout
    assert str(plan) in shown.stdout
    one = call("show", "1/rebalanced")
    assert "Farthest off target" in one.stdout
    assert ["R2", "Bob", "500.00"] in [row.split() for row in one.stdout.splitlines()]
    address = open_store(os.environ["TERRITORY_STORE"]).run(1).outcomes[1].address
    assert address in one.stdout


def test_the_newest_runs_are_shown(line, criteria):
    """Of more runs than are shown the newest come first and the oldest are left out."""
    store = open_store(os.environ["TERRITORY_STORE"])
    entries = entries_of(line, [Scenario("a", criteria)], Limit.GAP, solver=None, seeds=[1])
    for _ in range(22):
        store.begin(entries)
    rows = call("runs").stdout.splitlines()
    numbers = [row.split()[0] for row in rows if row[:4].strip().isdecimal()]
    assert numbers == [str(number) for number in range(22, 2, -1)]
    assert any(row.startswith("and 2 more") for row in rows)


@pytest.mark.usefixtures("quick_solve")
def test_one_scenario_is_written(plan, tmp_path):
    """Figures of a scenario are written where a file is asked for, as those of a run are."""
    call("run", plan)
    result = call("show", "1/rebalanced", "--csv", tmp_path / "one.csv")
    assert result.exit_code == 0, result.stderr
    with (tmp_path / "one.csv").open(encoding="utf-8-sig") as file:
        assert [row["scenario"] for row in csv.DictReader(file)] == ["1/rebalanced"]


@pytest.mark.usefixtures("quick_solve")
def test_runs_are_compared(plan, tmp_path):
    """Two scenarios show their figures and who moves, as CSV too; two runs show all their scenarios."""
    call("run", plan)
    plan.write_text(PLAN.replace("0.5", "0.6"))
    call("run", plan)
    result = call("compare", "1/today", "2/rebalanced", "--csv", tmp_path / "moves.csv")
    assert result.exit_code == 0, result.stderr
    assert "1 account moves from 1/today to 2/rebalanced" in result.stdout
    with (tmp_path / "moves.csv").open(encoding="utf-8-sig") as file:
        assert list(csv.DictReader(file)) == [
            {"account": "A3", "name": "A3", "from": "R1", "from_rep": "Ann", "to": "R2", "to_rep": "Bob"}
        ]
    both = call("compare", "1", "2", "--csv", tmp_path / "both.csv")
    assert "2/today" in both.stdout
    with (tmp_path / "both.csv").open(encoding="utf-8-sig") as file:
        assert [row["scenario"] for row in csv.DictReader(file)] == [
            "1/today",
            "1/rebalanced",
            "2/today",
            "2/rebalanced",
        ]


@pytest.mark.usefixtures("quick_solve")
def test_nothing_is_solved_twice(plan, tmp_path, monkeypatch):
    """The same plan again takes its outcomes from the store and says so; without the store it is solved."""
    call("run", plan)
    expected = (tmp_path / "territory-out" / "alignment.csv").read_bytes()
    solved = []
    solve = single_run.solve

    def listening(*args, **options):
        solved.append(1)
        return solve(*args, **options)

    monkeypatch.setattr(single_run, "solve", listening)
    again = call("run", plan)
    assert solved == []
    assert "stored  rebalanced" in again.stderr
    assert "solved before" in again.stderr
    assert (tmp_path / "territory-out" / "alignment.csv").read_bytes() == expected
    call("run", plan, "--no-store")
    assert solved == [1]
    assert len(open_store(os.environ["TERRITORY_STORE"]).runs()) == 2


@pytest.mark.usefixtures("quick_solve")
def test_an_interrupted_run_is_resumed(plan, monkeypatch):
    """A search ended by hand leaves its run open; resuming solves it and nothing else, under the same number."""
    solve = single_run.solve
    monkeypatch.setattr(single_run, "solve", lambda *a, **o: replace(solve(*a, **o), limit=Limit.INTERRUPTED))
    assert call("run", plan, "--seconds", "5", "--out", "elsewhere").exit_code == 0
    assert "1 of 2 have not ended; `territory resume 1` goes on" in call("show", "1").stdout
    heard = []

    def listening(instance, criteria, stop, **options):
        heard.append(stop.seconds)
        return solve(instance, criteria, stop, **options)

    monkeypatch.setattr(single_run, "solve", listening)
    result = call("resume")
    assert result.exit_code == 0, result.stderr
    assert heard == [5]
    assert "Results in" in result.stdout
    assert Path("elsewhere/summary.txt").is_file()
    kept = open_store(os.environ["TERRITORY_STORE"]).runs()
    assert [(run.run, run.open) for run in kept] == [(1, 0)]
    nothing = call("resume")
    assert nothing.exit_code == 2
    assert "every run has ended" in nothing.stderr


@pytest.mark.usefixtures("quick_solve")
def test_a_cold_run_is_resumed_cold(plan, monkeypatch):
    """With `--cold` no search begins from an earlier plan, nor does one that is taken up again; by itself one does."""
    plan.write_text(PLAN + "sweep: {criteria.disruption.weight: [0, 1, 2]}\n")
    begun = []
    solve = single_run.solve

    def second_ended_by_hand(*given, start=None, **how):
        begun.append(start is not None)
        result = solve(*given, start=start, **how)
        return replace(result, limit=Limit.INTERRUPTED) if len(begun) == 2 else result

    monkeypatch.setattr(single_run, "solve", second_ended_by_hand)
    assert call("run", plan, "--cold").exit_code == 0
    assert open_store(os.environ["TERRITORY_STORE"]).run(1).options["cold"] is True
    assert call("resume").exit_code == 0
    assert begun == [False] * len(begun)
    assert len(begun) >= 4
    begun.clear()
    assert call("run", plan, "--no-store").exit_code == 0
    assert begun[:2] == [False, True]


def test_what_is_not_there_is_told(plan, tmp_path):
    """No store, no run, no scenario, no number: each is a line that says what there is; reading makes no store."""
    result = call("runs")
    assert result.exit_code == 2
    assert "there is no store of runs" in result.stderr
    assert not (tmp_path / "store").exists()
    open_store(os.environ["TERRITORY_STORE"])
    assert call("runs").stdout.strip() == "none"
    for word, told in (("7", "there is no run 7"), ("last", "names no run")):
        result = call("show", word)
        assert result.exit_code == 2
        assert told in result.stderr
        assert "Traceback" not in result.output
    assert call("run", plan, "--workers", "2", "--scheduler", "tcp://127.0.0.1:1").exit_code == 2


def test_a_store_that_is_not_there_keeps_its_password():
    """A URL without slashes is not taken for a folder, and not shown."""
    for where in ("postgresql:u:SECRET@h", "mysql://u:SECRET@h/db", "postgresql://u:SECRET@h:port/db"):
        result = call("runs", "--store", where)
        assert result.exit_code == 2, result.output
        assert "SECRET" not in result.output


@pytest.mark.usefixtures("quick_solve")
def test_a_missing_scenario_is_told(plan):
    """A scenario the run does not have is told with those it has."""
    call("run", plan)
    assert "Its scenarios: today, rebalanced" in call("show", "1/nothing").stderr


@pytest.mark.usefixtures("quick_solve")
def test_a_run_from_python_is_not_resumed_here(line, criteria):
    """Without a plan file there is nothing to read again, and that is told."""
    store = open_store(os.environ["TERRITORY_STORE"])
    store.begin(entries_of(line, [Scenario("a", criteria)], Limit.GAP, solver=None, seeds=[1]))
    result = call("resume")
    assert result.exit_code == 2
    assert "Resume it from Python" in result.stderr


@pytest.mark.usefixtures("quick_solve")
def test_a_sweep_shows_its_frontier(plan, tmp_path):
    """A plan with a sweep ends with its frontier, as a table and a file that agree."""
    plan.write_text(PLAN + "sweep: {criteria.disruption.weight: [0, 1, 2]}\n")
    result = call("run", plan)
    assert result.exit_code == 0, result.stderr
    assert "Frontier: no plan is better" in result.stdout
    assert "frontier.csv" in result.stdout
    with (tmp_path / "territory-out" / "frontier.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["scenario"] for row in rows] == [f"disruption weight {i}" for i in range(3)]
    assert {row["on_frontier"] for row in rows} == {"True"}


@pytest.mark.slow
def test_a_killed_run_is_resumed(plan, tmp_path):
    """SIGKILL of a run of sixty scenarios on two workers: resumed, all have ended, none that had is solved again."""
    where = tmp_path / "store"
    process = _begun(plan, where)
    try:
        before = _ended(where, process, at_least=10)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    first = open_store(where).run(1)
    assert len(first.outcomes) == 60
    assert 10 <= len(before) < 60
    command = [sys.executable, "-m", "scenarios.cli", "resume", "--store", str(where)]
    done = subprocess.run(command, env=ENVIRONMENT, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
    runs = open_store(where).runs()
    assert [(run.run, run.open, run.failed, len(run.outcomes)) for run in runs] == [(1, 0, 0, 60)]
    after = _solved_at(where)
    assert len(after) == 60
    assert {address: after[address] for address in before} == before
    assert len(list((where / "alignments").glob("*.parquet"))) == 60


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done(plan, tmp_path):
    """Ctrl-C, which reaches the workers too, ends a run at once, with its results so far and no process left."""
    where = tmp_path / "store"
    process = _begun(plan, where)
    _ended(where, process, at_least=10)
    os.killpg(process.pid, signal.SIGINT)
    shown, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert "The run was interrupted" in shown
    assert "Traceback" not in told
    kept = open_store(where).run(1)
    assert 0 < kept.open <= 50
    with (tmp_path / "territory-out" / "comparison.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 60 - kept.open
    until = time.monotonic() + 20
    while (left := _alive(process.pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == []


def _alive(group):
    """Processes of a group that have not ended; those that nobody waits for have."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state = file.read_text().rpartition(")")[2].split()
            found += [file.parent.name] if int(state[2]) == group and state[0] != "Z" else []
    return found


def _begun(plan, where):
    """Begin a run of sixty scenarios on two workers, in a process group of its own."""
    plan.write_text(PLAN + "sweep: {criteria.disruption.weight: {from: 0, to: 5.8, by: 0.1}}\n")
    command = [sys.executable, "-m", "scenarios.cli", "run", str(plan), "--workers", "2", "--store", str(where)]
    return subprocess.Popen(  # noqa: S603 -- ourselves
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def _ended(where, process, *, at_least):
    """Wait until some outcomes are in the store; gives when each was solved."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the run ended too soon"
        if (where / "runs.sqlite").exists():
            found = _solved_at(where)
            if len(found) >= at_least:
                return found
        time.sleep(0.2)
    raise TimeoutError


def _solved_at(where):
    """Address -> when it was solved."""
    store = open_store(where)
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT address, saved FROM outcomes").all()
    store.engine.dispose()
    return dict(tuple(row) for row in rows)
