"""A territory that is split into several."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import NOBODY, Instance, Territories, with_territories
from optimizer.travel import TravelMatrix
from scenarios.capacity import Team
from scenarios.quotas import QuotaRule
from scenarios.quotas.regrouping import divided

from .naming import counted, find_territories, listed, percent

TABLE = "split"


@dataclass(frozen=True, slots=True)
class SplitTerritory:
    """Make several territories of one: ``SplitTerritory("T07", 2)``.

    The first part keeps label, rep, home and pins; the others are new, serve what it serves, and have free centres. The
    parts share the target. Floor, cap and share of its quota are divided alike, and the parts lie where it lies in
    the hierarchy.

    Parameters
    ----------
    territory
        Label, or name of a rep of one territory.
    into
        Number of parts, the first included.
    names
        Labels of the new ones; "T07 b", "T07 c", ... by default.
    shares
        What each part has of the target, the first included; equal by default. They add up to 1.
    incumbent
        Label of the part whose accounts of today they are: that of the territory by default, so that accounts that go
        to a new part count as moved. None lets no part have them: none of them counts, whoever serves it.

    Raises
    ------
    ValueError
        For fewer than two parts, or names or shares that do not fit.
    """

    territory: Hashable
    into: int = 2
    names: tuple[str, ...] = field(default=(), kw_only=True)
    shares: tuple[float, ...] = field(default=(), kw_only=True)
    incumbent: Hashable | None = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "shares", tuple(float(share) for share in self.shares))
        if self.incumbent == "":
            object.__setattr__(self, "incumbent", self.territory)
        if not 2 <= self.into <= 26:
            raise ValueError(f"split a territory into 2 to 26 parts, given {self.into}")
        if self.names and len(set(self.names)) != self.into - 1:
            raise ValueError(
                f"{self.into} parts need {self.into - 1} distinct names for the new ones, given {self.names}"
            )
        fitting = len(self.shares) == self.into and min(self.shares, default=0) > 0
        if self.shares and not (fitting and abs(sum(self.shares) - 1) < 1e-9):
            raise ValueError(f"{self.into} parts need as many shares above 0 that add up to 1, given {self.shares}")

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        row = self._row(instance)
        labels, parts = self._labels(instance, row), np.array(self._parts)
        old, new = instance.territories, self.into - 1
        territories = Territories(
            ids=pd.Index([*old.ids, *labels[1:]], dtype=object),
            reps=(*old.reps, *labels[1:]),
            centres=np.vstack([old.centres, np.full((new, 2), np.nan)]),
            shares=np.vstack([old.shares, parts[1:, np.newaxis] * old.shares[row]]),
        )
        territories.shares[row] *= parts[0]
        served = {
            name: np.vstack([tag.served, np.tile(tag.served[row], (new, 1))]) for name, tag in instance.tags.items()
        }
        wider = with_territories(instance, territories, served)
        incumbent = instance.units.incumbent.copy()
        incumbent[incumbent == row] = self._owner(instance, row, labels)
        return replace(wider, units=replace(wider.units, incumbent=incumbent)), criteria

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """See ``QuotaChange.apply_quotas``."""
        labels = self._labels(instance, self._row(instance))
        return divided(rule, labels[0], dict(zip(labels, self._parts, strict=True)))

    def apply_team(self, team: Team, instance: Instance) -> Team:
        """Let those who join belong to the region of the territory."""
        labels = self._labels(instance, self._row(instance))
        return team.beside(labels[0], labels[1:])

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- facts alone tell
        """See ``Change.sentence``."""
        row = self._row(instance)
        labels = self._labels(instance, row)
        owner = self._owner(instance, row, labels)
        accounts = counted(int((instance.units.incumbent == row).sum()), "account")
        shared = f", {' / '.join(percent(part) for part in self.shares)} of the target" if self.shares else ""
        counting = "have no territory of today" if owner == NOBODY else f"count as those of {self.incumbent}"
        return f"splits {labels[0]} into {listed(labels)}{shared}; the {accounts} of today {counting}"

    @property
    def _parts(self) -> tuple[float, ...]:
        """Share of the target of each part."""
        return self.shares or (1.0 / self.into,) * self.into

    def _row(self, instance: Instance) -> int:
        log = ProblemLog()
        rows = find_territories(instance, (self.territory,), log, table=TABLE, column="territory")
        if len(rows) > 1:
            labels = listed([instance.territories.ids[row] for row in rows])
            log.add(TABLE, f"this rep has {labels}", "Name one of them", column="territory", value=self.territory)
        if isinstance(instance.travel, TravelMatrix) and not instance.travel.between_units:
            message = "the travel matrix has no column for a new territory"
            log.add(TABLE, message, "Give a matrix between accounts, or plan with coordinates")
        if len(rows) == 1:
            self._check_labels(instance, rows[0], log)
        log.raise_if_any()
        return rows[0]

    def _check_labels(self, instance: Instance, row: int, log: ProblemLog) -> None:
        labels = self._labels(instance, row)
        for label in sorted(set(labels[1:]) & set(map(str, instance.territories.ids))):
            log.add(TABLE, "there is a territory of this name", "Choose another", column="names", value=label)
        if self.incumbent not in {None, self.territory, *labels}:
            remedy = f"Name one of {', '.join(labels)}"
            log.add(TABLE, "this is none of the parts", remedy, column="incumbent", value=self.incumbent)

    def _labels(self, instance: Instance, row: int) -> list[str]:
        """Labels of the parts, the first that of the territory."""
        label = str(instance.territories.ids[row])
        if self.names:
            return [label, *self.names]
        taken = set(map(str, instance.territories.ids))
        free = (f"{label} {letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
        named = [name for name in free if name not in taken][: self.into - 1]
        return [label, *named]

    def _owner(self, instance: Instance, row: int, labels: list[str]) -> int:
        """Index of the part that has the accounts of today, -1 for none."""
        if self.incumbent is None:
            return NOBODY
        if self.incumbent in labels[1:]:
            return instance.num_territories + labels.index(str(self.incumbent)) - 1
        return row
