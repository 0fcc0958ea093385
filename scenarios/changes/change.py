"""What a change is: an edit of facts or choices, of quotas, or of the people, that can say what it did."""

from __future__ import annotations

from typing import Protocol, TypeAlias, runtime_checkable

from optimizer.criteria import Criteria
from optimizer.instance import Instance
from scenarios.capacity import Team
from scenarios.quotas import QuotaRule


class Told(Protocol):
    """Something that says what it does."""

    def sentence(self, instance: Instance, criteria: Criteria | None = None) -> str:
        """Say what the change does, for people: what follows the words "this scenario".

        Parameters
        ----------
        instance, criteria
            Facts and choices before the change; without the choices it does not say what these were.

        Raises
        ------
        InputError
            If the change does not fit the instance.
        """
        ...


@runtime_checkable
class Change(Told, Protocol):
    """One edit of facts or choices, which decides the plan."""

    def apply(self, instance: Instance, criteria: Criteria) -> tuple[Instance, Criteria]:
        """Facts and choices after the change; what was given stays as it is.

        Raises
        ------
        InputError
            With all that does not fit the instance.
        """
        ...


@runtime_checkable
class QuotaChange(Told, Protocol):
    """One edit of how quotas are set; alone it leaves the plan as it is."""

    def apply_quotas(self, rule: QuotaRule, instance: Instance) -> QuotaRule:
        """Give the rule after the change.

        Parameters
        ----------
        rule
            The rule before it.
        instance
            The facts before it.

        Raises
        ------
        ValueError
            If the rule lacks what the change needs, such as a plan year.
        """
        ...


@runtime_checkable
class TeamChange(Told, Protocol):
    """One edit of who is there when, for capacity and budget; alone it leaves the plan as it is."""

    def apply_team(self, team: Team, instance: Instance) -> Team:
        """Give the people after the change; ``instance`` holds the facts before it."""
        ...


AnyChange: TypeAlias = Change | QuotaChange | TeamChange
