"""Named thresholds of a year under way; beyond one of them a repair is worth a look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Warned(Enum):
    """What is beyond its threshold."""

    MEASURE = "measure out of tolerance"
    PACE = "pace out of tolerance"
    OUT_OF_REACH = "out of reach"
    NOTHING_TO_REACH = "nothing left to reach"
    BIG_ACCOUNT = "one account too big"
    UNPLANNED = "bookings of unplanned accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When to think of a repair. Tolerances of measures are the plan's own.

    Parameters
    ----------
    out_of_reach
        Chance of attainment below which a rep has given up, 0..1.
    nothing_to_reach
        Quota of the year that is met while this share of the year is still ahead or more, 0..1.
    big_account
        Share of a territory's bookings that one account holds, 0..1; told from a quarter of the year's quota on.
    unplanned
        Share of all bookings that comes from accounts nobody planned, 0..1.

    Raises
    ------
    ValueError
        For a number that is no share.
    """

    out_of_reach: float = 0.05
    nothing_to_reach: float = 0.25
    big_account: float = 0.5
    unplanned: float = 0.05

    def __post_init__(self) -> None:
        for name in ("out_of_reach", "nothing_to_reach", "big_account", "unplanned"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name} must be a share 0..1, given {value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One threshold that is passed.

    Parameters
    ----------
    kind
        Which.
    subject
        Territory, empty for the company.
    value, limit
        What was found and what was allowed, shares.
    sentence
        In words.
    """

    kind: Warned
    subject: str
    value: float
    limit: float
    sentence: str
