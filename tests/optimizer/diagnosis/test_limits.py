"""Limits are kept just where totals are within them."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choice import Side
from optimizer.diagnosis.limits import Balance, BalanceLimit, Capacity, CountLimit, DisruptionCap

CRITERIA = Criteria(balance={"potential": 0.2}, capacity={"workload": 6.0}, min_count=2, disruption_at_most=0.2)


def limit(territory, side):
    """A fifth around half of 21."""
    return BalanceLimit("potential", territory, side, 0.2, 10.5)


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (limit("t0", Side.UPPER), True),
        (limit("t0", Side.LOWER), True),
        (limit("t1", Side.UPPER), True),
        (Balance((limit("t0", Side.UPPER), limit("t1", Side.UPPER))), True),
        (BalanceLimit("potential", "t0", Side.UPPER, 0.0, 9.9), False),
        (Capacity("workload", 6.0), False),
        (Capacity("workload", 7.0), True),
        (CountLimit(Side.LOWER, 2), True),
        (CountLimit(Side.UPPER, 3), False),
        (DisruptionCap("potential", 0.0), True),
    ],
)
def test_limits_are_checked_from_the_plan(line, plan, choice, kept):
    """Today's plan: potential 10 and 11, workload 7 and 2, four accounts and two, none moved."""
    assert choice.kept_by(plan(line, [0, 0, 0, 0, 1, 1]), case_of(line, CRITERIA)) == kept


def test_limits_of_a_measure_as_one():
    """They are told, cut and taken back together."""
    both = Balance((limit("t0", Side.UPPER), limit("t1", Side.LOWER)))
    assert both.words == "potential of t0, t1 is within 20% of target"
    assert both.parts == both.limits
    assert both.removed_from(CRITERIA).balance == {}
