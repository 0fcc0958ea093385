"""The core rule for any difficulty: exact, within bounds, and the leximax solution."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from optimizer.exceptions import QuotaError
from optimizer.money import MAX_CENTS
from optimizer.quotas import EqualAttainment, Growth, Proportional, UnrealisedPotential, allocate, equalise


@dataclass(frozen=True)
class Lines:
    """Concave: the least of some straight lines of level, each (k,) of offsets and slopes."""

    offsets: np.ndarray
    slopes: np.ndarray

    @property
    def size(self):
        return self.offsets.shape[1]

    @property
    def range(self):
        return 0.0, np.inf

    def amounts(self, levels):
        return (self.offsets + self.slopes * levels).min(axis=0)


@dataclass(frozen=True)
class Steps:
    """Flat pieces and jumps: each territory has its amounts between whole levels."""

    table: np.ndarray

    @property
    def size(self):
        return len(self.table)

    @property
    def range(self):
        return 0.0, float(self.table.shape[1] - 1)

    def amounts(self, levels):
        return self.table[np.arange(self.size), np.floor(levels).astype(int)].astype(float)


def leximax(target, lines, floor, cap):
    """Oracle: lower the highest level, hold those that cannot be lower, repeat (successive linear programs)."""
    k = lines.size
    low, high = floor.astype(float), cap.astype(float)
    whole = np.array([[1.0] * k + [0.0]])
    open_ones = list(range(k))
    while open_ones:
        # Q_i <= offset + slope * t for every line of those still open; variables Q_1..Q_k, t.
        rows = [
            [*(1.0 if j == i else 0.0 for j in range(k)), -slope] for i in open_ones for slope in lines.slopes[:, i]
        ]
        limits = [offset for i in open_ones for offset in lines.offsets[:, i]]
        bounds = [*zip(low, high, strict=True), (0, None)]
        best = linprog([0.0] * k + [1.0], rows, limits, whole, [target], bounds)
        assert best.success
        level = best.x[k]
        most = lines.amounts(np.full(k, level))
        held = []
        for i in open_ones:
            cost = np.eye(k + 1)[i]
            least = linprog(cost, rows, limits, whole, [target], [*bounds[:k], (0, level * (1 + 1e-10) + 1e-12)])
            if least.success and least.fun >= most[i] - 1e-6 * max(target, 1):
                held.append(i)
        # At level 0 with nothing left to lower, all that are open are held where they are.
        for i in held or list(open_ones):
            amount = most[i] if held else best.x[i]
            low[i] = high[i] = np.clip(amount, low[i], high[i])
            open_ones.remove(i)
    return low


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_it_is_the_leximax_solution_for_concave_amounts(seed):
    """Equal to successive linear programs that make the highest level as low as can be, then the next."""
    rng = np.random.default_rng(seed)
    k, pieces = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    slopes = rng.integers(1, 20, (pieces, k)).astype(float)
    offsets = np.vstack([np.zeros(k), rng.integers(0, 60, (pieces - 1, k))])
    lines = Lines(offsets, slopes)
    floor = rng.integers(0, 50, k) * rng.integers(0, 2, k)
    cap = floor + rng.integers(0, 200, k)
    target = int(rng.integers(floor.sum(), cap.sum() + 1))
    found = equalise(target, lines, floor, cap)
    assert found.amounts == pytest.approx(leximax(target, lines, floor, cap), rel=1e-5, abs=1e-4 * max(target, 1))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_no_allocation_of_whole_cents_is_easier(seed):
    """For curves of any shape nobody's hardship can be traded for less: all integer allocations are compared."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 4))
    draws = np.cumsum(rng.integers(1, 9, (5, k)), axis=0).astype(float) / 100
    chances = EqualAttainment(draws)
    cap = rng.integers(5, 16, k)
    target = int(rng.integers(1, min(cap.sum(), 20) + 1))
    found = np.sort(hardship(chances, equalise(target, chances, None, cap).amounts))[::-1]
    levels = np.array([hardship(chances, np.full(k, float(cents))) for cents in range(cap.max() + 1)])
    for amounts in product(*(range(top + 1) for top in cap)):
        if sum(amounts) == target:
            other = np.sort(levels[list(amounts), range(k)])[::-1]
            apart = np.flatnonzero(np.abs(found - other) > 1e-9)
            assert not len(apart) or found[apart[0]] < other[apart[0]]


def hardship(chances, amounts):
    """Levels at which amounts are asked for, found by halving each on its own."""
    low, high = np.full(len(amounts), -1.0), np.full(len(amounts), 1e4)
    for _ in range(60):
        middle = (low + high) / 2
        less = chances.amounts(middle) < amounts
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return high


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.integers(0, 30), st.integers(0, 60)),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
def test_flat_pieces_and_jumps_add_up(rows, data):
    """Where no level meets the target, the rest is spread: the sum is exact, bounds hold, more level is never less."""
    table = np.sort(np.array([row for row, _, _ in rows]), axis=1)
    floor = np.array([low for _, low, _ in rows])
    cap = floor + np.array([room for _, _, room in rows])
    target = data.draw(st.integers(int(floor.sum()), int(cap.sum())))
    found = equalise(target, Steps(table), floor, cap)
    assert found.amounts.sum() == pytest.approx(target, rel=1e-12, abs=1e-9)
    assert ((found.amounts >= floor) & (found.amounts <= cap)).all()
    assert (found.at_floor <= (found.amounts == floor)).all()
    assert (found.at_cap <= (found.amounts == cap)).all()


