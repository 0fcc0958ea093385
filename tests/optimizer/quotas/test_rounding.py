from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS
from optimizer.quotas import allocate, round_exact

UNITS = [1, 100, 1_000, 25_000, 100_000, 1_000_000]


@st.composite
def cases(draw, biggest: int = 10**7):
    """Weights, bounds and a target that fits them, small to huge, and a unit from 0.01 to 10,000."""
    k = draw(st.integers(1, 8))
    size = draw(st.sampled_from([10, 10**4, biggest]))
    weights = np.array(draw(st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e3)), min_size=k, max_size=k)))
    floor = np.array(draw(st.lists(st.integers(0, size), min_size=k, max_size=k)))
    cap = floor + np.array(draw(st.lists(st.integers(0, size), min_size=k, max_size=k)))
    target = draw(st.integers(int(floor.sum()), int(cap.sum())))
    return target, weights, floor, cap, draw(st.sampled_from(UNITS))


def rounded(target, weights, floor, cap, unit):
    ideal = allocate(target, weights, floor, cap).amounts
    return ideal, round_exact(ideal, target, unit=unit, floor=floor, cap=cap)


def test_largest_remainders_get_the_last_cents():
    """Plain largest remainder: 1/3 and 2/3 of a cent decide, ties by index."""
    assert round_exact(np.array([33.3, 33.4, 33.3]), 100).tolist() == [33, 34, 33]
    assert round_exact(np.array([2.5, 2.5, 2.5, 2.5]), 10).tolist() == [3, 3, 2, 2]


def test_the_largest_carries_the_odd_remainder():
    """A total that is no multiple of the unit leaves exactly one off it: the largest."""
    assert round_exact(np.array([1_000.0, 5_030.0, 2_000.0]), 8_030, unit=100).tolist() == [1_000, 5_030, 2_000]
    assert round_exact(np.array([1_020.0, 5_000.0, 2_010.0]), 8_030, unit=100).tolist() == [1_000, 5_030, 2_000]


def test_who_has_no_room_does_not_carry():
    """At its cap the largest cannot carry, so the next does."""
    ideal, cap = np.array([5_000.0, 3_030.0]), np.array([5_000, 9_000])
    assert round_exact(ideal, 8_030, unit=100, cap=cap).tolist() == [5_000, 3_030]


def test_bounds_off_the_unit_are_kept():
    """A cap of 15.50 becomes 15, a floor of 15.50 becomes 16, and no multiple between means the cents stay."""
    ideal = np.array([1_550.0, 4_225.0, 4_225.0])
    assert round_exact(ideal, 10_000, unit=100, cap=np.array([1_550, 9_000, 9_000])).tolist() == [1_500, 4_300, 4_200]
    ideal, floor = np.array([1_550.0, 1_000.0, 450.0]), np.array([1_550, 0, 0])
    assert round_exact(ideal, 3_000, unit=100, floor=floor).tolist() == [1_600, 1_000, 400]
    narrow = round_exact(
        np.array([1_540.0, 1_460.0]), 3_000, unit=100, floor=np.array([1_530, 0]), cap=np.array([1_550, 9_000])
    )
    assert narrow.tolist() == [1_540, 1_460]


def test_many_at_an_odd_cap_do_not_push_the_rest_away():
    """Where most are held at 15.50 they stay there, rather than a small one taking up all their half units."""
    ideal = np.array([1_550.0] * 10 + [120.0])
    result = round_exact(ideal, 15_620, unit=1_000, cap=np.array([1_550] * 10 + [10**6]))
    assert result.sum() == 15_620
    assert np.abs(result - ideal).max() < 1_000
    assert (result % 1_000 != 0).sum() == 9


def test_a_unit_larger_than_everything():
    """Nothing reaches one unit, so all goes to the one that carries."""
    assert round_exact(np.array([30.0, 40.0, 30.0]), 100, unit=10**6).tolist() == [0, 100, 0]


def test_ideals_that_miss_the_total_are_shifted_alike():
    """Ideals need not add up: all move by the same step before remainders decide."""
    assert round_exact(np.array([10.0, 20.0, 30.0]), 66).tolist() == [12, 22, 32]
    assert round_exact(np.array([10.0, 20.0, 30.0]), 53).tolist() == [7, 18, 28]


@pytest.mark.parametrize(
    ("ideal", "choices", "message"),
    [
        ([1.0], {"unit": 0}, "unit must be"),
        ([1.0], {"unit": MAX_CENTS + 1}, "unit must be"),
        ([-1.0], {}, "ideal needs one amount"),
        ([np.nan], {}, "ideal needs one amount"),
        ([], {}, "ideal needs one amount"),
        ([1.0], {"floor": np.zeros(2, dtype=np.int64)}, "expected"),
    ],
)
def test_misuse_is_a_value_error(ideal, choices, message):
    """Impossible units and amounts are refused."""
    with pytest.raises(ValueError, match=message):
        round_exact(np.array(ideal), 1, **choices)


