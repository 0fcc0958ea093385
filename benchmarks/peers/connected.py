"""Peers on instances of connected territories: hand them over, wait, judge what comes back."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.apart import WorkFailedError
from benchmarks.areas import Whole
from benchmarks.check_contiguous import best_centres_of, check_contiguous, whole_limits
from benchmarks.contiguous import Trial, find_contacts
from benchmarks.record import Record, verdict_note
from optimizer import Status

from .catalogue import Peer
from .environment import install
from .rival import run_worker


@dataclass(frozen=True, slots=True, eq=False)
class ConnectedContest:
    """One instance for all.

    Parameters
    ----------
    trial
        What ours is run with.
    python
        Interpreter of the peers' environment.
    """

    trial: Trial
    python: Path


def compete_connected(contest: ConnectedContest, peer: Peer) -> Record:
    """Run one peer; what stands in its way becomes the note of its row."""
    areas, known = contest.trial.areas, contest.trial.known
    best = None if known is None else known.value
    row = Record(instance=areas.name, method=peer.name, n=len(areas), k=areas.k, best_known=best)
    try:
        install(peer, contest.python)
        with tempfile.TemporaryDirectory() as folder:
            answer = _ask(contest, peer, Path(folder))
    except WorkFailedError as failure:
        return replace(row, note=str(failure))
    return _judged(contest.trial, row, answer)


def _ask(contest: ConnectedContest, peer: Peer, folder: Path) -> dict[str, NDArray[np.float64]]:
    source, target = folder / "instance.npz", folder / "answer.npz"
    _write(contest.trial, source)
    worker = "benchmarks.peers.connected_worker"
    run_worker([str(contest.python), "-m", worker, peer.name, str(source), str(target)], contest.trial.time_limit)
    with np.load(target) as answer:
        return dict(answer)


def _write(trial: Trial, target: Path) -> None:
    areas = trial.areas
    amounts = np.stack(list(areas.amounts.values()))
    np.savez(
        target,
        places=areas.places,
        edges=find_contacts(areas).pairs.astype(np.int64),
        cost=areas.scale * areas.weights[:, None] * areas.cost(areas.places[:, None], areas.places[None]),
        amounts=amounts,
        limits=[whole_limits(int(amount.sum()), areas.k, areas.tolerance) for amount in amounts],
        k=areas.k,
        seconds=trial.time_limit,
        seed=trial.seed,
    )


def _judged(trial: Trial, row: Record, answer: dict[str, NDArray[np.float64]]) -> Record:
    areas, territory_of = trial.areas, answer["territory_of"].astype(np.intp)
    centres = best_centres_of(areas, territory_of)
    verdict = check_contiguous(areas, centres, territory_of, bridges=_bridges(trial))
    status = Status.FEASIBLE if verdict.feasible else Status.VIOLATED
    return replace(
        row,
        objective=verdict.objective,
        feasible=verdict.feasible,
        status=status.value,
        worst_imbalance=verdict.worst_imbalance,
        seconds=float(answer["seconds"]),
        peak_mb=float(answer["peak_mb"]),
        note=verdict_note(verdict, None, None),
    )


def _bridges(trial: Trial) -> Whole:
    contacts = find_contacts(trial.areas)
    return np.asarray(contacts.pairs[contacts.bridge], dtype=np.int64)
