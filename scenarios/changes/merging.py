"""Territories that are merged: one of them takes the accounts, the targets and what the others can serve."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance, without_territories
from scenarios.quotas import QuotaRule
from scenarios.quotas.regrouping import joined

from .naming import amount, count_today, counted, find_territories, labels_of, listed, mask_of
from .rules import with_pairs_joined

TABLE = "merge"


@dataclass(frozen=True, slots=True)
class MergeTerritories:
    """Make one of several territories: ``MergeTerritories(("T07", "T08"))``.

    The one that stays has the sum of the targets, serves whatever one of them served, and today's accounts of all count
    as its own: what stays in it has not moved. Its label, rep and home stay. Pins follow; so do floors, caps and shares
    of quotas by territory, added up.

    Parameters
    ----------
    territories
        Labels, or reps; two at least.
    into
        The one of them that stays, the first by default.
    rep
        Who covers it, None for the rep of the one that stays.

    Raises
    ------
    ValueError
        If fewer than two are given, or ``into`` is none of them.
    """

    territories: Iterable[Hashable]
    into: Hashable | None = field(default=None, kw_only=True)
    rep: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if isinstance(self.territories, str):
            raise ValueError(f"name at least two territories to merge, given {self.territories!r}")  # noqa: TRY004 -- misuse is one kind
        object.__setattr__(self, "territories", tuple(self.territories))
        if len(set(self.territories)) < 2:
            raise ValueError(f"name at least two territories to merge, given {self.territories}")
        if self.into is not None and self.into not in self.territories:
            raise ValueError(f"into must be one of {self.territories}, given {self.into!r}")

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        into, others = self._rows(instance)
        territories, rows = instance.territories, [into, *others]
        gone = mask_of(instance, others)
        shares, reps = territories.shares.copy(), list(territories.reps)
        shares[into] = territories.shares[rows].sum(axis=0)
        reps[into] = reps[into] if self.rep is None else self.rep
        tags = {}
        for name, tag in instance.tags.items():
            served = tag.served.copy()
            served[into] = tag.served[rows].any(axis=0)
            tags[name] = replace(tag, served=served)
        incumbent = instance.units.incumbent
        moved = np.where(np.isin(incumbent, others), into, incumbent).astype(np.int32)
        merged = replace(
            instance,
            units=replace(instance.units, incumbent=moved),
            territories=replace(territories, shares=shares, reps=tuple(reps)),
            tags=tags,
        )
        ids = territories.ids
        choices = with_pairs_joined(criteria, {ids[row] for row in others}, ids[into])
        return without_territories(merged, gone), choices

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """See ``QuotaChange.apply_quotas``."""
        into, others = self._rows(instance)
        labels = labels_of(instance, [into, *others])
        return joined(rule, labels, labels[0])

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- facts alone tell
        """See ``Change.sentence``."""
        into, others = self._rows(instance)
        rows = [into, *others]
        accounts = counted(count_today(instance, mask_of(instance, rows)), "account")
        by = "" if self.rep is None else f" covered by {self.rep}"
        shares = instance.territories.shares
        known = shares.shape[1] > 0 and bool(shares[into].all())
        sized = (
            f" and {amount(float((shares[rows].sum(axis=0) / shares[into]).max()))} times its target" if known else ""
        )
        names = listed(labels_of(instance, sorted(rows)))
        return f"merges {names} into {instance.territories.ids[into]}{by}, with {accounts}{sized}"

    def _rows(self, instance: Instance) -> tuple[int, list[int]]:
        """Index of the territory that stays, and of those that go."""
        log = ProblemLog()
        rows = find_territories(instance, self.territories, log, table=TABLE, column="territories")
        log.raise_if_any()
        if len(rows) < 2:
            log.add(TABLE, "these are one territory", "Name at least two", column="territories")
            log.raise_if_any()
        into = rows[0] if self.into is None else find_territories(instance, (self.into,), log, table=TABLE)[0]
        return into, [row for row in rows if row != into]
