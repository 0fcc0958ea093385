import numpy as np
import pytest

from optimizer.exceptions import QuotaError
from optimizer.money import UNLIMITED
from optimizer.quotas import Bound, QuotaBounds
from optimizer.quotas.limits import QuotaLimits, check_limits, find_quota_limits, limits_of

LABELS = ("North", "South", "West")
HISTORY = np.array([100.0, 50.0, 0.0])


def test_the_tightest_bound_wins():
    """Absolute and growth limits combine to the tighter, and each knows which it is."""
    bounds = QuotaBounds(floor={"North": 95}, cap=120, growth_floor=-0.1, growth_cap=0.3)
    limits = find_quota_limits(bounds, LABELS, HISTORY)
    assert limits.floor.tolist() == [9_500, 4_500, 0]
    assert limits.cap.tolist() == [12_000, 6_500, 12_000]
    everyone = np.ones(3, dtype=bool)
    assert limits.binding(everyone, ~everyone) == (Bound.FLOOR, Bound.GROWTH_FLOOR, Bound.FLOOR)
    assert limits.binding(~everyone, everyone) == (Bound.CAP, Bound.GROWTH_CAP, Bound.CAP)


def test_no_history_means_no_growth_limit():
    """A territory without history is free of growth limits rather than capped at nothing."""
    limits = find_quota_limits(QuotaBounds(growth_floor=0.0, growth_cap=0.0), LABELS, HISTORY)
    assert (limits.floor[2], limits.cap[2]) == (0, UNLIMITED)


def test_every_kind_can_be_the_tightest():
    """Shares of a measure and amounts for full reps join in, all but money scaled by capacity."""
    bounds = QuotaBounds(
        floor=10,
        cap=200,
        growth_cap=1.0,
        share_of="p",
        share_floor=0.5,
        share_cap=0.9,
        capacity_floor=30,
        capacity_cap=150,
    )
    potential = np.array([100.0, 150.0, 400.0])
    limits = find_quota_limits(bounds, LABELS, HISTORY, measure=potential, capacity=np.array([1.0, 0.5, 0.1]))
    assert (limits.floor / 100).tolist() == [50, 37.5, 20]
    assert (limits.cap / 100).tolist() == [90, 50, 15]
    assert [limits.cap_kind(i) for i in range(3)] == [Bound.SHARE_CAP, Bound.GROWTH_CAP, Bound.CAPACITY_CAP]
    assert [limits.floor_kind(i) for i in range(3)] == [Bound.SHARE_FLOOR] * 3
    with pytest.raises(ValueError, match="need the totals of 'p'"):
        find_quota_limits(bounds, LABELS, HISTORY)


def test_growth_needs_history():
    """Growth limits without history are misuse."""
    with pytest.raises(ValueError, match="need history"):
        find_quota_limits(QuotaBounds(growth_cap=0.3), LABELS, None)


def test_unknown_territories_are_all_named():
    """A floor for a territory that is not there names every such label."""
    with pytest.raises(ValueError, match=r"floor is given for unknown territories: East, Mars"):
        find_quota_limits(QuotaBounds(floor={"Mars": 1, "East": 1, "North": 1}), LABELS, None)


def test_floors_too_high_say_by_how_much_and_who():
    """The error carries the exact shortfall (negative) and the floors that cause it, largest first."""
    limits = find_quota_limits(QuotaBounds(floor={"North": "10.01", "West": 20}), LABELS, None)
    check_limits(3_001, limits, LABELS)
    with pytest.raises(
        QuotaError, match=r"2 territories add up to 30.01, 0.01 more .* 30.00 .*West 20.00 \(floor\)"
    ) as error:
        check_limits(3_000, limits, LABELS)
    assert error.value.shortfall == -0.01
    assert error.value.binding == ("West", "North")


def test_caps_too_low_say_by_how_much_and_who():
    """The error carries the exact shortfall (positive) and every cap, with what kind of cap it is."""
    limits = find_quota_limits(QuotaBounds(cap=60, growth_cap=0.5), LABELS, np.array([10.0, 20.0, 30.0]))
    check_limits(9_000, limits, LABELS)
    with pytest.raises(
        QuotaError, match=r"add up to 90.00, 4.56 less than the 94.56.*West 45.00 \(growth cap\)"
    ) as error:
        check_limits(9_456, limits, LABELS)
    assert error.value.shortfall == 4.56
    assert error.value.binding == ("West", "South", "North")


def test_a_floor_above_the_cap_is_named():
    """A territory whose own bounds contradict is reported with both and the excess."""
    limits = find_quota_limits(QuotaBounds(floor=80, growth_cap=0.3), LABELS, HISTORY)
    match = r"1 territory with .* South needs at least 80.00 \(floor\) and at most 65.00 \(growth cap\)"
    with pytest.raises(QuotaError, match=match) as error:
        check_limits(100_000, limits, LABELS)
    assert error.value.shortfall == -15.0
    assert error.value.binding == ("South",)


def test_long_lists_are_cut_in_the_message_only():
    """Five are named for people, all are in the error."""
    with pytest.raises(QuotaError, match=r"5 1.00 \(cap\)|and 7 more") as error:
        check_limits(10_000, limits_of(12, None, np.full(12, 100)))
    assert error.value.binding == tuple(str(i) for i in range(12))
    assert error.value.shortfall == 88.0


def test_sums_beyond_64_bits():
    """Floors whose sum does not fit 64 bits are still reported exactly."""
    with pytest.raises(QuotaError) as error:
        check_limits(0, limits_of(10_000, np.full(10_000, 2**53), None))
    assert error.value.shortfall == -(2**53 * 10_000 / 100)


def test_arrays_must_fit():
    """Arrays of another length or below 0 are misuse."""
    with pytest.raises(ValueError, match="expected \\(2,\\)"):
        limits_of(2, np.zeros(3, dtype=np.int64), None)
    with pytest.raises(ValueError, match="cap must not be negative, given -5 for territory 1"):
        limits_of(2, None, np.array([5, -5]))
    with pytest.raises(ValueError, match="one per territory"):
        QuotaLimits(np.zeros(2, int), np.zeros(3, int), np.zeros(2, bool), np.zeros(2, bool))
