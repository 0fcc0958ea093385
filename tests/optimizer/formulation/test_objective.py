"""What a pair costs, against the formula and against the judgement of whole plans."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.assessment import judge
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.formulation.objective import farthest_units, moving_amounts, travel_costs
from optimizer.formulation.pairs import Pairs
from optimizer.travel import GreatCircle, Quantity, TravelMatrix


@pytest.fixture
def kin(make):
    """Make a family of a0 and a2 at 0 and 30 km, and a1 alone at 10 km; homes at 0 and 40 km; a0 is new."""
    measures = {"potential": [1.0, 2.0, 3.0]}
    return make([0.0, 10.0, 30.0], [0.0, 40.0], measures=measures, family=[0, 1, 0], incumbent=[-1, 0, 1])


def open_pairs(fixed):
    return Pairs(fixed.program.start, fixed.program.territory)


def test_travel_is_the_sum_over_the_family(kin, formulated):
    """Kilometres, weighted and squared: 0 and 30 km to the first home, 40 and 10 km to the second."""
    fixed = formulated(kin, Criteria(keep_together=True))
    assert travel_costs(fixed.items, open_pairs(fixed), fixed.roads).tolist() == [30.0, 50.0, 10.0, 30.0]
    squared = TravelCriterion(weight=0.5, by="potential", power=2)
    fixed = formulated(kin, Criteria(keep_together=True, travel=squared))
    costs = travel_costs(fixed.items, open_pairs(fixed), fixed.roads)
    assert costs == pytest.approx([0.5 * 3 * 900, 0.5 * (1600 + 300), 0.5 * 2 * 100, 0.5 * 2 * 900])


def test_the_farthest_member_counts(kin, formulated):
    """Unweighted, and of the whole family."""
    fixed = formulated(kin, Criteria(keep_together=True, travel=TravelCriterion(weight=7.0)))
    assert farthest_units(fixed.items, open_pairs(fixed), fixed.roads).tolist() == [30.0, 40.0, 10.0, 30.0]


def test_what_moves_with_a_pair(kin, formulated):
    """The amounts of the members whose territory of today is another one; a new account never moves."""
    fixed = formulated(kin, Criteria(keep_together=True))
    amount = np.array([[0.0, 0.0], [2.0, 20.0], [3.0, 30.0]])
    moved = moving_amounts(fixed.items, open_pairs(fixed), kin.units.incumbent, amount)
    assert moved.tolist() == [[3.0, 30.0], [0.0, 0.0], [0.0, 0.0], [2.0, 20.0]]


TRAVELS = st.builds(
    TravelCriterion,
    weight=st.sampled_from([0.0, 0.5, 2.0]),
    by=st.sampled_from([None, "potential", "workload"]),
    quantity=st.sampled_from(Quantity),
    power=st.sampled_from([1, 2]),
)


@settings(deadline=None, max_examples=80)
@given(TRAVELS, st.data())
def test_costs_add_up_to_the_judged_objective(make, formulated, travel, data):
    """Whatever the plan, the costs of its pairs are the objective its assessment finds, its moves the disruption."""
    n, k = 5, 3
    weight, together = data.draw(st.sampled_from([0.0, 1.5])), data.draw(st.booleans())
    world = data.draw(st.sampled_from(["plane", "globe", "matrix"]))
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    matrix = rng.uniform(0, 50, (n, k))
    instance = make(
        [tuple(place) for place in rng.uniform(-50, 50, (n, 2))],
        [tuple(place) for place in rng.uniform(-50, 50, (k, 2))],
        measures={"potential": rng.uniform(0, 9, n), "workload": rng.uniform(0, 9, n)},
        incumbent=rng.integers(-1, k, n).tolist(),
        family=[0, 0, 1, 2, 2],
        travel={"plane": None, "globe": GreatCircle(), "matrix": TravelMatrix(matrix, matrix / 60)}[world],
    )
    criteria = Criteria(
        travel=travel, disruption_weight=weight, keep_together=together, disruption_at_most={"potential": 1, "count": 1}
    )
    fixed = formulated(instance, criteria)
    program = fixed.program
    choice = program.start[:-1] + rng.integers(0, np.diff(program.start))
    assessment = judge(fixed.alignment(choice), criteria)
    assert program.cost[choice].sum() == pytest.approx(assessment.objective)
    moved = program.moved[choice].sum(axis=0)
    assert moved == pytest.approx([assessment.disruption["potential"], assessment.disruption["count"]])
