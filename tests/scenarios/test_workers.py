"""Processes have a fair share of the cores, and go with their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.chunks import in_chunks
from scenarios import workers
from scenarios.crew import Crew
from scenarios.workers import KEPT, Parcel, ProcessWorkers, keep, lent, unpacked

ROOT = Path(__file__).parents[2]
PARENT = """
import sys, time
from scenarios.workers import ProcessWorkers
if __name__ == "__main__":
    workers = ProcessWorkers(1)
    workers.submit(time.sleep, 0).result()
    future = workers.submit(time.sleep, 600)
    print(workers.processes[0], flush=True)
    future.result()
"""


def test_each_has_its_share(tasks):
    """BLAS, numba and the loops over arrays have as many threads as cores are left for each worker."""
    with ProcessWorkers(ProcessWorkers.fair_count()) as processes:
        assert processes.threads == 1
        # Unpacking this loads the loops.
        assert dict(Crew(processes, tasks.threads, in_chunks).answers([0])) == {0: (1, 1, 1)}


def test_shares_are_whole():
    """More workers than cores have a thread each; one alone has all."""
    cores = ProcessWorkers.fair_count()
    assert ProcessWorkers(1).threads == cores
    assert ProcessWorkers(3 * cores).threads == 1


def test_workers_go_with_their_parent(tmp_path):
    """A parent that is killed leaves no worker behind that works on."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    worker = int(parent.stdout.readline())
    assert _lives(worker)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while _lives(worker) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _lives(worker)


def _lives(process):
    """Whether a process is there and no zombie."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_parcels_make_room(monkeypatch):
    """A worker keeps the last contents only, and asks for an older one again."""
    monkeypatch.setattr(workers, "hold_threads", lambda _: None)
    monkeypatch.setattr(workers, "_parcels", {})
    monkeypatch.setattr(workers, "_contents", {})
    parcels = [Parcel(f"room {i}", f"\x80\x04K{chr(i)}.".encode("latin-1")) for i in range(KEPT + 1)]
    for parcel in parcels:
        keep(parcel)
    assert unpacked(Parcel("room 0")) is None
    assert unpacked(Parcel(f"room {KEPT}")) == KEPT


def test_lent_contents_are_there_as_long_as_lent():
    """What is lent is given as it is, and is gone afterwards."""
    content = object()
    with lent("key", content):
        assert unpacked(Parcel("key")) is content
    assert unpacked(Parcel("key")) is None


def test_refuses_misuse():
    """No workers, and no patience, are told."""
    with pytest.raises(ValueError, match="at least 1 worker"):
        ProcessWorkers(0)
    with pytest.raises(ValueError, match="patience must be above 0"):
        ProcessWorkers(1, patience=0)
