"""Prices for given centres prove a bound at any size, on any number of threads."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer import chunks
from optimizer.criteria import Criteria
from optimizer.solvers import transport as module
from optimizer.solvers.transport import solve_transport


def test_the_bound_is_below_the_optimum(case, transport_case, best_plan):
    """Under every rule."""
    optimum, _ = best_plan(*case)
    bound = solve_transport(transport_case(*case)).bound
    assert bound <= optimum * (1 + 1e-9) + 1e-9


def test_groups_first_give_the_same_bound(make, transport_case, monkeypatch):
    """Two thousand accounts by way of groups and few open pairs: the bound as at once, within one in a thousand."""
    rng = np.random.default_rng(6)
    places = [tuple(place) for place in rng.uniform(0, 100, (2000, 2))]
    homes = [tuple(place) for place in rng.uniform(0, 100, (20, 2))]
    instance = make(places, homes, measures={"potential": rng.uniform(1, 5, 2000)})
    case = transport_case(instance, Criteria(balance={"potential": 0.05}))
    at_once = solve_transport(case)
    monkeypatch.setattr(module, "ALL_OPEN", 1_000)
    monkeypatch.setattr(module, "ALL_OPEN_FIRST", 2_000)
    by_groups = solve_transport(case)
    assert at_once.fixed.complete
    assert not by_groups.fixed.complete
    assert by_groups.bound == pytest.approx(at_once.bound, rel=1e-3)


@pytest.mark.slow
def test_the_same_on_any_number_of_threads(make, transport_case, monkeypatch):
    """As many accounts as are cut in pieces, one thread and two: prices and bound to the last bit."""
    rng = np.random.default_rng(6)
    places = [tuple(place) for place in rng.uniform(0, 1000, (chunks.SMALL, 2))]
    homes = [tuple(place) for place in rng.uniform(0, 1000, (20, 2))]
    case = transport_case(make(places, homes), Criteria(balance={"count": 0.05}))
    found = []
    for threads in (1, 2):
        monkeypatch.setattr(chunks, "THREADS", threads)
        found.append(solve_transport(case))
    assert found[0].bound == found[1].bound
    assert np.array_equal(found[0].prices.balance, found[1].prices.balance)
    assert np.array_equal(found[0].fixed.program.territory, found[1].fixed.program.territory)
