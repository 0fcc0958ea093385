"""From facts and choices to a program, and between its points and plans."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.alignment import Alignment
from optimizer.assessment import judge
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.eligibility import find_eligibility
from optimizer.exceptions import InputError
from optimizer.formulation.items import group_items
from optimizer.formulation.mixed_integer import MOST_COLUMNS, check_size, formulate_exactly
from optimizer.formulation.rows import keeps_rows
from optimizer.metrics import with_best_centres

RULES = Criteria(
    balance={"potential": 0.9},
    travel=TravelCriterion(by="potential", power=2, weight=2.0),
    disruption_weight=0.5,
    disruption_at_most=0.9,
    keep_together=True,
)


def formulated(instance, criteria):
    eligibility = find_eligibility(instance, criteria)
    return formulate_exactly(instance, criteria, eligibility, group_items(instance, criteria, eligibility))


def random_instance(make, rng, homes):
    return make(
        [tuple(place) for place in rng.uniform(0, 60, (6, 2))],
        homes,
        measures={"potential": rng.uniform(1, 3, 6)},
        incumbent=rng.integers(-1, 3, 6),
        family=[0, 0, 1, 2, 3, 4],
    )


@pytest.mark.parametrize("homes", [[None] * 3, [0.0, 30.0, 60.0], [(30.0, 30.0), None, None]])
def test_plans_are_points_and_points_are_plans(make, homes):
    """Forty plans each: a point costs what the judge says, and keeps the rows if the plan keeps the rules."""
    rng = np.random.default_rng(3)
    instance = random_instance(make, rng, homes)
    each = formulated(instance, RULES)
    feasible = 0
    for _ in range(40):
        of_family = rng.integers(0, 3, 5)
        territory_of = of_family[instance.units.family]
        nowhere = np.full(3, -1, dtype=np.int32)
        plan = with_best_centres(Alignment(instance, territory_of, nowhere), RULES.travel)
        point, assessment = each.point(plan), judge(plan, RULES)
        assert each.cost[point].sum() == pytest.approx(assessment.objective)
        assert keeps_rows(each.program(), point) == assessment.feasible
        feasible += assessment.feasible
        again = judge(each.alignment(point), RULES)
        assert again.objective == pytest.approx(assessment.objective)
    assert 0 < feasible < 40


def test_alike_territories_are_named_in_order(free_line):
    """A plan and its twin with names exchanged are one point; the plan of it fills the first territory first."""
    each = formulated(free_line, Criteria())
    twins = [
        Alignment(free_line, np.array(territory), np.array(centre))
        for territory, centre in (([0, 0, 0, 1, 1, 1], [1, 4]), ([1, 1, 1, 0, 0, 0], [4, 1]))
    ]
    points = [each.point(twin) for twin in twins]
    assert points[0].tolist() == points[1].tolist()
    assert each.alignment(points[1]).territory_of.tolist() == [0, 0, 0, 1, 1, 1]


def test_points_that_are_no_plans(free_line):
    """An account twice, an account nowhere, three territories where there are two."""
    each = formulated(free_line, Criteria())
    everywhere = np.ones(len(each.columns), dtype=bool)
    assert each.alignment(everywhere) is None
    assert each.alignment(~everywhere) is None
    assert each.alignment(each.columns.item == each.columns.site) is None


def test_closed_pairs(line):
    """Beyond the radius nothing is open, and a plan that needs it is no point."""
    each = formulated(line, Criteria(max_travel=30.0))
    assert len(each.columns) == 8
    assert each.point(Alignment(line, np.array([1, 0, 0, 1, 1, 1]), np.array([-1, -1]))) is None
    assert each.point(Alignment(line, np.array([-1, 0, 0, 1, 1, 1]), np.array([-1, -1]))) is None


def test_a_site_without_its_opener_is_closed(free_line):
    """Whoever may not have the centre, nobody goes there."""
    each = formulated(free_line, Criteria())
    kept = ~((each.columns.item == 2) & (each.columns.site == 2))
    assert 2 not in each.only(kept).columns.site
    assert len(each.only(kept).columns) == 30


def test_too_many_pairs():
    """The number is in the message."""
    check_size(2_000, MOST_COLUMNS // 2_000)
    with pytest.raises(InputError, match="2,001"):
        check_size(2_001, MOST_COLUMNS // 2_000)
