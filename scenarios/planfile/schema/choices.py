"""Sections about choices: criteria, and how much travel and moving accounts weigh."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from optimizer.travel import Quantity

from .words import (
    NotNegative,
    Positive,
    Section,
    Share,
    SharePerMeasure,
    Text,
    Texts,
    Whole,
    lifted,
    one_of,
    told,
    word,
)


class TravelSection(Section):
    """What travel is and how much it weighs."""

    weight: NotNegative = 1.0
    by: Text | None = None
    quantity: Annotated[Quantity, word(Quantity)] = Quantity.DISTANCE
    power: Annotated[Whole, Field(ge=1, le=2)] = 1


class DisruptionSection(Section):
    """How much moving accounts weighs, and how much may move."""

    weight: NotNegative = 0.0
    at_most: SharePerMeasure | None = None
    by: Text | None = None


class PinSection(Section):
    """Which accounts must stay or go where."""

    column: Text | None = None
    file: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> PinSection:
        one_of(self, "column", "file")
        return self


class ForbidSection(Section):
    """Which pairs of account and territory must not be."""

    file: Text


def _column_or_false(value: object) -> object:
    if value is True:
        raise told("a column or false is expected", "Name the column that holds the parent of each account")
    return None if value is False else value


class CriteriaSection(Section):
    """Goals and rules; a scenario may name some again to replace them."""

    balance: dict[str, Share | None] = Field(default_factory=dict)
    capacity: dict[str, Positive | None] = Field(default_factory=dict)
    travel: TravelSection = TravelSection()
    disruption: DisruptionSection = DisruptionSection()
    eligibility: Texts = ()
    contiguous: bool = False
    keep_together: Annotated[Text | None, BeforeValidator(_column_or_false)] = None
    pin: Annotated[PinSection, lifted("column")] | None = None
    forbid: Annotated[ForbidSection, lifted("file")] | None = None
    max_travel_km: Positive | None = None
    max_travel_hours: Positive | None = None
    min_count: Annotated[Whole, Field(ge=0)] | None = None
    max_count: Annotated[Whole, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _check(self) -> CriteriaSection:
        if self.min_count is not None and self.max_count is not None and self.min_count > self.max_count:
            raise told(f"min_count {self.min_count} is above max_count {self.max_count}", "Exchange or correct them")
        return self
