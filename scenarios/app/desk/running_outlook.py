"""Possible years of territories by difference: what accounts bring is drawn once, an edit adds up two territories."""

from __future__ import annotations

import tempfile
import threading
from collections import deque
from dataclasses import replace
from typing import IO

import numpy as np

from optimizer.potential.outlook import BLOCK
from optimizer.quotas import EqualProbability
from optimizer.travel import Floats, Integers
from scenarios.planfile.outlook import AccountOutlook
from scenarios.planfile.plan import Plan

KEPT = 16
"""Assignments whose sums are kept: one for each planner at work, and a few before."""
MOST = 64_000_000
"""Numbers of accounts by years kept at most, in a scratch file of eight times as many bytes."""
FEW = 0.5
"""Share of the territories up to which adding up those that changed is worth it."""


class RunningOutlook:
    """An outlook that remembers; its sums are those of the outlook to the last digit.

    Parameters
    ----------
    outlook
        Whose years they are; the same for the same assignment at any time.
    """

    def __init__(self, outlook: AccountOutlook) -> None:
        self._outlook = outlook
        self._lock = threading.Lock()
        self._known: deque[tuple[Integers, Floats]] = deque(maxlen=KEPT)
        self._accounts: Floats | None = None
        self._scratch: IO[bytes] | None = None

    @property
    def recent(self) -> Floats:
        """See ``AccountOutlook``."""
        return self._outlook.recent

    @property
    def caveat(self) -> str | None:
        """See ``AccountOutlook``."""
        return self._outlook.caveat

    def prepare(self) -> None:
        """Draw what accounts bring, so that not even the first edit waits for it."""
        with self._lock:
            self._years(len(self._outlook.recent), self._outlook.draws)

    def territory_draws(self, assignment: Integers, k: int, /) -> Floats:
        """(draws, k) what each of k territories brings in each year, see ``TerritoryOutlook``."""
        with self._lock:
            nearest = self._nearest(assignment, k)
            touched = None if nearest is None else _touched(nearest[0], assignment)
            if nearest is None or touched is None or len(touched) > FEW * k:
                sums = np.ascontiguousarray(self._outlook.territory_draws(assignment, k).T)
            elif len(touched) == 0:
                sums = nearest[1]
            else:
                accounts = self._years(len(assignment), nearest[1].shape[1])
                if accounts is None:
                    sums = np.ascontiguousarray(self._outlook.territory_draws(assignment, k).T)
                else:
                    sums = nearest[1].copy()
                    for territory in touched.tolist():
                        sums[territory] = _added(accounts, np.flatnonzero(assignment == territory))
            self._known.append((assignment.copy(), sums))
            return sums.T.copy()

    def _nearest(self, assignment: Integers, k: int) -> tuple[Integers, Floats] | None:
        """The assignment known that differs least."""
        same = [known for known in self._known if len(known[1]) == k and len(known[0]) == len(assignment)]
        return min(same, key=lambda known: np.count_nonzero(known[0] != assignment), default=None)

    def _years(self, n: int, draws: int) -> Floats | None:
        """(n, draws) what each account brings in each year; None where that is too much to keep."""
        if n * draws > MOST:
            return None
        if self._accounts is None:
            # Open as long as the outlook lives; nothing is left of it afterwards.
            self._scratch = tempfile.TemporaryFile(prefix="territory-years-")  # noqa: SIM115
            accounts = np.memmap(self._scratch, dtype=np.float64, shape=(n, draws), mode="w+")
            rows = np.arange(n, dtype=np.int32)
            size = _block(draws)
            for first in range(0, n, size):
                # Every account of the block a territory of its own, the rest nowhere.
                block = np.where((rows >= first) & (rows < first + size), rows - first, -1).astype(np.int32)
                last = min(first + size, n)
                accounts[first:last] = self._outlook.territory_draws(block, last - first).T
            self._accounts = accounts
        return self._accounts


def remembering(plan: Plan) -> Plan:
    """Give the plan with an outlook that remembers, where it has one and it does not yet."""
    if plan.quotas is None or plan.fairness is None or isinstance(plan.fairness.outlook, RunningOutlook):
        return plan
    rule, outlook = plan.quotas, RunningOutlook(plan.fairness.outlook)
    if isinstance(rule.method, EqualProbability):
        rule = replace(rule, method=EqualProbability(outlook))
    # It answers as the outlook it remembers.
    fairness = replace(plan.fairness, quotas=rule, outlook=outlook)  # type: ignore[arg-type]
    return replace(plan, quotas=rule, fairness=fairness)


def _touched(before: Integers, after: Integers) -> Integers:
    """Territories whose accounts differ."""
    changed = np.flatnonzero(before != after)
    touched = np.union1d(before[changed], after[changed])
    return touched[touched >= 0].astype(np.int32)


def _block(draws: int) -> int:
    """Accounts that an outlook draws at a time."""
    return max(1, BLOCK // draws)


def _added(accounts: Floats, members: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    """(draws,) sum over accounts, in the order in which ``Outlook.territory_draws`` adds up."""
    total = np.zeros(accounts.shape[1])
    bounds = np.searchsorted(members, np.arange(0, len(accounts), _block(accounts.shape[1])))
    for part in np.split(members, bounds[1:]):
        if len(part):
            total += np.add.reduceat(accounts[part], [0], axis=0)[0]
    return total
