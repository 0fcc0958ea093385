"""Bookings to date move attainment, chances and balance; what is beyond its threshold is named."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from scenarios.tracking import Thresholds, Warned, YearBookings, track

JUNE = date(2027, 6, 30)


def booked(per_month, *, months=6, extra=()):
    """Give each account the same every month, and some rows besides."""
    rows = [
        (account, f"2027-{month:02d}-01", amount)
        for account, amount in per_month.items()
        for month in range(1, months + 1)
    ]
    rows += list(extra)
    accounts, days, amounts = zip(*rows, strict=True)
    return YearBookings(
        pd.Series(accounts, dtype=object), np.array(days, dtype="datetime64[D]"), np.array(amounts, dtype=float), True
    )


AS_PLANNED = {"A1": 100.0, "A2": 100.0, "A3": 100.0, "A4": 100.0}


def kinds(year, subject):
    """What is said of a territory."""
    return [alarm.kind for alarm in year.alarms if alarm.subject == subject]


def test_chances_follow_the_year(planned):
    """A good half year raises the chance of who had it, and a little that of the other, who is on the same market."""
    even = track(planned, booked(AS_PLANNED))
    good = track(planned, booked({**AS_PLANNED, "A1": 180.0}))
    assert good.chance[0] > even.chance[0]
    assert good.expected[0] > even.expected[0]
    assert good.expected[1] > even.expected[1]
    assert (good.chance_at_plan == even.chance_at_plan).all()


def test_after_the_year_chances_are_facts(planned):
    """With the year behind, a quota is met or not."""
    done = track(planned, booked({"A1": 200.0, "A2": 200.0, "A3": 50.0, "A4": 50.0}, months=12))
    assert done.chance.tolist() == [1, 0]
    assert done.expected == pytest.approx([4_800, 1_200])
    assert done.to_frame()["needed_pace"].isna().all()


def test_balance_drifts_with_the_year(planned):
    """Facts as planned are balanced; at the pace of an uneven year they are not, by one amount in both directions."""
    year = track(planned, booked({"A1": 260.0, "A2": 260.0, "A3": 20.0, "A4": 20.0}))
    frame = year.balance_frame()
    assert frame["deviation"].tolist() == [0, 0]
    pace = frame["deviation_at_pace"].tolist()
    assert pace[0] == pytest.approx(-pace[1])
    assert pace[0] > 0.2
    assert kinds(year, "R1").count(Warned.PACE) == kinds(year, "R2").count(Warned.PACE) == 1
    assert frame["tolerance"].tolist() == [0.2, 0.2]


def test_without_outlook_there_are_no_chances(planned):
    """Attainment and run-rate remain."""
    year = track(replace(planned, outlook=None), booked(AS_PLANNED))
    assert np.isnan(year.chance).all()
    assert year.to_frame()["attainment_to_date"].notna().all()
    assert any("no forecast" in note for note in year.notes)
    assert year.balance_frame()["deviation_at_pace"].isna().all()


def test_misuse_is_told(planned):
    """A year without bookings, and a persistence that is no share."""
    with pytest.raises(ValueError, match="no booking lies between"):
        track(planned, booked(AS_PLANNED), as_of=date(2026, 12, 31))
    with pytest.raises(ValueError, match="persistence"):
        track(planned, booked(AS_PLANNED), persistence=1.5)


def test_the_plan_s_thresholds_count_where_none_are_given(planned):
    """A threshold of the plan file, unless another is handed in."""
    strict = replace(planned, thresholds=Thresholds(unplanned=0.0))
    bookings = booked(AS_PLANNED, extra=[("A9", "2027-01-01", 1.0)])
    assert Warned.UNPLANNED in {alarm.kind for alarm in track(strict, bookings).alarms}
    lenient = track(strict, bookings, thresholds=Thresholds(unplanned=1.0))
    assert Warned.UNPLANNED not in {alarm.kind for alarm in lenient.alarms}
