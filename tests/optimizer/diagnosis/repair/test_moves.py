"""Only moves cost, and what must move is told apart."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.moves import fixed_places, formulate_moves, num_pairs, pairs_of


def test_staying_costs_nothing(case):
    """Every pair but an account's own costs 1; accounts without a territory go anywhere for nothing."""
    moves = formulate_moves(case)
    columns, cost = moves.formulation.columns, moves.formulation.cost
    own = case.instance.units.incumbent[columns.item]
    assert cost.tolist() == np.where((own >= 0) & (own != columns.site), 1.0, 0.0).tolist()
    assert moves.base == 2
    assert num_pairs(case) == 16
    assert pairs_of(columns, 8).start.tolist() == list(range(0, 17, 2))


def test_who_may_not_stay_is_counted_beforehand(after, current):
    """An account pinned elsewhere moves in every plan: its cost is in the base, not in the pairs."""
    moves = formulate_moves(case_of(after, Criteria(pins={"a0": "t1"}), current, None))
    assert moves.base == 3
    assert moves.formulation.cost[moves.formulation.columns.item == 0].tolist() == [0.0]


def test_families_move_as_one(make, current):
    """A family apart today costs what it takes to bring it together."""
    facts = make([10.0 * i for i in range(8)], [0.0, 70.0], family=[0, 0, 0, 0, 0, 0, 1, 1])
    moves = formulate_moves(case_of(facts, Criteria(keep_together=True), current, None))
    assert moves.base == pytest.approx(2 + 1)
    assert moves.formulation.cost[moves.formulation.columns.item == 0].tolist() == [0.0, 4.0]


def test_pairs_beyond_the_radius_are_closed(after, current):
    """Within 40 km of a home that is given; an account near none has no pair left."""
    moves = formulate_moves(case_of(after, Criteria(max_travel=40.0), current, None))
    columns = moves.formulation.columns
    assert columns.site[columns.item == 0].tolist() == [0]
    assert columns.site[columns.item == 4].tolist() == [0, 1]


def test_places_to_be_found_close_nothing(free_case):
    """A radius around centres to be placed leaves all pairs open."""
    assert fixed_places(free_case).tolist() == [-1, -1]
    assert len(formulate_moves(free_case).formulation.columns) == num_pairs(free_case)


def test_a_plan_is_its_own_point(case):
    """What the columns say of a plan is what the facts say."""
    moves = formulate_moves(case)
    plan = Alignment(case.instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.full(2, -1))
    column = moves.formulation.columns.find(np.arange(8), plan.territory_of)
    assert moves.formulation.cost[column].sum() + moves.base == case.amount(plan)
