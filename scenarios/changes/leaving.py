"""A rep leaves on a day: the territory closes, or waits for a successor."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.instance import Instance
from scenarios.capacity import Team
from scenarios.quotas import QuotaRule
from scenarios.quotas.regrouping import without

from .closing import CloseTerritories, close, told_closing
from .naming import counted, find_territories, labels_of, listed

TABLE = "leaves"


@dataclass(frozen=True, slots=True)
class RepLeaves:
    """A rep leaves and nobody follows: the territory closes, see ``CloseTerritories``.

    The plan is that of the time after. In quotas the leaver carries the periods before the day as today's alignment and
    the rule have it, and the others carry the rest of the target.

    Parameters
    ----------
    rep
        Name, or label of the territory; a rep of several territories leaves all.
    on
        First day without the rep; None for the start of the plan year, or any day before.
    """

    rep: Hashable
    on: date | None = None

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """See ``Change.apply``."""
        return close(instance, criteria, self._rows(instance))

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """Take what the leaver carries until the day out of the target; ``QuotaError`` where today has no quotas."""
        rows = self._rows(instance)
        if self.on is not None:
            until = rule.dated(f"{self.rep} leaves on {self.on}").until(self.on)
            if until.any():
                today = rule(incumbent_alignment(instance))
                carried = _in_units(float((rule.split(today).cents[rows] * until).sum()) / 100.0, rule)
                rule = replace(rule, target=max(rule.target - carried / (1.0 + today.over_assignment), 0.01))
        return without(rule, labels_of(instance, rows))

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """See ``Change.sentence``."""
        rows = self._rows(instance)
        when = "" if self.on is None else f" on {self.on}"
        until = "" if self.on is None else f"; the quota until then stays with {_reps(instance, rows)}"
        return f"has {_reps(instance, rows)} leave{when}: {told_closing(instance, criteria, rows)}{until}"

    def _rows(self, instance: Instance) -> list[int]:
        return CloseTerritories(self.rep).rows(instance, table=TABLE, column="rep")


@dataclass(frozen=True, slots=True)
class StaysVacant:
    """A rep leaves and the territory keeps its accounts: the plan is as before, quotas and capacity know the gap.

    Parameters
    ----------
    rep
        Name, or label of the territory.
    on
        First day without the rep.
    replaced_on
        First day of a successor, who ramps up like everybody new; None for nobody within the year.

    Raises
    ------
    ValueError
        If the successor comes before the rep is gone.
    """

    rep: Hashable
    on: date
    replaced_on: date | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.replaced_on is not None and self.replaced_on < self.on:
            raise ValueError(f"the successor must not come before {self.on}, given {self.replaced_on}")

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """Relieve the territory while it is vacant; the rest goes where the rule says, to the others by default."""
        attendance = rule.dated(f"{self.rep} leaves on {self.on}")
        for label in labels_of(instance, self._rows(instance)):
            attendance = attendance.leaving(label, self.on, successor=self.replaced_on)
        return rule.with_attendance(attendance)

    def apply_team(self, team: Team, instance: Instance) -> Team:
        """Let the person be gone, or away until the successor comes."""
        rows = [team.labels.index(label) for label in labels_of(instance, self._rows(instance)) if label in team.labels]
        if self.replaced_on is None:
            end = team.end.copy()
            end[rows] = np.datetime64(self.on, "D") - 1
            return replace(team, end=end)
        leave = team.leave.copy()
        leave[rows] += float(np.busday_count(self.on, self.replaced_on))
        return replace(team, leave=leave)

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:  # noqa: ARG002 -- facts alone tell
        """See ``Change.sentence``."""
        rows = self._rows(instance)
        waiting = np.isin(instance.units.incumbent, rows).sum()
        until = "" if self.replaced_on is None else f" until {self.replaced_on}"
        vacant = f"{listed(labels_of(instance, rows))} stays vacant{until} and keeps {counted(int(waiting), 'account')}"
        return f"has {_reps(instance, rows)} leave on {self.on}: {vacant}, without quota in that time"

    def _rows(self, instance: Instance) -> list[int]:
        log = ProblemLog()
        rows = find_territories(instance, (self.rep,), log, table=TABLE, column="rep")
        log.raise_if_any()
        return rows


def _in_units(value: float, rule: QuotaRule) -> float:
    """Round an amount as the quotas are, so that what is left can be too."""
    return round(round(value / rule.round_to) * rule.round_to, 2)


def _reps(instance: Instance, rows: list[int]) -> str:
    return listed(list(dict.fromkeys(instance.territories.reps[row] for row in rows)))
