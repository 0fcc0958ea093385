"""The plan file as a whole."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from .capacity import BudgetSection, CapacitySection
from .choices import CriteriaSection
from .facts import ColumnsSection, ContactsSection, ForecastSection, InputsSection, Measure, PlanYearSection
from .quotas import QuotaSection
from .sweep import Sweep
from .words import Count, Number, Positive, Section, Share, Text, Texts, Whole, lifted, told, word


class AddSection(Section):
    """New territories of a scenario."""

    count: Count
    serves: dict[str, Texts] = Field(default_factory=dict)
    share: Positive = 1.0
    names: Texts = ()
    latitude: Annotated[Number, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Number, Field(ge=-180, le=180)] | None = None

    @model_validator(mode="after")
    def _check(self) -> AddSection:
        if self.names and len(set(self.names)) != self.count:
            remedy = "Give each new territory a name, or none"
            raise told(f"{self.count} new territories need as many different names", remedy)
        if (self.latitude is None) != (self.longitude is None):
            raise told("one coordinate is missing", "Give latitude and longitude, or neither for a free centre")
        return self


def _incumbent(value: object) -> object:
    if value != "incumbent":
        raise told("only today's alignment can be kept", "Write `keep: incumbent`")
    return value


class ScenarioSection(Section):
    """One question: a name, and what is changed."""

    name: Text
    keep: Annotated[Literal["incumbent"], BeforeValidator(_incumbent)] | None = None
    add_territories: Annotated[AddSection, lifted("count")] | None = None
    criteria: CriteriaSection = CriteriaSection()

    @model_validator(mode="after")
    def _check(self) -> ScenarioSection:
        if self.keep is not None and self.add_territories is not None:
            raise told("today's alignment has no new territories", "Make two scenarios of it")
        return self


class EffortSection(Section):
    """When the search of a scenario may end: whichever comes first."""

    seconds: Positive = 60.0
    gap: Annotated[Share, Field(lt=1)] = 0.01


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
    effort: EffortSection = EffortSection()
    seed: Annotated[Whole, Field(ge=0)] = 0
    missing_place: Annotated[MissingPlaceWord, word(MissingPlaceWord)] = MissingPlaceWord.LIST
