"""Each rule as rows, written out for a line of accounts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import exact_rules
from optimizer.formulation.exact_rules import Columns
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import formulate_exactly


@pytest.fixture
def three(make):
    """Accounts at 0, 1 and 5 with potential 1, 2 and 4; two territories, fixed at 0 and 5 or free."""

    def _three(criteria, *, free, **changes):
        homes = [None, None] if free else [0.0, 5.0]
        instance = make([0.0, 1.0, 5.0], homes, measures={"potential": [1.0, 2.0, 4.0]}, **changes)
        instance = replace(instance, adjacency=adjacency_from_pairs(3, [(0, 1), (1, 2)]))
        eligibility = find_eligibility(instance, criteria)
        return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))

    return _three


def dense(rows):
    return rows.matrix.toarray().tolist()


def test_coverage(three):
    """One site for each account."""
    each = three(Criteria(), free=False)
    rows = exact_rules.coverage(each.columns, 3)
    assert dense(rows) == [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
    assert rows.lower.tolist() == rows.upper.tolist() == [1, 1, 1]


def test_openings(three):
    """Each of the others needs the one that has the centre; fixed centres need nobody."""
    free, fixed = three(Criteria(), free=True), three(Criteria(), free=False)
    rows = exact_rules.openings(free.columns, free.sites)
    assert dense(rows)[:2] == [[0, 1, 0, 0, -1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0, -1]]
    assert (len(rows), rows.upper.tolist()) == (6, [0] * 6)
    assert len(exact_rules.openings(fixed.columns, fixed.sites)) == 0


@pytest.mark.parametrize(("criteria", "least"), [(Criteria(), -np.inf), (Criteria(min_count=1), 2.0)])
def test_centres(three, criteria, least):
    """Two of the three accounts have a centre; at most two where a territory may be empty."""
    each = three(criteria, free=True)
    rows = exact_rules.centres(each.columns, each.sites, each.sizes)
    assert dense(rows) == [[1, 0, 0, 0, 1, 0, 0, 0, 1]]
    assert (rows.lower.tolist(), rows.upper.tolist()) == ([least], [2.0])


def test_least_and_most(three):
    """Fixed: between the limits. Free: as many times as the centre is there."""
    criteria = Criteria(balance={"potential": 0.2})
    each = three(criteria, free=False)
    most = exact_rules.most(each.columns, each.sites, each.sizes, 0)
    least = exact_rules.least(each.columns, each.sites, each.sizes, 0)
    assert dense(most) == dense(least) == [[1, 0, 2, 0, 4, 0], [0, 1, 0, 2, 0, 4]]
    assert (most.upper.tolist(), least.lower.tolist()) == ([4, 4], [3, 3])
    each = three(criteria, free=True)
    assert dense(exact_rules.most(each.columns, each.sites, each.sizes, 0))[0] == [1 - 4, 0, 0, 2, 0, 0, 4, 0, 0]
    assert dense(exact_rules.least(each.columns, each.sites, each.sizes, 0))[2] == [0, 0, 1, 0, 0, 2, 0, 0, 4 - 3]


def test_disruption(three):
    """Shares of what goes to another territory than today's."""
    each = three(Criteria(disruption_at_most=0.5), free=False, incumbent=[0, 0, 1])
    rows = exact_rules.disruption(each.moved, each.items.disruption_limits)
    assert (rows.matrix.toarray() * 7).tolist() == [pytest.approx([0, 1, 0, 2, 4, 0])]
    assert rows.upper.tolist() == [0.5]


def test_contacts(three):
    """The last account reaches the first one's centre only with the one between; the centre needs nobody."""
    each = three(Criteria(contiguous=True), free=True)
    rows = exact_rules.contacts(each.columns, each.sites, each.items, each.instance.adjacency.neighbours())
    found = {tuple(row) for row in dense(rows)}
    assert len(rows) == 6
    assert (0, 0, 0, -1, 0, 0, 1, 0, 0) in found
    assert (-1, 0, 0, 1, 0, 0, -1, 0, 0) in found


def test_columns_are_found():
    """By item and site; closed pairs and nobody are -1."""
    columns = Columns(np.array([0, 0, 2], dtype=np.int32), np.array([1, 3, 0], dtype=np.int32))
    assert columns.find(np.array([0, 2, 1, 0, -1]), np.array([3, 0, 0, 2, 1])).tolist() == [1, 2, -1, -1, -1]
    assert Columns(columns.item[:0], columns.site[:0]).find(np.array([0]), np.array([0])).tolist() == [-1]
