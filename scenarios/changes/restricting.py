"""A plan for a part of the company: the accounts of a region and who serves them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import COUNT, NOBODY, Instance, Unplaced
from optimizer.tables import Mask
from scenarios.quotas import QuotaRule
from scenarios.quotas.regrouping import without

from .closing import close
from .naming import counted, find_territories, labels_of, mask_of, percent
from .segment import Segment, owned

TABLE = "restrict_to"
OUTSIDE = "outside the region planned"


@dataclass(frozen=True, slots=True)
class RestrictTo:
    """Plan the accounts of a region alone: ``RestrictTo(Segment(tags={"country": "US"}))``.

    Accounts outside keep their place in the tables and stay out of the plan, with the reason; they are in no territory
    and count nowhere. Territories that stay are those named by the segment; where it names none, those that serve an
    account of the region today, and those without any account of today that may serve one. The target of quotas shrinks
    to the region's part of it.

    Parameters
    ----------
    region
        Its accounts.
    target_by
        Measure that tells the region's part of the target; None for the first measure, or the count.
    """

    region: Segment
    target_by: str | None = field(default=None, kw_only=True)

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        inside = self._inside(instance)
        units = replace(instance.units, incumbent=np.where(inside, instance.units.incumbent, NOBODY).astype(np.int32))
        known = {item.unit for item in instance.unplaced}
        outside = [Unplaced(unit, OUTSIDE) for unit in np.flatnonzero(~inside).tolist() if unit not in known]
        smaller = replace(instance, units=units, unplaced=(*instance.unplaced, *outside))
        gone = np.flatnonzero(~self._stay(instance, inside)).tolist()
        facts, choices = close(smaller, criteria, gone) if gone else (smaller, criteria)
        left_out = set(instance.units.ids[~inside])
        pins = {unit: label for unit, label in choices.pins.items() if unit not in left_out}
        return facts, choices if len(pins) == len(choices.pins) else replace(choices, pins=pins)

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """See ``QuotaChange.apply_quotas``."""
        inside = self._inside(instance)
        gone = np.flatnonzero(~self._stay(instance, inside)).tolist()
        units = max(round(rule.target * self._part(instance, inside) / rule.round_to), 1)
        rule = replace(rule, target=round(units * rule.round_to, 2))
        return without(rule, labels_of(instance, gone))

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- facts alone tell
        """See ``Change.sentence``."""
        inside = self._inside(instance)
        stay = self._stay(instance, inside)
        both = owned(instance, ~inside) & stay[instance.units.incumbent]
        shared = f"; they leave {counted(int(both.sum()), 'account')} outside" if both.any() else ""
        by = self._measure(instance)
        part = f"{percent(round(self._part(instance, inside), 3))} of the target by {by}"
        return (
            f"plans {self.region} alone: {int(inside.sum()):,} of {counted(instance.num_units, 'account')} and "
            f"{int(stay.sum()):,} of {counted(instance.num_territories, 'territory', 'territories')}{shared}; {part}"
        )

    def _inside(self, instance: Instance) -> Mask:
        """(n,) accounts of the region; ``InputError`` where it or the measure is not there."""
        log = ProblemLog()
        inside = self.region.check(instance, log, TABLE)
        if self._measure(instance) not in (*instance.measures, COUNT):
            known = ", ".join((*instance.measures, COUNT))
            log.add(TABLE, "there is no such measure", f"Known: {known}", column="target_by", value=self.target_by)
        log.raise_if_any()
        if not self._stay(instance, inside).any():
            log.add(TABLE, "no territory serves these accounts", "Widen the region", value=str(self.region))
        log.raise_if_any()
        return inside

    def _stay(self, instance: Instance, inside: Mask) -> Mask:
        """(k,) territories of the region."""
        k, incumbent = instance.num_territories, instance.units.incumbent
        if self.region.territories:
            rows = find_territories(instance, self.region.territories, ProblemLog(), table=TABLE)
            return mask_of(instance, rows)
        serving = np.bincount(incumbent[owned(instance, inside)], minlength=k) > 0
        idle = np.bincount(incumbent[incumbent != NOBODY], minlength=k) == 0
        able = np.ones(k, dtype=bool)
        for tag in instance.tags.values():
            codes = np.unique(tag.of_unit[inside])
            able &= tag.served[:, codes[codes >= 0]].any(axis=1)
        return np.asarray(serving | (idle & able))

    def _measure(self, instance: Instance) -> str:
        return self.target_by or next(iter(instance.measures), COUNT)

    def _part(self, instance: Instance, inside: Mask) -> float:
        """Region's share of the measure over the accounts that can be planned."""
        amounts = instance.amounts(self._measure(instance)).copy()
        amounts[[item.unit for item in instance.unplaced]] = 0.0
        whole = float(amounts.sum())
        return float(amounts[inside].sum()) / whole if whole > 0 else 1.0
