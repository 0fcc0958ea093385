"""Costs on the fly are those of the formulation, and so is who may serve whom."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.formulation import group_items
from optimizer.solvers.ground import OUT_OF_REACH, cost_at, find_ground, may_serve, moved_by


def _ground(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    return find_ground(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def test_as_the_formulation_says(case, formulated):
    """Open pairs, their costs and what they move, under every rule."""
    program, ground = formulated(*case).program, _ground(*case)
    n = case.instance.num_units
    for item in range(program.num_items):
        pairs = range(program.start[item], program.start[item + 1])
        served = {int(program.territory[pair]) for pair in pairs}
        eligible = {j for j in range(case.instance.num_territories) if may_serve(ground, item, j)}
        # Only the radius may close a pair that is eligible.
        assert served <= eligible
        assert served == eligible or case.criteria.max_travel is not None
        for pair in pairs:
            territory = program.territory[pair]
            assert cost_at(ground, item, territory, n + territory) == pytest.approx(program.cost[pair])
            for row in range(len(program.most_moved)):
                assert moved_by(ground, item, territory, row) == pytest.approx(program.moved[pair, row])


def test_out_of_reach_costs_a_multiple(line):
    """Beyond the radius, so that no search keeps it where it need not."""
    ground = _ground(line, Criteria(max_travel=25.0))
    assert [cost_at(ground, item, 0, 6) for item in range(3)] == [0.0, 10.0, 20.0]
    assert cost_at(ground, 3, 0, 6) >= OUT_OF_REACH * 30.0
    assert np.isinf(_ground(line, Criteria()).radius)
