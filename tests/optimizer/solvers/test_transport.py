"""Prices for given centres prove a bound at any size, on any number of threads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer import chunks
from optimizer.criteria import Criteria
from optimizer.progress import Monitor
from optimizer.solvers import transport as module
from optimizer.solvers.prices import Prices
from optimizer.solvers.transport import raise_transport, resume_transport, solve_transport
from optimizer.stop import MaxRuntime


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


def test_prices_at_hand_prove_a_bound_at_once(make, transport_case):
    """Over all pairs, though only the nearest and those of the plan are open; better prices raise it."""
    rng = np.random.default_rng(5)
    places = [tuple(place) for place in rng.uniform(0, 100, (9_000, 2))]
    instance = make(places, [tuple(place) for place in rng.uniform(0, 100, (40, 2))])
    case = transport_case(instance, Criteria(balance={"count": 0.05}))
    best = solve_transport(case)
    far = rng.integers(0, 40, 9_000).astype(np.int32)
    again = resume_transport(replace(case, known=far), best.prices)
    program = again.fixed.program
    for item in range(0, 9_000, 500):
        assert far[item] in program.territory[program.start[item] : program.start[item + 1]]
    assert not again.fixed.complete
    assert again.bound == pytest.approx(best.bound, rel=1e-6)
    none = resume_transport(case, Prices(np.zeros((40, 1)), np.zeros(0)))
    better = raise_transport(none, Monitor(MaxRuntime(60)))
    assert none.bound < better.bound <= best.bound * (1 + 1e-4)
