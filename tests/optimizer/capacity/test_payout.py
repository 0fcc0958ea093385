"""Means and percentiles of payouts, by hand-counted draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.capacity import Payout


def test_the_percentile_is_a_draw_that_95_percent_do_not_exceed() -> None:
    """Of 1..20 it is 19, of a single draw that one."""
    payout = Payout.from_draws(np.arange(1.0, 21.0).reshape(20, 1, 1))
    assert payout.mean.tolist() == [[10.5]]
    assert payout.p95 == 19
    assert Payout.from_draws([[[7.0]]]).p95 == 7


def test_sums_come_before_percentiles() -> None:
    """Two regions whose good years exclude each other: each may cost 10, both together always 10."""
    draws = np.array([[[10.0], [0.0]], [[0.0], [10.0]]])
    payout = Payout.from_draws(draws)
    assert payout.p95_by_region is not None
    assert payout.p95_by_region.tolist() == [10, 10]
    assert payout.p95 == 10
    months = Payout.from_draws(draws.transpose(0, 2, 1))
    assert months.p95_by_region is not None
    assert months.p95_by_region.tolist() == [10]


def test_draws_of_the_year_are_paid_by_a_profile() -> None:
    """A quarter in the first month, the rest in the second."""
    payout = Payout.from_draws([[100.0, 0.0], [300.0, 0.0]], profile=[1, 3])
    assert payout.mean.tolist() == [[50, 150], [0, 0]]
    assert payout.p95 == 300


def test_what_is_not_known_is_none() -> None:
    """A mean alone has no percentile."""
    payout = Payout(mean=np.ones((1, 2)))
    assert payout.p95 is None
    assert payout.p95_by_region is None


@pytest.mark.parametrize(
    ("draws", "profile", "message"),
    [
        ([1.0], None, "draws have shape"),
        (np.empty((0, 1, 1)), None, "at least one draw"),
        ([[1.0]], None, "a profile of months is needed"),
        ([[[1.0]]], [1], "and only there"),
        ([[1.0]], [0, 0], "not all 0"),
        ([[-1.0]], [1], "draws must be finite"),
    ],
)
def test_draws_that_make_no_sense(draws: object, profile: object, message: str) -> None:
    """Misuse names the argument."""
    with pytest.raises(ValueError, match=message):
        Payout.from_draws(draws, profile=profile)  # type: ignore[arg-type]


def test_payouts_that_make_no_sense() -> None:
    """Shapes and signs are checked at the door."""
    with pytest.raises(ValueError, match="mean has shape"):
        Payout(mean=np.ones(2))
    with pytest.raises(ValueError, match="p95_by_region has shape"):
        Payout(mean=np.ones((1, 2)), p95_by_region=np.ones(2))
    with pytest.raises(ValueError, match="p95 must be finite"):
        Payout(mean=np.ones((1, 2)), p95=-1.0)


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0, 1e6), min_size=2, max_size=2), min_size=1, max_size=40))
def test_at_most_a_twentieth_of_the_draws_exceed_it(rows: list[list[float]]) -> None:
    """By definition, for each region and for the company."""
    payout = Payout.from_draws(rows, profile=[1])
    draws = np.array(rows)
    assert payout.p95 is not None
    assert (draws.sum(axis=1) > payout.p95).mean() <= 0.05
    assert payout.p95_by_region is not None
    assert ((draws > payout.p95_by_region).mean(axis=0) <= 0.05).all()
