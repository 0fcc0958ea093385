"""A peer keeps the best of the plans it draws: limits first, then cost."""

from itertools import repeat

import numpy as np

from benchmarks.peers import drawing
from benchmarks.peers.drawing import best_of

FAR, NEAR, GOOD = np.array([0]), np.array([1]), np.array([2])
MERIT = {0: (2.0, 1.0), 1: (0.0, 9.0), 2: (0.0, 3.0)}


def merit(plan):
    """As the table says."""
    return MERIT[int(plan[0])]


def test_best_of_several():
    """The plan that keeps the limits at the least cost, whenever it comes."""
    assert best_of(iter([FAR, GOOD, NEAR]), merit, 5.0) is GOOD
    assert best_of(iter([FAR]), merit, 5.0) is FAR


def test_it_ends_in_time(monkeypatch):
    """Nothing is begun that would be late if it took as long as the longest of late; the first plan always counts."""
    clock = iter([0.0, 2.0, 6.0, 99.0])
    monkeypatch.setattr(drawing.time, "perf_counter", lambda: next(clock))
    drawn = []

    def plans():
        for plan in (FAR, NEAR, GOOD):
            drawn.append(plan)
            yield plan

    assert best_of(plans(), merit, 10.0) is NEAR  # after 6 s, the longest having taken 4 of 9
    assert len(drawn) == 2


def test_a_slow_start_is_forgotten(monkeypatch):
    """What only the first plan took is not expected of those that come long after."""
    clock = iter([0.0, 5.0, 5.5, 6.0, 6.5, 7.0, 9.0])
    monkeypatch.setattr(drawing.time, "perf_counter", lambda: next(clock))
    drawn = []

    def plans():
        for plan in (FAR, NEAR, FAR, NEAR, GOOD, FAR):
            drawn.append(plan)
            yield plan

    assert best_of(plans(), merit, 12.5) is GOOD
    assert len(drawn) == 6


def test_a_plan_given_again_is_not_looked_at(monkeypatch):
    """Who found nothing new says so by the same plan."""
    clock = iter(range(100))
    monkeypatch.setattr(drawing.time, "perf_counter", lambda: next(clock))
    seen = []

    def counted(plan):
        seen.append(plan)
        return merit(plan)

    assert best_of(repeat(NEAR), counted, 20.0) is NEAR
    assert len(seen) == 1