def test_a_jump_is_shared_by_its_size():
    """Two jump together from 0 to 30 and 60 where 45 are asked for: each half of its jump."""
    found = equalise(45, Steps(np.array([[0, 30], [0, 60]])))
    assert found.amounts.tolist() == [15, 30]


def test_what_no_level_reaches_is_scaled():
    """Above the highest level all grow alike, those at 0 only once the others are at their caps."""
    flat = Steps(np.array([[0, 30], [0, 60], [0, 0]]))
    assert equalise(180, flat).amounts.tolist() == [60, 120, 0]
    found = equalise(180, flat, None, np.array([40, 50, 100]))
    assert found.amounts.tolist() == [40, 50, 90]
    assert found.at_cap.tolist() == [True, True, False]
    below = Steps(np.array([[30, 31], [60, 61]]))
    assert equalise(45, below).amounts.tolist() == [15, 30]
    assert equalise(45, below).level == 0.0


def test_nobody_with_any_amount_is_an_even_split():
    """Growth on no history at all, or no potential, still places the target."""
    assert equalise(90, Growth(np.zeros(3))).amounts.tolist() == [30, 30, 30]
    assert equalise(90, UnrealisedPotential(np.zeros(3), np.zeros(3))).amounts.tolist() == [30, 30, 30]


def test_one_territory_and_no_target():
    """The smallest cases work."""
    assert equalise(MAX_CENTS, Growth(np.array([0.3]))).amounts.tolist() == [MAX_CENTS]
    assert equalise(0, Growth(np.array([1.0, 2.0]))).amounts.tolist() == [0, 0]
    assert equalise(0, Growth(np.array([1.0, 2.0]))).level == -1.0


@given(
    st.lists(st.floats(0, 1e9), min_size=1, max_size=12).map(np.array),
    st.integers(0, 10**12),
    st.randoms(use_true_random=False),
)
def test_growth_is_proportional_and_order_plays_no_part(history, target, random):
    """The search finds what the direct solution has, and the same to the last bit for any order."""
    found = equalise(target, Growth(history))
    direct = allocate(target, history)
    assert found.amounts == pytest.approx(direct.amounts, rel=1e-9, abs=1e-6)
    order = list(range(len(history)))
    random.shuffle(order)
    assert np.array_equal(equalise(target, Growth(history[order])).amounts, found.amounts[order])


def test_shares_are_solved_directly():
    """Proportional difficulty gives what ``allocate`` gives, bit for bit."""
    weights, cap = np.array([5.0, 3.0, 2.0]), np.array([40, 100, 100])
    assert equalise(100, Proportional(weights), None, cap).amounts.tolist() == [40, 36, 24]


@pytest.mark.parametrize(("target", "message"), [(-1, "target must be"), (MAX_CENTS + 1, "target must be")])
def test_targets_that_cannot_be(target, message):
    """A target below 0 or beyond counting is misuse."""
    with pytest.raises(ValueError, match=message):
        equalise(target, Growth(np.ones(2)))


def test_amounts_that_are_no_numbers_are_refused():
    """A difficulty that gives NaN, or the wrong number of amounts, is named with its level."""
    broken = Lines(np.array([[np.nan, 0.0]]), np.ones((1, 2)))
    with pytest.raises(ValueError, match="amounts at level"):
        equalise(10, broken)


def test_impossible_bounds_are_quota_errors():
    """Caps below the target raise the domain's error."""
    with pytest.raises(QuotaError, match="caps of 2 territories") as error:
        equalise(1_000, Growth(np.ones(2)), None, np.array([100, 200]))
    assert error.value.shortfall == 7.0


def test_a_hundred_thousand_territories_take_half_a_second():
    """Non-linear amounts with floors and caps within the time asked for: time of this process, best of three."""
    rng, k = np.random.default_rng(7), 100_000
    difficulty = UnrealisedPotential(rng.lognormal(10, 1, k), rng.lognormal(10.5, 1, k))
    floor, cap = rng.integers(0, 10**5, k), rng.integers(10**7, 10**8, k)
    target = int(difficulty.amounts(np.full(k, 0.4)).sum())
    taken = []
    for _ in range(3):
        started = time.process_time()
        found = equalise(target, difficulty, floor, cap)
        taken.append(time.process_time() - started)
    assert found.amounts.sum() == pytest.approx(target, rel=1e-12)
    assert min(taken) < 0.5
