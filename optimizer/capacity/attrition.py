"""Who leaves, how long the seat is empty, and how long the successor ramps up: in expectation, month by month.

Every month the same share h of those employed leaves, at its end. A yearly rate a (share of people who leave within
a year) is ``h = 1 - (1 - a)^(1/12)``. A seat left is empty for the time to hire; then a successor starts on the
ramp, and may leave like anybody. With E employed and S successors starting in a month,

    ``L_m = h E_m``,  ``S_{m+1+T} = L_m``,  ``E_{m+1} = E_m - L_m + S_{m+1}``;

a time to hire T with a fraction is shared between the two months around it. Source: the discrete renewal equation
(Feller, 1968, "An Introduction to Probability Theory and Its Applications" I, chapter XIII), as used in manpower
planning (Bartholomew and Forbes, 1979, "Statistical Techniques for Manpower Planning"). In the long run the share of
seats empty is ``hT / (1 + hT)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from optimizer.travel import Floats

from .arrays import checked


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeatOutlook:
    """What becomes of seats over the months, in expectation. Nothing changes it.

    Parameters
    ----------
    seats
        (r,) seats of each region, all filled by ramped reps in the first month.
    leavers
        (r, m) people who leave at the end of each month.
    starts
        (r, m) successors who start in each month.
    vacant
        (r, m) seats empty in each month.
    ramping
        (r, m) full reps lost to the ramp of successors in each month.
    """

    seats: Floats
    leavers: Floats
    starts: Floats
    vacant: Floats
    ramping: Floats

    @property
    def employed(self) -> Floats:
        """(r, m) people on the payroll in each month."""
        return self.seats[:, np.newaxis] - self.vacant

    @property
    def productive(self) -> Floats:
        """(r, m) fully ramped reps each month is worth: seats less vacancies less ramp."""
        return self.employed - self.ramping


@dataclass(frozen=True, slots=True)
class Attrition:
    """How people leave and are replaced.

    Parameters
    ----------
    yearly_rate
        Share of people who leave within a year, 0 up to but not including 1.
    time_to_hire
        Months a seat is empty; infinity where nobody is replaced.
    ramp
        Productivity of a successor in the first, second, ... month as a share of the full one; 1 afterwards.

    Raises
    ------
    ValueError
        For a rate outside 0..1, a negative time, or a ramp that is negative or not finite.
    """

    yearly_rate: float
    time_to_hire: float = float("inf")
    ramp: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "ramp", tuple(float(share) for share in self.ramp))
        if not 0 <= self.yearly_rate < 1:
            raise ValueError(f"yearly_rate must be a share from 0 to below 1 (0.2 is 20 %), given {self.yearly_rate}")
        if not self.time_to_hire >= 0:
            raise ValueError(f"time_to_hire must be months of 0 or more, given {self.time_to_hire}")
        if not all(0 <= share < float("inf") for share in self.ramp):
            raise ValueError(f"ramp must hold finite shares, none negative, given {self.ramp}")

    @property
    def monthly_rate(self) -> float:
        """Share of people who leave in a month, 0..1."""
        return float(-np.expm1(np.log1p(-self.yearly_rate) / 12.0))

    def staying(self, months: int) -> Floats:
        """(months,) share of those who start in the first month still there in each."""
        return np.asarray((1.0 - self.monthly_rate) ** np.arange(months), dtype=np.float64)

    def yields(self, months: int) -> Floats:
        """(months,) full reps that one who starts in the first month is worth in each: staying times ramp."""
        return self.staying(months) * ramp_by_tenure(self.ramp, months)

    def outlook(self, seats: ArrayLike, months: int) -> SeatOutlook:
        """Expected leavers, successors, vacancies and ramp over the months.

        Parameters
        ----------
        seats
            (r,) seats of each region, fractions allowed.
        months
            Number of months, at least 1.

        Raises
        ------
        ValueError
            For seats that are negative or not finite, or no months.
        """
        count = checked("seats", seats, np.shape(seats))
        if count.ndim != 1 or months < 1:
            raise ValueError(f"seats need one number a region and months at least 1, given {count.shape} and {months}")
        starts, employed = self._renewal(months)
        staying, yields = self.staying(months), self.yields(months)
        productive = staying + np.convolve(starts, yields)[:months]
        return SeatOutlook(
            seats=count,
            leavers=np.outer(count, self.monthly_rate * employed),
            starts=np.outer(count, starts),
            vacant=np.outer(count, 1.0 - employed),
            ramping=np.outer(count, employed - productive),
        )

    def _renewal(self, months: int) -> tuple[Floats, Floats]:
        """(months,) successors starting and people employed for one seat."""
        starts, employed = np.zeros(months), np.zeros(months)
        delay = int(min(self.time_to_hire, float(months)))
        late = min(self.time_to_hire, float(months)) - delay
        filled = 1.0
        for month in range(months):
            filled += starts[month]
            employed[month] = filled
            leavers = self.monthly_rate * filled
            filled -= leavers
            for start, share in ((month + 1 + delay, 1.0 - late), (month + 2 + delay, late)):
                if start < months:
                    starts[start] += share * leavers
        return starts, employed


def ramp_by_tenure(ramp: tuple[float, ...], months: int) -> Floats:
    """(months,) productivity in each month of tenure."""
    return np.array([*ramp[:months], *[1.0] * (months - len(ramp))], dtype=np.float64)
