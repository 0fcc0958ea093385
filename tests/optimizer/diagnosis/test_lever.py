"""A plan fits the limits of a lever exactly as far as it keeps the criteria pulled by as much."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from optimizer.assessment import judge
from optimizer.criteria import Criteria
from optimizer.diagnosis.case import case_of
from optimizer.diagnosis.choices import Forbidden, Pins
from optimizer.diagnosis.lever import (
    DROPPED,
    AllowedPairs,
    DroppedPin,
    FewerAccounts,
    LongerTravel,
    MoreAccounts,
    MoreCapacity,
    MoreDisruption,
    WiderTolerance,
)
from optimizer.diagnosis.rulebook import write
from optimizer.diagnosis.sheet import Sheet

CASES = {
    "balance of potential": (Criteria(balance={"potential": 0.1}), WiderTolerance(1.0, "potential", 0.1)),
    "capacity of workload": (Criteria(capacity={"workload": 5.0}), MoreCapacity(1.0, "workload", 5.0)),
    "max_count": (Criteria(max_count=4), MoreAccounts(1.0, 4)),
    "min_count": (Criteria(min_count=4), FewerAccounts(1.0, 4)),
    "disruption of potential": (Criteria(disruption_at_most=0.2), MoreDisruption(1.0, "potential", 0.2)),
    "max_travel": (Criteria(max_travel=20.0), LongerTravel(1.0, 20.0)),
    "pins": (Criteria(pins={"a4": "t0"}), DroppedPin(1.0, Pins("t0", ("a4",)))),
    "forbidden pairs": (
        Criteria(forbidden=frozenset({("a1", "t1")})),
        AllowedPairs(1.0, Forbidden("a1", ("t1",))),
    ),
}
"""Criteria of the line of six, and the lever of the kind."""
PULLS = (0.0, 0.25, 1.0)
each = pytest.mark.parametrize("kind", CASES)


@pytest.fixture
def sheet_of(line):
    """Give all 12 pairs of the line under criteria of which nothing is a hard rule."""
    return lambda criteria: Sheet.of(write(case_of(line, criteria), ()))


def fits(sheet, limits, territories, pull):
    """Whether a plan keeps the limits of a lever that is pulled."""
    chosen = np.zeros(len(sheet.item))
    chosen[sheet.place[np.arange(len(territories)), territories]] = 1.0
    for limit in limits:
        value = limit.rows @ chosen + limit.pull * pull
        if (value > limit.upper + 1e-9).any() or (value < limit.lower - 1e-9).any():
            return False
    return True


@each
def test_the_limits_are_those_of_the_criteria_pulled(kind, line, plan, sheet_of):
    """Looked at all 64 plans: limits stretched by a pull are the rule of the criteria loosened by it."""
    criteria, lever = CASES[kind]
    sheet, pulls = sheet_of(criteria), (0.0, 1.0) if lever.whole else PULLS
    limits, agreed = lever.limits(sheet), set()
    for pull in pulls:
        loosened = lever.pulled(criteria, pull) if pull > 0 else criteria
        for territories in product(range(2), repeat=6):
            keeps = not judge(plan(line, territories), loosened).violations
            assert fits(sheet, limits, territories, pull) is keeps
            agreed.add(keeps)
    assert agreed == {True, False}


@each
def test_a_lever_names_its_kind(kind):
    """The kind is the one its easing will be told as."""
    assert str(CASES[kind][1].kind) == kind


@each
def test_pulling_leaves_everything_else(kind):
    """Only the field of the rule changes."""
    criteria, lever = CASES[kind]
    after = lever.pulled(criteria, 0.5)
    changed = [name for name in Criteria.__dataclass_fields__ if getattr(after, name) != getattr(criteria, name)]
    assert len(changed) == 1


def test_only_the_pairs_of_the_unit_are_allowed():
    """Another unit's forbidden pair stays forbidden."""
    criteria = Criteria(forbidden=frozenset({("a1", "t1"), ("a2", "t0")}))
    assert CASES["forbidden pairs"][1].pulled(criteria, 1.0).forbidden == {("a2", "t0")}


def test_a_territory_without_a_target_is_helped_by_no_tolerance(make):
    """A territory that should hold nothing may hold nothing, however far the lever is pulled."""
    instance = make(range(2), [0.0, 1.0], shares=[1, 0])
    lever = WiderTolerance(1.0, "potential", 0.1)
    sheet = Sheet.of(write(case_of(instance, Criteria(balance={"potential": 0.1})), ()))
    limits = lever.limits(sheet)
    assert fits(sheet, limits, [0, 0], 0.0)
    assert not fits(sheet, limits, [0, 1], 1e6)


def test_shares_end_at_all_and_counts_at_none():
    """No cap above one, no fewest accounts below zero; whole accounts are rounded so that more is allowed."""
    assert MoreDisruption(1.0, "potential", 0.9).pulled(Criteria(disruption_at_most=0.9), 5.0).disruption_at_most == 1.0
    assert FewerAccounts(1.0, 4).pulled(Criteria(min_count=4), 2.0).min_count == 0
    assert FewerAccounts(1.0, 4).pulled(Criteria(min_count=4), 0.3).min_count == 2
    assert MoreAccounts(1.0, 4).pulled(Criteria(max_count=4), 0.3).max_count == 6


def test_a_limit_of_no_accounts_can_be_raised(line, sheet_of):
    """The most of zero accounts is measured in accounts, for nothing is a share of zero."""
    sheet = sheet_of(Criteria(max_count=0))
    limits = MoreAccounts(1.0, 0).limits(sheet)
    assert not fits(sheet, limits, [0] * line.num_units, 5.0)
    assert fits(sheet, limits, [0] * line.num_units, 6.0)


def test_travel_to_centres_that_are_to_be_found_has_no_limit_here(free_line):
    """Asked for it, the lever says why not."""
    sheet = Sheet.of(write(case_of(free_line, Criteria(max_travel=10.0)), ()))
    with pytest.raises(ValueError, match="centres are fixed"):
        LongerTravel(1.0, 10.0).limits(sheet)


@pytest.mark.parametrize(("pull", "elastic", "whole"), [(0.0, False, False), (0.1, True, False), (DROPPED, True, True)])
def test_a_pin_is_dropped_only_where_much_of_the_unit_leaves(pull, elastic, whole):
    """A tolerance counts from any pull, a pin from a good part of its unit."""
    assert CASES["balance of potential"][1].counts(pull) is elastic
    assert CASES["pins"][1].counts(pull) is whole
