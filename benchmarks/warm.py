"""Compile before the clock starts."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 4.0
"""Time limit of a run that warms up."""
AT_MOST = 5
LEEWAY = 1.25


def warm_up(run: Callable[[], object]) -> int:
    """Repeat a short run until it keeps its time, that is until nothing is left to compile; return how often it ran.

    Compiling uses up the time of a run, so that what comes later in it is not reached the first time.

    Parameters
    ----------
    run
        Solves a small instance of the same kind within ``SECONDS``.
    """
    for repeat in range(1, AT_MOST + 1):
        started = time.perf_counter()
        run()
        if time.perf_counter() - started <= LEEWAY * SECONDS:
            return repeat
    return AT_MOST
