"""What is closed is in no better plan: the best of all plans stays open, whatever plan was at hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.formulation.mixed_integer import formulate_exactly
from optimizer.instance import NOBODY
from optimizer.metrics import with_best_centres
from optimizer.progress import Monitor
from optimizer.solvers.lagrangian import Lagrangian, site_prices, surviving
from optimizer.solvers.relaxation import Climb, Relaxation
from optimizer.stop import MaxRuntime

CRITERIA = [
    Criteria(balance={"potential": 0.4}),
    Criteria(min_count=1, max_count=4, keep_together=True),
    Criteria(balance={"potential": 0.6}, contiguous=True),
    Criteria(travel=TravelCriterion(power=2), contiguous=True),
    Criteria(disruption_weight=0.5, disruption_at_most=0.6, max_count=4),
]


def toy(make, seed):
    rng = np.random.default_rng(seed)
    homes = [[None, None], [None, None, None], [(50.0, 50.0), None], [(20.0, 20.0), (80.0, 80.0)]][seed % 4]
    n = 7
    instance = make(
        [tuple(place) for place in rng.uniform(0, 100, (n, 2))],
        homes,
        measures={"potential": rng.uniform(1, 3, n)},
        incumbent=rng.integers(-1, len(homes), n),
        family=[0, 0, 1, 2, 3, 4, 5],
    )
    pairs = [(i, i + 1) for i in range(n - 1)] + [tuple(rng.integers(0, n, 2)) for _ in range(3)]
    return replace(instance, adjacency=adjacency_from_pairs(n, pairs))


def formulated(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def best_point(formulation, best):
    """Variables of the best of all plans, in the formulation given."""
    instance = formulation.instance
    nowhere = np.full(instance.num_territories, NOBODY, dtype=np.int32)
    alignment = Alignment(instance, np.array(best[1], dtype=np.int32), nowhere)
    return formulation.point(with_best_centres(alignment, formulation.criteria.travel))


@pytest.mark.parametrize("number", range(len(CRITERIA)))
@pytest.mark.parametrize("above", [1.0, 1.05, 1.5])
def test_the_best_plan_stays_open(make, best_plan, number, above):
    """With the cost of the best plan itself, of a slightly worse and of a bad one; bounds stay below the best."""
    for seed in range(4):
        instance, criteria = toy(make, seed), CRITERIA[number]
        best = best_plan(instance, criteria)
        if best is None:
            continue
        monitor = Monitor(MaxRuntime(60))
        closed = Lagrangian(steps=100).close(formulated(instance, criteria), best[0] * above, monitor)
        assert best_point(closed, best) is not None, seed
        assert monitor.lower_bound <= best[0] * (1 + 1e-9), seed
        if above > 1.0:
            assert closed.cost[best_point(closed, best)].sum() == pytest.approx(best[0])


def test_much_is_closed_near_the_bound(make, best_plan, monitor):
    """Two clusters far apart: with the best plan at hand nobody is left to go to the other one."""
    instance = make([0.0, 1.0, 2.0, 100.0, 101.0, 102.0], [None, None])
    criteria = Criteria(min_count=2)
    whole = formulated(instance, criteria)
    closed = Lagrangian().close(whole, best_plan(instance, criteria)[0], monitor)
    assert len(whole.columns) == 36
    assert len(closed.columns) <= 18


def test_without_a_plan_nothing_is_closed(make, monitor):
    """And no bound is told."""
    whole = formulated(toy(make, 0), CRITERIA[0])
    assert Lagrangian().close(whole, np.inf, monitor) is whole
    assert monitor.lower_bound is None


def test_contiguity_closes_more(make, best_plan):
    """The last account of a path is near the centre in the plane, far along the path: only the way tells."""
    places = [(0.0, 0.0), (10.0, 0.0), (20.0, 10.0), (20.0, 20.0), (10.0, 30.0), (0.0, 30.0), (-5.0, 20.0), (0.0, 6.0)]
    path = [(i, i + 1) for i in range(7)]
    instance = replace(make(places, [None, None]), adjacency=adjacency_from_pairs(8, path))
    kept = {}
    optimum = best_plan(instance, Criteria(min_count=2, contiguous=True))[0]
    for contiguous in (False, True):
        relaxation = Relaxation(formulated(instance, Criteria(min_count=2, contiguous=contiguous)))
        point = relaxation.ascend(relaxation.begin(), Climb(optimum, 1.0, 200, lambda: False))
        kept[contiguous] = int(surviving(relaxation, point.worth, optimum).sum())
    assert kept[True] < kept[False]


def test_sites_taken_cost_nothing_more(make):
    """A site the bound takes has price 0; any other what it is worse."""
    relaxation = Relaxation(formulated(toy(make, 0), Criteria(min_count=1)))
    worth = relaxation.worth(relaxation.begin())
    price = site_prices(relaxation, worth)
    assert price[worth.chosen].tolist() == [0.0] * 2
    others = np.sort(worth.site[~worth.chosen]) - worth.site[worth.chosen].max()
    assert np.sort(price[~worth.chosen]) == pytest.approx(others)
