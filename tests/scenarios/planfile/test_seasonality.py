"""Periods of the year and their weights."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"


def rule(write, more, year=""):
    path = write({"plan.yaml": (HISTORY, HISTORY + more)})
    path.write_text(path.read_text() + year)
    return read_plan(path).quotas


@pytest.mark.parametrize(
    ("more", "year", "periods", "profile"),
    [
        ("", "", tuple(f"{month:02d}" for month in range(1, 13)), (1.0,) * 12),
        ("  periods: 4\n", "", ("1", "2", "3", "4"), (1.0,) * 4),
        ("  periods: [Q1, Q2]\n  seasonality: [1, 3]\n", "", ("Q1", "Q2"), (1.0, 3.0)),
        ("  seasonality: [1, 3]\n", "", ("1", "2"), (1.0, 3.0)),
        ("  periods: 4\n  seasonality: bookings\n", "", ("1", "2", "3", "4"), (450.0, 350.0, 0.0, 400.0)),
        ("  periods: 4\n  seasonality: {last_months: 24}\n", "", ("1", "2", "3", "4"), (450.0, 350.0, 0.0, 1399.0)),
        ("  periods: 2\n  seasonality: bookings\n", "plan_year: {start: 2026-07-01}\n", ("1", "2"), (400.0, 800.0)),
        (
            "  periods: 3\n",
            "plan_year: {start: 2026-11-01, months: 3}\n",
            ("2026-11", "2026-12", "2027-01"),
            (1.0,) * 3,
        ),
    ],
)
def test_a_profile(write, more, year, periods, profile):
    """Even, given, or as the bookings of past months were, from the first month of the plan year on."""
    quotas = rule(write, more, year)
    assert quotas.periods == periods
    assert quotas.profile == profile


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("  periods: 5\n  seasonality: bookings\n", "12 months cannot be put into 5 periods"),
        ("  periods: 3\n  seasonality: [1, 2]\n", "3 periods and 2 weights"),
        ("  periods: [a, a]\n", "two periods have the same name"),
        ("  periods: 0\n", "greater than or equal to 1"),
        ("  seasonality: [0, 0]\n", "needs a weight above 0"),
        ("  seasonality: spring\n", "this word is not known"),
        ("  seasonality: {last_months: 7}\n", "multiple of 12"),
    ],
)
def test_a_profile_that_cannot_be(write, more, message):
    """Misfits of periods and weights are told."""
    with pytest.raises(InputError, match=message):
        rule(write, more)


def test_seasonality_needs_bookings(write):
    """Without a table of bookings there is nothing to learn it from."""
    path = write({"plan.yaml": (HISTORY, HISTORY + "  seasonality: bookings\n")})
    text = (
        path.read_text().replace("  bookings: bookings.csv\n", "").replace("{last_months: 12, of: bookings}", "hours")
    )
    path.write_text(text)
    with pytest.raises(InputError, match=r"key 'quotas.seasonality': there is no table of bookings"):
        read_plan(path)
