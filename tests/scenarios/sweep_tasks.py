"""A search of no effort that notes what it did; workers import it, so that it stands in a module of its own."""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.metrics import with_best_centres
from optimizer.result import Result, Status
from optimizer.stop import Limit, MaxRuntime
from scenarios.changes import ChangeCriteria
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.store import open_store

COUNT = 60
SEED = 5
STOP = MaxRuntime(1)


@dataclass(frozen=True)
class Sketch:
    """Cuts the country into strips of as many accounts, turned by the seed, and writes the seed down when it is done.

    Parameters
    ----------
    notes
        File of the seeds.
    seconds
        What a search takes besides.
    """

    notes: str
    seconds: float = 0.1

    def solve(self, instance, criteria, monitor, seed, **_):
        """See ``Solver.solve``."""
        self._step("begins")
        time.sleep(self.seconds)
        rng = np.random.default_rng(seed)
        order = np.argsort(instance.units.places @ rng.normal(size=2), kind="stable")
        k = instance.num_territories
        home = np.empty(instance.num_units, dtype=np.int32)
        home[order] = np.arange(instance.num_units) * k // instance.num_units
        plan = with_best_centres(Alignment(instance, home, np.full(k, -1)), criteria.travel)
        assessment = judge(plan, criteria)
        with Path(self.notes).open("a") as notes:
            notes.write(f"{seed}\n")
        self._step("ends")
        status = Status.FEASIBLE if assessment.feasible else Status.VIOLATED
        return Result(status, Limit.COMPLETED, plan, assessment, None, monitor.elapsed, seed)

    def _step(self, what):
        with Path(self.notes).with_name("steps").open("a") as steps:
            steps.write(f"{os.getpid()} {what}\n")


def busy(folder):
    """Process that began a search last and has not ended it."""
    while True:
        last = dict(line.split() for line in (Path(folder) / "steps").read_text().splitlines())
        at_work = [process for process, what in last.items() if what == "begins"]
        if at_work:
            return int(at_work[-1])
        time.sleep(0.005)


def hospitals():
    """Facts of the bundled plan, and sixty scenarios of it with an ever looser balance."""
    plan = read_plan(example_path(Example.HOSPITALS))
    return plan.instance, [
        Scenario(f"beds {i}", plan.criteria, ChangeCriteria(balance={"payments": 0.05, "beds": 0.1 + i / 100}))
        for i in range(COUNT)
    ]


def sweep(folder, executor=None, observer=None):
    """Run the sixty scenarios with a store and notes in a folder."""
    instance, scenarios = hospitals()
    store = open_store(Path(folder) / "runs")
    solver = Sketch(str(Path(folder) / "notes"))
    options = {"solver": solver, "seed": SEED, "executor": executor, "store": store, "observer": observer}
    return run(instance, scenarios, STOP, progress=False, **options)


def begin(folder, kind):
    """Run them on two workers of a kind, in a process of its own that is going to be killed."""
    if kind == "processes":
        from scenarios.workers import ProcessWorkers  # noqa: PLC0415 -- one of the two

        with ProcessWorkers(2) as workers:
            sweep(folder, workers)
        return
    import distributed  # noqa: PLC0415 -- not everybody has it

    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        sweep(folder, client.get_executor())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    from sweep_tasks import begin as begin_elsewhere

    begin_elsewhere(*sys.argv[1:])
