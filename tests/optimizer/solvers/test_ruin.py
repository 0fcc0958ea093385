"""Ruin and recreate keeps its books: totals, lists and sizes are those of the plan it holds."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.chance import chance_of
from optimizer.solvers.exchange import Slopes
from optimizer.solvers.ground import find_ground, may_serve
from optimizer.solvers.layout import layout_cost, new_layout
from optimizer.solvers.ruin import Effort, ruin_and_recreate

CRITERIA = {
    "balance": Criteria(balance={"potential": 0.1}),
    "families": Criteria(balance={"potential": 0.2, "count": 0.3}, keep_together=True),
    "disruption": Criteria(balance={"count": 0.2}, disruption_at_most={"potential": 0.5}, disruption_weight=0.5),
    "pins and pairs": Criteria(
        pins={"a0": "t3"}, forbidden=frozenset({("a1", "t0"), ("a2", "t1")}), travel=TravelCriterion(power=2)
    ),
}


@pytest.fixture(params=list(CRITERIA))
def ground(request, make):
    """Forty accounts, of which t0 has a home and four territories none."""
    rng = np.random.default_rng(3)
    instance = make(
        [tuple(place) for place in rng.uniform(0, 100, (40, 2))],
        [(50.0, 50.0), None, None, None, None],
        measures={"potential": rng.uniform(1, 5, 40)},
        incumbent=rng.integers(-1, 5, 40),
        family=np.arange(40) // 2,
    )
    criteria = CRITERIA[request.param]
    eligibility = find_eligibility(instance, criteria)
    return find_ground(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def _begin(ground):
    """Each item in the first territory that may have it, centres at the first accounts."""
    count = len(ground.members.start) - 1
    territory = [next(j for j in (np.arange(5) + item) % 5 if may_serve(ground, item, j)) for item in range(count)]
    return new_layout(ground, np.array(territory), np.array([40, 0, 1, 2, 3]))


def _improved(ground, seed=1):
    layout = _begin(ground)
    near = np.array([[other for other in range(5) if other != one] for one in range(5)], dtype=np.int32)
    slopes = Slopes(np.full(ground.lower.shape, 50.0), np.full(len(ground.most_moved), 1e4))
    kept = ruin_and_recreate(ground, layout, slopes, near, Effort(100_000, 4, 60, 20.0, 0.0), chance_of(seed, 0))
    assert kept > 0
    return layout


def test_totals_and_lists_are_those_of_the_plan(ground):
    """After hundreds of trials, as if made from scratch."""
    layout = _improved(ground)
    again = new_layout(ground, layout.territory, layout.centre)
    assert layout.total == pytest.approx(again.total)
    assert layout.moved == pytest.approx(again.moved)
    assert layout.size.tolist() == again.size.tolist() == np.bincount(layout.territory, minlength=5).tolist()
    for territory in range(5):
        listed, at, behind = [], layout.first[territory], -1
        while at >= 0:
            assert layout.before[at] == behind
            listed.append(int(at))
            at, behind = layout.after[at], at
        assert sorted(listed) == np.flatnonzero(layout.territory == territory).tolist()


def test_what_may_not_be_is_not_tried(ground):
    """Pins and forbidden pairs hold, and a home stays where it is."""
    layout = _improved(ground)
    assert all(may_serve(ground, item, territory) for item, territory in enumerate(layout.territory))
    assert layout.centre[0] == 40


def test_plans_get_better(ground):
    """Costs fall by a third at least."""
    assert layout_cost(ground, _improved(ground)) < 0.67 * layout_cost(ground, _begin(ground))


def test_the_seed_decides(ground):
    """The same seed, the same plan."""
    assert _improved(ground).territory.tolist() == _improved(ground).territory.tolist()
