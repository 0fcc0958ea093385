"""Sections about choices: criteria and quotas."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from optimizer.travel import Quantity

from .words import (
    MOST_MONEY,
    Count,
    Money,
    MoneyPerTerritory,
    NotNegative,
    Number,
    Positive,
    Section,
    Share,
    SharePerMeasure,
    Text,
    Texts,
    Whole,
    known_word,
    lifted,
    not_yet,
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


def _no_contiguity(value: object) -> object:
    if value is True:
        raise told("connected territories are not available yet", "Write `contiguous: false` or drop the key")
    return value


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
    contiguous: Annotated[Literal[False], BeforeValidator(_no_contiguity)] = False
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


class QuotaMethod(Enum):
    """How quotas are shared out."""

    POTENTIAL_SHARE = "potential_share"
    """By the potential of each territory."""
    HISTORY_SHARE = "history_share"
    """By the restated history of each territory."""
    BLEND = "blend"
    """By several measures, each with its part."""


def _method(value: object) -> object:
    if value == "equal_probability":
        raise told("quotas of equal probability are not available yet", "Use potential_share, history_share or blend")
    return known_word(QuotaMethod, value)


class GrowthSection(Section):
    """Least and most growth over restated history, as shares."""

    floor: Annotated[Number, Field(ge=-1)] | None = None
    cap: Annotated[Number, Field(ge=-1)] | None = None

    @model_validator(mode="after")
    def _check(self) -> GrowthSection:
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise told(f"the growth floor {self.floor:g} is above the cap {self.cap:g}", "Exchange or correct them")
        return self


class SeasonalityWord(Enum):
    """How a quota is spread over the periods."""

    EVEN = "even"
    BOOKINGS = "bookings"


class Seasonality(Section):
    """Even, as the bookings of past months were, or by weights."""

    shape: Annotated[SeasonalityWord, word(SeasonalityWord)] | None = None
    last_months: Annotated[Count, Field(multiple_of=12)] | None = None
    of: Literal["bookings"] = "bookings"
    weights: tuple[NotNegative, ...] | None = None

    @model_validator(mode="after")
    def _check(self) -> Seasonality:
        one_of(self, "shape", "last_months", "weights")
        if self.weights is not None and not any(self.weights):
            raise told("seasonality needs a weight above 0", "Write `seasonality: even` for equal periods")
        return self


def _seasonality(value: Any) -> Any:
    if isinstance(value, list):
        return {"weights": value}
    return value if isinstance(value, dict) else {"shape": value}


class Periods(Section):
    """How many periods a year has, or their names."""

    count: Annotated[Count, Field(le=366)] | None = None
    names: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _check(self) -> Periods:
        one_of(self, "count", "names")
        if self.names is not None and len(set(self.names)) != len(self.names):
            raise told("two periods have the same name", "Give each period a name of its own")
        return self


def _periods(value: Any) -> Any:
    if isinstance(value, list):
        return {"names": value}
    return value if isinstance(value, dict) else {"count": value}


class QuotaSection(Section):
    """The company target and how it is shared out."""

    target: Annotated[Money, Field(gt=0)]
    method: Annotated[QuotaMethod, BeforeValidator(_method)] = QuotaMethod.POTENTIAL_SHARE
    weights: dict[str, NotNegative] | None = None
    history: Text | None = None
    floor: MoneyPerTerritory | None = None
    cap: MoneyPerTerritory | None = None
    growth: GrowthSection = GrowthSection()
    over_assignment: NotNegative = 0.0
    round_to: Annotated[Money, Field(ge=0.01)] = 1.0
    periods: Annotated[Periods, BeforeValidator(_periods)] | None = None
    seasonality: Annotated[Seasonality, BeforeValidator(_seasonality)] = Seasonality(shape=SeasonalityWord.EVEN)
    ramp: Annotated[Any, not_yet("a ramp of quotas is", "Write it under plan_year: {start: ..., ramp: [...]}")] = None

    @model_validator(mode="after")
    def _check_measures(self) -> QuotaSection:
        grows = self.growth.floor is not None or self.growth.cap is not None
        if self.history is None and (grows or self.method is QuotaMethod.HISTORY_SHARE):
            needed_by = "growth" if grows else "history_share"
            raise told(f"{needed_by} needs history", "Add `history:` with the measure that holds last year")
        if (self.weights is not None) != (self.method is QuotaMethod.BLEND):
            raise told("weights belong to the method blend", "Write `method: blend` and `weights: {measure: part}`")
        if self.weights is not None and not any(self.weights.values()):
            raise told("one weight must be above 0", "Give a part to at least one measure")
        return self

    @model_validator(mode="after")
    def _check_size(self) -> QuotaSection:
        if self.target * (1 + self.over_assignment) > MOST_MONEY:
            raise told("target and over_assignment come to more than can be counted in cents", "Count in thousands")
        return self

    @model_validator(mode="after")
    def _check_periods(self) -> QuotaSection:
        weights, periods = self.seasonality.weights, self.periods
        if weights is None or periods is None:
            return self
        count = periods.count or len(periods.names or ())
        if len(weights) != count:
            raise told(f"{count} periods and {len(weights)} weights of seasonality", "Give one weight for each period")
        return self
