from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from optimizer.exceptions import QuotaError
from optimizer.quotas.products import Margins, ProductQuotas, fit_margins, split_products


def fit(seed, rows, columns):
    return fit_margins(np.array(seed, dtype=float), Margins(np.array(rows), np.array(columns)))


def test_both_margins_are_exact_and_the_pattern_is_kept():
    """Odds ratios of the seed stay as they are; margins are those asked for."""
    table = fit([[1, 2], [3, 4]], [30_000, 70_000], [55_000, 45_000])
    assert table.sum(axis=1) == pytest.approx([30_000, 70_000])
    assert table.sum(axis=0) == pytest.approx([55_000, 45_000], abs=0.3)
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(4 / 6)


def test_a_split_to_the_cent():
    """Thirds: every cell is below or above its ideal, rows and columns are exact."""
    quotas = split_products(np.array([100, 100, 100]), np.array([100, 100, 100]), np.ones((3, 3)))
    assert quotas.cents.sum(axis=0).tolist() == quotas.cents.sum(axis=1).tolist() == [100, 100, 100]
    assert set(quotas.cents.ravel().tolist()) == {33, 34}


def test_zeros_stay_zero():
    """A territory that does not sell a product gets none of it."""
    quotas = split_products(np.array([500, 500]), np.array([700, 300]), np.array([[1.0, 0.0], [1.0, 1.0]]), unit=100)
    assert quotas.cents.tolist() == [[500, 0], [200, 300]]


def test_a_pattern_that_only_the_limit_meets():
    """Where margins force a cell with a seed to nothing, fitting is slow, yet the result is exact."""
    seed = np.array([[1.0, 1.0], [0.0, 1.0]])
    quotas = split_products(np.array([1_000_000, 1_000_000]), np.array([1_000_000, 1_000_000]), seed)
    assert quotas.cents.tolist() == [[1_000_000, 0], [0, 1_000_000]]


def test_margins_that_disagree():
    """The difference and both sums are told."""
    with pytest.raises(QuotaError, match=r"territories add up to 10\.00 and products to 9\.00: 1\.00 apart") as error:
        split_products(np.array([500, 500]), np.array([700, 200]), np.ones((2, 2)))
    assert error.value.shortfall == 1.0


def test_zeros_that_make_it_impossible():
    """Two territories that sell hardware only must bring more than hardware is to bring: by how much, and who."""
    seed = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    with pytest.raises(QuotaError, match=r"impossible by 3\.00: North, South can sell only hardware") as error:
        split_products(
            np.array([500, 300, 200]),
            np.array([500, 500]),
            seed,
            territories=["North", "South", "West"],
            products=["hardware", "services"],
        )
    assert error.value.shortfall == 3.0
    assert error.value.binding == ("North", "South")
    with pytest.raises(QuotaError, match="1 can sell nothing"):
        split_products(np.array([500, 500]), np.array([500, 500]), np.array([[1.0, 1.0], [0.0, 0.0]]))


def test_a_territory_or_a_product_of_nothing():
    """Totals of 0 are rows and columns of 0, even without a seed."""
    quotas = split_products(np.array([0, 900]), np.array([900, 0]), np.array([[0.0, 0.0], [2.0, 5.0]]))
    assert quotas.cents.tolist() == [[0, 0], [900, 0]]


@pytest.mark.parametrize(
    ("rows", "columns", "seed", "choices", "message"),
    [
        ([1], [1], np.ones((2, 1)), {}, "the seed has shape"),
        ([1], [1], np.ones(1), {}, "the seed has shape"),
        ([], [], np.ones((0, 0)), {}, "the seed has shape"),
        ([1], [1], [[-1.0]], {}, "finite and not negative"),
        ([1], [1], [[np.nan]], {}, "finite and not negative"),
        ([-1], [1], [[1.0]], {}, "territory 0 has -0.01"),
        ([150], [150], [[1.0]], {"unit": 100}, "territory 0 has 1.50, expected a multiple of 1.00"),
        ([100], [100], [[1.0]], {"unit": 0}, "unit must be"),
        ([1], [1], [[1.0]], {"products": ["a", "b"]}, "1 territories and 2 products"),
    ],
)
def test_misuse(rows, columns, seed, choices, message):
    """What cannot be split names the value."""
    with pytest.raises(ValueError, match=message):
        split_products(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.array(seed), **choices)


