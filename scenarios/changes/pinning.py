"""Accounts that must stay or go where, and accounts that need not any more."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance

from .naming import counted, find_territories
from .segment import Segment, owned

PIN, FREE = "pin_accounts", "free_accounts"


@dataclass(frozen=True, slots=True)
class PinAccounts:
    """Let accounts stay with their territory of today, or give them to one; pins there were hold on for the others.

    Parameters
    ----------
    segment
        The accounts.
    to
        Label or rep of the territory; None for that of today. Accounts nobody serves today are then left free.
    """

    segment: Segment
    to: Hashable | None = field(default=None, kw_only=True)

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        return instance, replace(criteria, pins={**criteria.pins, **self._pins(instance)})

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        pins = self._pins(instance)
        where = "where they are" if self.to is None else f"to {next(iter(pins.values()))}"
        free = int(self.segment.units(instance).sum()) - len(pins)
        unowned = f"; {counted(free, 'account')} nobody serves today stay{'s' * (free == 1)} free" if free else ""
        before = 0 if criteria is None else sum(unit in criteria.pins for unit in pins)
        already = f", {before:,} of them pinned before" if before else ""
        return f"pins {self.segment.counted(len(pins))} {where}{already}{unowned}"

    def _pins(self, instance: Instance) -> dict[Hashable, Hashable]:
        """Account -> territory; ``InputError`` where a name is not there or nobody serves any of the accounts."""
        log = ProblemLog()
        chosen = self.segment.check(instance, log, PIN)
        ids, labels = instance.units.ids, instance.territories.ids
        if self.to is not None:
            rows = find_territories(instance, (self.to,), log, table=PIN, column="to")
            if len(rows) > 1:
                log.add(PIN, "this rep has several territories", "Name one of them", column="to", value=self.to)
            log.raise_if_any()
            return {ids[unit]: labels[rows[0]] for unit in np.flatnonzero(chosen).tolist()}
        served = np.flatnonzero(owned(instance, chosen))
        if not log.problems and len(served) == 0:
            log.add(PIN, "nobody serves these accounts today", "Say where with `to`", value=str(self.segment))
        log.raise_if_any()
        return {ids[unit]: labels[instance.units.incumbent[unit]] for unit in served.tolist()}


@dataclass(frozen=True, slots=True)
class FreeAccounts:
    """Take pins away.

    Parameters
    ----------
    segment
        The accounts, all of them by default.
    """

    segment: Segment = field(default_factory=Segment)

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        free = self._ids(instance)
        return instance, replace(criteria, pins={u: t for u, t in criteria.pins.items() if u not in free})

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        free = self._ids(instance)
        if criteria is None:
            return f"frees the pinned of {self.segment.counted(len(free))}"
        which = "" if self.segment.everything else f" ({self.segment})"
        return f"frees {counted(sum(unit in free for unit in criteria.pins), 'pinned account')}{which}"

    def _ids(self, instance: Instance) -> set[Hashable]:
        log = ProblemLog()
        chosen = self.segment.check(instance, log, FREE)
        log.raise_if_any()
        return set(instance.units.ids[chosen])
