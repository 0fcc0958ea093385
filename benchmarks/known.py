"""What is published of an instance, and what it says about a plan found here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

CENT = 0.01
"""Published values are rounded to two decimals."""
ROUNDED = 1e-7
"""Share by which sums over rounded places may differ besides."""


class Proof(Enum):
    """What the publication proves of an instance."""

    NOTHING = "best known"
    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Known:
    """A published answer.

    Parameters
    ----------
    k
        Number of territories.
    value
        Objective of the best plan published, on the data at hand; None where there is none.
    proof
        What is proved.
    """

    k: int
    value: float | None
    proof: Proof = Proof.NOTHING

    @classmethod
    def of(cls, k: int, value: float, status: str, *, proved: bool) -> Known:
        """Make one of a row of a table, where a missing value is not a number."""
        if status == Proof.INFEASIBLE.value:
            return cls(k, None, Proof.INFEASIBLE)
        return cls(k, None if math.isnan(value) else value, Proof.OPTIMAL if proved else Proof.NOTHING)

    def better(self, other: Known) -> Known:
        """Of two answers the better plan, of equal ones that which is proved."""

        def rank(known: Known) -> tuple[float, bool]:
            return (math.inf if known.value is None else known.value, known.proof is Proof.NOTHING)

        return min(self, other, key=rank)

    def doubts(self, *, objective: float | None, lower_bound: float | None, infeasible: bool) -> list[str]:
        """Say what a result and the published answer cannot both be right about.

        Parameters
        ----------
        objective
            Of a plan that passed the check, None where there is none.
        lower_bound
            As the method states it.
        infeasible
            Whether the method says that no plan can exist.
        """
        found = []
        if self.proof is Proof.INFEASIBLE and objective is not None:
            found.append("published as infeasible, and here is a plan")
        if self.value is None:
            return found
        leeway = CENT + ROUNDED * self.value
        if infeasible:
            found.append("called infeasible, and a plan is published")
        if lower_bound is not None and lower_bound > self.value + leeway:
            found.append("the bound is above the best known value: one of them is wrong")
        if self.proof is Proof.OPTIMAL and objective is not None and objective < self.value - leeway:
            found.append("better than a value published as optimal: one of them is wrong")
        return found


def best_of_each(names: Sequence[str], answers: Sequence[Known]) -> dict[str, Known]:
    """Instance -> the best of the answers given for it, one name an answer."""
    known: dict[str, Known] = {}
    for name, answer in zip(names, answers, strict=True):
        known[name] = known[name].better(answer) if name in known else answer
    return known
