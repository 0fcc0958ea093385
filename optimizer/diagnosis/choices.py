"""The choices of a planner one by one: each can be said in a sentence, written into a model, checked, and taken back.

Balance is cut finer than ``Criteria`` can: every territory's upper and lower limit of a measure is a choice by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from optimizer.adjacency import pieces_of
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.instance import COUNT, rows_of
from optimizer.metrics import disruption, totals, unit_travel
from optimizer.rules import PRECISION
from optimizer.travel import Quantity

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


@dataclass(frozen=True, slots=True)
class Pins(Choice):
    """Units that must belong to a territory."""

    territory: Hashable
    units: tuple[Hashable, ...]

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        if len(self.units) == 1:
            return f"{self.units[0]} is pinned to {self.territory}"
        return f"{len(self.units)} accounts are pinned to {self.territory} ({few(self.units)})"

    @property
    def parts(self) -> tuple[Choice, ...]:
        """One choice for each unit."""
        return tuple(Pins(self.territory, (unit,)) for unit in self.units)

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        rows = draft.rows(rows_of(draft.case.instance.units.ids, self.units))
        open_to = np.zeros(draft.open.shape[1], dtype=bool)
        open_to[_territory(draft.case, self.territory)] = True
        draft.open[rows] &= open_to

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        now = _now(alignment, case, self.units)
        return bool((now == _territory(case, self.territory)).all())

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        gone = set(self.units)
        return replace(criteria, pins={unit: home for unit, home in criteria.pins.items() if unit not in gone})


@dataclass(frozen=True, slots=True)
class Forbidden(Whole):
    """Territories a unit must not have."""

    unit: Hashable
    territories: tuple[Hashable, ...]

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"{self.unit} may not be in {few(self.territories)}"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        rows = draft.rows(rows_of(draft.case.instance.units.ids, [self.unit]))
        shut = rows_of(draft.case.instance.territories.ids, self.territories)
        draft.open[np.ix_(rows, shut)] = False

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        shut = rows_of(case.instance.territories.ids, self.territories)
        return not np.isin(_now(alignment, case, [self.unit]), shut).any()

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, forbidden=frozenset(pair for pair in criteria.forbidden if pair[0] != self.unit))


@dataclass(frozen=True, slots=True)
class MatchedTag(Whole):
    """Only a territory that serves a unit's value of a tag may have it."""

    tag: str
    all_tags: tuple[str, ...]

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"an account may only be in a territory that serves its {self.tag}"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        tag = draft.case.instance.tags[self.tag]
        draft.open &= tag.served.T[tag.of_unit[draft.case.placed]]

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        tag = case.instance.tags[self.tag]
        now = alignment.territory_of[case.placed]
        return bool(tag.served[now, tag.of_unit[case.placed]].all())

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        matched = self.all_tags if criteria.eligibility is None else criteria.eligibility
        return replace(criteria, eligibility=tuple(name for name in matched if name != self.tag))


@dataclass(frozen=True, slots=True)
class Family(Whole):
    """Units that stay together."""

    units: tuple[Hashable, ...]

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"the family {few(self.units)} stays together"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        rows = draft.rows(rows_of(draft.case.instance.units.ids, self.units))
        draft.together[rows] = rows[0]

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        return len(set(_now(alignment, case, self.units).tolist())) == 1

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, keep_together=False)


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
        amount = f"{self.side.value} {self.limit:,.6g} {self.measure}"
        return f"{self.territory} holds {amount} (target {self.target:,.6g}, tolerance {self.tolerance:.4g})"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        column = draft.case.measures.index(self.measure)
        bound = draft.upper if self.side is Side.UPPER else draft.lower
        tighter = min if self.side is Side.UPPER else max
        row = _territory(draft.case, self.territory)
        bound[row, column] = tighter(float(bound[row, column]), self.limit)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        total = float(totals(alignment, self.measure)[_territory(case, self.territory)])
        excess = total - self.limit if self.side is Side.UPPER else self.limit - total
        return excess <= _slack(case, self.measure)

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, balance={name: t for name, t in criteria.balance.items() if name != self.measure})


@dataclass(frozen=True, slots=True)
class Capacity(Whole):
    """The most of a measure any territory may hold."""

    measure: str
    most: float

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return f"no territory holds more than {self.most:,.6g} {self.measure}"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        column = draft.case.measures.index(self.measure)
        draft.upper[:, column] = np.minimum(draft.upper[:, column], self.most)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        return bool((totals(alignment, self.measure) <= self.most + _slack(case, self.measure)).all())

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
        return bool((excess <= _slack(case, COUNT)).all())

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


@dataclass(frozen=True, slots=True)
class MaxTravel(Whole):
    """The farthest a unit may be from the centre of its territory."""

    limit: float
    quantity: Quantity

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        unit = "km" if self.quantity is Quantity.DISTANCE else "hours"
        return f"no account is farther than {self.limit:g} {unit} from the centre of its territory"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        if draft.case.reach is None:
            draft.radius = self.limit
        else:
            draft.open &= draft.case.reach <= self.limit * (1 + PRECISION)

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        far = unit_travel(alignment, TravelCriterion(quantity=self.quantity))
        return bool((far[case.placed] <= self.limit * (1 + PRECISION)).all())

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, max_travel=None)


@dataclass(frozen=True, slots=True)
class Contiguity(Whole):
    """Every territory is connected."""

    @property
    def words(self) -> str:
        """See ``Choice.words``."""
        return "every territory is connected"

    def restrict(self, draft: Draft) -> None:
        """See ``Choice.restrict``."""
        draft.contiguous = True

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        adjacency = case.instance.adjacency
        pieces = None if adjacency is None else pieces_of(adjacency, alignment.territory_of, case.shape[1])
        return pieces is None or bool((pieces <= 1).all())

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, contiguous=False)


def few(labels: Sequence[Hashable]) -> str:
    """Name up to three labels and count the rest."""
    rest = len(labels) - NAMED
    return ", ".join(map(str, labels[:NAMED])) + (f" and {rest} more" if rest > 0 else "")


def _territory(case: Case, label: Hashable) -> int:
    return int(rows_of(case.instance.territories.ids, [label])[0])


def _now(alignment: Alignment, case: Case, units: Iterable[Hashable]) -> NDArray[np.int32]:
    """Territories of those of the units that are placed."""
    rows = rows_of(case.instance.units.ids, units)
    return np.asarray(alignment.territory_of[rows[case.eligibility.family_of[rows] >= 0]], dtype=np.int32)


def _slack(case: Case, measure: str) -> float:
    return float(case.slack[case.measures.index(measure)])
