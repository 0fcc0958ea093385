"""The virtual environment the peers live in, apart from ours: made and filled on first use."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.apart import WorkFailedError

from .catalogue import Peer

INSTALL_SECONDS = 900


def make_environment(folder: Path) -> Path:
    """Return the interpreter of the environment in ``folder``, which is made if it is not there."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        print(f"making an environment for the peers in {folder}, Python {sys.version.split()[0]}", file=sys.stderr)
        venv.create(folder, with_pip=True)
    return python.absolute()


def install(peer: Peer, python: Path) -> None:
    """Install a peer where it cannot be imported yet.

    Raises
    ------
    WorkFailedError
        If that does not succeed.
    """
    probe = [str(python), "-c", "import " + ", ".join(peer.modules)]
    if _run(probe).returncode == 0:
        return
    print("installing", *peer.requirements, file=sys.stderr)
    done = _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.requirements])
    if done.returncode != 0:
        raise WorkFailedError(f"cannot be installed: {last_line(done.stderr)}")
    done = _run(probe)
    if done.returncode != 0:
        raise WorkFailedError(f"installed, but cannot be imported: {last_line(done.stderr)}")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise WorkFailedError(f"cannot be installed: no end within {INSTALL_SECONDS} s") from None


def last_line(text: str) -> str:
    """Take the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no word why"
