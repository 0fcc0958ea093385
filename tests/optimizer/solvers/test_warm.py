"""Loading every loop before the clock starts."""

from __future__ import annotations

from optimizer.solvers.warm import warm_up_fixed, warm_up_free


def test_once_a_process_is_enough():
    """A second call finds the first one's answer."""
    warm_up_free()
    warm_up_fixed()
    hits = warm_up_free.cache_info().hits
    warm_up_free()
    assert warm_up_free.cache_info().hits == hits + 1
    assert warm_up_fixed.cache_info().misses == 1