def test_the_frame_has_a_row_for_each_territory_and_product():
    """Long format, money in currency units; the cents are read-only."""
    quotas = ProductQuotas(("N", "S"), ("a", "b"), np.array([[1, 2], [3, 4]]))
    assert quotas.to_frame().to_numpy().tolist() == [
        ["N", "a", 0.01],
        ["N", "b", 0.02],
        ["S", "a", 0.03],
        ["S", "b", 0.04],
    ]
    with pytest.raises(ValueError, match="read-only"):
        quotas.cents[0, 0] = 9
    with pytest.raises(ValueError, match=r"expected \(1, 2\)"):
        ProductQuotas(("N",), ("a", "b"), np.ones((2, 2), dtype=np.int64))


def case(seed: int):
    """A table with zeros and margins that some table of its pattern has."""
    rng = np.random.default_rng(seed)
    k, p = int(rng.integers(1, 7)), int(rng.integers(1, 6))
    pattern = rng.lognormal(0, 2, (k, p)) * (rng.random((k, p)) < rng.choice([0.5, 0.8, 1.0]))
    whole = rng.integers(0, int(rng.choice([3, 100, 10**9])), (k, p)) * (pattern > 0)
    return pattern, whole.sum(axis=1), whole.sum(axis=0)


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 100]))
def test_margins_that_can_be_met_are_met(seed, unit):
    """Whenever some table of the pattern has the margins, the result has them exactly, with zeros kept."""
    pattern, rows, columns = case(seed)
    cents = split_products(rows * unit, columns * unit, pattern, unit=unit).cents
    assert cents.sum(axis=1).tolist() == (rows * unit).tolist()
    assert cents.sum(axis=0).tolist() == (columns * unit).tolist()
    assert (cents >= 0).all()
    assert not cents[pattern == 0].any()
    assert not (cents % unit).any()


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**32 - 1))
def test_every_cell_is_below_or_above_its_ideal(seed):
    """Controlled rounding: where the fit has settled no cell moves by a unit or more."""
    pattern, rows, columns = case(seed)
    ideal = fit_margins(pattern, Margins(rows, columns))
    if np.abs(ideal.sum(axis=0) - columns).sum() > 0.25:
        return
    cents = split_products(rows, columns, pattern).cents
    assert (cents >= np.floor(ideal)).all()
    assert (cents <= np.floor(ideal) + 1).all()


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 2**32 - 1))
def test_what_is_called_impossible_is(seed):
    """Random zeros and margins: refused exactly where a linear program finds no table, by a right amount."""
    rng = np.random.default_rng(seed)
    k, p = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    pattern = rng.random((k, p)) * (rng.random((k, p)) < 0.5)
    rows = rng.integers(0, 20, k)
    columns = rng.multinomial(rows.sum(), np.full(p, 1 / p))
    sums = np.zeros((k + p, k * p))
    for i, j in product(range(k), range(p)):
        sums[i, i * p + j] = sums[k + j, i * p + j] = 1
    ends = [(0, None if cell > 0 else 0) for cell in pattern.ravel()]
    possible = linprog(np.zeros(k * p), A_eq=sums, b_eq=np.concatenate([rows, columns]), bounds=ends).success
    if possible:
        assert split_products(rows, columns, pattern).cents.sum() == rows.sum()
        return
    with pytest.raises(QuotaError, match="impossible by") as error:
        split_products(rows, columns, pattern)
    named = np.array([int(name) for name in error.value.binding])
    reachable = (pattern[named] > 0).any(axis=0)
    assert rows[named].sum() > columns[reachable].sum()


def test_a_hundred_thousand_territories_by_products_and_months():
    """100,000 x 3, then each product over 12 months: all sums exact (seconds on an idle machine; 15 allowed here)."""
    rng = np.random.default_rng(0)
    k = 100_000
    rows = rng.integers(10**4, 10**8, k) * 100
    columns = np.array([int(rows.sum() * 0.5) // 100 * 100, int(rows.sum() * 0.3) // 100 * 100, 0])
    columns[2] = rows.sum() - columns[:2].sum()
    began = time.process_time()
    cents = split_products(rows, columns, rng.lognormal(0, 1, (k, 3)), unit=100).cents
    assert cents.sum(axis=0).tolist() == columns.tolist()
    assert (cents.sum(axis=1) == rows).all()
    season = rng.lognormal(0, 0.3, (k, 12))
    for number in range(3):
        whole = int(cents[:, number].sum())
        months = np.diff(np.rint(np.linspace(0, whole, 13)).astype(np.int64))
        split = split_products(cents[:, number], months, season).cents
        assert split.sum(axis=0).tolist() == months.tolist()
        assert (split.sum(axis=1) == cents[:, number]).all()
    assert time.process_time() - began < 15
