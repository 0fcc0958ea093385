"""From facts and choices to numbers, and from chosen pairs back to a plan."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.formulation.fixed_centres import STRANDED, formulate, with_pairs
from optimizer.formulation.items import group_items
from optimizer.formulation.pairs import Pairs

LIMITS = Criteria(balance={"potential": 0.5, "count": 0.5}, capacity={"workload": 6.0}, disruption_at_most=0.25)


def territories(program):
    return [part.tolist() for part in np.split(program.territory, program.start[1:-1])]


def test_the_numbers_of_the_line(line, formulated):
    """Costs in kilometres, amounts and limits by measure, shares of what moves."""
    program = formulated(line, LIMITS).program
    assert program.num_items == 6
    assert territories(program) == [[0, 1]] * 6
    assert program.cost.tolist() == [0.0, 50.0, 10.0, 40.0, 20.0, 30.0, 30.0, 20.0, 40.0, 10.0, 50.0, 0.0]
    assert program.amounts.tolist() == [[p, 1.0, w] for p, w in zip(range(1, 7), [2, 2, 2, 1, 1, 1], strict=True)]
    assert program.lower.tolist() == [[5.25, 1.5, 0.0]] * 2
    assert program.upper.tolist() == [[15.75, 4.5, 6.0]] * 2
    assert (program.moved[:, 0] * 21).round(9).tolist() == [0, 1, 0, 2, 0, 3, 0, 4, 5, 0, 6, 0]
    assert program.most_moved.tolist() == [0.25]


def test_complete_is_all_pairs_open(line, formulated):
    """True only where the nearest ones are all there are."""
    assert formulated(line, Criteria()).complete
    assert not formulated(line, Criteria(), 1).complete


def test_without_pairs_there_are_limits_and_no_costs(line):
    """The formulation to which pairs are added later."""
    eligibility = find_eligibility(line, LIMITS)
    items = group_items(line, LIMITS, eligibility)
    centres = np.array([6, 7], dtype=np.int32)
    empty = formulate(line, LIMITS, eligibility, items=items, centres=centres)
    assert empty.program.start.tolist() == [0] * 7
    assert (empty.program.cost.size, empty.complete) == (0, False)
    pairs = Pairs(np.arange(7), np.array([0, 0, 0, 1, 1, 1], dtype=np.int32))
    filled = with_pairs(empty, pairs).program
    assert filled.cost.tolist() == [0.0, 10.0, 20.0, 20.0, 10.0, 0.0]
    assert (filled.moved[:, 0] * 21).round(9).tolist() == [0, 0, 0, 4, 0, 0]
    assert filled.upper.tolist() == [[15.75, 4.5, 6.0]] * 2


def test_moving_is_in_the_cost(line, formulated):
    """A pair that changes hands costs its share of today's 70 km besides its travel."""
    plain, moving = (formulated(line, Criteria(disruption_weight=w)).program.cost for w in (0.0, 1.0))
    assert (moving - plain) == pytest.approx(np.array([0, 1, 0, 2, 0, 3, 0, 4, 5, 0, 6, 0]) * 70 / 21)


@pytest.mark.parametrize("power", [1, 2])
def test_pairs_beyond_the_radius_are_closed(line, formulated, power):
    """At 30 km each account keeps the homes that near; squares do not change what is near."""
    criteria = Criteria(max_travel=30.0, travel=TravelCriterion(power=power))
    program = formulated(line, criteria).program
    assert territories(program) == [[0], [0], [0, 1], [0, 1], [1], [1]]
    assert program.cost.tolist() == [x**power for x in [0.0, 10.0, 20.0, 30.0, 30.0, 20.0, 10.0, 0.0]]


def test_a_family_is_as_far_as_its_farthest_member(make, formulated):
    """Near the first home is the one, near the second the other: only the home between is near to both."""
    instance = make([0.0, 20.0], [0.0, 10.0, 20.0], family=[0, 0])
    fixed = formulated(instance, Criteria(keep_together=True, max_travel=10.0))
    assert territories(fixed.program) == [[1]]


def test_an_item_with_nothing_near_keeps_its_pairs_at_a_price(line, formulated):
    """A pin beyond the radius cannot be kept, but the plan given still has the account where it is pinned."""
    program = formulated(line, Criteria(max_travel=30.0, pins={"a0": "t1"})).program
    assert territories(program)[0] == [1]
    assert program.cost[0] == STRANDED * 50.0
    assert program.cost[1] == 10.0


def test_a_choice_is_a_plan_and_back(line, formulated):
    """Territories of chosen pairs, and pairs of a plan's territories."""
    fixed = formulated(line, LIMITS)
    choice = np.array([0, 2, 4, 7, 9, 11])
    alignment = fixed.alignment(choice)
    assert alignment.territory_of.tolist() == [0, 0, 0, 1, 1, 1]
    assert alignment.centre_unit.tolist() == [-1, -1]
    assert fixed.choice(alignment).tolist() == choice.tolist()
    assert judge(alignment, LIMITS).objective == fixed.program.cost[choice].sum()


def test_a_closed_pair_is_replaced_by_the_first_open_one(line, formulated, plan):
    """A plan may have what is not open here, or leave an account out."""
    fixed = formulated(line, Criteria(max_travel=30.0))
    chosen = fixed.choice(plan(line, [1, 0, 1, -1, 1, 0]))
    assert fixed.program.territory[chosen].tolist() == [0, 0, 1, 0, 1, 1]


def test_families_and_the_unplaced_in_a_plan(make, formulated):
    """A family goes together; an account no plan can place has no territory."""
    instance = make([0.0, None, 5.0, 6.0], [0.0, 6.0], family=[0, 1, 2, 0], unplaced=[1])
    fixed = formulated(instance, Criteria(keep_together=True))
    alignment = fixed.alignment(np.array([1, 2]))
    assert alignment.territory_of.tolist() == [1, -1, 0, 1]
    assert fixed.choice(alignment).tolist() == [1, 2]
