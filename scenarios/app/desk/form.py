"""A scenario by form: what a planner fills in, as a value that is kept and made a ``Scenario`` of again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.mapping import FrozenMapping
from scenarios.changes import AddTerritories, Change, ChangeCriteria
from scenarios.scenario import Scenario

TABLE = "new scenario"
LONGEST = 80
"""Letters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioForm:
    """Fields of the form; what is left out stays as the plan has it.

    Parameters
    ----------
    name
        What people call it.
    add_territories
        New territories, 0 for none.
    serves
        Tag -> values the new ones serve; a tag not named is served in all its values.
    share
        Size of the target of each, relative to the mean of its pool.
    balance
        Measure -> tolerance, for the measures that change.
    disruption_at_most
        Share of the measure of disruption that may change hands, 0..1.
    disruption_weight
        Weight of disruption in the objective.
    max_travel
        Largest distance, in the unit of the plan.
    """

    name: str
    add_territories: int = 0
    serves: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FrozenMapping({}))
    share: float = 1.0
    balance: Mapping[str, float] = field(default_factory=lambda: FrozenMapping({}))
    disruption_at_most: float | None = None
    disruption_weight: float | None = None
    max_travel: float | None = None

    def __post_init__(self) -> None:
        serves = {str(tag): tuple(map(str, values)) for tag, values in self.serves.items()}
        object.__setattr__(self, "name", self.name.strip())
        object.__setattr__(self, "serves", FrozenMapping(serves))
        object.__setattr__(self, "balance", FrozenMapping(self.balance))

    def scenario(self, criteria: Criteria) -> Scenario:
        """Make the scenario.

        Parameters
        ----------
        criteria
            Those of the plan, which the form changes.

        Raises
        ------
        InputError
            With everything that is wrong with the fields.
        """
        log = ProblemLog()
        if not self.name or len(self.name) > LONGEST:
            log.add(TABLE, f"a scenario needs a name of at most {LONGEST} letters", "Give one", column="name")
        changes: list[Change] = []
        if self.add_territories:
            try:
                changes.append(AddTerritories(self.add_territories, self.serves, share=self.share))
            except ValueError as error:
                log.add(TABLE, str(error), "Correct it", column="add_territories", value=self.add_territories)
        values = self._criteria(criteria)
        if values:
            try:
                changes.append(ChangeCriteria(**values))
            except ValueError as error:
                log.add(TABLE, str(error), "Correct it", column=", ".join(values))
        log.raise_if_any()
        return Scenario(self.name, criteria, *changes)

    def to_dict(self) -> dict[str, Any]:
        """All fields, ready for JSON."""
        return {**asdict(self), "serves": {tag: list(values) for tag, values in self.serves.items()}} | {
            "balance": dict(self.balance)
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> ScenarioForm:
        """Make a form of what ``to_dict`` gave."""
        serves = {tag: tuple(values) for tag, values in fields["serves"].items()}
        return cls(**{**fields, "serves": serves})

    def _criteria(self, criteria: Criteria) -> dict[str, Any]:
        """Fields of ``Criteria`` that change."""
        values: dict[str, Any] = {}
        if self.balance:
            values["balance"] = {**criteria.balance, **self.balance}
        for name in ("disruption_at_most", "disruption_weight", "max_travel"):
            if getattr(self, name) is not None:
                values[name] = getattr(self, name)
        return values
