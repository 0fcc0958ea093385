"""A plan at hand is mended and made cheaper, and stays what it was where nothing is wrong with it."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.progress import Monitor
from optimizer.solvers.beginning import given_choice
from optimizer.solvers.exchange import new_state
from optimizer.solvers.polish import excess_share
from optimizer.solvers.retouch import Retouch
from optimizer.solvers.transport import solve_transport
from optimizer.start import WarmStart
from optimizer.stop import MaxRuntime


@pytest.fixture
def town(make):
    """A hundred accounts of uneven potential around five reps."""
    rng = np.random.default_rng(3)
    places = [tuple(place) for place in rng.uniform(0, 50, (100, 2))]
    homes = [tuple(place) for place in rng.uniform(0, 50, (5, 2))]
    return make(places, homes, measures={"potential": rng.uniform(1, 5, 100)}, incumbent=list(rng.integers(0, 5, 100)))


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(balance={"potential": 0.02}),
        Criteria(balance={"potential": 0.1, "count": 0.1}),
        Criteria(balance={"potential": 0.5}, disruption_at_most=0.5),
        Criteria(min_count=18, max_count=22),
    ],
)
def test_what_is_broken_is_mended(town, plan, transport_case, monitor, criteria):
    """From everybody in one territory, which breaks every limit there is."""
    transport = solve_transport(transport_case(town, criteria))
    begin = given_choice(transport, WarmStart(plan(town, [0] * 100)))
    assert excess_share(transport.fixed.program, new_state(transport.fixed.program, begin)) > 0
    found = Retouch().run(transport, begin, monitor, 5)
    program = transport.fixed.program
    assert excess_share(program, new_state(program, found)) == 0
    assert transport.bound <= program.cost[found].sum() * (1 + 1e-9)
    assert monitor.objective == pytest.approx(program.cost[found].sum())


def test_a_better_plan_is_kept(town, plan, transport_case, monitor):
    """What comes back is never worse than what it began with, and the same seed gives the same."""
    transport = solve_transport(transport_case(town, Criteria(balance={"potential": 0.2})))
    begin = Retouch().run(transport, given_choice(transport, WarmStart(plan(town, [0] * 100))), monitor, 1)
    one, other = (Retouch(rounds=3).run(transport, begin, Monitor(MaxRuntime(60)), 2) for _ in range(2))
    cost = transport.fixed.program.cost
    assert cost[one].sum() <= cost[begin].sum()
    assert one.tolist() == other.tolist()


def test_nothing_to_choose(line, plan, transport_case, monitor):
    """With everybody pinned there is one plan."""
    criteria = Criteria(pins={f"a{i}": "t0" for i in range(6)})
    transport = solve_transport(transport_case(line, criteria))
    begin = given_choice(transport, WarmStart(plan(line, [1] * 6)))
    found = Retouch().run(transport, begin, monitor, 1)
    assert transport.fixed.program.territory[found].tolist() == [0] * 6


def test_the_clock_ends_it(town, plan, transport_case):
    """After the round at hand, with the best plan so far."""
    transport = solve_transport(transport_case(town, Criteria(balance={"potential": 0.2})))
    late = Monitor(MaxRuntime(60), interrupted=True)
    found = Retouch(rounds=10**9, patience=10**9).run(
        transport, given_choice(transport, WarmStart(plan(town, [0] * 100))), late, 1
    )
    assert len(found) == 100
