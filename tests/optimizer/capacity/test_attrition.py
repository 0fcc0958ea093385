"""Leavers, vacancies and the ramp of successors, against a hand count, the long run and people drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.capacity import Attrition

HALF_A_MONTH = 1 - 0.5**12
"""Yearly rate of which half of the people leave every month."""


def test_the_monthly_rate_compounds_to_the_yearly_one() -> None:
    """Twelve months of it leave what a year leaves."""
    attrition = Attrition(0.3)
    assert (1 - attrition.monthly_rate) ** 12 == pytest.approx(0.7)
    assert attrition.staying(13)[12] == pytest.approx(0.7)
    assert Attrition(HALF_A_MONTH).monthly_rate == pytest.approx(0.5)


def test_a_hand_count_of_four_months() -> None:
    """Of 8, half leave each month, seats are empty for one month, successors start at 0 and then at 50 %.

    Employed 8, 4, 2 + 4, 3 + 2; leavers are half of that; the 4 who start in the third month are worth nothing,
    the 2 of them left in the fourth half, and the 2 who start then nothing.
    """
    outlook = Attrition(HALF_A_MONTH, 1, (0.0, 0.5)).outlook([8], 4)
    assert outlook.employed[0].tolist() == pytest.approx([8, 4, 6, 5])
    assert outlook.leavers[0].tolist() == pytest.approx([4, 2, 3, 2.5])
    assert outlook.starts[0].tolist() == pytest.approx([0, 0, 4, 2])
    assert outlook.vacant[0].tolist() == pytest.approx([0, 4, 2, 3])
    assert outlook.ramping[0].tolist() == pytest.approx([0, 0, 4, 1 + 2])
    assert outlook.productive[0].tolist() == pytest.approx([8, 4, 2, 2])


def test_nobody_leaves_at_a_rate_of_0() -> None:
    """All seats stay filled."""
    outlook = Attrition(0.0, 3, (0.0,)).outlook([2, 0.5], 12)
    assert not outlook.leavers.any()
    assert outlook.productive.tolist() == [[2.0] * 12, [0.5] * 12]


def test_without_successors_the_team_melts() -> None:
    """By default seats stay empty: after twelve months those who stay are left."""
    outlook = Attrition(0.36).outlook([100], 13)
    assert outlook.employed[0, 12] == pytest.approx(64)
    assert not outlook.starts.any()


def test_a_fraction_of_a_month_to_hire_lies_between() -> None:
    """Until the first successors may leave, half a month more is the mean of the two whole months around it."""
    short, long, between = (Attrition(0.5, time).outlook([1], 4).vacant for time in (1, 2, 1.5))
    assert between[0, :3].tolist() == pytest.approx(((short + long) / 2)[0, :3].tolist())


@pytest.mark.parametrize(("rate", "time"), [(0.1, 1.0), (0.3, 2.5), (0.9, 6.0), (0.3, 0.0)])
def test_the_long_run_follows_littles_law(rate: float, time: float) -> None:
    """The share of seats empty tends to hT / (1 + hT)."""
    attrition = Attrition(rate, time)
    flow = attrition.monthly_rate * time
    assert attrition.outlook([1], 2_000).vacant[0, -1] == pytest.approx(flow / (1 + flow), abs=1e-9)


def test_people_drawn_one_by_one_agree() -> None:
    """200,000 seats simulated person by person, seed 7, agree with the expectation to three standard errors."""
    attrition, months, seats = Attrition(0.6, 2, (0.0, 0.5)), 10, 200_000
    generator = np.random.default_rng(7)
    tenure = np.full(seats, 99)
    opens_at = np.full(seats, -1)
    vacant, productive = np.zeros(months), np.zeros(months)
    for month in range(months):
        tenure[opens_at == month] = 0
        opens_at[opens_at == month] = -1
        working = opens_at < 0
        vacant[month] = 1 - working.mean()
        productive[month] = np.array([0.0, 0.5, 1.0])[np.minimum(tenure[working], 2)].sum() / seats
        leaving = working & (generator.random(seats) < attrition.monthly_rate)
        opens_at[leaving] = month + 3
        tenure += 1
    outlook = attrition.outlook([1], months)
    error = 3 * 0.5 / np.sqrt(seats)
    assert np.abs(outlook.vacant[0] - vacant).max() < error
    assert np.abs(outlook.productive[0] - productive).max() < error


@pytest.mark.parametrize(
    ("arguments", "word"),
    [((1.0,), "yearly_rate"), ((-0.1,), "yearly_rate"), ((0.1, -1), "time_to_hire"), ((0.1, 1, (-1,)), "ramp")],
)
def test_impossible_attrition_is_refused(arguments: tuple[float, ...], word: str) -> None:
    """Nobody can work where everybody leaves at once."""
    with pytest.raises(ValueError, match=word):
        Attrition(*arguments)  # type: ignore[arg-type]


def test_impossible_seats_are_refused() -> None:
    """One number a region, and at least one month."""
    for seats, months in (([-1], 3), ([[1]], 3), ([1], 0)):
        with pytest.raises(ValueError, match="seats"):
            Attrition(0.1).outlook(seats, months)


@settings(deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 15), st.lists(st.floats(0, 1), max_size=5))
def test_seats_are_filled_vacant_or_ramping(rate: float, time: float, ramp: list[float]) -> None:
    """Nothing is negative and nothing exceeds the seats."""
    outlook = Attrition(rate, time, tuple(ramp)).outlook([3.0], 18)
    for part in (outlook.leavers, outlook.starts, outlook.vacant, outlook.ramping, outlook.productive):
        assert (part >= -1e-9).all()
        assert (part <= 3 + 1e-9).all()
    left = outlook.leavers.cumsum(axis=1)[:, :-1] - outlook.starts.cumsum(axis=1)[:, 1:]
    assert outlook.vacant[:, 1:] == pytest.approx(left)
