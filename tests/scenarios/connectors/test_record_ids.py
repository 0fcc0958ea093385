"""Record ids of 15 and 18 characters."""

from __future__ import annotations

import string

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.connectors.exports import Export
from scenarios.connectors.record_ids import full_id, full_id_or_same, with_full_ids

BODY = st.text(string.ascii_letters + string.digits, min_size=15, max_size=15)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("000000000000000", "000000000000000AAA"),
        ("A00000000000000", "A00000000000000BAA"),
        ("0000A0000000000", "0000A0000000000QAA"),
        ("AAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAA555"),
        ("00000aaaaa0000Z", "00000aaaaa0000ZAAQ"),
    ],
)
def test_check_signs(short, full):
    """Five characters give five bits, the first the lowest; worked out by hand."""
    assert full_id(short) == full
    assert full_id(full) == full


@given(BODY)
def test_lost_capitals_come_back(body):
    """Whatever case the first fifteen were turned to, the last three restore them."""
    full = full_id(body)
    assert full[:15] == body
    assert full_id(full.upper()) == full
    assert full_id(full.lower()) == full


@pytest.mark.parametrize("text", ["", "001", "0" * 16, "00000000000000-", "000000000000000BAA", "000000000000000AA9"])
def test_what_is_no_id(text):
    """Other lengths and signs, and last characters that do not fit, are refused by value."""
    with pytest.raises(ValueError, match="no record id"):
        full_id(text)


def test_what_is_no_id_stays():
    """Account numbers come back as they are, ids of either length in 18 characters."""
    assert full_id_or_same("A1") == "A1"
    assert full_id_or_same("001D000000IRFma") == full_id_or_same("001D000000IRFmaIAH") == "001D000000IRFmaIAH"
    # Eighteen signs whose last three do not fit are somebody's own number.
    assert full_id_or_same("001000000000001AAB") == "001000000000001AAB"


def test_a_column_of_ids():
    """Both lengths become one, blanks stay, what is none is a problem by its row, restored ones are counted."""
    notes = []
    frame = pd.DataFrame({"account": ["A" + "0" * 14, None, "a" + "0" * 14 + "BAA", "x"]}, index=[0, 1, 3, 4])
    export, problems = with_full_ids(Export("a.csv", frame, {"account": "Id"}), ("account", "absent"), notes.append)
    full = "A" + "0" * 14 + "BAA"
    assert export.frame["account"].tolist() == [full, None, full, "x"]
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [(6, "Id", "x")]
    assert "1 ids had lost their capitals" in notes[0]
