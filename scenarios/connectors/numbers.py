"""Numbers as people write them: ``1,234.50``, ``$1,234``, ``1 234``, ``1.234,50``, ``(500)``, ``1,234 †``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from .forms import DecimalMark, Forms
from .marks import COORDINATES, FOOTNOTE, last_word, missing_words, sentinels
from .patterns import chosen, holds, matches, replaced, to_floats, words_of

SPACES = "[ \u00a0\u2009\u202f]"
CODES = "(?:USD|EUR|GBP|CHF)"
SIGNS = "[$€£¥]"
PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
GROUPED = rf"[+-]?[1-9]\d{{0,2}}(?:(?:,\d{{3}})+|(?:'\d{{3}})+|(?:{SPACES}\d{{3}})+)(?:\.\d*)?"
COMMA_DECIMAL = rf"[+-]?(?:\d+|[1-9]\d{{0,2}}(?:(?:\.\d{{3}})+|(?:{SPACES}\d{{3}})+)),\d+"
DOT_GROUPED = r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+"
ONE_DOT = r"[+-]?[1-9]\d{0,2}\.\d{3}"
ONE_COMMA = r"[+-]?[1-9]\d{0,2},\d{3}"
FORMS = Forms()


@dataclass(frozen=True, slots=True, eq=False)
class NumberReading:
    """A column read as numbers, and how.

    Parameters
    ----------
    values
        Floats if every cell is a number or blank; otherwise objects, in which what could not be read stays as given.
    missing
        Mark for "no number" -> cells.
    footnotes
        Cells whose footnote sign was dropped.
    decimal
        Mark before decimals if the column proves one.
    doubt
        (cells,) True for cells that are another number with the other mark; None for no cell.
    dotted
        Whether those have a point (``1.234``), which both marks may mean, or a comma only.
    """

    values: pd.Series
    missing: Mapping[str, int] = field(default_factory=dict)
    footnotes: int = 0
    decimal: DecimalMark | None = None
    doubt: np.ndarray | None = None
    dotted: bool = False


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
    return read_numbers(cells).values


def read_numbers(cells: pd.Series, forms: Forms = FORMS) -> NumberReading:
    """Cells as numbers, with what was found out and what is in doubt.

    Parameters
    ----------
    cells
        A column of text, numbers or both; its name is its header.
    forms
        What is known of how cells are written.
    """
    if pd.api.types.is_bool_dtype(cells) or pd.api.types.is_datetime64_any_dtype(cells):
        return NumberReading(cells)
    if pd.api.types.is_numeric_dtype(cells):
        return _without_sentinels(NumberReading(cells.astype(float)), forms)
    if forms.decimal is not DecimalMark.COMMA and (plain := _as_they_are(cells)) is not None:
        return _without_sentinels(_judged_plain(plain, cells, forms), forms)
    return _without_sentinels(_read_text(cells, forms), forms)


def _without_sentinels(reading: NumberReading, forms: Forms) -> NumberReading:
    """Numbers such as -999 that stand for none become missing."""
    if not pd.api.types.is_float_dtype(reading.values):
        return reading
    marks = sentinels(reading.values.to_numpy(), str(reading.values.name), forms)
    if not marks.told:
        return reading
    values = reading.values.mask(marks.missing)
    told = {**reading.missing, **marks.told}
    return NumberReading(values, told, reading.footnotes, reading.decimal, reading.doubt, reading.dotted)


def _as_they_are(cells: pd.Series) -> pd.Series | None:
    """Numbers where all cells are plain ones or empty, as they mostly are; None otherwise."""
    numbers = pd.to_numeric(cells.replace("", None), errors="coerce").astype(float)
    unread = numbers.isna() & cells.notna() & (cells != "")
    return None if unread.any() or np.isinf(numbers).any() else numbers


def _judged_plain(values: pd.Series, cells: pd.Series, forms: Forms) -> NumberReading:
    """Tell whether plain numbers prove a decimal point, or might all be thousands: ``1.234``."""
    numbers = values.to_numpy()
    broken = numbers[np.isfinite(numbers) & (numbers != np.floor(numbers))]
    finer = np.abs(broken * 1000 - np.round(broken * 1000)) > 1e-6
    if (finer | (np.abs(broken) < 1) | (np.abs(broken) >= 1000)).any():
        return NumberReading(values, decimal=DecimalMark.POINT)
    words = words_of(cells)
    written = holds(words, r"\.")
    if not pd.api.types.is_string_dtype(cells):  # a number of a workbook is no text, whatever it looks like as one
        written &= np.fromiter((isinstance(cell, str) for cell in cells), dtype=bool, count=len(cells))
    if not written.any():
        return NumberReading(values)
    three = matches(words, ONE_DOT)
    degrees = last_word(str(cells.name)) in COORDINATES
    if forms.decimal is not None or degrees or (written & ~three).any():
        return NumberReading(values, decimal=DecimalMark.POINT)
    return NumberReading(values, doubt=written, dotted=True)


def _read_text(cells: pd.Series, forms: Forms) -> NumberReading:
    words, footnotes = _bare(cells)
    marks = missing_words(words, forms)
    blank = cells.isna().to_numpy(dtype=bool) | marks.missing
    words = chosen(blank, pa.array([""] * len(blank), pa.large_string()), words)
    comma = _has_decimal_comma(words) if forms.decimal is None else forms.decimal is DecimalMark.COMMA
    parsed = pd.Series(to_floats(_with_comma(words) if comma else _with_point(words)), cells.index, name=cells.name)
    unread = parsed.isna().to_numpy() & ~blank
    values = parsed if not unread.any() else parsed.astype(object).where(~unread, cells.astype(object))
    if forms.decimal is not None:
        return NumberReading(values, marks.told, footnotes)
    if comma or _proves_point(words):
        return NumberReading(values, marks.told, footnotes, DecimalMark.COMMA if comma else DecimalMark.POINT)
    for dotted, pattern in ((True, ONE_DOT), (False, ONE_COMMA)):
        if (doubt := matches(words, pattern)).any():
            return NumberReading(values, marks.told, footnotes, None, doubt, dotted)
    return NumberReading(values, marks.told, footnotes)


def _bare(cells: pd.Series) -> tuple[pa.Array, int]:
    """Text without currency and footnote signs, and how many had the latter.

    An amount in parentheses is negative, as accountants write it.
    """
    words = words_of(cells)
    noted = holds(words, rf"\d\)?{SPACES}*{FOOTNOTE}")
    if noted.any():
        words = chosen(noted, replaced(words, rf"{SPACES}*{FOOTNOTE}", ""), words)
    words = replaced(words, r"^\((.+)\)$", r"-\1")
    words = replaced(words, rf"^([+-]?){SPACES}*{SIGNS}{SPACES}*", r"\1")
    words = replaced(words, rf"^([+-]?){SPACES}*{CODES}{SPACES}*([\d.])", r"\1\2")
    return replaced(words, rf"{SPACES}*(?:{SIGNS}|{CODES})$", ""), int(noted.sum())


def _has_decimal_comma(words: pa.Array) -> bool:
    grouped = matches(words, GROUPED)
    if (grouped & holds(words, ",")).any():
        return False
    return bool((matches(words, COMMA_DECIMAL) & ~grouped).any())


def _with_point(words: pa.Array) -> pa.Array:
    """Text as ``1234.5``; missing where it is not a number."""
    joined = replaced(words, rf"{SPACES}|[,']", "")
    return chosen(matches(words, PLAIN), words, chosen(matches(words, GROUPED), joined, None))


def _with_comma(words: pa.Array) -> pa.Array:
    """Text as ``1234.5`` where a comma stands before decimals; missing where it is not a number."""
    groups = matches(words, DOT_GROUPED)
    other = matches(words, COMMA_DECIMAL) | matches(words, GROUPED) | groups
    swapped = replaced(replaced(words, rf"{SPACES}|\.", ""), ",", ".")
    return chosen(matches(words, PLAIN) & ~groups, words, chosen(other, swapped, None))


def _proves_point(words: pa.Array) -> bool:
    """Whether some cell can only be read with a decimal point: ``12.5``, ``1,234.50``, ``1,234,567``."""
    if (matches(words, GROUPED) & holds(words, r"[.']|,.*,")).any():
        return True
    return bool((matches(words, PLAIN) & holds(words, r"\.") & ~matches(words, ONE_DOT)).any())