def test_impossible_totals_are_quota_errors():
    """Bounds that exclude the total are told as in the allocation."""
    with pytest.raises(QuotaError):
        round_exact(np.array([1.0, 1.0]), 3, cap=np.array([1, 1]))


@given(cases())
def test_the_sum_is_exact_and_bounds_hold(case):
    """Whatever the unit and the bounds, no cent is lost and no bound broken."""
    target, _, floor, cap, _ = case
    _, result = rounded(*case)
    assert result.sum() == target
    assert (result >= floor).all()
    assert (result <= cap).all()


@given(cases())
def test_nobody_moves_by_more_than_a_unit_but_one(case):
    """Rounding moves each by less than a unit (a cent more for the first step), the one that carries by two at most."""
    unit = case[-1]
    ideal, result = rounded(*case)
    moved = np.sort(np.abs(result - ideal))
    assert (moved[:-1] < unit + 1).all()
    assert moved[-1] < 2 * unit + 1


@given(cases())
def test_only_one_is_off_the_unit_where_bounds_are_multiples(case):
    """With floors and caps on the unit, at most one quota is not a multiple: none if the target is."""
    target, weights, floor, cap, unit = case
    floor, cap = floor * unit, cap * unit
    target *= unit
    if target > MAX_CENTS:
        return
    _, result = rounded(target, weights, floor, cap, unit)
    assert not (result % unit).any()
    _, result = rounded(max(target - 1, int(floor.sum())), weights, floor, cap, unit)
    assert (result % unit != 0).sum() <= 1


@given(st.integers(1, 10**9), st.lists(st.floats(0, 100), min_size=2, max_size=9), st.sampled_from(UNITS), st.data())
def test_rounded_quotas_follow_weights(target, weights, unit, data):
    """Under equal bounds who should have more (by more weight) never ends with less, at any unit."""
    k = len(weights)
    floor = data.draw(st.integers(0, target // k))
    cap = data.draw(st.integers(-(-target // k), target))
    ideal, result = rounded(target, np.array(weights), np.full(k, floor), np.full(k, cap), unit)
    pairs = product(range(k), repeat=2)
    assert all(result[i] >= result[j] for i, j in pairs if ideal[i] > ideal[j])


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_territories_plays_no_part_but_for_ties(case, random):
    """Shuffled territories get the same quotas; only those with the same ideal may swap theirs."""
    target, weights, floor, cap, unit = case
    order = list(range(len(weights)))
    random.shuffle(order)
    ideal, here = rounded(*case)
    assume(len(set(ideal.tolist())) == len(ideal))
    _, there = rounded(target, weights[order], floor[order], cap[order], unit)
    assert there.tolist() == here[order].tolist()


@given(st.integers(0, 2**32 - 1))
def test_cents_are_the_closest_whole_amounts(seed):
    """Brute force: no whole amounts within bounds with that sum are closer to the ideal in squares."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 5))
    floor = rng.integers(0, 3, k)
    cap = floor + rng.integers(0, 4, k)
    target = int(rng.integers(floor.sum(), cap.sum() + 1))
    ideal = allocate(target, rng.integers(0, 9, k).astype(float), floor, cap).amounts
    result = round_exact(ideal, target, floor=floor, cap=cap)
    choices = product(*(range(low, high + 1) for low, high in zip(floor, cap, strict=True)))
    best = min(sum((np.array(choice) - ideal) ** 2) for choice in choices if sum(choice) == target)
    assert ((result - ideal) ** 2).sum() == pytest.approx(best, abs=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_as_few_as_possible_are_off_the_unit(seed):
    """Brute force: no plan within a unit of the cents has fewer quotas off the unit."""
    rng = np.random.default_rng(seed)
    k, unit = int(rng.integers(1, 4)), 5
    floor = rng.integers(0, 9, k)
    cap = floor + rng.integers(unit, 12, k)  # a multiple lies between
    target = int(rng.integers(floor.sum(), cap.sum() + 1))
    ideal = allocate(target, rng.integers(1, 9, k).astype(float), floor, cap).amounts
    cents = round_exact(ideal, target, floor=floor, cap=cap)
    result = round_exact(ideal, target, unit=unit, floor=floor, cap=cap)
    near_low = np.maximum(floor, cents // unit * unit)
    near_high = np.minimum(cap, -(-cents // unit) * unit)
    choices = product(*(range(low, high + 1) for low, high in zip(near_low, near_high, strict=True)))
    fewest = min(sum(q % unit != 0 for q in choice) for choice in choices if sum(choice) == target)
    assert (result % unit != 0).sum() <= fewest


def test_huge_totals_are_exact():
    """A thousand billion, shared among many by wild weights, is exact to the cent."""
    rng = np.random.default_rng(0)
    weights = rng.lognormal(0, 3, 10_000)
    ideal = allocate(10**15, weights).amounts
    for unit in UNITS:
        assert int(round_exact(ideal, 10**15, unit=unit).sum()) == 10**15
    assert int(round_exact(allocate(MAX_CENTS, weights).amounts, MAX_CENTS).sum()) == MAX_CENTS
