"""Sections about what a scenario changes of territories, people, accounts and limits."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from .words import Count, NotNegative, Number, Positive, Section, Share, Text, Texts, Whole, lifted, told

Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]
MOST_PARTS = 26


def _whole_place(section: AddSection | HireSection) -> None:
    if (section.latitude is None) != (section.longitude is None):
        raise told("one coordinate is missing", "Give latitude and longitude, or neither for a free centre")


def _several(value: Any) -> Any:
    """Let a single section, or what stands for it, be a list of one."""
    return value if isinstance(value, list | tuple) else [value]


class AddSection(Section):
    """New territories of a scenario."""

    count: Count
    serves: dict[str, Texts] = Field(default_factory=dict)
    share: Positive = 1.0
    names: Texts = ()
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def _check(self) -> AddSection:
        if self.names and len(set(self.names)) != self.count:
            remedy = "Give each new territory a name, or none"
            raise told(f"{self.count} new territories need as many different names", remedy)
        _whole_place(self)
        return self


class HireSection(Section):
    """A rep who is hired, with a territory of his own."""

    rep: Text
    on: date | None = None
    territory: Text | None = None
    serves: dict[str, Texts] = Field(default_factory=dict)
    share: Positive | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def _check(self) -> HireSection:
        _whole_place(self)
        return self


class TerritoriesSection(Section):
    """Territories by name, or by columns of the reps."""

    territories: Texts = ()
    where: dict[str, Texts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> TerritoriesSection:
        if bool(self.territories) == bool(self.where):
            raise told("either territories or where is needed", "Write [T07, T08], or {where: {region: North}}")
        return self


class MergeSection(TerritoriesSection):
    """Territories that become one."""

    into: Text | None = None
    rep: Text | None = None

    @model_validator(mode="after")
    def _check_into(self) -> MergeSection:
        if self.territories and len(set(self.territories)) < 2:
            raise told("one territory cannot be merged", "Name two at least")
        if self.territories and self.into is not None and self.into not in self.territories:
            raise told(f"into {self.into!r} is none of the territories", f"Name one of {', '.join(self.territories)}")
        return self


NO_PART = "none"
"""Word for no part of a split territory."""


class SplitSection(Section):
    """A territory that becomes several."""

    territory: Text
    into: Annotated[Whole, Field(ge=2, le=MOST_PARTS)] = 2
    names: Texts = ()
    shares: tuple[Share, ...] = ()
    incumbent: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> SplitSection:
        if self.names and len(set(self.names)) != self.into - 1:
            remedy = f"The first part keeps the name; give {self.into - 1} for the others, or none"
            raise told(f"{self.into} parts need {self.into - 1} new and different names", remedy)
        if self.shares and (len(self.shares) != self.into or abs(sum(self.shares) - 1) > 1e-9 or not min(self.shares)):
            remedy = "Give one above 0 to each part, such as [60%, 40%]"
            raise told(f"{self.into} parts need as many shares that add up to 1", remedy)
        return self


class LeaverSection(Section):
    """A rep who leaves."""

    rep: Text
    on: date | None = None
    vacant: bool = False
    replaced_on: date | None = None

    @model_validator(mode="after")
    def _check(self) -> LeaverSection:
        stays = self.vacant or self.replaced_on is not None
        if stays and self.on is None:
            raise told("from when on the territory is vacant is missing", "Add `on: 2027-03-01`")
        if self.on is not None and self.replaced_on is not None and self.replaced_on < self.on:
            raise told(f"the successor comes on {self.replaced_on}, before {self.on}", "Exchange or correct the days")
        return self


class MoveHomeSection(Section):
    """A rep who lives elsewhere from now on."""

    rep: Text
    latitude: Latitude
    longitude: Longitude


class SegmentSection(Section):
    """Accounts by columns, by today's territory, or one by one; they meet all that is given."""

    where: dict[str, Texts] = Field(default_factory=dict)
    territories: Texts = ()
    accounts: Texts | None = None


def _somebody(section: SegmentSection) -> None:
    if not section.where and not section.territories and section.accounts is None:
        raise told("which accounts is missing", "Add `where: {country: DE}`, `territories: [T07]` or `accounts: [A1]`")


class RestrictSection(SegmentSection):
    """The region that is planned."""

    target_by: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> RestrictSection:
        _somebody(self)
        return self


class ScaleSection(SegmentSection):
    """More or less of a measure."""

    measure: Text
    times: NotNegative | None = None
    by: Annotated[Number, Field(ge=-1)] | None = None

    @model_validator(mode="after")
    def _check(self) -> ScaleSection:
        if (self.times is None) == (self.by is None):
            raise told("either times or by is needed", "Write `by: 10%` for a tenth more, or `times: 1.1`")
        return self


class PinAccountsSection(SegmentSection):
    """Accounts that stay where they are, or go to one territory."""

    to: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> PinAccountsSection:
        _somebody(self)
        return self


class FreeAccountsSection(SegmentSection):
    """Accounts that need not stay any more; all of them where none are named."""


class StepSection(Section):
    """By how much a limit moves, or times what."""

    by: Positive | None = None
    times: Positive | None = None

    @model_validator(mode="after")
    def _check(self) -> StepSection:
        if (self.by is None) == (self.times is None):
            raise told("either by or times is needed", "Write 0.05, or {times: 1.5}")
        return self


Step = Annotated[StepSection, lifted("by")]


class LimitsSection(Section):
    """Limits that move, each by itself."""

    balance: dict[str, Step] = Field(default_factory=dict)
    capacity: dict[str, Step] = Field(default_factory=dict)
    disruption: Step | None = None
    max_travel: Step | None = None
    min_count: Step | None = None
    max_count: Step | None = None

    @model_validator(mode="after")
    def _check(self) -> LimitsSection:
        if not self.model_fields_set:
            raise told("no limit is named", f"Name one of {', '.join(type(self).model_fields)}")
        return self


class ChangeSection(Section):
    """What is changed; keys of one section are applied in the order they have here."""

    restrict_to: RestrictSection | None = None
    merge: Annotated[tuple[MergeSection, ...], BeforeValidator(_several)] = ()
    split: Annotated[tuple[SplitSection, ...], BeforeValidator(_several)] = ()
    close_territories: Annotated[TerritoriesSection, lifted("territories")] | None = None
    leaves: Annotated[tuple[Annotated[LeaverSection, lifted("rep")], ...], BeforeValidator(_several)] = ()
    moves_home: Annotated[tuple[MoveHomeSection, ...], BeforeValidator(_several)] = ()
    add_territories: Annotated[AddSection, lifted("count")] | None = None
    hires: Annotated[tuple[Annotated[HireSection, lifted("rep")], ...], BeforeValidator(_several)] = ()
    scale: Annotated[tuple[ScaleSection, ...], BeforeValidator(_several)] = ()
    free_accounts: Annotated[FreeAccountsSection, lifted("accounts")] | None = None
    pin_accounts: Annotated[PinAccountsSection, lifted("accounts")] | None = None
    tighten: LimitsSection | None = None
    relax: LimitsSection | None = None


REDRAWING = ("split", "close_territories", "add_territories", "hires")
"""Keys after which today's alignment is none any more; so is ``leaves`` where the territory closes."""


def redraws(section: ChangeSection) -> bool:
    """Tell whether there is no alignment of today any more that could be kept."""
    closes = any(not leave.vacant and leave.replaced_on is None for leave in section.leaves)
    return closes or any(getattr(section, key) for key in REDRAWING)
