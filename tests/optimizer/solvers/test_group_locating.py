"""Centres found on groups of items."""

from __future__ import annotations

import numpy as np

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.progress import Monitor
from optimizer.solvers.group_locating import locate_on_groups
from optimizer.solvers.seeding import seed_centres
from optimizer.solvers.transport import TransportCase, solve_transport
from optimizer.stop import MaxRuntime


def _case(make, count, k, criteria, homes=None):
    rng = np.random.default_rng(4)
    around = rng.uniform(0, 1000, (k, 2))
    places = (around[rng.integers(0, k, count)] + rng.normal(0, 15, (count, 2))).tolist()
    instance = make([tuple(place) for place in places], homes or [None] * k)
    eligibility = find_eligibility(instance, criteria)
    items = group_items(instance, criteria, eligibility)
    centres = seed_centres(instance, criteria, eligibility, np.random.default_rng(1))
    return TransportCase(instance, criteria, eligibility, items, centres)


def test_centres_move_to_where_the_accounts_are(make):
    """Balanced travel around the centres found costs much less than around those begun with; fixed ones stay."""
    homes = [(500.0, 500.0)] + [None] * 11
    case = _case(make, 21_000, 12, Criteria(balance={"count": 0.3}), homes)
    centre, prices = locate_on_groups(case, Monitor(MaxRuntime(60)))
    assert centre[0] == case.instance.num_units
    assert len(set(centre.tolist())) == 12
    before = solve_transport(case).bound
    after = solve_transport(TransportCase(case.instance, case.criteria, case.eligibility, case.items, centre), prices)
    assert after.bound < 0.9 * before


def test_same_start_same_centres(make):
    """Nothing is drawn."""
    case = _case(make, 21_000, 5, Criteria(balance={"count": 0.2}))
    first, second = (locate_on_groups(case, Monitor(MaxRuntime(60)))[0] for _ in range(2))
    assert (first == second).all()
