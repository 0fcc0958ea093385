"""Amounts in messages are readable at any size."""

import pytest

from optimizer.amounts import amount_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0.0, "0"),
        (12.5, "12.5"),
        (1_234.5678, "1,234.57"),
        (99_999.94, "99,999.9"),
        (99_999.96, "100,000"),
        (1_234_567.8, "1,234,568"),
        (-3e12, "-3,000,000,000,000"),
        (0.00001234, "0.00001234"),
    ],
)
def test_no_exponent_and_thousands_apart(amount, text):
    """1.2e+06 is no amount of money."""
    assert amount_text(amount) == text
