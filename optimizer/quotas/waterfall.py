"""The waterfall: how every quota came about, term by term, adding up to it to the cent."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from optimizer.money import Cents, exact_sum


class Term(Enum):
    """A step on the way to a quota, in order."""

    HISTORY = "history"
    """History of the accounts the territory has in the plan."""
    MARKET_GROWTH = "market_growth"
    """What grows it to its share of the target, the same rate for everybody."""
    POTENTIAL = "potential"
    """What the method moves between territories, against that flat growth; everything where there is no history."""
    OVER_ASSIGNMENT = "over_assignment"
    """What is assigned on top of the target."""
    RAMP = "ramp"
    """Relief for ramp, leave, part time and dates; what is re-spread to the others is theirs here."""
    BOUND = "floor_or_cap"
    """What floors and caps move."""
    ROUNDING = "rounding"
    """To the unit."""
    ADJUSTMENT = "adjustment"
    """What commitments of the territories, side constraints and numbers set by hand move."""


@dataclass(frozen=True, slots=True, eq=False)
class QuotaWaterfall:
    """The terms of every quota.

    Parameters
    ----------
    labels, reps
        (k,) territories and who covers them.
    terms
        (k, terms) cents, in the order of ``Term``; each row adds up to the quota of its territory.

    Raises
    ------
    ValueError
        If shapes disagree.
    """

    labels: tuple[Hashable, ...]
    reps: tuple[str, ...]
    terms: Cents

    def __post_init__(self) -> None:
        shape = (len(self.labels), len(Term))
        if self.terms.shape != shape or len(self.reps) != len(self.labels):
            raise ValueError(f"terms have shape {self.terms.shape}, expected {shape} with one rep per territory")
        terms = self.terms.astype(np.int64)
        terms.flags.writeable = False
        object.__setattr__(self, "terms", terms)

    @property
    def cents(self) -> Cents:
        """(k,) quotas, the sum of their terms."""
        return np.asarray(self.terms.sum(axis=1))

    def term(self, term: Term) -> Cents:
        """(k,) cents of one term."""
        return np.asarray(self.terms[:, list(Term).index(term)])

    def total(self, term: Term) -> int:
        """Sum of one term over all territories, cents.

        Over all, growth is target less history, the method moves nothing, over-assignment is its share of the
        target, ramp is what went to the pool, and bounds, rounding and adjustments move nothing but
        the cents that rounding at every level of a hierarchy comes to where levels have over-assignment.
        """
        cents = self.term(term)
        return exact_sum(np.maximum(cents, 0)) - exact_sum(np.maximum(-cents, 0))

    def to_frame(self) -> pd.DataFrame:
        """One row a territory: territory, rep, one column a term, quota; currency units as the nearest float."""
        terms = {term.value: self.term(term) / 100.0 for term in Term}
        return pd.DataFrame(
            {
                "territory": pd.Index(self.labels, tupleize_cols=False),
                "rep": np.asarray(self.reps, dtype=object),
                **terms,
                "quota": self.cents / 100.0,
            }
        )


def waterfall_of(labels: tuple[Hashable, ...], reps: tuple[str, ...], stages: list[Cents]) -> QuotaWaterfall:
    """Waterfall of the amounts (k,) cents reached after each term; each term is the step to its stage.

    Terms after the last stage move nothing.
    """
    stages = [*stages, *[stages[-1]] * (len(Term) - len(stages))]
    before = [np.zeros_like(stages[0]), *stages[:-1]]
    return QuotaWaterfall(labels, reps, np.array(stages).T - np.array(before).T)
