"""Warming up ends when a run keeps its time, and ends in any case."""

import pytest

from benchmarks import warm


@pytest.mark.parametrize(("durations", "expected"), [([1.0], 1), ([30.0, 12.0, 4.1], 3), ([30.0] * 9, 5)])
def test_repeats_while_runs_take_too_long(monkeypatch, durations, expected):
    """The first run within its time is the last; five runs are enough of those that never are."""
    clock, left = [0.0], list(durations)
    monkeypatch.setattr(warm.time, "perf_counter", lambda: clock[0])

    def run():
        clock[0] += left.pop(0)

    assert warm.warm_up(run) == expected
