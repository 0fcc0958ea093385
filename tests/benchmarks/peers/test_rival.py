"""Peers are handed the instance, and whatever happens to them is a row."""

import sys
from pathlib import Path

import pytest

from benchmarks.apart import WorkFailedError
from benchmarks.peers.catalogue import PEERS, Peer
from benchmarks.peers.environment import install, last_line
from benchmarks.peers.rival import Contest, compete
from benchmarks.peers.worker import METHODS
from benchmarks.points import generate_points
from benchmarks.scale import FREE, Scale

TASK = Scale(accounts=30, territories=3, centres=FREE, seconds=20.0)


def _contest(centres=None):
    return Contest(TASK, generate_points(30, 7), centres, Path(sys.executable))


def test_every_peer_has_a_method():
    """The catalogue and the worker name the same methods."""
    assert [peer.name for peer in PEERS] == list(METHODS)


def test_a_peer_for_other_instances():
    """A method that places no centres is not run where there are none."""
    peer = next(peer for peer in PEERS if not peer.places_centres)
    record = compete(_contest(), peer)
    assert (record.objective, record.note) == (None, peer.why_not)


def test_a_peer_that_fails():
    """The last line of its complaint is the note of its row."""
    record = compete(_contest(), Peer("nobody knows it", (), ("numpy",)))
    assert record.method == "nobody knows it"
    assert record.objective is None
    assert record.note == "KeyError: 'nobody knows it'"


def test_a_peer_that_cannot_be_installed(tmp_path):
    """Pip's last word is the reason."""
    missing = str(tmp_path / "no-such-folder")
    with pytest.raises(WorkFailedError, match="cannot be installed: "):
        install(Peer("missing", (missing,), ("no_such_module_anywhere",)), Path(sys.executable))


def test_a_peer_that_answers():
    """The flow of OR-Tools, which the package has anyway, is judged by the check: feasible, in time and memory."""
    peer = next(peer for peer in PEERS if peer.name == "OR-Tools min-cost flow")
    centres = generate_points(30, 7).places[:3]
    record = compete(_contest(centres), peer)
    assert record.feasible, record.note
    assert record.worst_imbalance == pytest.approx(0.0)
    assert record.objective > 0
    assert record.seconds > 0
    assert record.peak_mb > 0


def test_last_line_of_a_complaint():
    """Blank lines at the end do not count."""
    assert last_line("a\nb \n\n") == "b"
    assert last_line("\n") == "no word why"
