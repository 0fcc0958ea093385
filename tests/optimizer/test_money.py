from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.money import MAX_CENTS, UNLIMITED, exact_sum, format_cents, from_cents, nearest_cents, to_cents


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        (95_000_000, 9_500_000_000),
        ("95_000_000", 9_500_000_000),
        ("1250.50", 125_050),
        (Decimal("0.01"), 1),
        (0.29, 29),
        (1.1 + 2.2, 330),
        (np.int64(7), 700),
        (np.float32(0.5), 50),
        (0, 0),
        (-0.0, 0),
    ],
)
def test_every_way_to_write_an_amount_is_read(amount, cents):
    """Numbers, text and decimals become the cents they mean, floats the nearest."""
    assert to_cents(amount, "target") == cents


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("ninety", "must be an amount of money"),
        (None, "must be an amount of money"),
        (True, "must be an amount of money"),
        ([1], "must be an amount of money"),
        (float("nan"), "must be finite"),
        ("inf", "must be finite"),
        (Decimal("sNaN"), "must be finite"),
        (-1, "must not be negative"),
        (1e18, "must be at most"),
        ("1e999999", "must be at most"),
        ("0.005", "must be whole cents"),
        (Decimal("1.00000000000000000000000000000000000000001"), "must be whole cents"),
    ],
)
def test_what_is_no_money_is_refused(amount, message):
    """Misuse names the argument, the value and what to do."""
    with pytest.raises(ValueError, match=f"target {message}"):
        to_cents(amount, "target")


@given(st.integers(0, MAX_CENTS))
def test_floats_of_cents_come_back(cents):
    """An amount to the cent survives the way through a float."""
    assert to_cents(cents / 100, "target") == cents == to_cents(from_cents(cents), "target")


def test_exact_sum_does_not_overflow():
    """Sums far beyond 64 bits are exact."""
    amounts = np.full(100_000, MAX_CENTS - 1)
    assert exact_sum(amounts) == 100_000 * (MAX_CENTS - 1)


def test_nearest_cents_and_unlimited():
    """Arrays are rounded to the cent; what is too large to hold is no limit at all."""
    assert nearest_cents(np.array([1.3 * 100.0, 0.014, 1e300])).tolist() == [13_000, 1, UNLIMITED]


def test_people_read_thousands():
    """Messages show currency units with thousands."""
    assert format_cents(123_456_789) == "1,234,567.89"
