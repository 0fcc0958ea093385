"""What is beyond its threshold is named, and what is not is not."""

from dataclasses import replace

from scenarios.tracking import Thresholds, Warned, track

from .test_tracked import AS_PLANNED, booked, kinds


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


def test_a_measure_out_of_tolerance(planned):
    """Where accounts lie so that today's facts break the tolerance, it is said."""
    moved = replace(planned, alignment=planned.alignment.move([1], 1))
    year = track(moved, booked(AS_PLANNED))
    assert Warned.MEASURE in kinds(year, "R1")
    assert "R1: potential is -50% off target, 20% is allowed" in [alarm.sentence for alarm in year.alarms]
