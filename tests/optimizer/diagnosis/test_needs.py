"""What a plan needs is read off from the facts, and no more."""

from __future__ import annotations

import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.kind import Kind, Rule
from optimizer.diagnosis.needs import criteria_for, rounded_up, share_up


@pytest.mark.parametrize(
    ("amount", "up"), [(0.0, 0.0), (1234.5, 1234.5), (123456.0, 123460.0), (0.0012345678, 0.0012346), (100.0, 100.0)]
)
def test_amounts_are_rounded_up_to_few_digits(amount, up):
    """Never below the amount."""
    assert rounded_up(amount) == pytest.approx(up)
    assert rounded_up(amount) >= amount


@pytest.mark.parametrize(("share", "up"), [(0.25, 0.25), (0.25001, 0.2501), (0.0, 0.0)])
def test_shares_are_rounded_up_to_hundredths_of_a_point(share, up):
    """A share on the grid stays."""
    assert share_up(share) == pytest.approx(up)


def test_the_criteria_read_off_keep_the_plan(line, plan):
    """Everything the plan breaks is loosened, and the judge agrees."""
    criteria = Criteria(
        balance={"potential": 0.1},
        capacity={"workload": 5.0},
        disruption_at_most=0.0,
        pins={"a5": "t0"},
        forbidden=frozenset({("a0", "t0")}),
        max_travel=15.0,
        min_count=3,
        max_count=3,
    )
    alignment = plan(line, [0, 0, 0, 0, 0, 1])
    after = criteria_for(case_of(line, criteria), alignment, ())
    assert not judge(alignment, criteria).feasible
    assert judge(alignment, after).feasible
    assert after.max_count == 5
    assert after.min_count == 1
    assert after.max_travel == pytest.approx(40.0)
    assert after.pins == {}


def test_what_is_held_fixed_must_not_be_needed(line, plan):
    """A plan that needs a kind held fixed is no way out."""
    alignment = plan(line, [0, 0, 0, 0, 0, 1])
    case = case_of(line, Criteria(max_count=3))
    assert criteria_for(case, alignment, {Kind(Rule.MAX_COUNT)}) is None
    assert criteria_for(case, alignment, {Kind(Rule.PINS)}).max_count == 5
