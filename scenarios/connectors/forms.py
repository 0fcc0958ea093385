"""How cells are written where they can be read in two ways: what a planner may say beside a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

Note = Callable[[str], None]
"""Is told, in a sentence for people, what was assumed while reading."""


class DecimalMark(Enum):
    """What stands before decimals: ``1.234`` is 1.234 or 1,234."""

    POINT = "point"
    COMMA = "comma"


class DateOrder(Enum):
    """What comes first in ``03/04/2026``."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class Forms:
    """What is known of how cells are written; what is None is found out from the cells, or is a problem.

    Parameters
    ----------
    decimal
        Mark before decimals.
    dates
        Order of day and month.
    missing
        Marks for "no number", as text or number, besides empty cells; None for those of ``marks``.
    """

    decimal: DecimalMark | None = None
    dates: DateOrder | None = None
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a column cannot be read without the planner.

    Parameters
    ----------
    row
        Zero-based row of the first cell in doubt, in the table it was asked of.
    value
        That cell.
    message, remedy
        As in ``Problem``.
    """

    row: int
    value: object
    message: str
    remedy: str


def unheard(note: str) -> None:
    """Forget a note."""
