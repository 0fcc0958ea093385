"""A worker that is killed or stopped in the middle of its answer ends its pool, and nobody waits for ever.

What is tested would hang where it fails, so that each runs in a process of its own, which is ended then.
"""

import os
import subprocess
import sys
import threading
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from scenarios import watched_pool
from scenarios.watched_pool import WatchedPool

HERE = Path(__file__).parent
LIMIT = 120
CREW = """
from scenarios import watched_pool
from scenarios.crew import Crew, Lost
from scenarios.workers import ProcessWorkers
import crew_tasks

if __name__ == "__main__":
    watched_pool.GRACE = 0.3
    with ProcessWorkers(2, patience={patience}) as workers:
        found = dict(Crew(workers, crew_tasks.{task}, {{3}}).answers(range(6)))
    lost = {{at: answer.error for at, answer in found.items() if isinstance(answer, Lost)}}
    print(len(found), lost.pop(3), {{at: answer for at, answer in found.items() if answer != at and at != 3}} == lost)
"""
ALONE = """
import os, signal, time
from scenarios.watched_pool import WatchedPool
import crew_tasks

if __name__ == "__main__":
    pool = WatchedPool(2, time.sleep, (0,))
    pool.submit(crew_tasks.stop_while_answering, {0}, 0)
    while not crew_tasks.reads_half(pool._line.manager):
        time.sleep(0.01)
    pool.end()
    print(pool._line.manager.is_alive(), pool.processes)
"""


def told(script):
    """What a script prints, ended where it takes for ever."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)])}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("patience", [None, 60])
def test_killed_while_it_answers(patience):
    """Half an answer is there when its worker is killed: the order is lost, those beside it come back."""
    assert told(CREW.format(task="die_while_answering", patience=patience)) == "6 BrokenProcessPool True"


def test_ended_while_it_answers():
    """Half an answer is there when all are ended: reading it is over at once."""
    assert told(ALONE) == "False ()"


def test_a_killed_process_breaks_it(tasks):
    """Orders on their way, and those that come later, are told; whoever waits for an order is not kept."""
    pool = WatchedPool(1, tasks.times, (1, 1))
    future = pool.submit(tasks.die, {0}, 0)
    with pytest.raises(BrokenProcessPool):
        future.result(LIMIT)
    with pytest.raises(BrokenProcessPool):
        pool.submit(tasks.times, 2, 1)
    pool.end()
    assert pool.processes == ()
    with pytest.raises(BrokenProcessPool):
        pool.submit(tasks.times, 2, 1)


def test_whoever_forgets_it_leaves_no_thread(tasks, monkeypatch):
    """A pool without work that nobody knows any more ends with its processes and its watch."""
    monkeypatch.setattr(watched_pool, "GLANCE", 0.1)
    pool = WatchedPool(1, tasks.times, (1, 1))
    assert pool.submit(tasks.times, 2, 3).result(LIMIT) == 6
    line = pool._line
    watch = [thread for thread in threading.enumerate() if thread.name == watched_pool.WATCH]
    assert len(watch) == 1
    del pool
    for thread in (line.manager, *watch):
        thread.join(LIMIT)
        assert not thread.is_alive()
