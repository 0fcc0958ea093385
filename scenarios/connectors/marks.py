"""Marks for "no value": ``N/A``, a dagger, ``-999``; and footnote signs behind a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .forms import Forms

BLANK_WORDS = frozenset({"", "-", "--", "na", "n/a", "nan", "null", "none"})
"""What stands for "no number" in lower case, and says nothing else."""
MISSING_WORDS = frozenset({
    *BLANK_WORDS,
    "n.a.", "#n/a", "n/a.", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "(blank)", "(null)", "<na>",
    "nil", "missing", "unknown", "not available", "?", "\u2013", "\u2014", "\u2020", "\u2021", "*", "**", ".",
})  # fmt: skip
"""What people and spreadsheets write for "no number", in lower case; the dash, the dagger and the star among them."""
SILENT = frozenset({"", "-", "--"})
"""Marks not worth telling."""
SENTINELS = (-999.0, -9999.0, -99999.0, -999999.0, -9999999.0)
"""Numbers that stand for none, where nothing else in the column is negative."""
FOOTNOTE = "[\u2020\u2021\u00a7\u00b9\u00b2\u00b3*]+$"
"""Signs behind a number that point to a footnote."""
COORDINATES = frozenset({"latitude", "lat", "longitude", "lon", "lng", "long"})
"""Last words of headers of degrees: -999 is none, however negative the others are."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Which cells of a column hold a mark for "no value".

    Parameters
    ----------
    missing
        (cells,) True where the cell says that there is no number.
    told
        Mark -> cells, of those worth telling; empty cells and plain dashes are not.
    """

    missing: np.ndarray
    told: Mapping[str, int]


def missing_words(words: pa.Array, forms: Forms) -> Marks:
    """Find words and signs for "no number".

    Parameters
    ----------
    words
        (cells,) trimmed text, "" where blank.
    forms
        ``missing`` goes before the usual words, among which empty cells and dashes always stay.
    """
    known = MISSING_WORDS if forms.missing is None else BLANK_WORDS | {mark.lower() for mark in forms.missing}
    lower = pc.utf8_lower(words)
    found = pc.is_in(lower, value_set=pa.array(sorted(known), pa.large_string()))
    missing = np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
    told = Counter(word for word in words.filter(found).to_pylist() if word not in SILENT)
    return Marks(missing, dict(told))


def sentinels(numbers: np.ndarray, header: str, forms: Forms) -> Marks:
    """Find numbers such as -999 that stand for none.

    Parameters
    ----------
    numbers
        (cells,) numbers, NaN where there are none.
    header
        Of the column.
    forms
        Numbers among ``missing`` are marks whatever else the column holds; where it is given, no others are.
    """
    if forms.missing is not None:
        asked = pd.to_numeric(pd.Series(list(forms.missing), dtype=object), errors="coerce").dropna()
        found = np.isin(numbers, asked.to_numpy(dtype=np.float64))
    else:
        found = np.isin(numbers, SENTINELS)
        others = bool((numbers[~found] < 0).any())
        if found.any() and others and last_word(header) not in COORDINATES:
            found = np.zeros(len(numbers), dtype=bool)
    values, counts = np.unique(numbers[found], return_counts=True)
    return Marks(found, {f"{value:g}": int(count) for value, count in zip(values, counts, strict=True)})


def last_word(header: str) -> str:
    """Last word of a header in lower case: "Billing Latitude" -> "latitude"."""
    words = header.lower().replace("_", " ").replace("-", " ").replace("/", " ").split()
    return words[-1] if words else ""
