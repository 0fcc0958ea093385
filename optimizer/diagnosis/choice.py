"""The choices of a planner one by one: each can be said in a sentence, written into a model, checked, and taken back.

Balance is cut finer than ``Criteria`` can: every territory's upper and lower limit of a measure is a choice by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from optimizer.alignment import Alignment
from optimizer.criteria import Criteria
from optimizer.instance import rows_of

from .case import Case, Draft

NAMED = 3
"""Labels told one by one before "and 4 more"."""


class Side(Enum):
    """Which limit of a total."""

    UPPER = "at most"
    LOWER = "at least"


class Choice(ABC):
    """One thing the planner asked for. Equal choices are equal objects; labels are those of the instance."""

    @property
    @abstractmethod
    def words(self) -> str:
        """The choice as a sentence of the planner."""

    @property
    @abstractmethod
    def parts(self) -> tuple[Choice, ...]:
        """The choice cut as finely as possible, itself where it cannot be cut."""

    @abstractmethod
    def restrict(self, draft: Draft) -> None:
        """Write the choice into a draft."""

    @abstractmethod
    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """Whether a plan keeps the choice, from the facts alone."""

    @abstractmethod
    def removed_from(self, criteria: Criteria) -> Criteria:
        """Give the closest criteria without the choice.

        ``Criteria`` holds one tolerance for all territories and one word for all families, so a single territory's
        limit takes the balance of its measure with it, and a single family all families.
        """


class Whole(Choice):
    """A choice that cannot be cut."""

    @property
    def parts(self) -> tuple[Choice, ...]:
        """Itself."""
        return (self,)


def few(labels: Sequence[Hashable]) -> str:
    """Name up to three labels and count the rest."""
    rest = len(labels) - NAMED
    return ", ".join(map(str, labels[:NAMED])) + (f" and {rest} more" if rest > 0 else "")


def row_of(case: Case, label: Hashable) -> int:
    """Index of a territory."""
    return int(rows_of(case.instance.territories.ids, [label])[0])


def homes_of(alignment: Alignment, case: Case, units: Iterable[Hashable]) -> NDArray[np.int32]:
    """Territories of those of the units that are placed."""
    rows = rows_of(case.instance.units.ids, units)
    return np.asarray(alignment.territory_of[rows[case.eligibility.family_of[rows] >= 0]], dtype=np.int32)


def slack_of(case: Case, measure: str) -> float:
    """Amount by which a limit of a measure may be missed through rounding."""
    return float(case.slack[case.measures.index(measure)])
