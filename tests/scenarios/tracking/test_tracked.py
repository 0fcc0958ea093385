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


def test_a_year_as_planned(planned):
    """At the quota's pace attainment is 1, the run-rate is the quota, and nothing calls for a repair."""
    to_date = planned.cents[:, :6].sum(axis=1) / 100
    share = to_date / 12
    year = track(planned, booked({"A1": share[0], "A2": share[0], "A3": share[1], "A4": share[1]}))
    frame = year.to_frame()
    assert year.as_of == JUNE
    assert frame["attainment_to_date"].to_numpy() == pytest.approx([1, 1])
    assert frame["run_rate_attainment"].to_numpy() == pytest.approx([1, 1], abs=1e-3)
    assert frame["needed_pace"].to_numpy() == pytest.approx([1, 1])
    assert frame["elapsed"].to_numpy() == pytest.approx([6 / 14, 6 / 14], abs=0.01)
    assert year.unplanned == 0


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


def test_periods_add_up(planned):
    """Each booking is in its period, those after the day in none, and sums are those of the territories."""
    year = track(planned, booked(AS_PLANNED, months=9), as_of=date(2027, 3, 31))
    frame = year.periods_frame()
    assert frame.groupby("territory")["booked"].sum().tolist() == [600, 600]
    assert frame.loc[frame["period"] == planned.periods[3], "booked"].tolist() == [0, 0]
    assert frame.loc[frame["territory"] == "R1", "ended"].tolist() == [1] * 3 + [0] * 9
    assert frame.groupby("territory")["quota"].sum().tolist() == pytest.approx([2_800, 2_800])


def test_what_nobody_planned_is_told(planned):
    """Accounts of no territory count for nobody, and are an alarm of the company once they are many."""
    few = track(planned, booked(AS_PLANNED, extra=[("X9", "2027-02-01", 50.0)]))
    assert few.unplanned == 50
    assert kinds(few, "") == []
    many = track(planned, booked(AS_PLANNED, extra=[("X9", "2027-02-01", 500.0)]))
    assert kinds(many, "") == [Warned.UNPLANNED]
    assert many.booked.sum() == 2_400


def test_a_rep_without_hope_and_one_without_need(planned):
    """Next to nothing booked is out of reach; a quota met in June leaves nothing to reach."""
    year = track(planned, booked({"A1": 1.0, "A2": 1.0, "A3": 300.0, "A4": 300.0}))
    assert Warned.OUT_OF_REACH in kinds(year, "R1")
    assert Warned.NOTHING_TO_REACH in kinds(year, "R2")
    late = track(planned, booked({"A3": 300.0, "A4": 300.0}, months=6), thresholds=Thresholds(nothing_to_reach=0.9))
    assert Warned.NOTHING_TO_REACH not in kinds(late, "R2")


def test_one_big_account(planned):
    """An account with most of what a territory booked is named, once it is a good part of the quota."""
    year = track(planned, booked({"A1": 20.0, "A2": 20.0, "A3": 20.0, "A4": 400.0}))
    alarm = next(alarm for alarm in year.alarms if alarm.kind is Warned.BIG_ACCOUNT)
    assert alarm.subject == "R2"
    assert "A4 holds 95%" in alarm.sentence
    small = track(planned, booked({"A1": 1.0, "A2": 1.0, "A3": 1.0, "A4": 20.0}))
    assert Warned.BIG_ACCOUNT not in kinds(small, "R2")


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


def test_a_measure_out_of_tolerance(planned):
    """Where accounts lie so that today's facts break the tolerance, it is said."""
    moved = replace(planned, alignment=planned.alignment.move([1], 1))
    year = track(moved, booked(AS_PLANNED))
    assert Warned.MEASURE in kinds(year, "R1")
    assert "R1: potential is -50% off target, 20% is allowed" in [alarm.sentence for alarm in year.alarms]


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
