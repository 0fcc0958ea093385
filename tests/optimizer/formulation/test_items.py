"""Items carry everything rules and objective need of a family, and nothing of what no plan can place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items, sample_members


def items_of(instance, **criteria):
    choices = Criteria(**criteria)
    return group_items(instance, choices, find_eligibility(instance, choices))


@pytest.fixture
def kin(make):
    """Three families of 1, 2 and 3 accounts, and an account without a place in the second."""
    return make(
        [0.0, 1.0, 2.0, 3.0, 4.0, None, 5.0],
        [0.0, 5.0],
        measures={"potential": [1.0, 2.0, 4.0, 8.0, 16.0, 1000.0, 32.0], "workload": [1.0] * 7},
        incumbent=[0, 0, 1, 1, -1, 0, 1],
        family=[0, 1, 2, 1, 2, 1, 2],
        unplaced=[5],
    )


def test_each_unit_is_an_item_by_itself(line):
    """Where families are not asked for, item and unit are the same."""
    items = items_of(line)
    assert (len(items), items.single) == (6, True)
    assert items.members.unit.tolist() == [0, 1, 2, 3, 4, 5]
    assert items.members.start.tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_families_are_items(kin):
    """Members stand together in the order of the table; who has no place is no member."""
    items = items_of(kin, keep_together=True)
    assert (len(items), items.single) == (3, False)
    assert items.members.start.tolist() == [0, 1, 3, 6]
    assert items.members.unit.tolist() == [0, 1, 3, 2, 4, 6]


def test_values_spread_to_units(kin):
    """Each unit gets the value of its item, a unit outside every plan none."""
    items = items_of(kin, keep_together=True)
    assert items.spread(np.array([7, 8, 9], dtype=np.int32), 7).tolist() == [7, 8, 9, 8, 9, -1, 9]


def test_amounts_have_a_column_for_each_limited_measure(kin):
    """Balance, capacity and count, in the order of the limits, added up over the family."""
    items = items_of(kin, keep_together=True, capacity={"potential": 99.0}, balance={"workload": 0.5}, max_count=9)
    assert items.limits.measures == ("workload", "potential", "count")
    assert items.amounts.tolist() == [[1.0, 1.0, 1.0], [2.0, 10.0, 2.0], [3.0, 52.0, 3.0]]


def test_without_limits_there_are_no_columns(kin):
    """Items without a limited measure still are items."""
    items = items_of(kin)
    assert items.amounts.shape == (6, 0)
    assert items.shares.shape == (7, 0)
    assert items.disruption_limits.shape == (0,)


def test_shares_are_of_what_has_an_incumbent(kin):
    """New and unplaced accounts cannot change hands: the whole is 1 + 2 + 4 + 8 + 32."""
    items = items_of(kin, disruption_at_most={"potential": 0.2, "count": 0.1})
    assert items.disruption_limits.tolist() == [0.2, 0.1]
    assert items.shares[:, 0] * 47 == pytest.approx([1, 2, 4, 8, 0, 0, 32])
    assert items.shares[:, 1] * 5 == pytest.approx([1, 1, 1, 1, 0, 0, 1])


def test_nothing_moves_where_there_is_nothing_to_move(make):
    """A measure that is 0 everywhere gives shares of 0, not of nan."""
    instance = make([0.0, 1.0], [0.0, 1.0], measures={"potential": [0.0, 0.0]}, incumbent=[0, 1])
    assert items_of(instance, disruption_at_most=0.5).shares.tolist() == [[0.0], [0.0]]


def test_moving_costs_a_share_of_todays_travel(line):
    """At weight 2, moving 3 of 21 costs 2 * 3 / 21 of the 70 km of today."""
    items = items_of(line, disruption_weight=2.0)
    assert items.moving_cost == pytest.approx(2 * 70.0 * np.arange(1, 7) / 21)
    assert not items_of(line).moving_cost.any()


def test_weights_are_those_of_travel(line):
    """The weight of travel times the measure that weighs each unit."""
    items = items_of(line, travel=TravelCriterion(weight=3.0, by="workload"))
    assert items.members.weight.tolist() == [6.0, 6.0, 6.0, 3.0, 3.0, 3.0]


def test_a_sample_stands_for_all(make):
    """Two of five members carry the weight, the shares and the cost of moving of all five."""
    instance = make(
        [float(i) for i in range(6)],
        [0.0, 5.0],
        measures={"potential": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]},
        incumbent=[0, 1, 0, 1, 0, 1],
        family=[0, 0, 0, 0, 0, 1],
    )
    rules = {"keep_together": True, "disruption_at_most": 0.5, "disruption_weight": 1.0}
    items = items_of(instance, travel=TravelCriterion(by="potential"), **rules)
    few = sample_members(items, 2)
    assert np.diff(few.members.start).tolist() == [2, 1]
    for column, whole in (
        (few.members.weight, items.members.weight),
        (few.shares[:, 0], items.shares[:, 0]),
        (few.moving_cost, items.moving_cost),
    ):
        first, second = few.members.unit[:2], few.members.unit[2:]
        assert [column[first].sum(), column[second].sum()] == pytest.approx([whole[:5].sum(), whole[5]])
    assert few.amounts is items.amounts


def test_a_sample_of_all_is_all(kin):
    """Where no item has more members than asked for, nothing changes."""
    items = items_of(kin, keep_together=True)
    few = sample_members(items, 3)
    assert few.members.unit.tolist() == items.members.unit.tolist()
    assert few.members.weight[few.members.unit].tolist() == items.members.weight[items.members.unit].tolist()


def test_a_sample_of_weightless_members_weighs_nothing(make):
    """Members that are 0 by the measure of travel stay 0."""
    instance = make([0.0, 1.0, 2.0], [0.0, 1.0], measures={"potential": [0.0] * 3}, family=[0, 0, 0])
    few = sample_members(items_of(instance, keep_together=True, travel=TravelCriterion(by="potential")), 1)
    assert few.members.weight.tolist() == [0.0, 0.0, 0.0]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1e6), st.booleans()), min_size=1, max_size=9))
def test_nothing_placed_is_lost(make, rows):
    """Whatever the families, items add up to the placed total and every placed unit is in exactly one."""
    lost = [at for at, (_, _, placed) in enumerate(rows) if not placed]
    amounts = [amount for _, amount, _ in rows]
    family = np.unique([code for code, _, _ in rows], return_inverse=True)[1].tolist()
    instance = make([0.0] * len(rows), [0.0, 1.0], measures={"m": amounts}, family=family, unplaced=lost)
    items = items_of(instance, keep_together=True, balance={"m": 0.5})
    assert sorted(items.members.unit.tolist()) == [at for at in range(len(rows)) if at not in lost]
    assert items.amounts.sum() == pytest.approx(sum(amounts[unit] for unit in items.members.unit))
