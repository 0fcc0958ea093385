"""Figures are written as people write them; what does not exist is a dash."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.report.words import NONE, amount, called, counted, is_known, listed, money, share, whole_money


@given(st.integers(-(10**15), 10**15))
def test_money_is_exact(cents):
    """Read back it is the same to the cent."""
    text = money(cents).replace(",", "").replace("\N{MINUS SIGN}", "-")
    whole, _, rest = text.partition(".")
    assert round(float(f"{whole}.{rest or '0'}") * 100) == cents if abs(cents) < 10**12 else True
    assert rest == "" or len(rest) == 2


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, float("inf")])
def test_what_does_not_exist_is_a_dash(nothing):
    """Never 0."""
    assert share(nothing) == NONE
    assert amount(nothing) == NONE
    if nothing is not None and not (isinstance(nothing, float) and math.isinf(nothing)):
        assert money(nothing) == whole_money(nothing) == NONE


def test_figures():
    """Amounts without decimals that nobody reads; shares with their sign; no minus before nothing."""
    assert amount(1234.56) == "1,235"
    assert amount(12.345) == "12.3"
    assert amount(12.0) == "12"
    assert share(-0.00001, signed=True) == "0.0%"
    assert share(0.123, signed=True) == "+12.3%"
    assert share(-0.5, 0) == "\N{MINUS SIGN}50%"
    assert whole_money(-150, signed=True) == "\N{MINUS SIGN}2"
    assert whole_money(12345, signed=True) == "+123"
    assert whole_money(20, signed=True) == "0"
    assert money(-5) == "\N{MINUS SIGN}0.05"


def test_words():
    """Numbers of things, names in a row, names of measures."""
    assert counted(1, "account") == "1 account"
    assert counted(2_000, "territory", "territories") == "2,000 territories"
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert called("count") == "accounts"
    assert called("staffed_beds") == "staffed beds"


def test_known():
    """Missing values of every kind are not known; 0 is."""
    assert is_known(0)
    assert not any(map(is_known, (None, float("nan"), "")))
