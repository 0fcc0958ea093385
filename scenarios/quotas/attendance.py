"""Who is there when, for quotas: part time, dates, ramp, leave, and who leaves or joins within the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from optimizer.capacity import PlanYear
from optimizer.tables import Days
from optimizer.travel import Floats

PeriodCapacity = Mapping[str, tuple[float, ...]]
"""Territory -> part of a full rep's number it carries in each period; those not named carry all of it."""
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Attendance:
    """The reps of some territories over the plan year, in their order. Nothing changes it.

    Parameters
    ----------
    year
        The months and the ramp.
    num_periods
        Periods of the quotas, whole months each.
    labels
        (k,) territories.
    fte
        (k,) full-time equivalents.
    start, end
        (k,) first and last day, NaT for there from the beginning and there to stay.
    away
        (k, months) what leave takes of each month, 0..1.
    succeeded
        (k,) first day of who takes over, ramping up like everybody new; NaT for nobody.

    Raises
    ------
    ValueError
        If lengths disagree or periods are no whole months.
    """

    year: PlanYear
    num_periods: int
    labels: tuple[str, ...]
    fte: Floats
    start: Days
    end: Days
    away: Floats
    succeeded: Days

    def __post_init__(self) -> None:
        if self.year.months % self.num_periods:
            raise ValueError(f"{self.year.months} months cannot be put into {self.num_periods} periods")
        for name in ("fte", "start", "end", "away", "succeeded"):
            array = np.array(getattr(self, name))
            if len(array) != len(self.labels):
                raise ValueError(f"{name} has {len(array)} rows for {len(self.labels)} territories")
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @classmethod
    def full(cls, year: PlanYear, labels: Sequence[str], *, num_periods: int) -> Attendance:
        """Everybody there full time, always."""
        never = np.full(len(labels), NEVER)
        return cls(
            year=year,
            num_periods=num_periods,
            labels=tuple(labels),
            fte=np.ones(len(labels)),
            start=never,
            end=never,
            away=np.zeros((len(labels), year.months)),
            succeeded=never,
        )

    def by_period(self) -> PeriodCapacity:
        """What each territory carries in each period, of a full rep's number."""
        own = self.year.capacity(self.start, self.end)
        later = self.year.capacity(self.succeeded, np.full(len(self.labels), NEVER))
        later[np.isnat(self.succeeded)] = 0.0
        months = self.fte[:, np.newaxis] * (own * np.maximum(1.0 - self.away, 0.0) + later)
        rows = self._periods(months).tolist()
        return {label: tuple(row) for label, row in zip(self.labels, rows, strict=True)}

    def until(self, day: date) -> Floats:
        """(p,) share of each period that lies before a day."""
        presence = self.year.presence(np.array([NEVER]), np.array([day], dtype="datetime64[D]") - 1)
        return np.asarray(self._periods(presence)[0])

    def with_ramp(self, ramp: tuple[float, ...]) -> Attendance:
        """Let new reps ramp up in another way; see ``PlanYear.ramp``."""
        return replace(self, year=replace(self.year, ramp=ramp))

    def leaving(self, label: str, day: date, *, successor: date | None = None) -> Attendance:
        """Let the rep of a territory be gone from a day on, and somebody take over on another.

        Parameters
        ----------
        label
            Territory; one that is not there is added as full.
        day
            First day without the rep.
        successor
            First day of who takes over, None for nobody.
        """
        row, wider = self._row(label)
        end, succeeded = wider.end.copy(), wider.succeeded.copy()
        end[row] = np.datetime64(day, "D") - 1
        succeeded[row] = NEVER if successor is None else np.datetime64(successor, "D")
        return replace(wider, end=end, succeeded=succeeded)

    def joining(self, label: str, day: date) -> Attendance:
        """Let somebody start full time in a territory on a day, and ramp up."""
        row, wider = self._row(label)
        start = wider.start.copy()
        start[row] = np.datetime64(day, "D")
        return replace(wider, start=start)

    def _row(self, label: str) -> tuple[int, Attendance]:
        """Row of a territory, and the attendance that has it."""
        if label in self.labels:
            return self.labels.index(label), self
        one = Attendance.full(self.year, [label], num_periods=self.num_periods)
        wider = replace(
            self,
            labels=(*self.labels, label),
            fte=np.append(self.fte, one.fte),
            start=np.append(self.start, one.start),
            end=np.append(self.end, one.end),
            away=np.vstack([self.away, one.away]),
            succeeded=np.append(self.succeeded, one.succeeded),
        )
        return len(self.labels), wider

    def _periods(self, months: Floats) -> Floats:
        """(k, p) mean over the months of each period."""
        return np.asarray(months.reshape(len(months), self.num_periods, -1).mean(axis=2))
