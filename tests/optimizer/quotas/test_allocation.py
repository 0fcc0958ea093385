from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS
from optimizer.quotas import allocate


@st.composite
def cases(draw, most: int = 8, biggest: int = 10**6):
    """Target, weights, floors and caps for which a plan exists."""
    k = draw(st.integers(1, most))
    numbers = st.one_of(st.sampled_from([0.0, 1.0, 2.0]), st.floats(1e-3, 1e6), st.floats(1e-12, 1e-6))
    weights = np.array(draw(st.lists(numbers, min_size=k, max_size=k)))
    floor = np.array(draw(st.lists(st.integers(0, biggest), min_size=k, max_size=k)))
    extra = np.array(draw(st.lists(st.integers(0, 3 * biggest), min_size=k, max_size=k)))
    cap = floor + extra
    target = draw(st.integers(int(floor.sum()), int(cap.sum())))
    return target, weights, floor, cap


def leximax(target: int, weights: np.ndarray, floor: np.ndarray, cap: np.ndarray) -> np.ndarray:
    """Oracle: minimise the largest ratio Q / w, hold those that cannot be lower, repeat (successive LPs)."""
    k = len(weights)
    low, high = floor.astype(float), cap.astype(float)
    open_ones = list(range(k))
    while open_ones:
        # Variables: Q_1..Q_k, t.
        rows = np.zeros((len(open_ones), k + 1))
        for row, i in enumerate(open_ones):
            rows[row, i], rows[row, k] = 1.0 / weights[i], -1.0
        bounds = [*zip(low, high, strict=True), (0, None)]
        equal = np.array([[1.0] * k + [0.0]])
        best = linprog([0.0] * k + [1.0], rows, np.zeros(len(rows)), equal, [target], bounds)
        assert best.success
        held = []
        for i in open_ones:
            limit = [*bounds[:k], (0, best.x[k] * (1 + 1e-10))]
            cost = np.zeros(k + 1)
            cost[i] = 1.0
            least = linprog(cost, rows, np.zeros(len(rows)), equal, [target], limit)
            if least.success and least.fun >= best.x[k] * weights[i] - 1e-6 * target:
                held.append((i, best.x[k] * weights[i]))
        assert held
        for i, amount in held:
            low[i] = high[i] = np.clip(amount, low[i], high[i])
            open_ones.remove(i)
        slack = target - (low.sum() if not open_ones else target)
        assert abs(slack) <= 1e-5 * target + 1e-6
    return low


def test_pure_proportion():
    """Without bounds every quota is the same multiple of its weight."""
    result = allocate(60_000, np.array([1.0, 2.0, 3.0]))
    assert result.amounts == pytest.approx([10_000, 20_000, 30_000])
    assert not result.at_floor.any()
    assert not result.at_cap.any()


def test_bounds_shift_the_rest_in_proportion():
    """What a cap cuts off goes to the others by their weights, and the bound is marked."""
    result = allocate(100, np.array([5.0, 3.0, 2.0]), None, np.array([40, 100, 100]))
    assert result.amounts == pytest.approx([40, 36, 24])
    assert result.at_cap.tolist() == [True, False, False]
    result = allocate(100, np.array([5.0, 3.0, 2.0]), np.array([0, 0, 30]))
    assert result.amounts == pytest.approx([43.75, 26.25, 30])
    assert result.at_floor.tolist() == [False, False, True]


def test_zero_weight_gets_its_floor_while_others_have_room():
    """Nobody without weight gets more than the floor as long as somebody with weight can take it."""
    result = allocate(100, np.array([1.0, 0.0, 0.0]), np.array([0, 7, 0]))
    assert result.amounts.tolist() == [93, 7, 0]
    assert result.at_floor.tolist() == [False, True, False]


def test_zero_weights_are_filled_evenly_when_all_others_are_capped():
    """Left over money goes evenly to those without weight, within their bounds."""
    result = allocate(100, np.array([2.0, 0.0, 0.0, 0.0]), np.array([0, 30, 0, 0]), np.array([20, 90, 15, 90]))
    assert result.amounts.tolist() == [20, 32.5, 15, 32.5]
    assert result.at_cap.tolist() == [True, False, True, False]


def test_all_weights_zero_is_an_even_split():
    """Without any weight all get the same."""
    assert allocate(90, np.zeros(3)).amounts.tolist() == [30, 30, 30]


def test_one_territory_takes_all_and_a_zero_target_gives_nothing():
    """The smallest cases work and are not marked as bound."""
    single = allocate(MAX_CENTS, np.array([0.3]))
    assert single.amounts.tolist() == [MAX_CENTS]
    assert not single.at_cap.any()
    assert allocate(0, np.array([1.0, 0.0])).amounts.tolist() == [0, 0]


