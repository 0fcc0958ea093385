"""What one plan takes in people and money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.capacity import HiringNeed
from optimizer.capacity.budget import Budget
from optimizer.capacity.effective import EffectiveCapacity
from optimizer.capacity.hiring import HiringPlan
from optimizer.travel import Floats

COLUMNS = (
    *("region", "month", "reps", "needed", "present", "gap", "headcount_gap"),
    *("hires", "employed", "capacity", "surplus"),
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CapacityPlan:
    """Capacity, hires and budget of one plan. Nothing changes it.

    Parameters
    ----------
    effective
        What each territory's rep can carry in each month.
    regions
        (r,) names.
    reps
        (r, m) people expected on the payroll without further hires, full-time equivalents.
    present
        (r, m) what they can carry, in months of a fully ramped full-time rep.
    need
        What is needed next to it; None where no productivity was given or there are no quotas.
    hiring
        Hires that meet the need at least cost; None where there is no need, or no hires meet it.
    shortage
        Why no hires meet the need, None where some do.
    budget
        What it costs and leaves; None where no prices were given.
    counted
        What the budget counts, in sentences.
    """

    effective: EffectiveCapacity
    regions: tuple[str, ...]
    reps: Floats
    present: Floats
    need: HiringNeed | None = None
    hiring: HiringPlan | None = None
    shortage: str | None = None
    budget: Budget | None = None
    counted: tuple[str, ...] = ()

    @property
    def months(self) -> tuple[str, ...]:
        """(m,) names."""
        return self.effective.months

    @property
    def hires(self) -> int | None:
        """People hired beside those the plan has already; None where no hires meet the need or none were asked for."""
        return None if self.hiring is None else int(self.hiring.hires.sum())

    def to_frame(self) -> pd.DataFrame:
        """One row a region and month.

        Columns
        -------
        region, month, reps
            The reps of the plan, full-time equivalents less expected vacancies.
        needed, present, gap
            In months of a fully ramped full-time rep.
        headcount_gap
            Fully ramped full-time reps short (above 0) or spare.
        hires, employed
            People who start, and those of them on the payroll, in expectation.
        capacity, surplus
            Present with the hires; that less the need. What is unknown is missing.
        """
        count, months = self.present.shape
        frame = pd.DataFrame(
            {
                "region": np.repeat(np.asarray(self.regions, dtype=object), months),
                "month": np.tile(np.asarray(self.months, dtype=object), count),
                "reps": self.reps.ravel(),
                "present": self.present.ravel(),
            }
        )
        more = self.hiring or self.need
        if more is not None:
            known = more.to_frame()
            frame = frame.assign(**{name: known[name] for name in COLUMNS if name in known and name not in frame})
        return frame.reindex(columns=list(COLUMNS))
