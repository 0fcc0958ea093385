"""Regular expressions over whole columns by Arrow (RE2): ten times as fast as cell by cell; no look-ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def words_of(cells: pd.Series) -> pa.Array:
    """(cells,) trimmed text of each cell, "" where blank."""
    text = cells if pd.api.types.is_string_dtype(cells) else cells.astype("string")
    return pc.utf8_trim_whitespace(pc.fill_null(pa.array(text, type=pa.large_string(), from_pandas=True), ""))


def matches(words: pa.Array, pattern: str) -> np.ndarray:
    """(cells,) True where the whole cell has this form."""
    return holds(words, f"^(?:{pattern})$")


def holds(words: pa.Array, pattern: str) -> np.ndarray:
    """(cells,) True where some part of the cell has this form."""
    return np.asarray(pc.match_substring_regex(words, pattern).to_numpy(zero_copy_only=False), dtype=bool)


def replaced(words: pa.Array, pattern: str, by: str) -> pa.Array:
    """Cells with every part of this form replaced; a backslash and 1 stand for the first group."""
    return pc.replace_substring_regex(words, pattern, by)


def chosen(where: np.ndarray, words: pa.Array, otherwise: pa.Array | str | None) -> pa.Array:
    """Cells of ``words`` where True, others elsewhere."""
    other = pa.scalar(otherwise, pa.large_string()) if isinstance(otherwise, str) or otherwise is None else otherwise
    return pc.if_else(pa.array(where), words, other)


def to_floats(words: pa.Array) -> np.ndarray:
    """(cells,) numbers, NaN where missing or no number."""
    texts = pd.Series(words.to_numpy(zero_copy_only=False), dtype=object)
    return pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
