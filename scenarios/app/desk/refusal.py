"""An edit that is not made: everything against it, at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from optimizer.exceptions import TerritoryError
from optimizer.travel import Integers

SHOWN = 5
"""Objections told one by one before "and 40 more"."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing against an edit.

    Parameters
    ----------
    unit
        Index of the account, None where it is about none.
    message
        What is wrong, and what to do, in words of the planner.
    """

    unit: int | None
    message: str


class EditRefused(TerritoryError, ValueError):  # noqa: N818 -- a refusal, as the planner reads it
    """The edit was not made, and the desk is as it was; ``objections`` lists everything against it."""

    def __init__(self, objections: Iterable[Objection]) -> None:
        self.objections = tuple(objections)
        lines = [objection.message for objection in self.objections[:SHOWN]]
        left = len(self.objections) - SHOWN
        super().__init__("\n".join([*lines, f"and {left:,} more"] if left > 0 else lines))


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Whom an edit would concern.

    Parameters
    ----------
    units
        Accounts that would change, their families included, rising.
    companions
        Those among them that were not named but belong to the family of one that was.
    objections
        What is against it; with any, nothing is changed.
    """

    units: Integers
    companions: Integers
    objections: tuple[Objection, ...]

    @property
    def allowed(self) -> bool:
        """True if nothing is against it."""
        return not self.objections

    @property
    def unobjected(self) -> Integers:
        """Accounts among ``units`` that nothing is said against; a family stays whole or is left out."""
        objected = [objection.unit for objection in self.objections if objection.unit is not None]
        return self.units[~np.isin(self.units, objected)]
