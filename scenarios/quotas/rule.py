"""How quotas are set: everything they depend on besides the alignment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from optimizer.alignment import Alignment
from optimizer.mapping import FrozenMapping
from optimizer.quotas import (
    PeriodQuotas,
    ProductQuotas,
    QuotaBounds,
    QuotaMethod,
    QuotaPlan,
    Relief,
    YearChanges,
    allocate_quotas,
)
from optimizer.travel import Floats

from .attendance import Attendance, PeriodCapacity
from .levels import LevelRule


class Revisions(Protocol):
    """What moves quotas at the end: commitments and side constraints."""

    def territories(self, alignment: Alignment, plan: QuotaPlan) -> QuotaPlan:
        """Move quotas of territories."""
        ...

    def products(self, alignment: Alignment, plan: QuotaPlan) -> QuotaPlan:
        """Move quotas of products within them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRule:
    """Everything quotas depend on besides the alignment; called with one, it gives its quota plan.

    Parameters
    ----------
    target
        Company number, in the currency of the input.
    method
        What is equally hard for everybody.
    bounds
        Floors, caps and limits of growth, of shares of a measure and by capacity.
    history
        Measure that holds the history, None for none.
    over_assignment
        Share assigned on top of the target.
    round_to
        Quotas are multiples of it.
    periods
        Names of the periods of the year.
    profile
        Weight of each period.
    capacity
        What each territory carries of a full rep's number in each period; None for all of it everywhere.
    relief
        Where the rest goes.
    levels
        The hierarchy above the territories, with its own over-assignment; None for the company alone.
    products
        How quotas are split by product, None for not at all.
    season
        Weights of the periods for each territory, None for those of the company.
    attendance
        Who is there when, whether or not quotas take it into account (``capacity`` does); None where there is no plan
        year, or its months do not fill the periods.
    revisions
        Commitments and side constraints that move quotas at the end, None for none.
    changes
        What is known to move during the year, None for nothing.
    """

    target: float
    method: QuotaMethod
    bounds: QuotaBounds
    history: str | None
    over_assignment: float
    round_to: float
    periods: tuple[str, ...]
    profile: tuple[float, ...]
    capacity: PeriodCapacity | None = None
    relief: Relief = Relief.OTHERS
    levels: LevelRule | None = None
    products: Callable[[Alignment, QuotaPlan], ProductQuotas] | None = None
    season: Callable[[Alignment], Floats] | None = None
    attendance: Attendance | None = None
    revisions: Revisions | None = None
    changes: Callable[[Alignment, PeriodQuotas], YearChanges] | None = None

    def __post_init__(self) -> None:
        if len(self.periods) != len(self.profile):
            raise ValueError(f"{len(self.periods)} periods need as many weights, given {len(self.profile)}")
        if self.capacity is not None:
            object.__setattr__(self, "capacity", FrozenMapping(self.capacity))

    def __call__(self, alignment: Alignment) -> QuotaPlan:
        """Quotas of the territories of an alignment; ``QuotaError`` where bounds make the target impossible."""
        full = (1.0,) * len(self.periods)
        labels = alignment.instance.territories.ids
        season = None if self.season is None else self.season(alignment)
        plan = allocate_quotas(
            alignment,
            self.target,
            method=self.method,
            bounds=self.bounds,
            history=self.history,
            round_to=self.round_to,
            over_assignment=self.over_assignment,
            capacity=None if self.capacity is None else [self.capacity.get(str(label), full) for label in labels],
            relief=self.relief,
            profile=self.profile if season is None else season,
            levels=None if self.levels is None else self.levels(alignment),
        )
        plan = replace(plan, season=season)
        if self.revisions is not None:
            plan = self.revisions.territories(alignment, plan)
        if self.products is not None:
            plan = replace(plan, products=self.products(alignment, plan))
        if self.revisions is not None:
            plan = self.revisions.products(alignment, plan)
        if self.changes is not None:
            plan = replace(plan, changes=self.changes(alignment, self.split(plan)))
        return plan

    def by(self, method: QuotaMethod) -> QuotaRule:
        """The rule with another method, and with nothing that comes after quotas are shared out."""
        return replace(self, method=method, products=None, revisions=None, changes=None)

    def split(self, plan: QuotaPlan) -> PeriodQuotas:
        """Split quotas over the periods of the year."""
        return plan.split(self.profile if plan.season is None else plan.season, periods=self.periods)

    def dated(self, why: str) -> Attendance:
        """Give who is there when, for a change with a date.

        Where quotas do not take dates and part time into account, everybody is there full time, always.

        Parameters
        ----------
        why
            What needs it, to be told where it is not there.

        Raises
        ------
        ValueError
            Without a plan year whose months fill the periods.
        """
        if self.attendance is None:
            remedy = "add `plan_year: {start: 2027-01-01}` with months that fill the periods"
            raise ValueError(f"{why}, and quotas know of no plan year; {remedy}")
        if self.capacity is not None:
            return self.attendance
        return Attendance.full(self.attendance.year, self.attendance.labels, num_periods=self.attendance.num_periods)

    def with_attendance(self, attendance: Attendance) -> QuotaRule:
        """Take into account who is there when."""
        return replace(self, attendance=attendance, capacity=attendance.by_period())
