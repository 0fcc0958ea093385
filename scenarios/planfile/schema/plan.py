"""The plan file as a whole."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from .capacity import BudgetSection, CapacitySection
from .changes import ChangeSection, redraws
from .choices import CriteriaSection
from .facts import ColumnsSection, ContactsSection, ForecastSection, InputsSection, Measure, PlanYearSection
from .quotas import QuotaSection, ScenarioQuotaSection
from .sweep import Sweep
from .words import Positive, Section, Share, Text, Whole, lifted, told, word


def _incumbent(value: object) -> object:
    if value != "incumbent":
        raise told("only today's alignment can be kept", "Write `keep: incumbent`")
    return value


class ScenarioSection(ChangeSection):
    """One question: a name, and what is changed; the changes of the list come behind those beside it."""

    name: Text
    keep: Annotated[Literal["incumbent"], BeforeValidator(_incumbent)] | None = None
    criteria: CriteriaSection = CriteriaSection()
    quotas: ScenarioQuotaSection | None = None
    changes: tuple[ChangeSection, ...] = ()

    @property
    def steps(self) -> tuple[ChangeSection, ...]:
        """Sections of changes in the order they are applied."""
        return (self, *self.changes)

    @model_validator(mode="after")
    def _check(self) -> ScenarioSection:
        if self.keep is not None and any(map(redraws, self.steps)):
            message = "today's alignment has no new territories, and keeps those it has"
            raise told(message, "Make two scenarios of it")
        return self


class LevelSection(Section):
    """Groups of territories, or of the groups of the level before."""

    name: Text
    count: Annotated[Whole, Field(ge=1)]
    balance: dict[str, Share] | None = None
    contiguous: bool = False


class EffortSection(Section):
    """When the search of a scenario may end: whichever comes first."""

    seconds: Positive = 60.0
    gap: Annotated[Share, Field(lt=1)] = 0.01


class TrackingSection(Section):
    """When the year under way calls for a repair, and how much of a territory's own lasts all year."""

    out_of_reach: Share = 0.05
    nothing_to_reach: Share = 0.25
    big_account: Share = 0.5
    unplanned: Share = 0.05
    persistence: Share = 0.5


def _distinct(scenarios: tuple[ScenarioSection, ...]) -> tuple[ScenarioSection, ...]:
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise told(f"two scenarios have the name {twice[0]!r}", "Give each scenario a name of its own")
    return scenarios


class MissingPlaceWord(Enum):
    """What to do with accounts without coordinates."""

    ERROR = "error"
    LIST = "list"


class PlanSchema(Section):
    """All keys of a plan file."""

    plan: Text
    inputs: InputsSection
    columns: ColumnsSection = ColumnsSection()
    measures: dict[str, Annotated[Measure, lifted("column")]] = Field(default_factory=dict)
    contacts: ContactsSection = ContactsSection()
    criteria: CriteriaSection = CriteriaSection()
    forecast: ForecastSection = ForecastSection()
    plan_year: PlanYearSection | None = None
    quotas: QuotaSection | None = None
    capacity: CapacitySection | None = None
    budget: BudgetSection | None = None
    scenarios: Annotated[tuple[Annotated[ScenarioSection, lifted("name")], ...], AfterValidator(_distinct)] = ()
    sweep: Sweep = ()
    levels: tuple[LevelSection, ...] = ()
    effort: EffortSection = EffortSection()
    tracking: TrackingSection = TrackingSection()
    seed: Annotated[Whole, Field(ge=0)] = 0
    missing_place: Annotated[MissingPlaceWord, word(MissingPlaceWord)] = MissingPlaceWord.LIST
