"""Numbers as people write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.connectors import parse_numbers
from scenarios.connectors.marks import SENTINELS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", 1234.5),
        (" 1,234.50 ", 1234.5),
        ("$1,234.50", 1234.5),
        ("-$7", -7.0),
        ("€ 5", 5.0),
        ("5 €", 5.0),
        ("(1,234.50)", -1234.5),
        ("1 234 567", 1234567.0),
        ("1\u202f234", 1234.0),
        ("1'234", 1234.0),
        ("1e6", 1e6),
        (".5", 0.5),
        ("-12", -12.0),
    ],
)
def test_one_number(text, number):
    """Currency signs, separators of thousands and accountants' parentheses are understood."""
    assert parse_numbers(pd.Series([text])).tolist() == [number]


@pytest.mark.parametrize("text", ["abc", "1,23,4", "12 34", "inf", "1.2.3", "10 apples", "--5"])
def test_what_is_no_number_stays(text):
    """A cell that cannot be read is kept as it was, beside those that can."""
    parsed = parse_numbers(pd.Series(["7", text]))
    assert parsed.tolist() == [7.0, text]


@pytest.mark.parametrize("blank", ["", " ", "-", "$ -", "n/a", "NaN", "NULL", None, np.nan])
def test_blanks_are_missing(blank):
    """Common signs for nothing are missing, not 0 and not text."""
    parsed = parse_numbers(pd.Series(["7", blank], dtype=object))
    assert parsed[0] == 7.0
    assert np.isnan(parsed[1])


def test_a_decimal_comma_needs_evidence():
    """``1.234,50`` makes the column one with decimal commas; ``1,234`` alone is a thousand."""
    assert parse_numbers(pd.Series(["1.234,50", "12,5", "1.234", "7"])).tolist() == [1234.5, 12.5, 1234.0, 7.0]
    assert parse_numbers(pd.Series(["1,234", "5"])).tolist() == [1234.0, 5.0]
    assert parse_numbers(pd.Series(["0,125"])).tolist() == [0.125]


def test_contradicting_commas_are_not_guessed():
    """Where one cell says thousands, a decimal comma in another is left for the planner."""
    assert parse_numbers(pd.Series(["1,234", "12,5"])).tolist() == [1234.0, "12,5"]


def test_numbers_pass_through():
    """Whole numbers become floats; truth values and dates are none of its business."""
    assert parse_numbers(pd.Series([1, 2])).tolist() == [1.0, 2.0]
    assert parse_numbers(pd.Series([True, False])).dtype == bool
    assert parse_numbers(pd.Series([1, "2,000", None], dtype=object)).tolist()[:2] == [1.0, 2000.0]


AMOUNTS = st.floats(-1e12, 1e12).map(lambda value: round(value, 2)).filter(lambda value: value not in SENTINELS)
"""Of money, but for those that stand for none."""


@given(st.lists(AMOUNTS, min_size=1, max_size=20))
def test_what_a_spreadsheet_writes_is_read_back(values):
    """Any amounts written with thousands separators, signs and two decimals come back."""
    texts = pd.Series([f"${value:,.2f}" if value >= 0 else f"(${-value:,.2f})" for value in values])
    assert parse_numbers(texts).tolist() == pytest.approx(values)
