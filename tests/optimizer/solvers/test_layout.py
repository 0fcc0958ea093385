"""Totals and lists of a plan under way."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import find_ground
from optimizer.solvers.layout import item_costs, layout_cost, link, new_layout, unlink


@pytest.fixture
def ground(make):
    """Four accounts in a row, two territories without a home, half of what there is may change hands."""
    instance = make(
        [(0, 0), (1, 0), (2, 0), (3, 0)],
        [None, None],
        measures={"potential": np.array([1.0, 2.0, 3.0, 4.0])},
        incumbent=np.array([0, 0, 1, -1]),
    )
    criteria = Criteria(disruption_at_most={"potential": 0.5}, disruption_weight=0.25)
    eligibility = find_eligibility(instance, criteria)
    return find_ground(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def _listed(layout, territory: int) -> list[int]:
    items, at = [], layout.first[territory]
    while at >= 0:
        items.append(int(at))
        at = layout.after[at]
    return items


def test_a_layout_from_scratch(ground):
    """Lists hold the items of each territory; what moved counts units whose territory is not that of today."""
    layout = new_layout(ground, np.array([0, 1, 1, 0]), np.array([0, 2]))
    assert [_listed(layout, territory) for territory in (0, 1)] == [[0, 3], [1, 2]]
    assert layout.size.tolist() == [2, 2]
    shares = ground.shares[:, 0]
    assert layout.moved == pytest.approx([shares[1] + shares[3]])


def test_costs_are_travel_and_moving(ground):
    """Each item costs the way to its centre, and a quarter where it changes hands."""
    layout = new_layout(ground, np.array([0, 1, 1, 0]), np.array([0, 2]))
    moving = ground.moving_cost * np.array([0, 1, 0, 1])
    assert item_costs(ground, layout) == pytest.approx(np.array([0.0, 1.0, 0.0, 3.0]) + moving)
    assert layout_cost(ground, layout) == pytest.approx(4.0 + moving.sum())


def test_an_item_changes_lists(ground):
    """Taken out of the middle of one, put at the head of another."""
    layout = new_layout(ground, np.array([0, 0, 0, 1]), np.array([0, 3]))
    unlink(layout, 1)
    link(layout, 1, 1)
    assert [_listed(layout, territory) for territory in (0, 1)] == [[0, 2], [1, 3]]
    assert layout.territory.tolist() == [0, 1, 0, 1]
    assert layout.before.tolist() == [-1, -1, 0, 1]
