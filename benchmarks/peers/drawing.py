"""Methods that draw one plan after another go on until their time is over, and the best plan counts."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.intp]
Merit = Callable[[Labels], tuple[float, float]]
"""How far a plan misses the limits, and its cost; less is better."""

SHARE_OF_TIME = 0.9
"""Of the limit: what is begun has to end within it."""


def best_of(plans: Iterator[Labels], merit: Merit, seconds: float) -> Labels:
    """Take the best of the plans until time is over, or another like the longest of the last three would be late.

    A method that has found nothing new may give the plan before once more, which is not looked at again.
    """
    started = begun = time.perf_counter()
    best = last = next(plans)
    least, took = merit(best), deque[float](maxlen=3)  # the first may have had to make ready
    while True:
        now = time.perf_counter()
        took.append(now - begun)
        begun = now
        if now + max(took) > started + SHARE_OF_TIME * seconds:
            return best
        plan = next(plans, None)
        if plan is None:
            return best
        if plan is not last:
            last, found = plan, merit(plan)
            if found < least:
                best, least = plan, found
