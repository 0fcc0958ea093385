"""Numbers as people write them: ``1,234.50``, ``$1,234``, ``1 234``, ``1.234,50``, ``(500)``."""

from __future__ import annotations

import numpy as np
import pandas as pd

BLANK_WORDS = frozenset({"", "-", "--", "na", "n/a", "nan", "null", "none"})
"""What stands for "no number", in lower case."""

SPACES = r"[ \u00a0\u2009\u202f]"
PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
GROUPED = r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:'\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(?:\.\d*)?"
COMMA_DECIMAL = r"[+-]?(?:\d+|[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)),\d+"
DOT_GROUPED = r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+"


def parse_numbers(cells: pd.Series) -> pd.Series:
    """Cells as numbers where they can be read as such.

    A column is read with a decimal comma only where some cell cannot be read otherwise (``12,5``) and no cell
    contradicts it (``1,234``).

    Parameters
    ----------
    cells
        A column of text, numbers or both.

    Returns
    -------
    pd.Series
        Of floats if every cell is a number or blank; otherwise of objects, in which what could not be read stays
        as it was given, for whoever checks the rows.
    """
    if pd.api.types.is_bool_dtype(cells) or pd.api.types.is_datetime64_any_dtype(cells):
        return cells
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype(float)
    if (plain := _as_they_are(cells)) is not None:
        return plain
    text = _bare(cells)
    blank = (cells.isna() | text.str.lower().isin(BLANK_WORDS)).to_numpy(dtype=bool)
    parsed = pd.to_numeric(_plain(text), errors="coerce").astype(float)
    parsed.index = cells.index
    unread = parsed.isna().to_numpy() & ~blank
    if not unread.any():
        return parsed
    return parsed.astype(object).where(~unread, cells.astype(object))


def _as_they_are(cells: pd.Series) -> pd.Series | None:
    """Numbers where all cells are plain ones or empty, as they mostly are; None otherwise."""
    numbers = pd.to_numeric(cells.replace("", None), errors="coerce").astype(float)
    unread = numbers.isna() & cells.notna() & (cells != "")
    return None if unread.any() or np.isinf(numbers).any() else numbers


def _bare(cells: pd.Series) -> pd.Series:
    """Text without currency signs; an amount in parentheses is negative, as accountants write it."""
    text = cells.astype("string").fillna("").str.strip()
    text = text.str.replace(r"^\((.+)\)$", r"-\1", regex=True)
    return text.str.replace(rf"^([+-]?){SPACES}*[$€£¥]{SPACES}*|{SPACES}*[$€£¥]$", r"\1", regex=True)


def _plain(text: pd.Series) -> pd.Series:
    """Text as ``1234.5``; missing where it is not a number."""
    grouped = text.str.fullmatch(GROUPED)
    plain = text.str.fullmatch(PLAIN)
    with_comma = text.str.fullmatch(COMMA_DECIMAL)
    decimal_comma = bool((with_comma & ~grouped).any()) and not bool((grouped & text.str.contains(",")).any())
    if not decimal_comma:
        return text.where(plain, text.str.replace(rf"{SPACES}|[,']", "", regex=True).where(grouped))
    groups = text.str.fullmatch(DOT_GROUPED)
    swapped = text.str.replace(rf"{SPACES}|\.", "", regex=True).str.replace(",", ".")
    return text.where(plain & ~groups, swapped.where(with_comma | groups | grouped))
