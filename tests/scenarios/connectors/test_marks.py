"""Marks for "no value"."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from scenarios.connectors import Forms
from scenarios.connectors.marks import missing_words, sentinels


@pytest.mark.parametrize("word", ["N/A", "n.a.", "†", "?", "#N/A", "Null", "unknown", "—"])
def test_words(word):
    """Usual words are marks, and told as they are written."""
    marks = missing_words(pa.array(["7", word, word], pa.large_string()), Forms())
    assert marks.missing.tolist() == [False, True, True]
    assert marks.told == {word: 2}


def test_silent_marks():
    """Nothing and dashes are marks that nobody needs to be told of."""
    marks = missing_words(pa.array(["", "-", "--"], pa.large_string()), Forms())
    assert marks.missing.all()
    assert marks.told == {}


def test_marks_of_ones_own():
    """They go before the usual ones; nothing and dashes stay."""
    marks = missing_words(pa.array(["tbd", "?", ""], pa.large_string()), Forms(missing=("TBD",)))
    assert marks.missing.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("numbers", "header", "forms", "found"),
    [
        ([5, -999], "beds", Forms(), [False, True]),
        ([-5, -999], "beds", Forms(), [False, False]),
        ([-5, -999], "Billing Longitude", Forms(), [False, True]),
        ([5, -999], "beds", Forms(missing=()), [False, False]),
        ([-5, -1], "beds", Forms(missing=("-1", "x")), [False, True]),
        ([np.nan, 999], "beds", Forms(), [False, False]),
    ],
)
def test_numbers(numbers, header, forms, found):
    """-999 is a mark where nothing else is negative, in degrees, or where it is said; never 999."""
    assert sentinels(np.array(numbers, dtype=float), header, forms).missing.tolist() == found
