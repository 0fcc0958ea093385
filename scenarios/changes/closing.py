"""Territories that close: their accounts go to the others."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from optimizer.criteria import Criteria
from optimizer.eligibility import find_eligibility
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance, without_territories
from scenarios.quotas import QuotaRule
from scenarios.quotas.regrouping import without

from .naming import count_today, counted, find_territories, labels_of, listed, mask_of
from .rules import pinned_to, without_pairs

TABLE = "close_territories"


@dataclass(frozen=True, slots=True, init=False)
class CloseTerritories:
    """Take territories away: ``CloseTerritories("T07", "T12")``.

    Their accounts have no territory of today any more, so that others may take them and disruption does not count them:
    they must move whatever the plan. Pins to the territories, pairs forbidden with them, and their floors and caps of
    quotas go too.

    Parameters
    ----------
    territories
        Labels, or names of reps, who stand for all their territories.

    Raises
    ------
    ValueError
        If none is given.
    """

    territories: tuple[Hashable, ...]

    def __init__(self, *territories: Hashable) -> None:
        if not territories:
            raise ValueError("name at least one territory to close")
        object.__setattr__(self, "territories", territories)

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        return close(instance, criteria, self.rows(instance))

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """See ``QuotaChange.apply_quotas``."""
        return without(rule, labels_of(instance, self.rows(instance)))

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        return told_closing(instance, criteria, self.rows(instance))

    def rows(self, instance: Instance, *, table: str = TABLE, column: str | None = None) -> list[int]:
        """Indices of the territories; ``InputError`` where one is not there or none would be left.

        Parameters
        ----------
        instance
            The facts.
        table, column
            What the change and its key are called in problems.
        """
        log = ProblemLog()
        rows = find_territories(instance, self.territories, log, table=table, column=column)
        if len(rows) == instance.num_territories:
            log.add(table, "no territory would be left", "Keep one, or add some before", column=column)
        log.raise_if_any()
        return rows


def close(instance: Instance, criteria: Criteria, rows: list[int]) -> tuple[Instance, Criteria]:
    """Facts and choices without the territories of these indices."""
    gone = {instance.territories.ids[row] for row in rows}
    return without_territories(instance, mask_of(instance, rows)), without_pairs(criteria, gone)


def told_closing(instance: Instance, criteria: Criteria | None, rows: list[int]) -> str:
    """Tell which territories close, how many accounts and pins that frees, and for how many there is nobody else."""
    freed = counted(count_today(instance, mask_of(instance, rows)), "account")
    pins = pinned_to(criteria, {instance.territories.ids[row] for row in rows})
    dropped = f" and drops {counted(pins, 'pin')}" if pins else ""
    lost = _count_lost(instance, criteria or Criteria(), rows)
    nobody = f"; nobody else may serve {lost:,} of them" if lost else ""
    return f"closes {listed(labels_of(instance, rows))}, frees {freed}{dropped}{nobody}"


def _count_lost(instance: Instance, criteria: Criteria, rows: list[int]) -> int:
    """Accounts served today by territories that close which none of the others may serve."""
    unplaced = find_eligibility(*close(instance, criteria, rows)).unplaced
    known = {item.unit for item in instance.unplaced}
    lost = [item.unit for item in unplaced if item.unit not in known]
    return int(np.isin(instance.units.incumbent[lost], rows).sum())
