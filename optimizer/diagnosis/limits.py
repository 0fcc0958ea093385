"""Choices about amounts: balance, capacity, counts, and what may change hands."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.alignment import Alignment
from optimizer.amounts import amount_text
from optimizer.criteria import Criteria
from optimizer.instance import COUNT
from optimizer.metrics import disruption, totals
from optimizer.rules import PRECISION

from .case import Case, Draft
from .choice import Choice, Side, Whole, few, row_of, slack_of


@dataclass(frozen=True, slots=True)
class BalanceLimit(Whole):
    """The most or the least one territory may hold of a measure by its tolerance."""

    measure: str
    territory: Hashable
    side: Side
    tolerance: float
    target: float

    @property
    def limit(self) -> float:
        """The limit in units of the measure."""
        sign = 1 if self.side is Side.UPPER else -1
        return max(0.0, (1 + sign * self.tolerance) * self.target)

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        amount = f"{self.side.value} {amount_text(self.limit)} {self.measure}"
        return f"{self.territory} holds {amount} (target {amount_text(self.target)}, tolerance {self.tolerance:.4g})"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        column = draft.case.measures.index(self.measure)
        bound = draft.upper if self.side is Side.UPPER else draft.lower
        tighter = min if self.side is Side.UPPER else max
        row = row_of(draft.case, self.territory)
        bound[row, column] = tighter(float(bound[row, column]), self.limit)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        total = float(totals(alignment, self.measure)[row_of(case, self.territory)])
        excess = total - self.limit if self.side is Side.UPPER else self.limit - total
        return excess <= slack_of(case, self.measure)

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, balance={name: t for name, t in criteria.balance.items() if name != self.measure})


@dataclass(frozen=True, slots=True)
class Balance(Choice):
    """Limits of several territories in one measure, as one choice."""

    limits: tuple[BalanceLimit, ...]

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        first = self.limits[0]
        names = few(list(dict.fromkeys(limit.territory for limit in self.limits)))
        return f"{first.measure} of {names} is within {100 * first.tolerance:.4g}% of target"

    @property
    def parts(self) -> tuple[Choice, ...]:
        """The limits."""
        return self.limits

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        for limit in self.limits:
            limit.restrict(draft)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        return all(limit.kept_by(alignment, case) for limit in self.limits)

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return self.limits[0].removed_from(criteria)


@dataclass(frozen=True, slots=True)
class Capacity(Whole):
    """The most of a measure any territory may hold."""

    measure: str
    most: float

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"no territory holds more than {amount_text(self.most)} {self.measure}"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        column = draft.case.measures.index(self.measure)
        draft.upper[:, column] = np.minimum(draft.upper[:, column], self.most)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        return bool((totals(alignment, self.measure) <= self.most + slack_of(case, self.measure)).all())

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, capacity={name: a for name, a in criteria.capacity.items() if name != self.measure})


@dataclass(frozen=True, slots=True)
class CountLimit(Whole):
    """The most or the fewest units of every territory."""

    side: Side
    limit: int

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"every territory has {self.side.value} {self.limit:,} accounts"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        column = draft.case.measures.index(COUNT)
        if self.side is Side.UPPER:
            draft.upper[:, column] = np.minimum(draft.upper[:, column], self.limit)
        else:
            draft.lower[:, column] = np.maximum(draft.lower[:, column], self.limit)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        count = totals(alignment, COUNT)
        excess = count - self.limit if self.side is Side.UPPER else self.limit - count
        return bool((excess <= slack_of(case, COUNT)).all())

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        if self.side is Side.UPPER:
            return replace(criteria, max_count=None)
        return replace(criteria, min_count=None)


@dataclass(frozen=True, slots=True)
class DisruptionCap(Whole):
    """The largest share of a measure that may change hands."""

    measure: str
    limit: float

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"at most {100 * self.limit:.4g}% of {self.measure} changes hands"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        draft.caps[self.measure] = self.limit

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        placed = case.eligibility.family_of >= 0
        return disruption(alignment, self.measure, placed) <= self.limit + PRECISION

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        limits = criteria.disruption_at_most
        if limits is None or isinstance(limits, float | int):
            return replace(criteria, disruption_at_most=None)
        return replace(criteria, disruption_at_most={m: share for m, share in limits.items() if m != self.measure})
