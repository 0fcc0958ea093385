"""Numbers as people write them: ``1,234.50``, ``$1,234``, ``1 234``, ``1.234,50``, ``(500)``, ``1,234 †``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .forms import DecimalMark, Forms
from .marks import COORDINATES, FOOTNOTE, last_word, missing_words, sentinels

SPACES = r"[ \u00a0\u2009\u202f]"
PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
GROUPED = r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:'\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(?:\.\d*)?"
COMMA_DECIMAL = r"[+-]?(?:\d+|[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)),\d+"
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
    text = cells.astype("string").fillna("").str.strip()
    written = cells.map(type).eq(str).to_numpy(dtype=bool) & text.str.contains(".", regex=False).to_numpy(dtype=bool)
    if not written.any():
        return NumberReading(values)
    three = text.str.fullmatch(ONE_DOT).to_numpy(dtype=bool)
    degrees = last_word(str(cells.name)) in COORDINATES
    if forms.decimal is not None or degrees or (written & ~three).any():
        return NumberReading(values, decimal=DecimalMark.POINT)
    return NumberReading(values, doubt=written, dotted=True)


def _read_text(cells: pd.Series, forms: Forms) -> NumberReading:
    text, footnotes = _bare(cells)
    marks = missing_words(text, forms)
    blank = cells.isna().to_numpy(dtype=bool) | marks.missing
    text = text.mask(blank, "")
    comma = _has_decimal_comma(text) if forms.decimal is None else forms.decimal is DecimalMark.COMMA
    plain = _with_comma(text) if comma else _with_point(text)
    parsed = pd.to_numeric(plain, errors="coerce").astype(float)
    parsed.index = cells.index
    parsed.name = cells.name
    unread = parsed.isna().to_numpy() & ~blank
    values = parsed if not unread.any() else parsed.astype(object).where(~unread, cells.astype(object))
    if forms.decimal is not None:
        return NumberReading(values, marks.told, footnotes)
    decimal = DecimalMark.COMMA if comma else None
    decimal = DecimalMark.POINT if decimal is None and _proves_point(text) else decimal
    doubt = _either(text, dotted=True) if decimal is None else None
    dotted = doubt is not None
    doubt = _either(text, dotted=False) if decimal is None and doubt is None else doubt
    return NumberReading(values, marks.told, footnotes, decimal, doubt, dotted)


def _bare(cells: pd.Series) -> tuple[pd.Series, int]:
    """Text without currency and footnote signs, and how many had the latter.

    An amount in parentheses is negative, as accountants write it.
    """
    text = cells.astype("string").fillna("").str.strip()
    noted = text.str.contains(rf"\d\)?{SPACES}*{FOOTNOTE}", regex=True)
    if noted.any():
        text = text.where(~noted, text.str.replace(rf"{SPACES}*{FOOTNOTE}", "", regex=True))
    text = text.str.replace(r"^\((.+)\)$", r"-\1", regex=True)
    text = text.str.replace(rf"^([+-]?){SPACES}*(?:USD|EUR|GBP|CHF)?{SPACES}*(?=[\d.])", r"\1", regex=True)
    signs = rf"^([+-]?){SPACES}*[$€£¥]{SPACES}*|{SPACES}*(?:[$€£¥]|USD|EUR|GBP|CHF)$"
    return text.str.replace(signs, r"\1", regex=True), int(noted.sum())


def _has_decimal_comma(text: pd.Series) -> bool:
    grouped = text.str.fullmatch(GROUPED)
    with_comma = text.str.fullmatch(COMMA_DECIMAL)
    return bool((with_comma & ~grouped).any()) and not bool((grouped & text.str.contains(",")).any())


def _with_point(text: pd.Series) -> pd.Series:
    """Text as ``1234.5``; missing where it is not a number."""
    grouped = text.str.fullmatch(GROUPED)
    return text.where(text.str.fullmatch(PLAIN), text.str.replace(rf"{SPACES}|[,']", "", regex=True).where(grouped))


def _with_comma(text: pd.Series) -> pd.Series:
    """Text as ``1234.5`` where a comma stands before decimals; missing where it is not a number."""
    plain, groups = text.str.fullmatch(PLAIN), text.str.fullmatch(DOT_GROUPED)
    other = text.str.fullmatch(COMMA_DECIMAL) | text.str.fullmatch(GROUPED)
    swapped = text.str.replace(rf"{SPACES}|\.", "", regex=True).str.replace(",", ".")
    return text.where(plain & ~groups, swapped.where(other | groups))


def _proves_point(text: pd.Series) -> bool:
    """Whether some cell can only be read with a decimal point: ``12.5``, ``1,234.50``, ``1,234,567``."""
    decimals = text.str.fullmatch(PLAIN) & text.str.contains(".", regex=False) & ~text.str.fullmatch(ONE_DOT)
    grouped = text.str.fullmatch(GROUPED) & text.str.contains(r"[.']|,.*,", regex=True)
    return bool((decimals | grouped).any())


def _either(text: pd.Series, *, dotted: bool) -> np.ndarray | None:
    """(cells,) True for cells that are another number with the other mark; None where there is none."""
    found = text.str.fullmatch(ONE_DOT if dotted else ONE_COMMA).to_numpy(dtype=bool)
    return found if found.any() else None
