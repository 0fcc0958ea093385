"""Bounds and reduced costs that no plan contradicts, whatever the prices are worth."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair.case import case_of
from optimizer.diagnosis.repair.moves import formulate_moves
from optimizer.diagnosis.repair.prices import price
from optimizer.formulation.rows import keeps_rows


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_costs_less_than_its_pairs_say(make, seed):
    """Bound plus the reduced cost of any pair of a plan is at most what the plan costs."""
    rng = np.random.default_rng(seed)
    measures = {"potential": rng.integers(1, 9, 7).astype(float), "workload": rng.uniform(1, 4, 7)}
    facts = make(list(rng.uniform(0, 60, 7)), [0.0, 30.0, 60.0], measures=measures)
    current = Alignment(facts, rng.integers(0, 3, 7), np.full(3, -1))
    case = case_of(facts, Criteria(balance={"potential": 0.3}, capacity={"workload": 9.0}), current, "potential")
    formulation = formulate_moves(case).formulation
    program, priced = formulation.program(), price(formulation, 10.0)
    costs = []
    for homes in product(range(3), repeat=7):
        point = np.zeros(len(formulation.columns), dtype=bool)
        point[formulation.columns.find(np.arange(7), np.array(homes))] = True
        if keeps_rows(program, point):
            costs.append(float(formulation.cost[point].sum()))
            assert priced.bound + priced.reduced[point].max() <= costs[-1] + 1e-6
    assert not costs or priced.bound > 0 or min(costs) == 0 or min(costs) < max(formulation.cost)


def test_the_bound_is_that_of_the_linear_program(case):
    """In fractions, two fifths of the largest account are enough."""
    priced = price(formulate_moves(case).formulation, 10.0)
    # Ann has 15 and may keep 13, her largest account has 5.
    assert priced.bound == pytest.approx(2 / 5, abs=1e-6)


def test_no_point_is_told(case):
    """Limits that contradict each other have no prices."""
    formulation = formulate_moves(case).formulation
    sizes = formulation.sizes._replace(upper=np.full_like(formulation.sizes.upper, 1.0))
    assert np.isinf(price(replace(formulation, sizes=sizes), 10.0).bound)


def test_short_of_time_nothing_is_claimed(case):
    """Without an answer the bound is 0 and no pair is closed."""
    priced = price(formulate_moves(case).formulation, 1e-9)
    assert priced.bound <= 2 / 5 + 1e-6
    assert len(priced.reduced) == 16
