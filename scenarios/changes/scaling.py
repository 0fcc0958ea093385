"""More or less of a measure in a segment: growth, decline, another estimate of potential or work."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance
from optimizer.tables import Mask, did_you_mean

from .naming import amount, counted, percent
from .segment import Segment

TABLE = "scale"


@dataclass(frozen=True, slots=True)
class ScaleMeasure:
    """Multiply a measure of some accounts: ``ScaleMeasure("potential", 1.1, Segment(tags={"country": "DE"}))``.

    Balance, disruption and quotas that are shared by the measure follow. A forecast from bookings does not: quotas of
    equal probability stay with what the bookings say.

    Parameters
    ----------
    measure
        Name of the measure.
    times
        Factor: 1.1 for 10 % more, 0.8 for a fifth less; 0 or more.
    segment
        The accounts, all of them by default.

    Raises
    ------
    ValueError
        For a factor below 0, or one that is not finite.
    """

    measure: str
    times: float
    segment: Segment = field(default_factory=Segment)

    def __post_init__(self) -> None:
        if not 0 <= self.times < float("inf"):
            raise ValueError(f"times must be finite and not negative (1.1 is 10 % more), given {self.times}")

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        chosen = self._chosen(instance)
        activity = instance.units.activity.copy()
        activity[chosen, instance.measures.index(self.measure)] *= self.times
        return replace(instance, units=replace(instance.units, activity=activity)), criteria

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- facts alone tell
        """See ``Change.sentence``."""
        chosen = self._chosen(instance)
        before = float(instance.amounts(self.measure)[chosen].sum())
        verb = "grows" if self.times >= 1 else "shrinks"
        whom = str(self.segment)
        many = "" if self.segment.everything else f" ({counted(int(np.count_nonzero(chosen)), 'account')})"
        return (
            f"{verb} {self.measure} of {whom}{many} by {percent(abs(self.times - 1))}: "
            f"{amount(before)} becomes {amount(before * self.times)}"
        )

    def _chosen(self, instance: Instance) -> Mask:
        log = ProblemLog()
        if self.measure not in instance.measures:
            known = ", ".join(instance.measures) or "none was read"
            remedy = f"{did_you_mean(self.measure, instance.measures)}Known: {known}"
            log.add(TABLE, "there is no such measure", remedy, column="measure", value=self.measure)
        chosen = self.segment.check(instance, log, TABLE)
        log.raise_if_any()
        return chosen