def test_weights_of_any_size():
    """Subnormal and enormous weights neither overflow nor lose the target."""
    weights = np.array([5e-324, 1e-300, 1.0, 1e300, 1.7e308])
    with np.errstate(all="raise", under="ignore"):
        result = allocate(10**15, weights, np.array([10, 10, 10, 10, 10]))
    assert result.amounts[:3].tolist() == [10, 10, 10]
    assert result.amounts.sum() == pytest.approx(10**15)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, np.ones(2)), "target must be"),
        ((MAX_CENTS + 1, np.ones(2)), "target must be"),
        ((1, np.array([1.0, -0.5])), "given -0.5 for territory 1"),
        ((1, np.array([np.nan])), "finite and not negative"),
        ((1, np.array([np.inf])), "finite and not negative"),
        ((1, np.array([])), "one number per territory"),
        ((1, np.ones((2, 2))), "one number per territory"),
        ((1, np.ones(2), np.zeros(3, dtype=np.int64)), "expected"),
    ],
)
def test_misuse_is_a_value_error(arguments, message):
    """What can never be allocated names the value."""
    with pytest.raises(ValueError, match=message):
        allocate(*arguments)


def test_impossible_targets_are_quota_errors():
    """Bounds that exclude the target raise the domain's error with the amount."""
    with pytest.raises(QuotaError) as error:
        allocate(1_000, np.ones(2), None, np.array([100, 200]))
    assert error.value.shortfall == 7.0
    assert error.value.binding == ("1", "0")


@settings(deadline=None)
@given(cases())
def test_sum_bounds_and_rule_hold(case):
    """The sum is the target, bounds hold, and one lambda explains all who are not at a bound."""
    target, weights, floor, cap = case
    result = allocate(*case)
    assert result.amounts.sum() == pytest.approx(target, rel=1e-12, abs=1e-9)
    assert (result.amounts >= floor).all()
    assert (result.amounts <= cap).all()
    inside = (result.amounts > floor) & (result.amounts < cap) & (weights > 0)
    if inside.any():
        level = result.amounts[inside] / weights[inside]
        assert level == pytest.approx(np.full(len(level), level[0]), rel=1e-9)
        expected = np.clip(level[0] * weights, floor, cap)
        assert result.amounts[weights > 0] == pytest.approx(expected[weights > 0], rel=1e-9)
        assert (level[0] * weights <= floor * (1 + 1e-9))[result.at_floor].all()
        assert (level[0] * weights >= cap * (1 - 1e-9))[result.at_cap & (weights > 0)].all()


@settings(deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_territories_plays_no_part(case, random):
    """Shuffled input gives the same amounts, to the last bit."""
    target, weights, floor, cap = case
    order = list(range(len(weights)))
    random.shuffle(order)
    shuffled = allocate(target, weights[order], floor[order], cap[order])
    assert np.array_equal(shuffled.amounts, allocate(*case).amounts[order])


@settings(deadline=None)
@given(cases(), st.data())
def test_more_weight_never_means_less(case, data):
    """Raising one weight raises its amount and lowers nobody else's share of the rest to above what it was."""
    target, weights, floor, cap = case
    chosen = data.draw(st.integers(0, len(weights) - 1))
    heavier = weights.copy()
    heavier[chosen] = heavier[chosen] * 1.5 + 0.1
    before, after = allocate(*case).amounts, allocate(target, heavier, floor, cap).amounts
    slack = 1e-9 * target + 1e-9
    if weights.any():
        assert after[chosen] >= before[chosen] - slack
        others = np.arange(len(weights)) != chosen
        assert (after[others] <= before[others] + slack).all()


@settings(deadline=None)
@given(st.integers(0, 10**6), st.lists(st.floats(0, 100), min_size=2, max_size=9), st.integers(0, 1000))
def test_amounts_follow_weights(target, weights, floor):
    """Under equal bounds who has more weight has no less."""
    assume(floor * len(weights) <= target)
    amounts = allocate(target, np.array(weights), np.full(len(weights), floor)).amounts
    assert (np.diff(amounts[np.argsort(weights, kind="stable")]) >= 0).all()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_it_is_the_leximax_solution(seed):
    """Equal to successive linear programs that minimise the worst ratio, then the next worst, and so on."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 6))
    weights = rng.integers(1, 20, k).astype(float)
    floor = rng.integers(0, 50, k) * rng.integers(0, 2, k)
    cap = floor + rng.integers(0, 200, k)
    target = int(rng.integers(floor.sum(), cap.sum() + 1))
    assert allocate(target, weights, floor, cap).amounts == pytest.approx(
        leximax(target, weights, floor, cap), rel=1e-5, abs=1e-4 * max(target, 1)
    )
