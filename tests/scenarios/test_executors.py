"""The same plans from one process, several, and a cluster; kills cost nothing."""

import importlib.util
import os
import signal
import site
from pathlib import Path

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.exceptions import InputError
from optimizer.stop import MaxIterations, MaxRuntime
from scenarios import executors
from scenarios.changes import ChangeCriteria, KeepIncumbent
from scenarios.crew import Crew
from scenarios.executors import executor_for
from scenarios.observer import RunObserver
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.store import open_store
from scenarios.workers import ProcessWorkers

STOP = MaxIterations(50)
COUNT = 60
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="the extra dask is not installed: no package distributed"
)


@pytest.fixture
def cluster():
    """Two processes of Dask on this machine."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as local:
        yield local


def questions(count):
    """As many scenarios, today first."""
    criteria = Criteria(balance={"potential": 0.3})
    weights = [Scenario(f"weight {i}", criteria, ChangeCriteria(disruption_weight=i / 60)) for i in range(1, count)]
    return [Scenario("today", criteria, KeepIncumbent()), *weights]


class Killer(RunObserver):
    """Kills a worker once ten outcomes have come."""

    def __init__(self, process):
        self.process = process
        self.names = []

    def on_outcome(self, outcome):
        self.names.append(outcome.name)
        if len(self.names) == 10:
            os.kill(self.process(), signal.SIGKILL)


def plans(outcomes):
    """The territory of each unit in each plan, with the bound."""
    return [(outcome.alignment.territory_of.tolist(), outcome.result.lower_bound) for outcome in outcomes]


def check_all_there(outcomes, observer, store, expected):
    """Every scenario ended once, is in the store, and is the plan of an undisturbed run."""
    assert outcomes.names == expected.names
    assert sorted(observer.names) == sorted(expected.names)
    assert plans(outcomes) == plans(expected)
    kept = store.runs()[-1]
    assert kept.open == kept.failed == 0
    assert len(kept.outcomes) == COUNT


@pytest.mark.slow
def test_processes_give_the_same_after_a_kill(line, tmp_path):
    """Sixty scenarios on two processes, one of them killed in the middle: the plans of a serial run, each once."""
    expected = run(line, questions(COUNT), STOP, seed=3)
    store = open_store(tmp_path / "runs")
    with ProcessWorkers(2) as workers:
        observer = Killer(lambda: workers.processes[0])
        outcomes = run(line, questions(COUNT), STOP, seed=3, executor=workers, store=store, observer=observer)
    check_all_there(outcomes, observer, store, expected)


@pytest.mark.slow
@needs_dask
def test_a_cluster_gives_the_same_after_a_kill(line, tmp_path, cluster):
    """The same on a Dask cluster of two workers, reached by its address."""
    expected = run(line, questions(COUNT), STOP, seed=3)
    store = open_store(tmp_path / "runs")
    observer = Killer(lambda: cluster.workers[0].process.process.pid)
    with executor_for(1, cluster.scheduler_address, STOP) as executor:
        outcomes = run(line, questions(COUNT), STOP, seed=3, executor=executor, store=store, observer=observer)
    check_all_there(outcomes, observer, store, expected)


@needs_dask
def test_the_facts_travel_once_to_each_worker_of_a_cluster(tmp_path, cluster, tasks):
    """Each process of a cluster unpacks the context once, however many orders wait, and two at most have it."""
    distributed = pytest.importorskip("distributed")
    folder = str(Path(tasks.__file__).parent)
    notes = tmp_path / "notes"
    with distributed.Client(cluster, set_as_default=False) as client:
        client.run(site.addsitedir, folder)
        orders = list(range(40))
        found = dict(Crew(client.get_executor(), tasks.note, tasks.Heavy(str(notes))).answers(orders))
    assert [found[position][0] for position in orders] == orders
    assert sorted(notes.read_text().split()) == sorted({str(process) for _, process in found.values()})
    assert len(notes.read_text().split()) <= 2


def test_the_executor_asked_for():
    """One worker is this process; several are processes that wait as long as the effort allows."""
    with executor_for(1, None, STOP) as executor:
        assert executor is None
    with executor_for(3, None, MaxRuntime(10)) as executor:
        assert isinstance(executor, ProcessWorkers)
        assert executor.patience == 330
    with executor_for(2, None, STOP) as executor:
        assert executor.patience is None


def test_a_cluster_has_its_own_workers():
    """Workers and a cluster at once are a mistake, told with what to do."""
    with pytest.raises(InputError, match="--workers or --scheduler"), executor_for(2, "tcp://127.0.0.1:1", STOP):
        pass


def test_a_missing_extra_is_named(monkeypatch):
    """Without the package the extra is named."""

    def missing(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(executors, "import_module", missing)
    with pytest.raises(InputError, match=r"territory-optimizer\[dask\]"), executor_for(1, "tcp://127.0.0.1:1", STOP):
        pass


@needs_dask
def test_a_silent_address_is_told(monkeypatch):
    """Where no scheduler answers, that is told with its address."""
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match="no scheduler answers"), executor_for(1, "tcp://127.0.0.1:1", STOP):
        pass


def test_processes_hold_no_facts_back(line):
    """An outcome from another process has its facts, criteria and changes as one from here."""
    scenarios = questions(3)
    with ProcessWorkers(1) as workers:
        outcome = run(line, scenarios, STOP, executor=workers)["weight 2"]
    assert outcome.instance is line
    assert outcome.criteria.disruption_weight == pytest.approx(2 / 60)
    assert outcome.changes == ("sets disruption weight to 0.0333333",)
    assert np.array_equal(outcome.alignment.territory_of, run(line, scenarios, STOP)["weight 2"].alignment.territory_of)
