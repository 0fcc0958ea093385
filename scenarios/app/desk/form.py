"""A scenario by form: what a planner fills in, as a value that is kept and made a ``Scenario`` of again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from optimizer.capacity import PlanYear
from optimizer.criteria import Criteria
from optimizer.exceptions import ProblemLog
from optimizer.mapping import FrozenMapping
from scenarios.changes import AddTerritories, Change, ChangeCriteria, CloseTerritories, Hire, RepLeaves
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
    closes
        Territories that close, by label or rep.
    leaves, leaves_on
        A rep who leaves, by name or territory, and the first day without; empty for nobody, None for the start of the
        plan year.
    hires, hires_on
        Name of a rep who is hired, and the first day; empty for nobody, None for the start of the plan year.
    """

    name: str
    add_territories: int = 0
    serves: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FrozenMapping({}))
    share: float = 1.0
    balance: Mapping[str, float] = field(default_factory=lambda: FrozenMapping({}))
    disruption_at_most: float | None = None
    disruption_weight: float | None = None
    max_travel: float | None = None
    closes: tuple[str, ...] = ()
    leaves: str = ""
    leaves_on: date | None = None
    hires: str = ""
    hires_on: date | None = None

    def __post_init__(self) -> None:
        serves = {str(tag): tuple(map(str, values)) for tag, values in self.serves.items()}
        for name in ("name", "leaves", "hires"):
            object.__setattr__(self, name, getattr(self, name).strip())
        object.__setattr__(self, "closes", tuple(map(str, self.closes)))
        object.__setattr__(self, "serves", FrozenMapping(serves))
        object.__setattr__(self, "balance", FrozenMapping(self.balance))

    def scenario(self, criteria: Criteria, year: PlanYear | None = None) -> Scenario:
        """Make the scenario.

        Parameters
        ----------
        criteria
            Those of the plan, which the form changes.
        year
            Of the plan: a hire within it counts for the part of it that is left. None to count it whole.

        Raises
        ------
        InputError
            With everything that is wrong with the fields.
        """
        log = ProblemLog()
        if not self.name or len(self.name) > LONGEST:
            log.add(TABLE, f"a scenario needs a name of at most {LONGEST} letters", "Give one", column="name")
        if len(self.hires) > LONGEST:
            log.add(TABLE, f"a rep has a name of at most {LONGEST} letters", "Shorten it", column="hires")
        values = self._criteria(criteria)
        changes: list[Change] = []
        # Whoever is new comes before others go, so that one rep can follow another.
        for wanted, column, change in (
            (self.add_territories, "add_territories", self._new_territories),
            (self.hires, "hires", lambda: Hire(rep=self.hires, on=self.hires_on, serves=self.serves, year=year)),
            (self.leaves, "leaves", lambda: RepLeaves(self.leaves, self.leaves_on)),
            (self.closes, "closes", lambda: CloseTerritories(*self.closes)),
            (values, ", ".join(values), lambda: ChangeCriteria(**values)),
        ):
            if wanted:
                try:
                    changes.append(change())
                except ValueError as error:
                    log.add(TABLE, str(error), "Correct it", column=column)
        log.raise_if_any()
        return Scenario(self.name, criteria, *changes)

    def to_dict(self) -> dict[str, Any]:
        """All fields, ready for JSON."""
        days = {name: None if day is None else day.isoformat() for name, day in self._days.items()}
        serves = {tag: list(values) for tag, values in self.serves.items()}
        return asdict(self) | {"serves": serves, "balance": dict(self.balance), "closes": list(self.closes)} | days

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> ScenarioForm:
        """Make a form of what ``to_dict`` gave."""
        serves = {tag: tuple(values) for tag, values in fields["serves"].items()}
        days = {name: date.fromisoformat(fields[name]) for name in ("leaves_on", "hires_on") if fields.get(name)}
        return cls(**{**fields, "serves": serves, **days})

    @property
    def _days(self) -> dict[str, date | None]:
        return {"leaves_on": self.leaves_on, "hires_on": self.hires_on}

    def _new_territories(self) -> Change:
        return AddTerritories(self.add_territories, self.serves, share=self.share)

    def _criteria(self, criteria: Criteria) -> dict[str, Any]:
        """Fields of ``Criteria`` that change."""
        values: dict[str, Any] = {}
        if self.balance:
            values["balance"] = {**criteria.balance, **self.balance}
        for name in ("disruption_at_most", "disruption_weight", "max_travel"):
            if getattr(self, name) is not None:
                values[name] = getattr(self, name)
        return values
