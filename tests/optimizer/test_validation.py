"""Criteria that do not fit an instance are told all at once, before anything is solved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.exceptions import InputError
from optimizer.validation import check_criteria


def problems(instance, **criteria):
    """(column, value) of everything that does not fit, and the error itself."""
    with pytest.raises(InputError) as caught:
        check_criteria(instance, Criteria(**criteria))
    return [(problem.column, problem.value) for problem in caught.value.problems], str(caught.value)


def test_what_fits_passes(islands):
    """Every kind of choice at once, each within what the instance has."""
    check_criteria(
        islands,
        Criteria(
            balance={"potential": 0.1, "count": 0.5},
            capacity={"potential": 100.0, "count": 4},
            travel=TravelCriterion(by="potential"),
            disruption_at_most={"count": 0.5},
            eligibility=("island",),
            pins={"a0": "t0", "a4": "t2"},
            forbidden={("a1", "t1")},
            keep_together=True,
            min_count=1,
            max_count=2,
        ),
    )


def test_unknown_measures_and_tags_come_together(line):
    """Each use of a name nobody knows is told with where it stands."""
    found, text = problems(
        line,
        balance={"size": 0.1},
        capacity={"hours": 8.0},
        travel=TravelCriterion(by="weight"),
        disruption_by="worth",
        disruption_at_most={"sales": 0.1},
        eligibility=("country",),
    )
    assert sorted(found) == [
        ("balance.size", "size"),
        ("capacity.hours", "hours"),
        ("disruption_at_most.sales", "sales"),
        ("disruption_by", "worth"),
        ("eligibility", "country"),
        ("travel.by", "weight"),
    ]
    assert "Use one of potential, workload, count" in text
    assert "none was read" in text


def test_unknown_ids_of_pairs(line):
    """Accounts and territories that are not there are told by side."""
    found, text = problems(line, pins={"a9": "t0", "a1": "t9"}, forbidden={("a8", "t1"), ("a1", "t8")})
    assert sorted(found) == [("forbidden", "a8"), ("forbidden", "t8"), ("pins", "a9"), ("pins", "t9")]
    assert text.count("no such account") == text.count("no such territory") == 2


def test_pins_go_where_they_may(islands, make):
    """A pin to another island, to a forbidden territory, or two of a family apart cannot be kept."""
    assert problems(islands, pins={"a0": "t2"})[0] == [("pins", "a0")]
    assert problems(islands, pins={"a0": "t1"}, forbidden={("a0", "t1")})[0] == [("pins", "a0")]
    family = make([0.0, 1.0, 2.0], [0.0, 2.0], family=[0, 0, 1])
    found, text = problems(family, pins={"a0": "t0", "a1": "t1", "a2": "t1"}, keep_together=True)
    assert found == [("pins", "a1")]
    assert "pinned to t1 but a0 of the same family to t0" in text


def test_a_pin_of_an_account_outside_every_plan_is_let_be(make):
    """It has no territory in any plan, so its pin asks for nothing."""
    check_criteria(make([0.0, None], [0.0], unplaced=[1]), Criteria(pins={"a1": "t0"}))


def test_counts_must_be_able_to_hold(line, make):
    """Fewest and most are held against the accounts that can be placed, not against those that cannot."""
    assert problems(line, min_count=4)[0] == [("min_count", 4)]
    assert problems(line, max_count=2)[0] == [("max_count", 2)]
    half = make([0.0] * 4, [0.0, 1.0], tags={"kind": ([0, 0, 1, 1], ["0", "0"])})
    check_criteria(half, Criteria(max_count=1, min_count=1))
    assert problems(half, min_count=2)[0] == [("min_count", 2)]


def test_capacity_is_held_against_each_pool(islands):
    """Room on one island is no room on the other; the message names who must share what."""
    found, text = problems(islands, capacity={"potential": 60.0})
    assert found == [("capacity.potential", 60.0)]
    assert "t2 must share 100 potential and can hold 60 (given: 60.0)" in text
    assert "Allow 100 or more, or plan more territories" in text
    found, text = problems(islands, capacity={"potential": 3.5, "count": 1})
    assert found == [("capacity.potential", 3.5)] * 2 + [("capacity.count", 1)] * 2
    assert "t0, t1 must share 8 potential and can hold 7" in text
    check_criteria(islands, Criteria(capacity={"potential": 60.0}, eligibility=()))


def test_capacity_that_just_fits(line, make):
    """A total that fills every territory to the last digit is accepted, and many territories are counted."""
    check_criteria(line, Criteria(capacity={"potential": 10.5, "workload": float("inf")}))
    tenths = make([0.0] * 3, [0.0], measures={"potential": [0.1, 0.2, 0.3]})
    check_criteria(tenths, Criteria(capacity={"potential": 0.6}))
    many = make([0.0] * 6, [0.0] * 5)
    assert "t0, t1, t2 and 2 more must share 6 count" in problems(many, capacity={"count": 1})[1]


def test_contiguity_needs_an_adjacency(line):
    """Without contacts nobody can tell whether a territory is in one piece."""
    assert problems(line, contiguous=True)[0] == [("contiguous", True)]
    check_criteria(replace(line, adjacency=adjacency_from_pairs(6, [(0, 1)])), Criteria(contiguous=True))
