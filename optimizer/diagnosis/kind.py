"""What an easing loosens: one of the rules of the criteria, of one measure where the rule has several."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Rule(Enum):
    """A rule that may be loosened, in the words of the planner."""

    BALANCE = "balance"
    CAPACITY = "capacity"
    MAX_COUNT = "max_count"
    MIN_COUNT = "min_count"
    DISRUPTION = "disruption"
    MAX_TRAVEL = "max_travel"
    PINS = "pins"
    FORBIDDEN = "forbidden pairs"
    FAMILIES = "families"
    CONTIGUITY = "contiguity"


class Kind(NamedTuple):
    """A rule, and its measure; as text "balance of potential" or "pins"."""

    rule: Rule
    measure: str | None = None

    def __str__(self) -> str:
        return self.rule.value if self.measure is None else f"{self.rule.value} of {self.measure}"
