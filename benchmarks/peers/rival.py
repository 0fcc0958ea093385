"""A peer's run from our side: hand it the instance, wait, judge what comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.apart import WorkFailedError
from benchmarks.check import Floats, Labels, best_centres, great_circle_km
from benchmarks.points import Points, on_sphere
from benchmarks.record import Record, verdict_note
from benchmarks.scale import Scale, check_plan

from .catalogue import Peer
from .environment import install, last_line
from .homes import give_to_homes

PROJECT = Path(__file__).resolve().parents[2]
STARTING_SECONDS = 120.0
"""Allowed on top of the time limit, for imports and reading; the worker keeps the limit itself, see there."""


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """One instance for all.

    Parameters
    ----------
    task
        What ours is run with.
    points
        The accounts.
    centres
        (k, 2) given centres, None where they are to be placed.
    python
        Interpreter of the peers' environment.
    """

    task: Scale
    points: Points
    centres: Floats | None
    python: Path


def compete(contest: Contest, peer: Peer) -> Record:
    """Run one peer; what stands in its way becomes the note of its row."""
    task = contest.task
    row = Record(instance=task.name, method=peer.name, n=task.accounts, k=task.territories)
    able = peer.keeps_centres or peer.places_centres if contest.centres is not None else peer.places_centres
    if not able:
        return replace(row, note=peer.why_not)
    try:
        install(peer, contest.python)
        with tempfile.TemporaryDirectory() as folder:
            answer = _ask(contest, peer, Path(folder))
    except WorkFailedError as failure:
        return replace(row, note=str(failure))
    return _judged(contest, row, peer, answer)


def _ask(contest: Contest, peer: Peer, folder: Path) -> dict[str, NDArray[np.float64]]:
    source, target = folder / "instance.npz", folder / "answer.npz"
    _write(contest, source)
    command = [str(contest.python), "-m", "benchmarks.peers.worker", peer.name, str(source), str(target)]
    run_worker(command, contest.task.seconds)
    with np.load(target) as answer:
        return dict(answer)


def _write(contest: Contest, target: Path) -> None:
    task, places, centres = contest.task, contest.points.places, contest.centres
    mean = task.accounts / task.territories
    np.savez(
        target,
        places=places,
        positions=on_sphere(places),
        centres=np.empty(0) if centres is None else centres,
        homes=np.empty(0) if centres is None else on_sphere(centres),
        k=task.territories,
        fewest=np.ceil(mean * (1 - task.tolerance)),
        most=np.floor(mean * (1 + task.tolerance)),
        seconds=task.seconds,
        seed=task.seed,
    )


def run_worker(command: list[str], limit: float) -> None:
    """Run to the end or to the limit; whatever the process started ends with it."""
    own_group = sys.platform != "win32"
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=own_group
    )
    try:
        _, errors = process.communicate(timeout=limit + STARTING_SECONDS)
    except subprocess.TimeoutExpired:
        raise WorkFailedError(f"no answer within {limit:,.0f} s") from None
    finally:
        _end_all(process, own_group=own_group)
    if own_group and process.returncode == -signal.SIGALRM:
        raise WorkFailedError(f"no answer within {limit:,.0f} s")
    if process.returncode < 0:
        raise WorkFailedError(f"ended by signal {-process.returncode}")
    if process.returncode > 0:
        raise WorkFailedError(last_line(errors))


def _end_all(process: subprocess.Popen[str], *, own_group: bool) -> None:
    """End a process and those it started and left behind."""
    if own_group:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _judged(contest: Contest, row: Record, peer: Peer, answer: dict[str, NDArray[np.float64]]) -> Record:
    task, places, centres = contest.task, contest.points.places, contest.centres
    territory_of: Labels = answer["territory_of"].astype(np.intp)
    centre_unit: Labels = np.empty(0, dtype=np.intp)
    if centres is None:
        centre_unit = best_centres(places, territory_of, task.territories, great_circle_km)
    elif not peer.keeps_centres:
        territory_of = give_to_homes(places, centres, territory_of)
    verdict = check_plan(task, contest.points, centres, territory_of=territory_of, centre_unit=centre_unit)
    return replace(
        row,
        objective=verdict.objective,
        feasible=verdict.feasible,
        worst_imbalance=verdict.worst_imbalance,
        seconds=float(answer["seconds"]),
        peak_mb=float(answer["peak_mb"]),
        note=verdict_note(verdict, None, None),
    )
