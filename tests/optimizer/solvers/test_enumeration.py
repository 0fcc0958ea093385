"""All territories there can be: every connected set within the limits, once, and the best partition into them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from optimizer import MaxRuntime, solve
from optimizer.adjacency import adjacency_from_pairs, pieces_of
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import Formulation, formulate_exactly
from optimizer.instance import Instance
from optimizer.progress import Monitor
from optimizer.result import Status
from optimizer.solvers.enumeration import Enumeration, applies
from optimizer.solvers.exact_search import ExactSearch

MINUTE = MaxRuntime(60)


def _formulation(instance: Instance, criteria: Criteria) -> Formulation:
    eligibility = find_eligibility(instance, criteria)
    return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def _grid(make, seed: int, *, side: int = 3, k: int = 3, tolerance: float = 0.3) -> tuple[Instance, Criteria]:
    """A square of cells, some contacts left out, two measures."""
    rng = np.random.default_rng(seed)
    cell = np.arange(side * side).reshape(side, side)
    across = np.column_stack([cell[:, :-1].ravel(), cell[:, 1:].ravel()])
    down = np.column_stack([cell[:-1].ravel(), cell[1:].ravel()])
    kept = [tuple(pair) for pair in [*across.tolist(), *down.tolist()] if rng.random() < 0.85]
    places = [(10.0 * (at % side) + rng.uniform(-3, 3), 10.0 * (at // side)) for at in range(side * side)]
    measures = {"potential": rng.integers(1, 5, side * side).astype(float), "workload": rng.uniform(1, 2, side * side)}
    instance = make(places, [None] * k, measures=measures)
    instance = replace(instance, adjacency=adjacency_from_pairs(side * side, kept))
    return instance, Criteria(balance={"potential": tolerance, "workload": 2 * tolerance}, contiguous=True)


def _all_sets(formulation: Formulation) -> set[frozenset[int]]:
    """Connected sets within the limits, by trying every set."""
    instance, sizes = formulation.instance, formulation.sizes
    found = set()
    for size in range(1, instance.num_units + 1):
        for chosen in combinations(range(instance.num_units), size):
            total = sizes.amounts[list(chosen)].sum(axis=0)
            inside = np.full(instance.num_units, -1)
            inside[list(chosen)] = 0
            fits = (total >= sizes.lower[0] - 1e-6).all() and (total <= sizes.upper[0] + 1e-6).all()
            if fits and pieces_of(instance.adjacency, inside, 1)[0] == 1:
                found.add(frozenset(chosen))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_every_territory_once(make, seed):
    """Each set listed is connected, within the limits and listed once; those left out leave a rest that cannot be."""
    instance, criteria = _grid(make, seed)
    formulation = _formulation(instance, criteria)
    territories = Enumeration().list(formulation, Monitor(MINUTE))
    listed = [frozenset(np.flatnonzero(row).tolist()) for row in territories.holds]
    every = _all_sets(formulation)
    assert len(listed) == len(set(listed))
    assert set(listed) <= every
    # Whatever is part of a plan is listed.
    everything = frozenset(range(instance.num_units))
    plans = [{one, other, everything - one - other} for one in every for other in every if not one & other]
    assert set().union(*(plan for plan in plans if len(plan) == 3 and plan <= every)) <= set(listed)


@pytest.mark.parametrize("seed", range(8))
def test_costs_are_those_of_the_best_centres(make, seed):
    """The centre is one of the territory's own units, and none of them is cheaper."""
    formulation = _formulation(*_grid(make, seed))
    territories = Enumeration().list(formulation, Monitor(MINUTE))
    dense = np.full((len(formulation.items),) * 2, np.inf)
    dense[formulation.columns.item, formulation.sites.opener[formulation.columns.site]] = formulation.cost
    for row, centre, cost in zip(territories.holds, territories.centre, territories.cost, strict=True):
        every = dense[np.ix_(row, row)].sum(axis=0)
        assert row[centre]
        assert cost == pytest.approx(every.min())


@pytest.mark.parametrize("seed", range(12))
def test_the_same_optimum_as_the_rows(make, seed):
    """The partition and the rows of the exact formulation agree on the cost of the best plan, or that there is none."""
    instance, criteria = _grid(make, seed, tolerance=0.12 if seed % 2 else 0.3)
    listed = solve(instance, criteria, MINUTE, solver=ExactSearch(warm=False, enumeration=Enumeration()))
    rows = solve(instance, criteria, MINUTE, solver=ExactSearch(warm=False))
    assert "territories listed" in listed.statistics
    assert listed.status is rows.status
    assert listed.status in {Status.OPTIMAL, Status.INFEASIBLE}
    if rows.status is Status.OPTIMAL:
        assert listed.objective == pytest.approx(rows.objective, rel=1e-6)
        assert listed.lower_bound <= listed.objective * (1 + 1e-9)


def test_a_unit_too_heavy_for_its_neighbours(make):
    """Where no set keeps the limits the list is empty, and no plan can be."""
    places = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]
    instance = make(places, [None, None], measures={"potential": [5.0, 1.0, 1.0]})
    instance = replace(instance, adjacency=adjacency_from_pairs(3, [(0, 1), (1, 2)]))
    criteria = Criteria(balance={"potential": 0.1}, contiguous=True)
    result = solve(instance, criteria, MINUTE, solver=ExactSearch(warm=False, enumeration=Enumeration()))
    assert result.status is Status.INFEASIBLE
    assert result.statistics["territories listed"] == 0.0


def test_what_may_be_empty(make):
    """Without a least size fewer territories than allowed may be the best, or all of them are used."""
    instance, _ = _grid(make, 1, side=2, k=3)
    criteria = Criteria(capacity={"potential": 100.0}, contiguous=True)
    listed = solve(instance, criteria, MINUTE, solver=ExactSearch(warm=False, enumeration=Enumeration()))
    rows = solve(instance, criteria, MINUTE, solver=ExactSearch(warm=False))
    assert listed.status is rows.status is Status.OPTIMAL
    assert listed.objective == pytest.approx(rows.objective, rel=1e-6)


def test_too_many_are_not_listed(make):
    """More steps or territories than allowed give no list, rather than part of one."""
    formulation = _formulation(*_grid(make, 0))
    assert Enumeration().list(formulation, Monitor(MINUTE)) is not None
    assert Enumeration(most_steps=100_000, most_sets=3).list(formulation, Monitor(MINUTE)) is None
    assert Enumeration(most_steps=10).list(formulation, Monitor(MINUTE)) is None
    assert Enumeration(most_steps=2_000).list(formulation, Monitor(MINUTE)) is None


def test_territories_of_several_kinds_are_not_listed(make):
    """A pin makes a territory unlike the others; its places are not theirs."""
    instance, criteria = _grid(make, 0)
    assert applies(_formulation(instance, criteria))
    assert not applies(_formulation(instance, Criteria(balance=criteria.balance)))
    pinned = Criteria(balance=criteria.balance, contiguous=True, pins={"a0": "t1"})
    assert not applies(_formulation(instance, pinned))
