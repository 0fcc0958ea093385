"""Each choice is said in words, taken back from criteria, and checked from the facts."""

from __future__ import annotations

import pytest

from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choices import Forbidden, MaxTravel, Pins
from optimizer.diagnosis.limits import BalanceLimit
from optimizer.diagnosis.listing import choices_of

FULL = Criteria(
    balance={"potential": 0.1},
    capacity={"workload": 6.0},
    disruption_at_most=0.2,
    pins={"a0": "t0", "a1": "t0"},
    forbidden=frozenset({("a5", "t0")}),
    keep_together=True,
    max_travel=30.0,
    min_count=1,
    max_count=4,
)


def test_every_choice_of_criteria_is_listed_and_said(line):
    """One a territory and side for balance, one for each other rule; words name labels and amounts."""
    words = [choice.words for choice in choices_of(case_of(line, FULL))]
    assert len([word for word in words if "potential (target" in word]) == 4
    for text in (
        "no territory holds more than 6 workload",
        "every territory has at most 4 accounts",
        "every territory has at least 1 accounts",
        "at most 20% of potential changes hands",
        "no account is farther than 30 km from the centre of its territory",
        "a5 may not be in t0",
        "2 accounts are pinned to t0 (a0, a1)",
    ):
        assert text in words


def test_all_choices_can_be_taken_back(line):
    """Without each of them in turn nothing is left of the criteria."""
    criteria = FULL
    for choice in choices_of(case_of(line, FULL)):
        criteria = choice.removed_from(criteria)
    assert choices_of(case_of(line, criteria)) == ()


@pytest.mark.parametrize(
    ("choice", "territory_of", "kept"),
    [
        (Pins("t0", ("a0", "a1")), [0, 0, 0, 1, 1, 1], True),
        (Pins("t0", ("a0", "a1")), [0, 1, 0, 1, 1, 1], False),
        (Forbidden("a5", ("t0",)), [0, 0, 0, 1, 1, 0], False),
    ],
)
def test_choices_are_checked_from_the_plan(line, plan, choice, territory_of, kept):
    """By territory of the accounts named."""
    assert choice.kept_by(plan(line, territory_of), case_of(line, FULL)) == kept


def test_distance_is_checked_from_the_plan(line, plan):
    """The account at 30 km is 30 km from home at 0, and 20 from that at 50."""
    case = case_of(line, FULL)
    limit = next(choice for choice in choices_of(case) if isinstance(choice, MaxTravel))
    assert limit.kept_by(plan(line, [0, 0, 0, 0, 1, 1]), case)
    assert not limit.kept_by(plan(line, [0, 0, 0, 0, 0, 1]), case)


def test_limits_are_those_of_the_tolerance(line):
    """Half of 21 within a tenth."""
    limits = [choice for choice in choices_of(case_of(line, FULL)) if isinstance(choice, BalanceLimit)]
    assert sorted({round(limit.limit, 6) for limit in limits}) == [9.45, 11.55]
