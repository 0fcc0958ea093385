"""Outcomes that cost nothing, and a real PostgreSQL server where one is installed."""

import os
import shutil
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from optimizer.stop import MaxRuntime
from scenarios.address import Entry, entries_of
from scenarios.changes import ChangeCriteria, KeepIncumbent
from scenarios.outcome import Outcome
from scenarios.runner import run_scenario
from scenarios.scenario import Scenario
from scenarios.store import open_store

STOP = MaxRuntime(1)


class Ended(NamedTuple):
    """A scenario that has ended."""

    scenario: Scenario
    entry: Entry
    outcome: Outcome


@pytest.fixture
def ended(line, criteria):
    """Scenarios that have ended: today's alignment under as many names and weights as asked for."""

    def make(count, *, first=0):
        weights = range(first, first + count)
        scenarios = [
            Scenario(f"s{i}", criteria, KeepIncumbent(), ChangeCriteria(disruption_weight=float(i))) for i in weights
        ]
        entries = entries_of(line, scenarios, STOP, solver=None, seeds=[1] * count)
        return [
            Ended(scenario, entry, run_scenario(line, scenario, STOP))
            for scenario, entry in zip(scenarios, entries, strict=True)
        ]

    return make


@pytest.fixture(scope="session")
def postgres():
    """URL of a server of its own, started for these tests."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: neither initdb nor pg_ctl is found")
    if find_spec("psycopg") is None:
        pytest.skip("the extra postgres is not installed: no package psycopg")
    # Not below pytest's folders, which only their owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    as_other = _as_other(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, log = folder / "data", folder / "log"
    _call(*as_other, programs / "initdb", "-D", data, "-U", "planner", "-A", "trust", "-N", "-E", "UTF8")
    options = f"-p {port} -h 127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    _call(*as_other, programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
    yield f"postgresql://planner@127.0.0.1:{port}/postgres"
    _call(*as_other, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def _programs():
    """Folder of the server's programs, None where there is none."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


def _as_other(folder):
    """How to call the server, which refuses to run as root, with its folder given to whom it runs as."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL does not run as root, and setpriv is not installed")
    user, group = 65534, 65534  # nobody
    os.chown(folder, user, group)
    return "setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"


def _call(*command):
    done = subprocess.run(  # noqa: S603 -- the server's own programs
        [str(word) for word in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(params=["folder", "postgres"])
def store(request, tmp_path):
    """Open an empty store, in a folder and in PostgreSQL."""
    if request.param == "folder":
        return open_store(tmp_path / "runs")
    return request.getfixturevalue("server")


@pytest.fixture
def server(postgres):
    """Open an empty store in PostgreSQL."""
    opened = open_store(postgres)
    with opened.engine.begin() as connection:
        for table in ("runs", "entries", "outcomes", "alignments", "approvals"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 -- names above
    return opened
