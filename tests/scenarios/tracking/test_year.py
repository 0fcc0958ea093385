"""Tables of a year under way add up."""

from datetime import date

import pytest

from scenarios.tracking import track

from .test_tracked import AS_PLANNED, JUNE, booked


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


def test_periods_add_up(planned):
    """Each booking is in its period, those after the day in none, and sums are those of the territories."""
    year = track(planned, booked(AS_PLANNED, months=9), as_of=date(2027, 3, 31))
    frame = year.periods_frame()
    assert frame.groupby("territory")["booked"].sum().tolist() == [600, 600]
    assert frame.loc[frame["period"] == planned.periods[3], "booked"].tolist() == [0, 0]
    assert frame.loc[frame["territory"] == "R1", "ended"].tolist() == [1] * 3 + [0] * 9
    assert frame.groupby("territory")["quota"].sum().tolist() == pytest.approx([2_800, 2_800])
