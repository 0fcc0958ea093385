"""The levers of an elastic program: each moves the limits of one choice, and loosens the criteria by as much.

With ``e`` for the levers of a tolerance, a capacity, a cap and the farthest travel, ``z`` for pins and pairs::

    (1 - t_m - e_m) target_jm <= sum_f a_fm x_fj <= (1 + t_m + e_m) target_jm
    sum_f a_fm x_fj <= (1 + e) most_m,     sum_fj m_fjd x_fj <= cap_d + e
    sum_j not pinned x_fj <= z_f,          sum_j forbidden x_fj <= z_f
    sum_j far (d_fj / R - 1) x_fj <= e
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from optimizer.criteria import Criteria
from optimizer.instance import COUNT, rows_of

from .choice import row_of
from .choices import Forbidden, Pins
from .easing import with_cap
from .kind import Kind, Rule
from .sheet import Limit, Sheet

LEAST = 1e-7
"""Pull of a lever up to which it counts as not pulled."""
DROPPED = 0.3
"""Part of a pinned unit that leaves in the linear program from which its pin counts as dropped."""


@dataclass(frozen=True, slots=True)
class Lever(ABC):
    """Something that may be loosened, by any share of itself.

    Parameters
    ----------
    cost
        Of pulling by one: a tolerance or cap a whole share wider, a limit doubled.
    """

    cost: float

    most: ClassVar[float] = math.inf
    """How far it may be pulled."""
    whole: ClassVar[bool] = False
    """Whether it is pulled all the way or not at all."""

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """What is loosened."""

    @abstractmethod
    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """Write the limits it moves."""

    @abstractmethod
    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """Give the criteria loosened by a share."""

    def counts(self, pull: float) -> bool:
        """Whether a pull in the linear program says that this must be loosened."""
        return pull > LEAST


@dataclass(frozen=True, slots=True)
class WiderTolerance(Lever):
    """A wider balance tolerance of a measure; its targets are those of the case."""

    measure: str
    tolerance: float

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.BALANCE, self.measure)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        case = sheet.book.case
        target = case.targets[:, case.measures.index(self.measure)]
        # No tolerance is wide enough for a territory without a target.
        some = (target > 0).astype(np.float64)
        rows = sheet.totals(self.measure, np.where(target > 0, target, 1.0))
        free = np.full(len(target), np.inf)
        return (
            Limit(rows, lower=-free, upper=(1 + self.tolerance) * some, pull=-some),
            Limit(rows, lower=max(0.0, 1 - self.tolerance) * some, upper=free, pull=some),
        )

    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """See ``Lever.pulled``."""
        return replace(criteria, balance={**criteria.balance, self.measure: self.tolerance + by})


@dataclass(frozen=True, slots=True)
class MoreCapacity(Lever):
    """More of a measure in a territory."""

    measure: str
    capacity: float

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.CAPACITY, self.measure)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        return (_at_most(sheet, self.measure, self.capacity, 1.0),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """See ``Lever.pulled``."""
        return replace(criteria, capacity={**criteria.capacity, self.measure: self.capacity * (1 + by)})


@dataclass(frozen=True, slots=True)
class MoreAccounts(Lever):
    """More accounts in a territory."""

    count: int

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.MAX_COUNT)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        size = max(self.count, 1)
        return (_at_most(sheet, COUNT, size, self.count / size),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """See ``Lever.pulled``."""
        return replace(criteria, max_count=math.ceil(self.count * (1 + by)))


@dataclass(frozen=True, slots=True)
class FewerAccounts(Lever):
    """Fewer accounts in a territory than were asked for."""

    count: int

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.MIN_COUNT)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        one = np.ones(sheet.book.open.shape[1])
        return (Limit(sheet.totals(COUNT, self.count * one), lower=one, upper=np.inf * one, pull=one),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """See ``Lever.pulled``."""
        return replace(criteria, min_count=max(0, math.floor(self.count * (1 - by))))


@dataclass(frozen=True, slots=True)
class MoreDisruption(Lever):
    """A larger share of a measure that changes hands."""

    measure: str
    cap: float

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.DISRUPTION, self.measure)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        book, case = sheet.book, sheet.book.case
        shares, today = case.moving_shares(self.measure), case.incumbent
        whole = np.bincount(book.item_of, shares, minlength=book.num_items)
        kept = np.zeros(book.open.shape)
        known = today >= 0
        np.add.at(kept, (book.item_of[known], today[known]), shares[known])
        return (_one_row(sheet.sum_of(whole[:, None] - kept), self.cap),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """See ``Lever.pulled``."""
        return with_cap(criteria, self.measure, min(1.0, self.cap + by))


@dataclass(frozen=True, slots=True)
class LongerTravel(Lever):
    """A longer way to the farthest account, in kilometres or hours."""

    radius: float

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.MAX_TRAVEL)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``.

        Raises
        ------
        ValueError
            If the way to some centre is open; then travel is no part of the program.
        """
        book, reach = sheet.book, sheet.book.case.reach
        if reach is None:
            raise ValueError("the farthest travel is a limit only where all centres are fixed")
        farthest = np.zeros(book.open.shape)
        np.maximum.at(farthest, book.item_of, reach)
        none = np.zeros(book.num_items)
        rows = sheet.per_item(np.maximum(0.0, farthest / self.radius - 1))
        return (Limit(rows, lower=none - np.inf, upper=none, pull=none - 1),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:
        """See ``Lever.pulled``."""
        return replace(criteria, max_travel=self.radius * (1 + by))


@dataclass(frozen=True, slots=True)
class _LetGo(Lever):
    """A rule about one unit that is dropped or stays."""

    most: ClassVar[float] = 1.0
    whole: ClassVar[bool] = True

    def counts(self, pull: float) -> bool:
        """See ``Lever.counts``."""
        return pull >= DROPPED

    def _shut(self, sheet: Sheet, unit: Hashable, shut: NDArray[np.bool_]) -> Limit:
        """Keep a unit out of territories (k,) unless it is let go."""
        book = sheet.book
        row = rows_of(book.case.instance.units.ids, [unit])[0]
        item = int(book.item_of[np.searchsorted(book.case.placed, row)])
        return _one_row(sheet.sum_over(item, shut), 0.0)


@dataclass(frozen=True, slots=True)
class DroppedPin(_LetGo):
    """The pin of one unit."""

    pin: Pins

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.PINS)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        elsewhere = np.ones(sheet.book.open.shape[1], dtype=bool)
        elsewhere[row_of(sheet.book.case, self.pin.territory)] = False
        return (self._shut(sheet, self.pin.units[0], elsewhere),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:  # noqa: ARG002 -- all of it
        """See ``Lever.pulled``."""
        return self.pin.removed_from(criteria)


@dataclass(frozen=True, slots=True)
class AllowedPairs(_LetGo):
    """The forbidden pairs of one unit."""

    pairs: Forbidden

    @property
    def kind(self) -> Kind:
        """See ``Lever.kind``."""
        return Kind(Rule.FORBIDDEN)

    def limits(self, sheet: Sheet) -> tuple[Limit, ...]:
        """See ``Lever.limits``."""
        forbidden = np.zeros(sheet.book.open.shape[1], dtype=bool)
        forbidden[rows_of(sheet.book.case.instance.territories.ids, self.pairs.territories)] = True
        return (self._shut(sheet, self.pairs.unit, forbidden),)

    def pulled(self, criteria: Criteria, by: float) -> Criteria:  # noqa: ARG002 -- all of it
        """See ``Lever.pulled``."""
        return self.pairs.removed_from(criteria)


def _at_most(sheet: Sheet, measure: str, size: float, most: float) -> Limit:
    """Give every territory at most a share of a size."""
    one = np.ones(sheet.book.open.shape[1])
    return Limit(sheet.totals(measure, size * one), lower=-np.inf * one, upper=most * one, pull=-one)


def _one_row(row: csr_matrix, most: float) -> Limit:
    return Limit(row, lower=np.array([-np.inf]), upper=np.array([most]), pull=np.array([-1.0]))
