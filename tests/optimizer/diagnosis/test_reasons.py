"""A conflict is told by the sum that shows it, and many limits of a kind in one line."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.conflict import explain_infeasibility
from optimizer.diagnosis.reasons import told
from optimizer.stop import MaxRuntime

TENTH = {"potential": 0.1}


@pytest.mark.parametrize(
    ("facts", "criteria", "reason"),
    [
        ({}, {"balance": TENTH, "max_travel": 2.0, "pins": {"a3": "t0"}}, "no territory is left for a3"),
        ({"measures": {"potential": [9, 1, 1, 1]}}, {"balance": TENTH}, "a0 has 9 potential, more than the 6.6"),
        ({}, {"min_count": 3}, "t0, t1 must hold 6 accounts in all, and the accounts they may have come to 4"),
        ({"incumbent": [0] * 4}, {"balance": TENTH, "disruption_at_most": 0.25}, "% of potential at least, and 25.00%"),
    ],
)
def test_the_sum_is_told(make, facts, criteria, reason):
    """Each kind of contradiction in its own words."""
    conflict = explain_infeasibility(make(range(4), [0.0, 3.0], **facts), Criteria(**criteria), MaxRuntime(20))
    assert reason in conflict.reason


def test_many_limits_are_one_line(make):
    """Five upper limits of one measure are told together, with their sum."""
    instance = make(range(5), [float(j) for j in range(5)], measures={"potential": [6, 1, 1, 1, 1]})
    conflict = explain_infeasibility(instance, Criteria(balance=TENTH), MaxRuntime(20))
    assert told(conflict.choices) == [
        "t0, t1, t2 and 2 more hold at most 2.2 potential each, 11 in all (tolerance 0.1)"
    ]
