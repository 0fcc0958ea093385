"""Figures as the report writes them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

NONE = "\N{EN DASH}"
"""What stands for a figure that does not exist."""
MINUS = "\N{MINUS SIGN}"


def is_known(value: Any) -> bool:
    """Whether a cell of a table holds a figure."""
    return not pd.isna(value) and value != ""


def amount(value: Any) -> str:
    """Write an amount of a measure: whole from 100 on, one decimal below."""
    if not is_known(value) or not math.isfinite(value):
        return NONE
    return _proper(f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.1f}")


def money(cents: Any) -> str:
    """Write whole cents in currency units, without decimals where there are none."""
    if not is_known(cents):
        return NONE
    whole, rest = divmod(abs(int(cents)), 100)
    sign = "-" if int(cents) < 0 else ""
    return _proper(f"{sign}{whole:,}" + (f".{rest:02d}" if rest else ""))


def whole_money(cents: Any, *, signed: bool = False) -> str:
    """Write cents to the nearest currency unit, for columns; a step has its sign."""
    if not is_known(cents):
        return NONE
    units = round(int(cents) / 100)
    return _proper(f"{units:+,}" if signed and units else f"{units:,}")


def share(value: Any, digits: int = 1, *, signed: bool = False) -> str:
    """Write a share 0..1 in per cent."""
    if not is_known(value) or not math.isfinite(value):
        return NONE
    text = f"{100 * value:+.{digits}f}" if signed else f"{100 * value:.{digits}f}"
    plain = text.lstrip("+-")
    return _proper(f"{plain if not float(plain) else text}%")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write how many there are of something, in singular or plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: list[str], most: int = 4) -> str:
    """Write names in a row; of many the first and how many more."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1:,} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def called(measure: str) -> str:
    """Name a measure; the count is that of accounts."""
    return "accounts" if measure == "count" else measure.replace("_", " ")


def _proper(text: str) -> str:
    return text.replace("-", MINUS)
