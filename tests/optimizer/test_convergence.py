"""A search is recorded as it comes to its plan."""

from __future__ import annotations

import pandas as pd

from optimizer.convergence import Convergence, Step
from optimizer.progress import Monitor
from optimizer.stop import MaxRuntime


def test_improvements_are_recorded_in_order():
    """Objective, bound and second of each improvement; no bound before one is proved."""
    seen = Convergence()
    monitor = Monitor(MaxRuntime(60), seen)
    monitor.phase("search")
    monitor.found(10.0)
    monitor.found(12.0)
    monitor.proved(5.0)
    monitor.found(8.0)
    assert [(step.objective, step.lower_bound) for step in seen.steps] == [(10.0, None), (10.0, 5.0), (8.0, 5.0)]
    assert all(a.seconds <= b.seconds for a, b in zip(seen.steps, seen.steps[1:], strict=False))
    assert [name for _, name in seen.phases] == ["search"]


def test_table_has_a_row_an_improvement():
    """What is not proved is missing, not 0."""
    seen = Convergence()
    assert seen.to_frame().empty
    seen.on_improvement(4.0, None, 0.5)
    seen.on_improvement(3.0, 2.0, 1.5)
    expected = pd.DataFrame({"seconds": [0.5, 1.5], "objective": [4.0, 3.0], "lower_bound": [float("nan"), 2.0]})
    pd.testing.assert_frame_equal(seen.to_frame(), expected)
    assert seen.steps[0] == Step(0.5, 4.0, None)
