"""Sessions of walks: the work planned, in parts after each of which beginning anew is worth more than going on.

Walks that have cooled down rarely leave what they found; others, from the same begin and by other random numbers, end
elsewhere, and territories of all of them are put together anew (restarts: Marti, 2003).
"""

from __future__ import annotations

from optimizer.progress import Monitor

from .plan import Plan
from .walks import Walks

ENOUGH = 400_000
"""Work for an item after which a session is over."""
WORTHWHILE = 0.25
"""A session that would be shorter than this share of a whole one is left out."""
FIRST, LATEST = 0.6, 0.75
"""Shares of the time given at which the clock ends the first session, and all of them."""


class Sessions:
    """What is left of the walks planned.

    Parameters
    ----------
    walks
        How to walk.
    origin
        Where each session begins.
    planned
        Distances that each walk computes in all sessions together.
    seed
        Of the random numbers.
    """

    def __init__(self, walks: Walks, origin: Plan, planned: float, seed: int) -> None:
        self.walks, self.origin, self.planned, self.seed = walks, origin, planned, seed
        self.left = planned
        self.whole = min(planned, float(ENOUGH * len(origin.territory)))
        self.number = 0
        self.longest = 0.0
        self.pool = walks.pool(origin)

    def more(self, monitor: Monitor) -> bool:
        """Whether another session is planned, and there is time for it."""
        # A session that the clock cuts short is cooled too fast: none begins that would be.
        late = monitor.elapsed + self.longest > LATEST * monitor.stop.seconds
        return not late and monitor.limit() is None and self.left >= WORTHWHILE * self.whole

    def run(self, monitor: Monitor) -> Plan:
        """Walk for one session; the best plan met."""
        work = min(self.left, self.whole)
        begun = monitor.elapsed
        until = (LATEST if self.number or self.left <= work else FIRST) * monitor.stop.seconds
        plan = self.walks.run(
            self.origin, work, monitor, until=until, seed=self.seed, session=self.number, pool=self.pool
        )
        self.left -= work
        self.longest = max(self.longest, monitor.elapsed - begun)
        self.number += 1
        return plan
