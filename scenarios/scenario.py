"""A scenario: a name, the criteria of the plan, and what is changed in facts, choices, quotas and people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.criteria import Criteria
from optimizer.instance import Instance

from .capacity import Team
from .changes import AnyChange, Change, KeepIncumbent, QuotaChange, TeamChange
from .quotas import QuotaRule


@dataclass(frozen=True, slots=True, init=False)
class Scenario:
    """One question to the planner: ``Scenario("two more", criteria, AddTerritories(2))``.

    Parameters
    ----------
    name
        What people call it; one run holds each name once.
    criteria
        The choices before the changes.
    changes
        Applied one after the other.

    Raises
    ------
    ValueError
        If the name is empty or something is not a change.
    """

    name: str
    criteria: Criteria
    changes: tuple[AnyChange, ...]

    def __init__(self, name: str, criteria: Criteria, *changes: AnyChange) -> None:
        if not name.strip():
            raise ValueError("a scenario needs a name")
        for change in changes:
            if not isinstance(change, Change | QuotaChange | TeamChange) or isinstance(change, type):
                message = f"scenario {name!r}: {change!r} is not a change (see scenarios.changes)"
                raise ValueError(message)  # noqa: TRY004 -- misuse raises ValueError in this project
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "criteria", criteria)
        object.__setattr__(self, "changes", changes)

    @property
    def keeps_incumbent(self) -> bool:
        """True if today's alignment is judged and nothing solved."""
        return any(isinstance(change, KeepIncumbent) for change in self.changes)

    @property
    def decisive(self) -> tuple[Change, ...]:
        """The changes that decide the plan, without those that concern quotas or people alone."""
        return tuple(change for change in self.changes if isinstance(change, Change))

    def build(self, instance: Instance) -> tuple[Instance, Criteria]:
        """Facts and choices with all changes applied.

        Parameters
        ----------
        instance
            The facts before the changes.

        Raises
        ------
        ValueError
            If a change does not fit the instance (``InputError`` lists all that is wrong with it).
        """
        return self._build(instance, self.decisive)

    def asked(self, instance: Instance) -> Criteria:
        """Give the criteria of ``build`` as if nothing were merely watched (without ``KeepIncumbent``)."""
        return self._build(instance, tuple(c for c in self.decisive if not isinstance(c, KeepIncumbent)))[1]

    def sentences(self, instance: Instance) -> tuple[str, ...]:
        """Say what each change does, in order."""
        return tuple(change.sentence(facts, criteria) for change, facts, criteria in self._walk(instance))

    def quota_rule(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """Change how quotas are set.

        Parameters
        ----------
        rule
            How they are set without the scenario.
        instance
            The facts before the changes.

        Raises
        ------
        ValueError
            If the rule lacks what a change needs; ``QuotaError`` where a leaver's quota of today cannot be set.
        """
        if any(isinstance(change, QuotaChange) for change in self.changes):
            for change, facts, _ in self._walk(instance):
                if isinstance(change, QuotaChange):
                    rule = change.apply_quotas(rule, facts)
        return rule

    def team(self, team: Team, instance: Instance) -> Team:
        """Change who is there when, for capacity and budget; ``instance`` holds the facts before the changes."""
        if any(isinstance(change, TeamChange) for change in self.changes):
            for change, facts, _ in self._walk(instance):
                if isinstance(change, TeamChange):
                    team = change.apply_team(team, facts)
        return team

    def _walk(self, instance: Instance) -> Iterator[tuple[AnyChange, Instance, Criteria]]:
        """Each change with facts and choices before it."""
        criteria = self.criteria
        for change in self.changes:
            yield change, instance, criteria
            if isinstance(change, Change):
                instance, criteria = change.apply(instance, criteria)

    def _build(self, instance: Instance, changes: tuple[Change, ...]) -> tuple[Instance, Criteria]:
        criteria = self.criteria
        for change in changes:
            instance, criteria = change.apply(instance, criteria)
        return instance, criteria
