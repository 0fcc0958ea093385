"""Amounts as people read them, in messages."""

from __future__ import annotations

WHOLE_FROM = 99_999.95
"""From here on amounts are written without decimals."""


def amount_text(amount: float) -> str:
    """Write an amount of a measure: six digits, thousands separated, never with an exponent.

    Parameters
    ----------
    amount
        In whatever unit; from 100,000 on it is written whole.
    """
    if abs(amount) >= WHOLE_FROM:
        return f"{amount:,.0f}"
    short = f"{amount:,.6g}"
    return f"{amount:,.9f}".rstrip("0").rstrip(".") if "e" in short else short
