"""What makes a whole run cheap: loops compiled once for all processes, and no rubbish sought where there is none."""

import gc
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOOPS = "from optimizer.solvers import warm; warm.warm_up_free(); warm.warm_up_contiguous(); warm.warm_up_wide()"


class Compilation:
    """A process that leaves compiled loops in numba's cache; no test begins before it has ended."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", LOOPS]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 -- ourselves

    def pytest_xdist_node_collection_finished(self) -> None:
        """Wait before tests are handed out."""
        self._process.wait()

    def pytest_sessionfinish(self) -> None:
        """End it where tests could not even be collected."""
        self._process.terminate()
        self._process.wait()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile where all tests are asked for and several processes will run them; hear Ctrl-C, which tests press."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell leaves it to what it runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config = session.config
    several = config.getoption("numprocesses", default=None) and not hasattr(config, "workerinput")
    if several and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.pluginmanager.register(Compilation())


def pytest_collection_finish() -> None:
    """Leave libraries and tests, which stay, out of the search for rubbish: it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
