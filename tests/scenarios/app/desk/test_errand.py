"""Work in another process: watched, stopped, lost, and never waited for."""

import importlib
import time
from pathlib import Path

import pytest

from scenarios.app.desk import errand as errand_module
from scenarios.app.desk.errand import Errand, SearchProgress
from scenarios.app.desk.seeker import Failed, Solved

PATIENCE = 120


@pytest.fixture
def orders(monkeypatch):
    """Orders that processes find as this one does."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    return importlib.import_module("errand_tasks")


def begun(order) -> tuple[Errand, list]:
    ends: list = []
    return Errand(order, lambda end, progress: ends.append((end, progress))), ends


def until(errand: Errand, condition) -> SearchProgress:
    for _ in range(PATIENCE * 20):
        if condition(errand.progress) or errand.done:
            break
        time.sleep(0.05)
    return errand.progress


def test_it_is_watched_and_stopped(orders, line):
    """Phase, objective, bound, gap and plans come while it runs; asked to stop it ends with its best."""
    errand, ends = begun(orders.Slow(line))
    assert not errand.done
    seen = until(errand, lambda now: now.alignment is not None and now.improvements > 1)
    assert seen.phase == "looking"
    assert seen.objective is not None
    assert seen.gap == pytest.approx((seen.objective - 40) / seen.objective)
    assert seen.alignment.instance is line
    errand.stop()
    assert errand.progress.stopping
    assert errand.wait(PATIENCE)
    (end, progress), *more = ends
    assert not more
    assert isinstance(end, Solved)
    assert progress.phase == errand.progress.phase == "done"
    assert errand.progress.seconds == errand.progress.seconds


def test_what_does_not_hear_is_ended_and_its_best_is_known(orders, line, monkeypatch):
    """A search that goes on regardless loses its process, not its plan."""
    monkeypatch.setattr(errand_module, "GRACE", 0.3)
    errand, ends = begun(orders.Slow(line, deaf=True))
    until(errand, lambda now: now.alignment is not None)
    errand.stop()
    assert errand.wait(PATIENCE)
    end, progress = ends[0]
    assert end is None
    assert progress.alignment is not None


def test_an_error_is_told_and_a_lost_process_noticed(orders, line):
    """The message of the error; nothing at all where the process is gone."""
    failing, failed = begun(orders.Broken(line))
    dying, died = begun(orders.Dying(line))
    assert failing.wait(PATIENCE)
    assert dying.wait(PATIENCE)
    assert failed[0][0] == Failed("there is no road")
    assert died[0][0] is None


def test_an_abandoned_one_ends_at_once(orders, line):
    """Its process is killed, whatever it does."""
    errand, ends = begun(orders.Slow(line, deaf=True))
    assert errand.process > 0
    errand.abandon()
    assert errand.wait(PATIENCE)
    assert ends[0][0] is None


def test_no_gap_without_objective_or_bound():
    """What is not known has no gap."""
    assert SearchProgress(phase="", seconds=0, objective=1.0).gap is None
    assert SearchProgress(phase="", seconds=0, lower_bound=1.0).gap is None
    assert SearchProgress(phase="", seconds=0, objective=2.0, lower_bound=1.0).gap == 0.5
