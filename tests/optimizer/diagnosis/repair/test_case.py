"""The plan at work under the territories there are from now on."""

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair.case import case_of


def test_territories_are_known_by_their_labels(case):
    """Accounts keep who is still there; those of who has left have nobody and are told."""
    assert case.instance.units.incumbent.tolist() == [0, 0, 0, 0, 0, 1, -1, -1]
    assert np.flatnonzero(case.gone).tolist() == [6, 7]
    assert case.gone_amount == 2
    assert case.staying_worth.tolist() == [1.0] * 6 + [0.0] * 2


def test_labels_may_stand_in_another_order(make, after, current, balanced):
    """A plan whose territories are listed otherwise is the same plan."""
    before = make([10.0 * i for i in range(8)], [60.0, 0.0, 70.0], measures={"potential": after.amounts("potential")})
    assert before.territories.ids.tolist() == ["t0", "t1", "t2"]
    turned = Alignment(before, current.territory_of, np.full(3, -1))
    assert case_of(after, balanced, turned, None).instance.units.incumbent.tolist() == [0, 0, 0, 0, 0, 1, -1, -1]


def test_what_changes_hands_counts_those_who_must(case):
    """A plan moves the accounts of who has left and those it takes from others."""
    plan = Alignment(case.instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.full(2, -1))
    assert np.flatnonzero(case.moved(plan)).tolist() == [4, 6, 7]
    assert case.amount(plan) == 3


def test_amounts_count_where_a_measure_does(by_potential):
    """Potential that changes hands, not accounts."""
    plan = Alignment(by_potential.instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.full(2, -1))
    assert by_potential.amount(plan) == 6.0


def test_who_cannot_be_placed_moves_nowhere(make, current):
    """An account nobody can serve any more is listed, not counted."""
    facts = make(
        [10.0 * i for i in range(8)],
        [0.0, 70.0],
        tags={"kind": ([0] * 7 + [1], ["0", "0"])},
        measures={"potential": [1] * 8},
    )
    case = case_of(facts, Criteria(), current, None)
    assert np.flatnonzero(case.gone).tolist() == [6]
    assert len(case.eligibility.unplaced) == 1


def test_refuses_a_plan_of_others(make, after, balanced):
    """Other accounts, and measures that are not there, are told."""
    other = make([0.0], [0.0])
    plan = Alignment(other, np.array([0]), np.array([-1]))
    with pytest.raises(ValueError, match="of other units"):
        case_of(after, balanced, plan, None)
    same = Alignment(after, np.zeros(8, dtype=int), np.full(2, -1))
    with pytest.raises(ValueError, match="no measure 'revenue'"):
        case_of(after, balanced, same, "revenue")
