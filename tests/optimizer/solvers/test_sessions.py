"""Sessions share out the work planned, each by random numbers of its own."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.progress import Monitor
from optimizer.solvers.ground import find_ground, with_table
from optimizer.solvers.plan import Plan
from optimizer.solvers.sessions import ENOUGH, LATEST, Sessions
from optimizer.solvers.transport import TransportCase
from optimizer.solvers.walks import Stage, Walks
from optimizer.stop import MaxRuntime


@pytest.fixture
def origin(make) -> Plan:
    """Eight accounts along a line in two territories, the centres badly placed."""
    instance, criteria = make([float(spot) for spot in range(8)], [None, None]), Criteria(balance={"count": 0.5})
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    ground = with_table(find_ground(instance, criteria, eligibility, items))
    centres = np.array([0, 1], dtype=np.int32)
    case = TransportCase(instance, criteria, eligibility, items, centres)
    return Plan(case, ground, np.arange(8, dtype=np.int32) % 2, centres)


class _Noted(Walks):
    """Walks that note what they were asked and change nothing."""

    def run(self, plan, work, monitor, **asked):
        """See ``Walks.run``."""
        monitor.noted.append((work, asked["session"], asked["pool"]))
        return plan


class _Clock(Monitor):
    """A monitor with a list to note things in, whose time stands still."""

    noted: list
    now = 0.0

    @property
    def elapsed(self):
        """Seconds since the start."""
        return self.now


def _clock():
    clock = _Clock(MaxRuntime(100))
    clock.noted = []
    return clock


def test_the_work_is_shared_out(origin):
    """Two whole sessions and a half; what is less than a quarter is left out; all keep what they met in one pool."""
    whole = ENOUGH * 8
    for planned, sizes in ((2.5 * whole, [whole, whole, 0.5 * whole]), (1.2 * whole, [whole]), (99.0, [99.0])):
        clock = _clock()
        sessions = Sessions(_Noted(), origin, planned, 1)
        while sessions.number == 0 or sessions.more(clock):
            sessions.run(clock)
        assert [work for work, _, _ in clock.noted] == sizes
        assert [session for _, session, _ in clock.noted] == list(range(len(sizes)))
        assert len({id(pool) for _, _, pool in clock.noted}) == 1


def test_none_begins_late(origin):
    """The rest of the time is for the proof."""
    clock = _clock()
    sessions = Sessions(_Noted(), origin, 10.0 * ENOUGH * 8, 1)
    sessions.run(clock)
    assert sessions.more(clock)
    clock.now = 100 * LATEST - 10.0
    assert sessions.more(clock)
    sessions.longest = 11.0
    assert not sessions.more(clock)


def test_walks_end_elsewhere_or_as_well(origin):
    """Each session finds the two middles of the line."""
    sessions = Sessions(Walks(stages=(Stage(1.0, 1.0),)), origin, 60_000.0, 3)
    sessions.whole = 20_000.0
    monitor = Monitor(MaxRuntime(60))
    while sessions.number == 0 or sessions.more(monitor):
        assert sessions.run(monitor).cost == pytest.approx(8.0)
    assert sessions.number == 3
