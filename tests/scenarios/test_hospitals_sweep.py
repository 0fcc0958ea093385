"""Sixty scenarios of the hospitals: a killed worker, and a killed run that is resumed, lose none and repeat none."""

import importlib
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from scenarios.observer import RunObserver
from scenarios.store import open_store
from scenarios.workers import ProcessWorkers

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 240.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)])}
NO_DASK = importlib.util.find_spec("distributed") is None
KINDS = [
    "processes",
    pytest.param("cluster", marks=pytest.mark.skipif(NO_DASK, reason="the extra dask is not installed")),
]
pytestmark = pytest.mark.slow


@pytest.fixture
def tasks(monkeypatch):
    """What workers do, where they find it."""
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.setenv("PYTHONPATH", ENVIRONMENT["PYTHONPATH"])
    return importlib.import_module("sweep_tasks")


@contextmanager
def two_workers(kind):
    """An executor of two processes."""
    if kind == "processes":
        with ProcessWorkers(2) as workers:
            yield workers
        return
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield client.get_executor()


class Killer(RunObserver):
    """Kills a process once twenty outcomes have come."""

    def __init__(self, process):
        self.process = process
        self.names = []

    def on_outcome(self, outcome):
        self.names.append(outcome.name)
        if len(self.names) == 20:
            os.kill(self.process(), signal.SIGKILL)


def solved(folder):
    """How often each seed was searched to the end."""
    return Counter((folder / "notes").read_text().split())


def saved(folder):
    """Addresses of all that have ended."""
    store = open_store(folder / "runs")
    found = {outcome.address for run in store.runs() for outcome in run.outcomes if outcome.saved}
    store.engine.dispose()
    return found


def check_complete(folder, outcomes, tasks):
    """Sixty outcomes with sixty plans, each once, in the order of the scenarios, and as many in the store."""
    assert outcomes.names == tuple(f"beds {i}" for i in range(tasks.COUNT))
    assert all(outcome.alignment is not None and outcome.failure is None for outcome in outcomes)
    assert len({outcome.alignment.territory_of.tobytes() for outcome in outcomes}) == tasks.COUNT
    store = open_store(folder / "runs")
    kept = store.runs()[-1]
    assert (len(kept.outcomes), kept.open, kept.failed) == (tasks.COUNT, 0, 0)
    assert len(list((folder / "runs" / "alignments").glob("*.parquet"))) == tasks.COUNT


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_worker_costs_nothing(kind, tasks, tmp_path):
    """SIGKILL of a worker in the middle of a search: what had ended is not searched again, what was lost is."""
    with two_workers(kind) as executor:
        killer = Killer(lambda: tasks.busy(tmp_path))
        outcomes = tasks.sweep(tmp_path, executor, killer)
    assert sorted(killer.names) == sorted(outcomes.names)
    check_complete(tmp_path, outcomes, tasks)
    counts = solved(tmp_path)
    assert len(counts) == tasks.COUNT
    # What was done, or under way, on the worker that died may be done again; nothing that was handed in before.
    again = {seed for seed, count in counts.items() if count > 1}
    assert max(counts.values()) <= 2
    handed_in = {str(outcome.result.seed) for outcome in outcomes if outcome.name in killer.names[:20]}
    assert not again & handed_in


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_run_is_resumed(kind, tasks, tmp_path):
    """SIGKILL of the run and all its workers: the next takes what had ended from the store and searches the rest."""
    command = [sys.executable, str(HERE / "sweep_tasks.py"), str(tmp_path), kind]
    process = subprocess.Popen(command, env=ENVIRONMENT, start_new_session=True, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(tmp_path, process, at_least=10)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    before, done = saved(tmp_path), solved(tmp_path)
    assert 10 <= len(before) < tasks.COUNT
    with two_workers(kind) as executor:
        outcomes = tasks.sweep(tmp_path, executor)
    check_complete(tmp_path, outcomes, tasks)
    after, counts = saved(tmp_path), solved(tmp_path)
    assert before < after
    stored = {str(outcome.result.seed) for outcome in outcomes if outcome.stored}
    assert len(stored) == len(before)
    assert all(counts[seed] == done[seed] for seed in stored)
    assert sum((counts - done).values()) == tasks.COUNT - len(before)


def _wait_for(folder, process, *, at_least):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the run ended too soon"
        if (folder / "runs" / "runs.sqlite").exists() and len(saved(folder)) >= at_least:
            return
        time.sleep(0.2)
    raise TimeoutError
