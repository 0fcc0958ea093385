"""What each rep can carry in each month, factor by factor.

``e_im = presence_im * ramp_im * availability_im * attainment_im * seasonality_im``, in months of a fully ramped
full-time rep who makes the number. This is a definition, the ramped rep equivalent of capacity planning, and takes the
factors to act independently of each other. They are kept apart so that every number can be explained to the rep it is
about.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from optimizer.tables import Days
from optimizer.travel import Floats

from .arrays import checked
from .plan_year import PlanYear

FACTORS = ("presence", "ramp", "availability", "attainment", "seasonality")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EffectiveCapacity:
    """The capacity of each rep in each month and the factors it is the product of. Nothing changes it.

    Parameters
    ----------
    labels
        (k,) reps or territories.
    months
        (m,) names in order, such as "2027-01".
    presence
        (k, m) share of the days of the month between first and last day.
    ramp
        (k, m) productivity by tenure, 1 once ramped.
    availability
        (k, m) full-time equivalents times the share of working time that is neither leave nor holiday.
    attainment
        (k, m) what is expected to be brought of what is carried, 1 for all of it.
    seasonality
        (k, m) strength of the month, 1 for a month like the mean.

    Raises
    ------
    ValueError
        For another shape than (k, m), or numbers that are negative or not finite.
    """

    labels: tuple[Hashable, ...]
    months: tuple[str, ...]
    presence: Floats
    ramp: Floats
    availability: Floats
    attainment: Floats
    seasonality: Floats

    def __post_init__(self) -> None:
        shape = (len(self.labels), len(self.months))
        for name in FACTORS:
            object.__setattr__(self, name, checked(name, getattr(self, name), shape))

    @property
    def amounts(self) -> Floats:
        """(k, m) the product of the factors, in months of a fully ramped full-time rep."""
        return self.presence * self.ramp * self.availability * self.attainment * self.seasonality

    @property
    def by_month(self) -> Floats:
        """(m,) sum over reps."""
        return np.asarray(self.amounts.sum(axis=0), dtype=np.float64)

    @property
    def by_rep(self) -> Floats:
        """(k,) sum over months; divided by their number, full-time equivalents over the year."""
        return np.asarray(self.amounts.sum(axis=1), dtype=np.float64)

    def by_group(self, group_of: ArrayLike, num_groups: int) -> Floats:
        """(groups, m) sum over the reps of each group, say a region.

        Raises
        ------
        ValueError
            If there is not one group from 0 to ``num_groups - 1`` for each rep.
        """
        groups = np.asarray(group_of, dtype=np.int64)
        if groups.shape != (len(self.labels),) or not ((groups >= 0) & (groups < num_groups)).all():
            raise ValueError(f"group_of needs one of 0..{num_groups - 1} for each of {len(self.labels)} reps")
        sums = np.zeros((num_groups, len(self.months)))
        np.add.at(sums, groups, self.amounts)
        return sums

    def to_frame(self) -> pd.DataFrame:
        """One row a rep and month: rep, month, the five factors, capacity."""
        frame = pd.DataFrame(
            {
                "rep": np.repeat(pd.Index(self.labels, tupleize_cols=False), len(self.months)),
                "month": np.tile(np.asarray(self.months, dtype=object), len(self.labels)),
            }
        )
        for name in FACTORS:
            frame[name] = getattr(self, name).ravel()
        frame["capacity"] = self.amounts.ravel()
        return frame


def effective_capacity(
    plan_year: PlanYear,
    labels: Sequence[Hashable],
    *,
    start: Days,
    end: Days,
    fte: ArrayLike = 1.0,
    leave: ArrayLike = 0.0,
    holidays: Iterable[date] = (),
    attainment: ArrayLike = 1.0,
    seasonality: ArrayLike = 1.0,
) -> EffectiveCapacity:
    """What each rep can carry in each month of the plan year.

    Parameters
    ----------
    plan_year
        The months, and the ramp by month of tenure.
    labels
        (k,) reps or territories.
    start, end
        (k,) first and last day, NaT for there from the beginning and there to stay.
    fte
        (k,) full-time equivalents, or one number for all; 0.5 is half time.
    leave
        (k, m) working days away, or one number a month for all; see ``availability_of``.
    holidays
        Days nobody works. Where seasonality was measured on bookings it already knows them: give none.
    attainment
        (k,) or (k, m) share of full productivity expected, or one number for all.
    seasonality
        (m,) or (k, m) weights of the months; only their ratios count, the mean of each row becomes 1.

    Raises
    ------
    ValueError
        For numbers that are negative or not finite, seasonality that is all zero, or shapes that do not fit.
    """
    months = plan_year.month_starts()[:-1].astype("datetime64[M]")
    shape = (len(labels), plan_year.months)
    for name, days in (("start", start), ("end", end)):
        if np.shape(days) != shape[:1]:
            raise ValueError(f"{name} has shape {np.shape(days)}, expected {shape[:1]}")
    presence = plan_year.presence(start, end)
    given = np.asarray(attainment, dtype=np.float64)
    weights = checked("seasonality", seasonality, shape)
    if not weights.any(axis=1).all():
        raise ValueError("seasonality needs a weight above 0 for everybody; leave it out for months that are alike")
    return EffectiveCapacity(
        labels=tuple(labels),
        months=tuple(months.astype(str).tolist()),
        presence=presence,
        ramp=plan_year.productivity(start),
        availability=availability_of(plan_year, presence, fte=fte, leave=leave, holidays=holidays),
        attainment=given[:, np.newaxis] if given.ndim == 1 else given,
        seasonality=weights / weights.mean(axis=1, keepdims=True),
    )


def availability_of(
    plan_year: PlanYear, presence: Floats, *, fte: ArrayLike, leave: ArrayLike, holidays: Iterable[date]
) -> Floats:
    """(k, m) share of the working days present that are worked, times full-time equivalents.

    ``fte_i * max(0, W_m - leave_im / presence_im) / D_m`` with D the days from Monday to Friday and W those of them
    that are no holiday. Leave is taken on days of presence, so that presence times availability is
    ``fte * (presence * W - leave) / D``; leave beyond these leaves nothing of the month.

    Parameters
    ----------
    plan_year
        The months.
    presence
        (k, m) share of each month present.
    fte, leave, holidays
        As in ``effective_capacity``.

    Raises
    ------
    ValueError
        For more days of leave than a month has, and as in ``effective_capacity``.
    """
    bounds = plan_year.month_starts()
    off = np.array(sorted(set(holidays)), dtype="datetime64[D]")
    weekdays = np.busday_count(bounds[:-1], bounds[1:]).astype(np.float64)
    workdays = np.busday_count(bounds[:-1], bounds[1:], holidays=off).astype(np.float64)
    away = checked("leave", leave, presence.shape, most=31.0)
    equivalents = checked("fte", fte, presence.shape[:1])[:, np.newaxis]
    there = presence > 0
    away_of_presence = np.where(there, away / np.where(there, presence, 1.0), 0.0)
    return np.asarray(equivalents * np.maximum(workdays - away_of_presence, 0.0) / weekdays, dtype=np.float64)
