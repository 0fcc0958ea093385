"""A scenario: a name, the criteria of the plan, and what is changed in facts and choices."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.criteria import Criteria
from optimizer.instance import Instance

from .changes import Change, KeepIncumbent


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
    changes: tuple[Change, ...]

    def __init__(self, name: str, criteria: Criteria, *changes: Change) -> None:
        if not name.strip():
            raise ValueError("a scenario needs a name")
        for change in changes:
            if not isinstance(change, Change) or isinstance(change, type):
                message = f"scenario {name!r}: {change!r} is not a change (see scenarios.changes)"
                raise ValueError(message)  # noqa: TRY004 -- misuse raises ValueError in this project
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "criteria", criteria)
        object.__setattr__(self, "changes", changes)

    @property
    def keeps_incumbent(self) -> bool:
        """True if today's alignment is judged and nothing solved."""
        return any(isinstance(change, KeepIncumbent) for change in self.changes)

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
        return self._build(instance, self.changes)

    def asked(self, instance: Instance) -> Criteria:
        """Give the criteria of ``build`` as if nothing were merely watched (without ``KeepIncumbent``)."""
        return self._build(instance, tuple(c for c in self.changes if not isinstance(c, KeepIncumbent)))[1]

    def sentences(self, instance: Instance) -> tuple[str, ...]:
        """Say what each change does, in order."""
        told = []
        criteria = self.criteria
        for change in self.changes:
            told.append(change.sentence(instance))
            instance, criteria = change.apply(instance, criteria)
        return tuple(told)

    def _build(self, instance: Instance, changes: tuple[Change, ...]) -> tuple[Instance, Criteria]:
        criteria = self.criteria
        for change in changes:
            instance, criteria = change.apply(instance, criteria)
        return instance, criteria
