"""Who is there when: part time, dates, ramp, leave, leavers and joiners."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.quotas import Attendance


@pytest.fixture
def pair(year) -> Attendance:
    """Two reps, always there, in quarters."""
    return Attendance.full(year, ("west", "east"), num_periods=4)


def test_full_reps_carry_everything(pair):
    """In every period."""
    assert pair.by_period() == {"west": (1.0,) * 4, "east": (1.0,) * 4}


def test_part_time_dates_and_leave(pair):
    """Half a rep, away in February; one from July who ramps up."""
    away = np.zeros((2, 12))
    away[0, 1] = 1.0
    start = np.array(["NaT", "2027-07-01"], dtype="datetime64[D]")
    changed = replace(pair, fte=np.array([0.5, 1.0]), away=away, start=start).by_period()
    assert changed["west"] == pytest.approx((1 / 3, 0.5, 0.5, 0.5))
    assert changed["east"] == pytest.approx((0.0, 0.0, 0.5, 1.0))


def test_a_leaver_and_a_successor(pair):
    """Nobody in the second quarter; half of the third while the successor ramps up."""
    assert pair.leaving("west", date(2027, 4, 1)).by_period()["west"] == (1.0, 0.0, 0.0, 0.0)
    followed = pair.leaving("west", date(2027, 4, 1), successor=date(2027, 7, 1)).by_period()
    assert followed["west"] == pytest.approx((1.0, 0.0, 0.5, 1.0))
    assert followed["east"] == (1.0,) * 4


def test_somebody_joins_a_territory_that_is_not_there_yet(pair):
    """The others stay as they are."""
    joined = pair.joining("new", date(2027, 7, 1))
    assert joined.labels == ("west", "east", "new")
    assert joined.by_period()["new"] == pytest.approx((0.0, 0.0, 0.5, 1.0))
    assert pair.labels == ("west", "east")


def test_another_ramp(pair):
    """Only who starts within the year feels it."""
    changed = pair.joining("new", date(2027, 7, 1)).with_ramp((0.0, 0.0, 0.0)).by_period()
    assert changed["new"] == (0.0, 0.0, 0.0, 1.0)
    assert changed["west"] == (1.0,) * 4


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2026, 1, 1), date(2029, 1, 1)))
def test_before_and_after_a_day_are_the_year(pair, day):
    """A full rep who leaves on a day carries what lies before it."""
    before = pair.until(day)
    assert ((before >= 0) & (before <= 1)).all()
    assert (np.diff(before) <= 0).all()
    assert pair.leaving("west", day).by_period()["west"] == pytest.approx(tuple(before))


def test_what_does_not_fit_is_refused(pair, year):
    """Periods that are no whole months, rows that are missing."""
    with pytest.raises(ValueError, match="12 months cannot be put into 5 periods"):
        Attendance.full(year, ("west",), num_periods=5)
    with pytest.raises(ValueError, match="fte has 1 rows for 2 territories"):
        replace(pair, fte=np.ones(1))
    with pytest.raises(ValueError, match="read-only"):
        pair.fte[0] = 0.5
