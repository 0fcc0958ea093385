"""Money as whole cents: the one door between amounts as people write them and the integers kept inside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from numbers import Integral, Real

import numpy as np
from numpy.typing import NDArray

from optimizer.travel import Floats

Money = float | int | Decimal | str
"""An amount as given: a number, or the text of one."""
Cents = NDArray[np.int64]
"""Amounts counted in the smallest unit of the currency."""
Flags = NDArray[np.bool_]

MAX_CENTS = 2**52
"""Largest amount in cents: up to here a float holds every amount exactly in cents, and to the cent in units."""
UNLIMITED = 2**62
"""Cap of a territory that has none, in cents."""

EXACT = Context(prec=1_000, rounding=ROUND_HALF_EVEN)
"""Arithmetic of amounts: no digit of anything people write is lost."""


def to_cents(amount: Money, name: str) -> int:
    """Whole cents of an amount that is not negative.

    Parameters
    ----------
    amount
        Currency units. A float is rounded to the nearest cent; text, ``Decimal`` and whole numbers must be exact.
    name
        What it is, for the message.

    Raises
    ------
    ValueError
        If it is no number, not finite, negative, above ``MAX_CENTS``, or has fractions of a cent.
    """
    is_float = isinstance(amount, Real) and not isinstance(amount, Integral)
    value = _decimal(amount, name)
    if not value.is_finite():
        raise ValueError(f"{name} must be finite, given {amount!r}")
    if value < 0:
        raise ValueError(f"{name} must not be negative, given {amount!r}")
    if value > from_cents(MAX_CENTS):
        raise ValueError(f"{name} must be at most {MAX_CENTS // 100:,}, given {amount!r}; count in thousands instead")
    cents = value.scaleb(2, EXACT)
    whole = cents.to_integral_value(ROUND_HALF_EVEN)
    if whole != cents and not is_float:
        raise ValueError(f"{name} must be whole cents, given {amount!r}; round it to 0.01")
    return int(whole)


def _decimal(amount: Money, name: str) -> Decimal:
    problem = f"{name} must be an amount of money such as 95_000_000 or '1250.50', given {amount!r}"
    if isinstance(amount, (bool, np.bool_)):
        raise ValueError(problem)  # noqa: TRY004 -- misuse is a ValueError throughout this library
    if isinstance(amount, Decimal):
        return amount
    if isinstance(amount, Integral):
        return Decimal(int(amount))
    try:
        return Decimal(amount if isinstance(amount, str) else repr(float(amount)))
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ValueError(problem) from error


def from_cents(cents: int) -> Decimal:
    """Turn cents into currency units, with two decimals."""
    return Decimal(int(cents)).scaleb(-2)


def format_cents(cents: int) -> str:
    """Write cents as currency units for people: ``1,234.50``."""
    return f"{from_cents(cents):,.2f}"


def nearest_cents(amounts: Floats) -> Cents:
    """(k,) currency units, not negative, to the nearest cent; amounts above ``MAX_CENTS`` become ``UNLIMITED``."""
    cents = np.rint(amounts * 100.0)
    small = cents <= MAX_CENTS
    return np.where(small, np.where(small, cents, 0.0).astype(np.int64), UNLIMITED)


def exact_sum(amounts: Cents) -> int:
    """Sum of amounts that are not negative, free of overflow: high and low halves are added apart."""
    return (int((amounts >> 32).sum()) << 32) + int((amounts & 0xFFFFFFFF).sum())


def parts_of_cents(largest: int) -> int:
    """Bits by which amounts up to ``largest`` cents can be shifted and still fit a signed integer."""
    return 62 - max(largest.bit_length(), 10)


def sum_parts(amounts: Floats, shift: int) -> int:
    """Exact sum of amounts (k,), cents with fractions, each to the nearest ``2 ** -shift`` of a cent, in such parts.

    It never falls as an amount rises, and the order of the amounts plays no part.
    """
    return exact_sum(np.rint(amounts * 2.0**shift).astype(np.int64))
