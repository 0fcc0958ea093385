"""Cuts are broken by the point they were made for, and by no plan that keeps the rules."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from optimizer.adjacency import adjacency_from_pairs
from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation.cuts import cut_rows
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import formulate_exactly
from optimizer.formulation.separators import covers, separator, separators, ways


def formulated(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def excess(each, cuts, points) -> np.ndarray:
    """(cuts, points) by how much each point breaks each cut."""
    rows = cut_rows(cuts, each.columns)
    return rows.matrix @ np.array(points, dtype=float).T - rows.upper[:, None]


def plans(instance, homes):
    """Every assignment, with every unit of a free territory as its centre."""
    n, k = instance.num_units, instance.num_territories
    for territory_of in product(range(k), repeat=n):
        choices = [
            [unit for unit in range(n) if territory_of[unit] == territory] or [-1] if home is None else [-1]
            for territory, home in enumerate(homes)
        ]
        for centre in product(*choices):
            yield Alignment(instance, np.array(territory_of), np.array(centre))


@pytest.mark.parametrize("homes", [[None, None], [0.0, 20.0], [None, 20.0]])
@pytest.mark.parametrize("capacity", [{}, {"potential": 8.0}])
def test_valid_and_violated(make, homes, capacity):
    """Two rings of three on five accounts: of all plans there are, every third is looked at."""
    contacts = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (2, 4)]
    instance = make([0.0, 5.0, 10.0, 15.0, 20.0], homes, measures={"potential": [3.0, 1.0, 2.0, 1.0, 3.0]})
    instance = replace(instance, adjacency=adjacency_from_pairs(5, contacts))
    criteria = Criteria(contiguous=True, capacity=capacity)
    each = formulated(instance, criteria)
    everything = list(plans(instance, homes))
    good = [each.point(plan) for plan in everything if judge(plan, criteria).feasible]
    seen = 0
    for plan in everything[::3]:
        point = each.point(plan)
        cuts = separators(each, point)
        if cuts:
            seen += 1
            assert (excess(each, cuts, [point]) > 0.5).any()
            assert (excess(each, cuts, good) <= 0.0).all()
        else:
            assert "contiguity" not in {violation.rule.value for violation in judge(plan, criteria).violations}
    assert seen
    assert good


def test_covers_are_valid_and_violated(make):
    """Capacity, a lower limit and disruption: what a judge finds is cut off, and no plan with it."""
    homes = [0.0, None]
    instance = make(
        [0.0, 5.0, 10.0, 15.0],
        homes,
        measures={"potential": [3.0, 1.5, 2.0, 1.0], "workload": [1.0, 2.0, 2.0, 1.0]},
        incumbent=[0, 0, 1, 1],
    )
    criteria = Criteria(balance={"potential": 0.4}, capacity={"workload": 4.0}, disruption_at_most=0.3)
    each = formulated(instance, criteria)
    everything = [(plan, each.point(plan)) for plan in plans(instance, homes)]
    good = [point for plan, point in everything if judge(plan, criteria).feasible]
    assert good
    for plan, point in everything:
        cuts = covers(each, point)
        assert bool(cuts) == bool(judge(plan, criteria).violations)
        assert (excess(each, cuts, [point]) > 0.5).all()
        assert (excess(each, cuts, good) <= 0.0).all()


def test_nothing_to_separate_without_contiguity(make):
    """Whoever does not ask for it gets no cuts."""
    instance = replace(make([0.0, 1.0, 2.0], [None]), adjacency=adjacency_from_pairs(3, [(0, 1)]))
    each = formulated(instance, Criteria())
    assert separators(each, each.columns.site == 0) == []


def grid(width):
    pairs = [(i, i + 1) for i in range(width**2) if (i + 1) % width] + [(i, i + width) for i in range(width**2 - width)]
    return adjacency_from_pairs(width**2, pairs).neighbours()


def test_a_separator_on_a_grid():
    """Corner against corner of four by four: the two beside the piece, not those a wall hides."""
    near = np.zeros(16, dtype=bool)
    near[0] = True
    everywhere = np.ones(16, dtype=bool)
    assert separator(grid(4), near, 15, everywhere).tolist() == [1, 4]
    wall = everywhere.copy()
    wall[[5, 8]] = False
    assert separator(grid(4), near, 15, wall).tolist() == [1]


def test_ways_on_a_grid():
    """Sums of weights without the first; infinite beyond a wall; weights of 0 are ways too."""
    weight = np.ones(9)
    assert ways(grid(3), weight, np.ones(9, dtype=bool), 0).tolist() == [0, 1, 2, 1, 2, 3, 2, 3, 4]
    wall = np.array([True, False, True, True, False, True, True, False, True])
    assert np.isinf(ways(grid(3), weight, wall, 0)[[2, 5, 8]]).all()
    assert ways(grid(3), 0.0 * weight, np.ones(9, dtype=bool), 0).max() < 1e-200
