"""Loading every loop before the clock starts."""

from __future__ import annotations

import pytest

from optimizer.solvers import warm
from optimizer.solvers.knapsack import climb
from optimizer.solvers.ruin import ruin_and_recreate
from optimizer.solvers.warm import compile_apart, warm_up_bounds, warm_up_fixed, warm_up_free, warm_up_places


def test_once_a_process_is_enough():
    """A second call finds the first one's answer."""
    warm_up_free()
    warm_up_fixed()
    hits = warm_up_free.cache_info().hits
    warm_up_free()
    assert warm_up_free.cache_info().hits == hits + 1
    assert warm_up_fixed.cache_info().misses == 1


def test_loops_over_places_run_alone():
    """A process that compiles nothing else can call the loops over places."""
    warm_up_places()
    assert ruin_and_recreate.signatures
    warm_up_bounds()
    assert climb.signatures


def test_nothing_is_started_where_loops_are_on_disk():
    """The second process is for new machines only."""
    warm_up_free()
    compile_apart.cache_clear()
    assert compile_apart() == ()


def test_whoever_cannot_start_a_process_compiles_alone(monkeypatch: pytest.MonkeyPatch):
    """A machine that forbids processes is only slower."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(warm, "_on_disk", lambda: False)
    monkeypatch.setattr(warm.subprocess, "Popen", refuse)
    compile_apart.cache_clear()
    assert compile_apart() == ()
    compile_apart.cache_clear()
