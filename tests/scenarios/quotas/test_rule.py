"""A rule sets quotas on any alignment."""

from dataclasses import replace
from datetime import date

import pytest

from optimizer.alignment import incumbent_alignment


def test_it_is_called_with_an_alignment(line, rule):
    """Six of eight accounts are in the west."""
    quotas = rule(incumbent_alignment(line))
    assert [float(amount) for amount in quotas.amounts] == [600.0, 200.0]
    assert rule.split(quotas).periods == ("Q1", "Q2", "Q3", "Q4")


def test_dates_count_where_they_are_taken_into_account(rule):
    """Elsewhere a change with a date starts from full reps."""
    gone = rule.attendance.leaving("east", date(2027, 4, 1))
    aware, unaware = rule.with_attendance(gone), replace(rule, attendance=gone)
    assert aware.capacity["east"] == (1.0, 0.0, 0.0, 0.0)
    assert aware.dated("why") is gone
    assert unaware.dated("why").by_period()["east"] == (1.0,) * 4
    with pytest.raises(ValueError, match="she leaves, and quotas know of no plan year; add `plan_year"):
        replace(rule, attendance=None).dated("she leaves")


def test_periods_and_weights_agree(rule):
    """One weight a period."""
    with pytest.raises(ValueError, match="4 periods need as many weights, given 2"):
        replace(rule, profile=(1.0, 2.0))
