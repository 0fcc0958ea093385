"""Regular expressions over columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.connectors.patterns import chosen, holds, matches, replaced, to_floats, words_of


@pytest.mark.parametrize("dtype", [object, "str"])
def test_words(dtype):
    """Cells become trimmed text; blanks are empty."""
    assert words_of(pd.Series([" a ", None, "b\u00a0"], dtype=dtype)).to_pylist() == ["a", "", "b"]


def test_numbers_are_words_too():
    """Cells of several types become text."""
    assert words_of(pd.Series([1, "x", 2.5], dtype=object)).to_pylist() == ["1", "x", "2.5"]


def test_forms():
    """A whole cell, a part of it, a part replaced, one of two."""
    words = words_of(pd.Series(["12", "a12", ""]))
    assert matches(words, r"\d+").tolist() == [True, False, False]
    assert holds(words, r"\d+").tolist() == [True, True, False]
    assert replaced(words, r"(\d)2", r"\1x").to_pylist() == ["1x", "a1x", ""]
    assert chosen(np.array([True, False, True]), words, None).to_pylist() == ["12", None, ""]


def test_floats():
    """What is no number is NaN."""
    np.testing.assert_array_equal(to_floats(words_of(pd.Series(["1.5", "x", ""]))), [1.5, np.nan, np.nan])
