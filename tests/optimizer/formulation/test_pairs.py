"""Which pairs are open: the nearest, those of today, pins alone, never a forbidden one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import Members, group_items
from optimizer.formulation.pairs import PairOpener, Roads, middles
from optimizer.travel import TravelMatrix


def opener(instance, most, **criteria):
    choices = Criteria(**criteria)
    eligibility = find_eligibility(instance, choices)
    items = group_items(instance, choices, eligibility)
    places = (instance.num_units + np.arange(instance.num_territories)).astype(np.int32)
    roads = Roads(instance.geometry(), places)
    return PairOpener(items, eligibility, (instance.units.incumbent,), roads, most)


def listed(pairs):
    """Territories of each item."""
    assert pairs.start[0] == 0
    return [part.tolist() for part in np.split(pairs.territory, pairs.start[1:-1])]


def opened(instance, most, **criteria):
    return listed(opener(instance, most, **criteria).open())


@pytest.fixture
def row(make):
    """Accounts at 0, 10, 20 and 30 km, territories at 0, 11, 22, 33; today all belong to the last."""
    return make([0.0, 10.0, 20.0, 30.0], [0.0, 11.0, 22.0, 33.0], incumbent=[3, 3, 3, -1])


def test_few_territories_are_all_open(row):
    """With as many as there are, each item may go to each."""
    assert opened(row, 4) == [[0, 1, 2, 3]] * 4
    assert opened(row, 9) == [[0, 1, 2, 3]] * 4


def test_the_nearest_and_todays(row):
    """Two nearest of each, and the territory it has today; in increasing order."""
    assert opened(row, 2) == [[0, 1, 3], [0, 1, 3], [1, 2, 3], [2, 3]]


def test_the_nearest_alone(row):
    """One open territory each is the nearest, and today's."""
    assert opened(row, 1) == [[0, 3], [1, 3], [2, 3], [3]]


def test_a_pin_is_alone(row):
    """However far, a pinned item has one pair."""
    assert opened(row, 2, pins={"a0": "t2"})[0] == [2]
    assert opened(row, 4, pins={"a3": "t0"}) == [[0, 1, 2, 3]] * 3 + [[0]]


def test_forbidden_pairs_are_closed(row):
    """Neither the nearest nor today's is open where it is forbidden."""
    assert opened(row, 2, forbidden={("a0", "t0"), ("a1", "t3")}) == [[1, 3], [0, 1], [1, 2, 3], [2, 3]]


def test_where_the_nearest_are_forbidden_all_others_open(row):
    """An item is never left without a pair as long as it may go anywhere."""
    assert opened(row, 2, forbidden={("a3", "t2"), ("a3", "t3")})[3] == [0, 1]
    instance = replace(row, units=replace(row.units, incumbent=np.full(4, -1, dtype=np.int32)))
    assert opened(instance, 1, forbidden={("a0", "t0")})[0] == [1, 2, 3]


def test_tags_decide_first(make):
    """The nearest of those that may serve it, and today's only if it may."""
    tags = {"kind": ([0, 1, 1], ["0", "01", "1", "1"])}
    instance = make([0.0, 0.0, 0.0], [0.0, 1.0, 2.0, 3.0], tags=tags, incumbent=[3, 3, 0])
    assert opened(instance, 2) == [[0, 1], [1, 2, 3], [1, 2]]


def test_a_family_has_the_territories_of_all_its_members(make):
    """Nearest is nearest to the middle of the family; each member's territory of today is open."""
    instance = make([0.0, 20.0, 40.0], [0.0, 10.0, 20.0, 40.0], family=[0, 0, 1], incumbent=[3, 2, 0])
    assert opened(instance, 1, keep_together=True) == [[1, 2, 3], [0, 3]]


def test_a_territory_without_a_centre_has_no_pairs(row):
    """Neither among all nor among the nearest, nor as today's or pinned."""
    made = opener(row, 4)
    places = made.roads.places.copy()
    places[3] = -1
    for most in (4, 3, 2):
        roads = made.roads._replace(places=places)
        assert all(3 not in territories for territories in listed(replace(made, most=most, roads=roads).open()))


def test_nearest_by_a_matrix(make):
    """A given matrix tells what is near, summed over the family; places do not matter."""
    matrix = TravelMatrix(np.array([[9.0, 1.0, 5.0], [1.0, 9.0, 5.0], [2.0, 3.0, 1.0]]))
    instance = make([None] * 3, [None] * 3, travel=matrix, family=[0, 0, 1])
    assert opened(instance, 1) == [[1], [0], [2]]
    assert opened(instance, 2) == [[1, 2], [0, 2], [0, 2]]
    near = TravelMatrix(np.array([[9.0, 1.0, 4.0], [1.0, 9.0, 4.0], [2.0, 3.0, 1.0]]))
    assert opened(replace(instance, travel=near), 1, keep_together=True) == [[2], [2]]


def test_middles():
    """The mean of the places of an item's units; a unit by itself is its own middle."""
    xyz = np.array([[0.0, 0.0, 0.0], [2.0, 4.0, 6.0], [10.0, 0.0, 0.0]])
    pair = Members(np.array([0, 2, 3], dtype=np.int32), np.array([0, 1, 2], dtype=np.int32), np.ones(3))
    assert middles(xyz, pair).tolist() == [[1.0, 2.0, 3.0], [10.0, 0.0, 0.0]]
    alone = Members(np.arange(4, dtype=np.int32), np.array([2, 0, 1], dtype=np.int32), np.ones(3))
    assert middles(xyz, alone).tolist() == xyz[[2, 0, 1]].tolist()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_open_pairs_are_eligible_and_enough(make, data):
    """Whatever tags and forbidden pairs: every item has a pair, each eligible; at least the nearest ones asked for."""
    n, k = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    spot = st.integers(0, 9)
    where = data.draw(st.lists(st.tuples(spot, spot), min_size=n, max_size=n))
    homes = data.draw(st.lists(st.tuples(spot, spot), min_size=k, max_size=k))
    codes = data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    served = data.draw(st.lists(st.sampled_from(["0", "1", "01"]), min_size=k, max_size=k))
    pairs = data.draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, k - 1)), max_size=4))
    most = data.draw(st.integers(1, k + 1))
    instance = make(where, homes, tags={"kind": (codes, served)})
    made = opener(instance, most, forbidden={(f"a{unit}", f"t{territory}") for unit, territory in pairs})
    eligible = made.eligibility
    if eligible.num_families == 0:
        return
    shut = set(map(tuple, eligible.forbidden.tolist()))
    for item, territories in enumerate(listed(made.open())):
        may = {j for j in np.flatnonzero(eligible.allowed[eligible.class_of[item]]).tolist() if (item, j) not in shut}
        assert territories == sorted(set(territories))
        assert territories
        assert set(territories) <= may
        assert len(territories) >= min(most, len(may)) - len(shut)
