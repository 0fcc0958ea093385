"""Dates and months in the usual forms, written again as ``2026-03-31`` or ``2026-03``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from .forms import DateOrder, Doubt, Forms

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MON = r"([a-z]{3})[a-z]*\.?"
TIME = r"(?:[T ,]+\d{1,2}:.*)?"
PIVOT = 70
"""Years of two digits below it are of this century."""
DAY_ZERO = date(1899, 12, 30)
"""Day 0 of the count of days in a workbook."""
SERIALS = (20_000, 80_000)
"""Counts of days taken for dates: 1954 to 2119."""
REMEDY = "Say which beside the file: `dates: day_first` or `dates: month_first`"
FORMS = Forms()


@dataclass(frozen=True, slots=True, eq=False)
class DateReading:
    """A column read as dates.

    Parameters
    ----------
    values
        ``2026-03-31`` or ``2026-03`` for each cell that was understood, others as they were, missing where blank.
    doubt
        Why day and month cannot be told apart; None if they can.
    notes
        What was assumed.
    """

    values: pd.Series
    doubt: Doubt | None
    notes: tuple[str, ...]


def read_dates(cells: pd.Series, forms: Forms = FORMS) -> DateReading:
    """Cells as ISO dates.

    ``03/04/2026`` is the fourth of March or the third of April: some cell above twelve in the same column tells
    which, or ``forms`` does, or it is a doubt. ``31.12.2026`` has the day first, as everywhere it is written.

    Parameters
    ----------
    cells
        Texts, dates, or counts of days as workbooks keep them.
    forms
        What is known of how cells are written.
    """
    codes, distinct = pd.factorize(cells)
    texts = [_text(cell) for cell in distinct]
    numeric = [NUMERIC.fullmatch(text) for text in texts]
    orders = {order for match in numeric if match is not None and (order := _order(match)) is not None}
    order = forms.dates or (next(iter(orders)) if len(orders) == 1 else None)
    # Where the order is in doubt each cell is read in one it fits, so that only the doubt is told.
    tried = (order,) if order is not None else (DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST)
    read = [next(filter(None, (_iso(text, each) for each in tried)), None) for text in texts]
    values = pd.Series([*[text if iso is None else iso for text, iso in zip(texts, read, strict=True)], None])
    column = values.astype(object).reindex(np.where(codes < 0, len(texts), codes))
    column = column.where(column.notna() & (column != ""), None)
    column.index = cells.index
    column.name = cells.name
    return DateReading(column, _doubt(numeric, codes, order, orders), _notes(texts, numeric, order, forms=forms))


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, np.datetime64):
        cell = pd.Timestamp(cell).date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _order(match: re.Match[str]) -> DateOrder | None:
    """Order that the cell proves, None if either may be."""
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or not (first > 12) ^ (second > 12):
        return None
    return DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST


def _is_open(match: re.Match[str] | None) -> bool:
    """Whether both orders give a date, and not the same."""
    if match is None or match[2] == ".":
        return False
    first, second = int(match[1]), int(match[3])
    return first <= 12 and second <= 12 and first != second


def _doubt(
    numeric: list[re.Match[str] | None], codes: np.ndarray, order: DateOrder | None, orders: set[DateOrder]
) -> Doubt | None:
    if order is not None:
        return None
    for position, match in enumerate(numeric):
        if match is not None and (_is_open(match) or (len(orders) > 1 and match[2] != ".")):
            row = int(np.flatnonzero(codes == position)[0])
            message = "day and month cannot be told apart"
            if len(orders) > 1:
                message = "some dates of this column have the day first and others the month"
            return Doubt(row, match[0], message, REMEDY)
    return None


def _notes(
    texts: list[str], numeric: list[re.Match[str] | None], order: DateOrder | None, *, forms: Forms
) -> tuple[str, ...]:
    notes = []
    if order is not None and forms.dates is None and any(map(_is_open, numeric)):
        shown = next(match[0] for match in numeric if match is not None and _is_open(match))
        proof = next(match[0] for match in numeric if match is not None and _order(match) is order)
        what = "day" if order is DateOrder.DAY_FIRST else "month"
        notes.append(f"dates such as {shown} were read with the {what} first, as {proof} has it")
    serials = [text for text in texts if SERIAL.fullmatch(text) and _serial(SERIAL.fullmatch(text)) is not None]
    if serials:
        notes.append(f"numbers such as {serials[0]} were read as a workbook's count of days, {_iso(serials[0])}")
    short = [match[0] for match in numeric if match is not None and len(match[4]) == 2]
    short += [text for text in texts if re.fullmatch(rf"\d{{1,2}}[ -]{MON}[ -]\d\d", text, re.IGNORECASE)]
    if short:
        notes.append(f"years of two digits were read as 19{PIVOT} to 20{PIVOT - 1}, as in {short[0]}")
    return tuple(notes)


def _iso(text: str, order: DateOrder = DateOrder.MONTH_FIRST) -> str | None:
    """Text as an ISO date or month, None where it is neither."""
    match = NUMERIC.fullmatch(text)
    if match is not None:
        day_first = match[2] == "." or order is DateOrder.DAY_FIRST
        day, month = (match[1], match[3]) if day_first else (match[3], match[1])
        return _date(match[4], month, day)
    for pattern, build in PATTERNS:
        match = pattern.fullmatch(text)
        if match is not None:
            return build(match)
    return None


def _date(year: str, month: str, day: str | None = None) -> str | None:
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < PIVOT else 1900
    try:
        found = date(full, int(month), int(day or 1))
    except ValueError:
        return None
    return found.isoformat() if day is not None else f"{full:04d}-{int(month):02d}"


def _named(year: str, month: str, day: str | None = None) -> str | None:
    word = month.lower()
    return _date(year, str(MONTHS.index(word) + 1), day) if word in MONTHS else None


def _serial(match: re.Match[str] | None) -> str | None:
    days = 0 if match is None else int(match[1])
    return (DAY_ZERO + timedelta(days=days)).isoformat() if SERIALS[0] <= days <= SERIALS[1] else None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


NUMERIC = _pattern(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){TIME}")
SERIAL = _pattern(r"(\d{5})(?:\.\d+)?")
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_pattern(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){TIME}"), lambda match: _date(match[1], match[2], match[3])),
    (_pattern(r"(\d{4})[-/.](\d{1,2})"), lambda match: _date(match[1], match[2])),
    (_pattern(r"((?:19|20)\d\d)(\d\d)(\d\d)"), lambda match: _date(match[1], match[2], match[3])),
    (_pattern(r"((?:19|20)\d\d)(\d\d)"), lambda match: _date(match[1], match[2])),
    (_pattern(r"(\d{1,2})[/.-](\d{4})"), lambda match: _date(match[2], match[1])),
    (_pattern(rf"(\d{{1,2}})[ -]{MON}[ ,-]+(\d{{4}}|\d\d){TIME}"), lambda match: _named(match[3], match[2], match[1])),
    (_pattern(rf"{MON} (\d{{1,2}}),? (\d{{4}}){TIME}"), lambda match: _named(match[3], match[1], match[2])),
    (_pattern(rf"{MON}[ -](\d{{4}})"), lambda match: _named(match[2], match[1])),
    (SERIAL, _serial),
)
"""Form -> ISO, tried in this order after day, month and year in figures."""
