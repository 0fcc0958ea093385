"""Numbers as a planner reads them, texts that are safe."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.app.words import amount, change, plural, safe, share, share_change, whole


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (7, "7"), (1.234, "1.23"), (56.24, "56.2"), (999, "999"), (1_280_000, "1.28M"), (734_400, "734k"),
     (2.5e9, "2.50bn"), (999_900, "1.00M"), (None, "–"), (math.nan, "–")],
)  # fmt: skip
def test_amounts_are_short(value, text):
    assert amount(value) == text


def test_changes_carry_their_sign():
    assert change(1500.0) == "+1.50k"
    assert change(-3.0) == "−3"
    assert change(0.0) == "±0"
    assert change(1e-9) == "±0"
    assert share_change(-0.0123) == "−1.2 %"
    assert share_change(0.0001) == "±0.0 %"
    assert share_change(None) == "–"


def test_shares_and_wholes():
    assert share(0.125) == "12.5 %"
    assert share(math.inf) == "–"
    assert whole(1234.4) == "1,234"
    assert plural(1, "account") == "1 account"
    assert plural(1200, "account") == "1,200 accounts"


@given(st.text())
def test_nothing_breaks_out_of_html(text):
    assert not set(safe(text)) & set("<>\"'")


@given(st.floats(1.0, 9e11))
def test_an_amount_says_its_number(value):
    text = amount(value)
    size = {"k": 1e3, "M": 1e6, "n": 1e9}.get(text[-1], 1.0)
    assert float(text.rstrip("bnkM").replace(",", "")) * size == pytest.approx(value, rel=0.006)
