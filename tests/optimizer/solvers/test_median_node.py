"""What a node closes and takes is in no plan below the goal, as every plan there is says."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from optimizer.solvers.knapsack import bound_at, new_notes
from optimizer.solvers.median_node import Ascent, Field, Node, climbed, closed, forced, settle


def make_field(seed=0, count=6, wanted=2, room=9.0):
    """Items on a plane, each a place."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 10, (count, 2))
    cost = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    amount = rng.integers(1, 4, (1, count)).astype(np.float64)
    return Field(
        row=np.repeat(np.arange(count, dtype=np.int32), count),
        item=np.tile(np.arange(count, dtype=np.int32), count),
        cost=cost.ravel(),
        own=np.arange(count, dtype=np.int32),
        amount=amount,
        upper=np.array([room]),
        between=cost,
        wanted=wanted,
    )


def make_root(field, multiplier=None):
    """Everything open."""
    count = field.amount.shape[1]
    pairs = np.arange(len(field.row), dtype=np.int32)
    multiplier = np.full(count, 3.0) if multiplier is None else multiplier
    return Node(pairs, np.zeros(len(field.own), dtype=np.bool_), multiplier, -np.inf, np.zeros(len(pairs)))


def plans_of(field):
    """Every plan as (cost, places of items): centres serve themselves, and limits are kept."""
    count = len(field.own)
    cost = field.cost.reshape(count, count)
    for number in range(1, field.wanted + 1):
        for places in combinations(range(count), number):
            for choice in product(places, repeat=count):
                loads = np.bincount(choice, field.amount[0], minlength=count)
                if all(choice[place] == place for place in places) and (loads <= field.upper[0]).all():
                    yield sum(cost[place, item] for item, place in enumerate(choice)), choice


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_a_better_plan_is_closed(seed):
    """Every plan below the goal has open pairs alone, a centre at each place taken, and costs at least the bound."""
    field = make_field(seed)
    plans = sorted(plans_of(field))
    goal = plans[len(plans) // 50][0] + 1e-9
    node = closed(field, climbed(field, make_root(field), goal, Ascent(200, 1.0, 20)), goal)
    assert node is not None
    assert len(node.pair) < len(field.row)
    open_pairs = set(zip(field.row[node.pair].tolist(), field.item[node.pair].tolist(), strict=True))
    for cost, choice in plans:
        if cost < goal:
            assert {(place, item) for item, place in enumerate(choice)} <= open_pairs
            assert set(np.flatnonzero(node.taken).tolist()) <= set(choice)
            assert cost >= node.bound - 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_is_below_the_best(seed):
    """With the best plan as the goal a node is closed as a whole, or its bound stays below."""
    field = make_field(seed)
    best = min(plans_of(field))[0]
    node = climbed(field, make_root(field), 1.5 * best, Ascent(300, 1.0, 20))
    assert 0.5 * best < node.bound <= best + 1e-9
    assert closed(field, node, node.bound - 1e-9) is None


def test_a_place_that_must_serve_an_item_is_not_worth_more():
    """Values with an item forced are at least those of the places without, and infinite where there is no room."""
    field = make_field(1, room=4.0)
    root = make_root(field)
    shops = field.shops(root.pair, root.taken)
    notes = new_notes(shops, worth=True)
    bound_at(shops, root.multiplier, notes)
    value = forced(shops, root.multiplier)
    # Continuous knapsacks are worth at most as much as whole ones.
    together = field.amount[0][field.item] + np.where(
        field.item == field.own[field.row], 0.0, field.amount[0][field.own[field.row]]
    )
    assert (np.isinf(value) == (together > 4.0)).all()
    own = field.item == field.own[field.row]
    assert (value[own] <= notes.worth + 1e-9).all()


def test_what_follows_from_a_place_that_is_taken():
    """Its own item goes nowhere else, so that this item's place as a centre is gone as one of others."""
    field = make_field()
    root = make_root(field)
    taken = root.taken.copy()
    taken[2] = True
    still, now = settle(field, root.pair, np.ones(len(root.pair), dtype=np.bool_), taken)
    kept = field.row[still], field.item[still]
    assert kept[0][kept[1] == 2].tolist() == [2]
    assert now.tolist() == taken.tolist()


def test_an_item_with_one_place_takes_it():
    """And one with none ends the node."""
    field = make_field()
    root = make_root(field)
    still = (field.item != 0) | (field.row == 3)
    kept = settle(field, root.pair, still, root.taken)
    assert kept is not None
    assert np.flatnonzero(kept[1]).tolist() == [3]
    assert settle(field, root.pair, field.item != 0, root.taken) is None
