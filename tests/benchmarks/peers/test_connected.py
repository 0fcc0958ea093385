"""Peers are handed instances of connected territories, and what comes back is judged."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.areas import Areas
from benchmarks.contiguous import Trial
from benchmarks.known import Known
from benchmarks.peers import connected
from benchmarks.peers.catalogue import CONNECTED, Peer
from benchmarks.peers.connected import ConnectedContest, compete_connected
from benchmarks.peers.connected_worker import METHODS

# Four places in a row, water between the last two.
AREAS = Areas(
    name="row",
    k=2,
    places=np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0], [40.0, 0.0]]),
    edges=np.array([[0, 1], [1, 2]]),
    amounts={"population": np.array([2, 1, 1, 2])},
    tolerance=0.0,
    weighed_by="population",
)
PEER = Peer("somebody", (), ("numpy",))


def _contest(**changed):
    trial = Trial(areas=replace(AREAS, **changed), time_limit=1.0, seed=7, known=Known(2, 20.0))
    return ConnectedContest(trial, Path(sys.executable))


def test_every_peer_has_a_method():
    """The catalogue and the worker name the same methods."""
    assert [peer.name for peer in CONNECTED] == list(METHODS)


def test_a_peer_that_fails():
    """The last line of its complaint is the note of its row."""
    record = compete_connected(_contest(), replace(PEER, name="nobody knows it"))
    assert (record.method, record.n, record.k, record.best_known) == ("nobody knows it", 4, 2, 20.0)
    assert (record.objective, record.note) == (None, "KeyError: 'nobody knows it'")


@pytest.mark.parametrize(
    ("territory_of", "objective", "status"),
    [((0, 0, 1, 1), 10.0 + 20.0, "feasible"), ((0, 1, 1, 0), 80.0 + 10.0, "violated")],
)
def test_a_peer_that_answers(monkeypatch, territory_of, objective, status):
    """It is given graph, costs and limits; its territories get their best centres and are checked."""
    given = {}

    def answer(command, _limit):
        source, target = command[-2:]
        with np.load(source) as instance:
            given.update(instance)
        np.savez(target, territory_of=np.array(territory_of), seconds=0.5, peak_mb=9.0)

    monkeypatch.setattr(connected, "run_worker", answer)
    record = compete_connected(_contest(), PEER)
    assert given["edges"].tolist() == [[0, 1], [1, 2], [2, 3]]
    assert given["limits"].tolist() == [[3, 3]]
    assert given["cost"][3].tolist() == [80.0, 60.0, 40.0, 0.0]
    assert record.objective == pytest.approx(objective)
    assert (record.status, record.feasible) == (status, status == "feasible")
    assert (record.seconds, record.peak_mb) == (0.5, 9.0)
