"""Which territories are taken apart together, and what is left open then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import formulate_exactly
from optimizer.metrics import with_best_centres
from optimizer.solvers.neighbourhoods import neighbourhoods, taken_apart

LINE = adjacency_from_pairs(6, [(at, at + 1) for at in range(5)])


@pytest.fixture
def plan(make):
    """Six accounts in a line, three territories of two."""
    instance = replace(make([(at, 0) for at in range(6)], [None] * 3), adjacency=LINE)
    nowhere = np.full(3, -1, dtype=np.int32)
    found = Alignment(instance, np.array([0, 0, 1, 1, 2, 2], dtype=np.int32), nowhere)
    return with_best_centres(found, Criteria().travel)


def test_sets_that_hang_together(plan):
    """Neighbours by two and all three; the ends of the line do not touch."""
    sets = [each.territories for each in neighbourhoods(plan, LINE, most_units=50)]
    assert sets == [(0, 1), (1, 2), (0, 1, 2)]


def test_large_sets_are_left_out(plan):
    """Three territories hold six units."""
    assert [each.territories for each in neighbourhoods(plan, LINE, most_units=5)] == [(0, 1), (1, 2)]


def test_the_same_content_has_the_same_key(plan):
    """A neighbourhood is known again as long as its territories hold the same units."""
    keys = {each.territories: each.key for each in neighbourhoods(plan, LINE, most_units=50)}
    other = replace(plan, territory_of=np.array([0, 0, 1, 1, 1, 2], dtype=np.int32))
    again = {each.territories: each.key for each in neighbourhoods(other, LINE, most_units=50)}
    assert keys[0, 1] != again[0, 1]
    swapped = replace(plan, territory_of=np.array([1, 1, 0, 0, 2, 2], dtype=np.int32))
    assert {each.territories: each.key for each in neighbourhoods(swapped, LINE, most_units=50)}[0, 1] == keys[0, 1]


def test_what_is_left_open(plan):
    """All pairs among the four units of two territories; the third keeps its two."""
    criteria = Criteria()
    eligibility = find_eligibility(plan.instance, criteria)
    formulation = formulate_exactly(
        plan.instance, criteria, eligibility, group_items(plan.instance, criteria, eligibility)
    )
    point = formulation.point(plan)
    assert point is not None
    chosen = next(each for each in neighbourhoods(plan, LINE, most_units=50) if each.territories == (0, 1))
    kept = taken_apart(formulation, point, chosen)
    columns = formulation.columns
    open_pairs = {
        (int(item), int(formulation.sites.place[site]))
        for item, site in zip(columns.item[kept], columns.site[kept], strict=True)
    }
    assert {pair for pair in open_pairs if pair[0] < 4} == {(item, place) for item in range(4) for place in range(4)}
    assert len({pair for pair in open_pairs if pair[0] >= 4}) == 2
