"""Choices about who may have what: pins, forbidden pairs, tags, families, farthest travel, connection."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.adjacency import pieces_of
from optimizer.alignment import Alignment
from optimizer.criteria import Criteria, TravelCriterion
from optimizer.instance import rows_of
from optimizer.metrics import unit_travel
from optimizer.rules import PRECISION
from optimizer.travel import Quantity

from .case import Case, Draft
from .choice import Choice, Whole, few, homes_of, row_of


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
        open_to[row_of(draft.case, self.territory)] = True
        draft.open[rows] &= open_to

    def kept_by(self, alignment: Alignment, case: Case) -> bool:
        """See ``Choice.kept_by``."""
        now = homes_of(alignment, case, self.units)
        return bool((now == row_of(case, self.territory)).all())

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
        return not np.isin(homes_of(alignment, case, [self.unit]), shut).any()

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
        return len(set(homes_of(alignment, case, self.units).tolist())) == 1

    def removed_from(self, criteria: Criteria) -> Criteria:
        """See ``Choice.removed_from``."""
        return replace(criteria, keep_together=False)


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
