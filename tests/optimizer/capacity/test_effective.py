"""Effective capacity factor by factor, by hand-computed numbers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.capacity import PlanYear, effective_capacity
from optimizer.tables import Days

QUARTER = PlanYear(date(2027, 1, 1), 3, (0.0, 0.5))


def days(*values: str | None) -> Days:
    return np.array([value or "NaT" for value in values], dtype="datetime64[D]")


def test_who_is_always_there_carries_every_month_in_full() -> None:
    """No factor departs from 1."""
    capacity = effective_capacity(QUARTER, ["ann"], start=days(None), end=days(None))
    assert capacity.amounts.tolist() == [[1, 1, 1]]
    assert capacity.months == ("2027-01", "2027-02", "2027-03")


def test_the_factors_multiply() -> None:
    """A new half-time rep at 90 % attainment in a rising season: 0, then 0.5 x 0.5 x 0.9 x 1, then 1.5 x 0.5 x 0.9."""
    capacity = effective_capacity(
        QUARTER, ["bob"], start=days("2027-01-01"), end=days(None), fte=0.5, attainment=0.9, seasonality=[1, 2, 3]
    )
    assert capacity.amounts[0].tolist() == pytest.approx([0, 0.225, 0.675])
    assert capacity.by_rep.tolist() == pytest.approx([0.9])


def test_leave_and_holidays_are_working_days() -> None:
    """January 2027 has 21 weekdays: 1 holiday and 5 days of leave leave 15; a holiday on a Saturday changes nothing."""
    leave = np.array([[5.0, 0.0, 31.0]])
    holidays = [date(2027, 1, 1), date(2027, 2, 6)]
    capacity = effective_capacity(QUARTER, ["ann"], start=days(None), end=days(None), leave=leave, holidays=holidays)
    assert capacity.amounts[0].tolist() == pytest.approx([15 / 21, 1, 0])


def test_leave_falls_on_days_of_presence() -> None:
    """Who leaves mid-February (14 of 28 days, 20 weekdays) after 5 days of leave has worked 5 of 20 days."""
    capacity = effective_capacity(QUARTER, ["ann"], start=days(None), end=days("2027-02-14"), leave=[[0, 5, 0]])
    assert capacity.amounts[0].tolist() == pytest.approx([1, 5 / 20, 0])


def test_each_rep_may_have_its_own_numbers() -> None:
    """Attainment (k,) and seasonality (k, m) belong to reps; groups add up reps."""
    capacity = effective_capacity(
        QUARTER,
        ["a", "b", "c"],
        start=days(None, None, None),
        end=days(None, None, None),
        attainment=[1.0, 0.5, 0.0],
        seasonality=[[1, 1, 1], [0, 0, 1], [1, 1, 1]],
    )
    assert capacity.amounts.tolist() == [[1, 1, 1], [0, 0, 1.5], [0, 0, 0]]
    assert capacity.by_group([1, 1, 0], 2).tolist() == [[0, 0, 0], [1, 1, 2.5]]
    assert capacity.by_month.tolist() == [1, 1, 2.5]


def test_the_frame_explains_every_number() -> None:
    """A row a rep and month with all factors, whose product is the capacity."""
    frame = effective_capacity(
        QUARTER, ["a", "b"], start=days("2027-02-10", None), end=days(None, None), fte=[1, 0.5]
    ).to_frame()
    factors = frame[["presence", "ramp", "availability", "attainment", "seasonality"]]
    assert frame["capacity"].tolist() == pytest.approx(factors.prod(axis=1).tolist())
    assert frame["rep"].tolist() == ["a"] * 3 + ["b"] * 3


def test_nobody_has_no_capacity() -> None:
    """An empty team is allowed."""
    capacity = effective_capacity(QUARTER, [], start=days(), end=days())
    assert capacity.by_month.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"fte": -1}, "fte"),
        ({"leave": 32}, "leave"),
        ({"attainment": float("nan")}, "attainment"),
        ({"attainment": [1, 1]}, "attainment"),
        ({"seasonality": [0, 0, 0]}, "seasonality needs a weight"),
        ({"start": days(None, None)}, "start has shape"),
    ],
)
def test_numbers_that_make_no_sense(wrong: dict[str, object], message: str) -> None:
    """Misuse names the argument."""
    arguments: dict[str, object] = {"start": days(None), "end": days(None)} | wrong
    with pytest.raises(ValueError, match=message):
        effective_capacity(QUARTER, ["a"], **arguments)  # type: ignore[arg-type]


def test_groups_must_cover_the_reps() -> None:
    """One known group for each rep."""
    capacity = effective_capacity(QUARTER, ["a"], start=days(None), end=days(None))
    for wrong in ([], [1], [-1]):
        with pytest.raises(ValueError, match="group_of"):
            capacity.by_group(wrong, 1)


@settings(deadline=None)
@given(
    st.lists(st.floats(0.01, 100), min_size=3, max_size=3),
    st.floats(0, 1),
    st.lists(st.floats(0, 31), min_size=3, max_size=3),
)
def test_seasonality_moves_capacity_but_makes_none(weights: list[float], fte: float, leave: list[float]) -> None:
    """Over the year a full rep keeps its capacity whatever the season; absences only take away."""
    full = effective_capacity(QUARTER, ["a"], start=days(None), end=days(None), fte=fte, seasonality=weights)
    assert full.by_rep[0] == pytest.approx(3 * fte)
    away = effective_capacity(
        QUARTER, ["a"], start=days(None), end=days(None), fte=fte, seasonality=weights, leave=[leave]
    )
    assert (away.amounts <= full.amounts + 1e-12).all()
    assert (away.amounts >= 0).all()
