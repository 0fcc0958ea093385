"""Stopping criteria say when a search may end, and combine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.stop import MaxIterations, MaxRuntime, StoppingCriterion, TargetGap

INFINITE = float("inf")
Effort = tuple[float, float, int | None]


def effort(stop: StoppingCriterion) -> Effort:
    return stop.seconds, stop.gap, stop.iterations


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (StoppingCriterion(), (INFINITE, 0.0, None)),
        (MaxRuntime(60), (60, 0.0, None)),
        (TargetGap(0.01), (INFINITE, 0.01, None)),
        (MaxIterations(5), (INFINITE, 0.0, 5)),
        (MaxRuntime(60) | TargetGap(0.01), (60, 0.01, None)),
        (MaxRuntime(60) | MaxRuntime(5) | MaxIterations(9) | MaxIterations(3), (5, 0.0, 3)),
        (TargetGap(0.01) | TargetGap(0.05), (INFINITE, 0.05, None)),
        (TargetGap(0.0), (INFINITE, 0.0, None)),
    ],
)
def test_each_limits_its_own_and_the_first_wins(stop, expected):
    """What a criterion does not speak of is unlimited; of two, the one that ends sooner holds."""
    assert effort(stop) == expected


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_no_time_is_refused(limit):
    """A search needs more than no time."""
    with pytest.raises(ValueError, match="more than 0 seconds, given"):
        MaxRuntime(limit)


@pytest.mark.parametrize("limit", [-0.1, 1, 5, float("nan")])
def test_a_gap_is_a_share(limit):
    """5 for five per cent is refused."""
    with pytest.raises(ValueError, match=r"share 0\.\.1, given"):
        TargetGap(limit)


def test_no_steps_are_refused():
    """At least one step."""
    with pytest.raises(ValueError, match="at least 1, given 0"):
        MaxIterations(0)


CRITERIA = st.one_of(
    st.builds(MaxRuntime, st.floats(0.1, 100)),
    st.builds(TargetGap, st.floats(0, 0.9)),
    st.builds(MaxIterations, st.integers(1, 100)),
)


@given(CRITERIA, CRITERIA, CRITERIA)
def test_combining_is_in_no_order(first, second, third):
    """Any order and any brackets give the same effort, and saying it twice changes nothing."""
    assert effort(first | second) == effort(second | first)
    assert effort((first | second) | third) == effort(first | (second | third))
    assert effort(first | first) == effort(first)
