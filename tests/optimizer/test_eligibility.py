"""Families, classes and pools, and the reasons why a unit cannot be placed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility, matched_tags
from optimizer.travel import Quantity, TravelMatrix

EVERYTHING = Criteria()


def eligible(instance, eligibility):
    """Territories of each unit, forbidden pairs left out: the table the small arrays stand for."""
    shut = set(map(tuple, eligibility.forbidden.tolist()))
    return [
        None
        if family < 0
        else {
            territory
            for territory in range(instance.num_territories)
            if eligibility.allowed[eligibility.class_of[family], territory] and (family, territory) not in shut
        }
        for family in eligibility.family_of.tolist()
    ]


def reasons(eligibility):
    return {item.unit: item.reason for item in eligibility.unplaced}


def test_without_tags_everybody_serves_everybody(line):
    """One class, one pool, each account its own family."""
    found = find_eligibility(line, EVERYTHING)
    assert found.allowed.tolist() == [[True, True]]
    assert (found.num_families, found.num_pools) == (6, 1)
    assert found.family_of.tolist() == [0, 1, 2, 3, 4, 5]
    assert found.pinned.tolist() == [-1] * 6
    assert found.unplaced == ()


def test_islands_are_pools(islands):
    """Territories that serve the same units, directly or along a chain, are one pool."""
    found = find_eligibility(islands, EVERYTHING)
    assert eligible(islands, found) == [{0, 1}] * 4 + [{2}] * 2
    assert found.pool_of_territory.tolist() == [0, 0, 1]
    assert found.pool_of_family.tolist() == [0, 0, 0, 0, 1, 1]
    assert matched_tags(islands, EVERYTHING) == ("island",)
    assert find_eligibility(islands, Criteria(eligibility=())).num_pools == 1


def test_a_bridge_joins_pools(make):
    """One rep who serves both halves makes them one pool, even without an account between."""
    tags = {"half": ([0, 1], ["0", "01", "1"])}
    found = find_eligibility(make([0.0, 1.0], [0.0, 1.0, 2.0], tags=tags), EVERYTHING)
    assert found.num_pools == 1


def test_all_tags_must_match(make):
    """Language and segment are both asked for; an unknown value is served by nobody."""
    tags = {"language": ([0, 1, 0, -1], ["0", "01"]), "segment": ([0, 0, 1, 0], ["01", "0"])}
    instance = make([0.0] * 4, [0.0, 1.0], tags=tags)
    found = find_eligibility(instance, EVERYTHING)
    assert eligible(instance, found) == [{0, 1}, {1}, {0}, None]
    assert reasons(found) == {3: "no territory serves language=unknown, segment=0"}
    only = find_eligibility(instance, Criteria(eligibility=("segment",)))
    assert eligible(instance, only) == [{0, 1}, {0, 1}, {0}, {0, 1}]


def test_a_family_needs_a_territory_for_all_its_members(make):
    """Two members with different tags go to who serves both; where nobody does, both are unplaced."""
    tags = {"language": ([0, 1, 0, 2], ["01", "0", "2"])}
    instance = make([0.0] * 4, [0.0, 1.0, 2.0], family=[0, 0, 1, 1], tags=tags)
    apart = find_eligibility(instance, EVERYTHING)
    assert eligible(instance, apart) == [{0, 1}, {0}, {0, 1}, {2}]
    together = find_eligibility(instance, Criteria(keep_together=True))
    assert eligible(instance, together) == [{0}, {0}, None, None]
    assert together.num_families == 1
    assert reasons(together)[2] == "no territory serves language=0 together with the rest of its family"


def test_forbidden_pairs_are_those_of_the_family(make):
    """What is forbidden to one member is forbidden to all; when nothing is left, the family is unplaced."""
    instance = make([0.0] * 3, [0.0, 1.0], family=[0, 0, 1])
    pairs = {("a0", "t0"), ("a1", "t0"), ("a2", "t0"), ("a2", "t1")}
    found = find_eligibility(instance, Criteria(keep_together=True, forbidden=pairs))
    assert eligible(instance, found) == [{1}, {1}, None]
    assert found.forbidden.tolist() == [[0, 0]]
    assert reasons(found) == {2: "every eligible territory is forbidden to it"}


def test_pins_are_those_of_the_family(make):
    """A pin of one member pins all; a pin of a unit outside every plan pins nobody."""
    instance = make([0.0, 0.0, None, 1.0], [0.0, 1.0], family=[0, 0, 1, 2], unplaced=[2])
    pins = {"a1": "t1", "a2": "t0"}
    found = find_eligibility(instance, Criteria(keep_together=True, pins=pins))
    assert found.pinned.tolist() == [1, -1]


def test_units_of_the_instance_without_a_place(make):
    """They keep their reason, and may not be served."""
    instance = make([0.0, None], [0.0], unplaced=[1])
    found = find_eligibility(instance, EVERYTHING)
    assert reasons(found) == {1: "no place"}
    assert found.may_serve(np.array([0, 1]), np.array([0, 0], dtype=np.int32)).tolist() == [True, False]


def test_everybody_too_far(make):
    """All units may be out of reach; there is nothing to plan and no error."""
    found = find_eligibility(make([100.0, 200.0], [0.0, 1.0]), Criteria(max_travel=50.0))
    assert found.num_families == 0
    assert reasons(found) == dict.fromkeys([0, 1], "every eligible territory is farther than 50 km")


def test_reach_is_that_of_the_farthest_member(make):
    """A family goes where all of it is near; a member without a place does not count."""
    instance = make([0.0, 30.0, None, 5.0], [0.0, 15.0], family=[0, 0, 0, 1], unplaced=[2])
    near = find_eligibility(instance, Criteria(max_travel=15.0, keep_together=True))
    assert near.family_of.tolist() == [0, 0, -1, 1]
    assert reasons(near) == {2: "no place"}
    too_near = find_eligibility(instance, Criteria(max_travel=14.0, keep_together=True))
    assert too_near.family_of.tolist() == [-1, -1, -1, 0]
    alone = find_eligibility(instance, Criteria(max_travel=14.0))
    assert alone.family_of.tolist() == [0, -1, -1, 1]


def test_near_and_allowed_is_one_territory(make):
    """A near territory that is forbidden and a far one that is not leave nothing."""
    found = find_eligibility(make([0.0], [1.0, 90.0]), Criteria(max_travel=5.0, forbidden={("a0", "t0")}))
    assert reasons(found) == {0: "every eligible territory is farther than 5 km"}


def test_reach_in_hours_and_by_a_matrix(make):
    """The limit is in the quantity of travel, whatever tells it; the power is not applied."""
    timed = TravelCriterion(quantity=Quantity.TIME, power=2)
    found = find_eligibility(make([0.0, 90.0], [0.0]), Criteria(max_travel=1.0, travel=timed))
    assert reasons(found) == {1: "every eligible territory is farther than 1 hours"}
    matrix = TravelMatrix(np.array([[9.0, 1.0], [5.0, 5.0]]))
    instance = make([None, None], [None, None], travel=matrix)
    assert list(reasons(find_eligibility(instance, Criteria(max_travel=4.0)))) == [1]


def test_free_centres_come_close_to_anybody(free_line):
    """A centre that is to be placed can be put near, so nobody is out of reach beforehand."""
    assert find_eligibility(free_line, Criteria(max_travel=1.0)).unplaced == ()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_against_the_table_of_every_pair(make, data):
    """Whatever tags, families, pairs and reach, eligible is what each member's own rules leave."""
    n, k = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 4))
    whole = st.integers(0, 2)
    where = data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    homes = data.draw(st.lists(st.integers(0, 9), min_size=k, max_size=k))
    codes = data.draw(st.lists(whole, min_size=n, max_size=n))
    served = data.draw(st.lists(st.sampled_from(["", "0", "01", "12", "012"]), min_size=k, max_size=k))
    family = np.unique(data.draw(st.lists(whole, min_size=n, max_size=n)), return_inverse=True)[1].tolist()
    pairs = data.draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, k - 1)), max_size=5))
    reach = data.draw(st.sampled_from([None, 2.5, 4.0]))
    together = data.draw(st.booleans())

    def allowed(unit, territory):
        return str(codes[unit]) in served[territory]

    def open_to(unit):
        kin = [other for other in range(n) if other == unit or (together and family[other] == family[unit])]
        tagged = {j for j in range(k) if all(allowed(i, j) for i in kin)}
        free = {j for j in tagged if not any((i, j) in pairs for i in kin)}
        near = any(reach is None or all(abs(where[i] - homes[j]) <= reach for i in kin) for j in free)
        return free if near else None

    instance = make(where, homes, family=family, tags={"kind": (codes, served)})
    criteria = Criteria(
        keep_together=together,
        forbidden={(f"a{unit}", f"t{territory}") for unit, territory in pairs},
        max_travel=reach,
    )
    found = find_eligibility(instance, criteria)
    assert eligible(instance, found) == [open_to(unit) for unit in range(n)]
    assert sorted(reasons(found)) == [unit for unit in range(n) if open_to(unit) is None]
    for one in range(found.num_families):
        for other in range(found.num_families):
            shares = (found.allowed[found.class_of[one]] & found.allowed[found.class_of[other]]).any()
            assert not shares or found.pool_of_family[one] == found.pool_of_family[other]
