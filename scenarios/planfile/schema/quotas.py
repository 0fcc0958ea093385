"""The section about quotas: the target, how it is shared out, and how it spreads over the year."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from .levels import AdjustSection, LevelBoundSection, OnTop, ProductSection, check_levels, compounded
from .revisions import ChangeSection, ReconcileSection, SideConstraintSection
from .words import (
    EACH,
    MOST_MONEY,
    Count,
    Money,
    MoneyPerTerritory,
    NotNegative,
    Number,
    Section,
    Share,
    Text,
    Texts,
    one_of,
    per_name,
    told,
    word,
)


class MethodWord(Enum):
    """How quotas are shared out."""

    EQUAL_SPLIT = "equal_split"
    """The same for everybody."""
    POTENTIAL_SHARE = "potential_share"
    """By the potential of each territory."""
    HISTORY_SHARE = "history_share"
    """By the restated history of each territory."""
    WORKLOAD_SHARE = "workload_share"
    """By the workload of each territory."""
    CAPACITY_SHARE = "capacity_share"
    """By the size of each territory: full-time equivalents, dates and ramp."""
    BLEND = "blend"
    """By several measures, each with its part."""
    FLAT_GROWTH = "flat_growth"
    """The same growth on history for everybody."""
    BASELINE_GROWTH = "baseline_growth"
    """The history that stays, and the same part of the potential above it."""
    EQUAL_PROBABILITY = "equal_probability"
    """The same chance of attainment for everybody."""
    FIXED_SHARES = "fixed_shares"
    """By shares decided beforehand."""


NEED_HISTORY = (MethodWord.HISTORY_SHARE, MethodWord.FLAT_GROWTH, MethodWord.BASELINE_GROWTH)
"""Methods that start from last year."""
TAKE_MEASURE = (MethodWord.POTENTIAL_SHARE, MethodWord.WORKLOAD_SHARE, MethodWord.BASELINE_GROWTH)
"""Methods that take another measure than the one of their name where the plan says so."""
PARTNERS = {
    "weights": (MethodWord.BLEND, "{measure: part}"),
    "shares": (MethodWord.FIXED_SHARES, "{territory: share}"),
}
"""Key -> the one method it belongs to, and what it looks like."""


class GrowthSection(Section):
    """Least and most growth over restated history, as shares."""

    floor: Annotated[Number, Field(ge=-1)] | None = None
    cap: Annotated[Number, Field(ge=-1)] | None = None

    @model_validator(mode="after")
    def _check(self) -> GrowthSection:
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise told(f"the growth floor {self.floor:g} is above the cap {self.cap:g}", "Exchange or correct them")
        return self


class ShareSection(Section):
    """Least and most of a quota as shares of a measure."""

    of: Text = "potential"
    floor: NotNegative | None = None
    cap: NotNegative | None = None

    @model_validator(mode="after")
    def _check(self) -> ShareSection:
        if self.floor is None and self.cap is None:
            raise told("a share needs a floor or a cap", "Write `share: {of: potential, cap: 0.5}`")
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise told(f"the floor {self.floor:g} is above the cap {self.cap:g}", "Exchange or correct them")
        return self


class FullRepSection(Section):
    """Least and most of the quota of one full rep over the whole year."""

    floor: Money | None = None
    cap: Money | None = None

    @model_validator(mode="after")
    def _check(self) -> FullRepSection:
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise told(f"the floor {self.floor:,.0f} is above the cap {self.cap:,.0f}", "Exchange or correct them")
        return self


class ReliefWord(Enum):
    """Where the number goes that absent and ramping reps do not carry."""

    POOL = "pool"
    OTHERS = "others"


class LeaveSection(Section):
    """Days a rep is away, whole or in part."""

    territory: Text
    start: date
    end: date
    share: Share = 1.0

    @model_validator(mode="after")
    def _check(self) -> LeaveSection:
        if self.end < self.start:
            raise told(f"the leave ends on {self.end} before it starts on {self.start}", "Exchange the two dates")
        return self


class PayoutSection(Section):
    """Incentive pay by attainment, and what is set aside for it."""

    on_target: MoneyPerTerritory
    threshold: Share = 0.0
    base_rate: NotNegative = 1.0
    accelerator: NotNegative = 1.0
    cap: NotNegative | None = None
    retroactive: bool = True
    budget: Money | None = None


class SeasonalityWord(Enum):
    """How a quota is spread over the periods."""

    EVEN = "even"
    BOOKINGS = "bookings"


class Seasonality(Section):
    """Even, as the bookings of past months were, or by weights."""

    shape: Annotated[SeasonalityWord, word(SeasonalityWord)] | None = None
    last_months: Annotated[Count, Field(multiple_of=12)] | None = None
    of: Literal["bookings"] = "bookings"
    by: Literal["territory"] | None = None
    weights: tuple[NotNegative, ...] | None = None

    @model_validator(mode="after")
    def _check(self) -> Seasonality:
        one_of(self, "shape", "last_months", "weights")
        if self.weights is not None and not any(self.weights):
            raise told("seasonality needs a weight above 0", "Write `seasonality: even` for equal periods")
        if self.by is not None and self.last_months is None:
            raise told(
                "seasons by territory come from bookings", "Write `{last_months: 24, of: bookings, by: territory}`"
            )
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
    method: Annotated[MethodWord, word(MethodWord)] | None = None
    measure: Text | None = None
    weights: dict[str, NotNegative] | None = None
    shares: dict[str, Share] | None = None
    history: Text | None = None
    retention: Share | None = None
    floor: MoneyPerTerritory | None = None
    cap: MoneyPerTerritory | None = None
    growth: GrowthSection = GrowthSection()
    share: ShareSection | None = None
    capacity: FullRepSection = FullRepSection()
    over_assignment: Annotated[OnTop, BeforeValidator(per_name)] = Field(default_factory=lambda: {EACH: 0.0})
    levels: Texts = ()
    level_bounds: dict[str, LevelBoundSection] = Field(default_factory=dict)
    adjust: tuple[AdjustSection, ...] = ()
    products: ProductSection | None = None
    reconcile: ReconcileSection | None = None
    side_constraints: tuple[SideConstraintSection, ...] = ()
    changes: tuple[ChangeSection, ...] = ()
    ramp: Annotated[tuple[Share, ...], Field(min_length=1)] | None = None
    leave: tuple[LeaveSection, ...] = ()
    relief: Annotated[ReliefWord, word(ReliefWord)] | None = None
    payout: PayoutSection | None = None
    round_to: Annotated[Money, Field(ge=0.01)] = 1.0
    periods: Annotated[Periods, BeforeValidator(_periods)] | None = None
    seasonality: Annotated[Seasonality, BeforeValidator(_seasonality)] = Seasonality(shape=SeasonalityWord.EVEN)

    @property
    def on_top(self) -> float:
        """Share on top of the target that all territories together carry."""
        return compounded(self.over_assignment)

    @model_validator(mode="after")
    def _check_levels(self) -> QuotaSection:
        check_levels(self.levels, self.over_assignment, self.level_bounds)
        return self

    @model_validator(mode="after")
    def _check_history(self) -> QuotaSection:
        grows = self.growth.floor is not None or self.growth.cap is not None
        if self.history is None and (grows or self.method in NEED_HISTORY):
            needed_by = "growth" if grows or self.method is None else self.method.value
            raise told(f"{needed_by} needs history", "Add `history:` with the measure that holds last year")
        return self

    @model_validator(mode="after")
    def _check_method(self) -> QuotaSection:
        for key, (method, form) in PARTNERS.items():
            given: dict[str, float] | None = getattr(self, key)
            if (given is not None) != (self.method is method):
                raise told(
                    f"{key} belong to the method {method.value}", f"Write `method: {method.value}` and `{key}: {form}`"
                )
        if self.weights is not None and not any(self.weights.values()):
            raise told("one weight must be above 0", "Give a part to at least one measure")
        if self.shares is not None and abs(sum(self.shares.values()) - 1.0) > 1e-9:
            raise told(f"the shares add up to {sum(self.shares.values()):.6g}", "Correct them so that they add up to 1")
        return self

    @model_validator(mode="after")
    def _check_particulars(self) -> QuotaSection:
        if self.retention is not None and self.method is not MethodWord.BASELINE_GROWTH:
            raise told("retention belongs to the method baseline_growth", "Drop it or write `method: baseline_growth`")
        if self.measure is not None and self.method not in TAKE_MEASURE:
            known = ", ".join(method.value for method in TAKE_MEASURE)
            raise told(f"measure belongs to the methods {known}", "Drop it, or write one of these methods")
        return self

    @model_validator(mode="after")
    def _check_size(self) -> QuotaSection:
        if self.target * (1 + self.on_top) > MOST_MONEY:
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


class ScenarioQuotaSection(Section):
    """What a scenario changes of quotas; how its keys go together is checked with those of the plan."""

    target: Annotated[Money, Field(gt=0)] | None = None
    raise_target: Annotated[Number, Field(gt=-1)] | None = None
    method: Annotated[MethodWord, word(MethodWord)] | None = None
    measure: Text | None = None
    weights: dict[str, NotNegative] | None = None
    shares: dict[str, Share] | None = None
    history: Text | None = None
    retention: Share | None = None
    floor: MoneyPerTerritory | None = None
    cap: MoneyPerTerritory | None = None
    growth: GrowthSection = GrowthSection()
    share: ShareSection | None = None
    capacity: FullRepSection = FullRepSection()
    over_assignment: NotNegative | None = None
    ramp: Annotated[tuple[Share, ...], Field(min_length=1)] | None = None
    relief: Annotated[ReliefWord, word(ReliefWord)] | None = None
    round_to: Annotated[Money, Field(ge=0.01)] | None = None

    @model_validator(mode="after")
    def _check(self) -> ScenarioQuotaSection:
        if not self.model_fields_set:
            raise told("nothing of the quotas is changed", "Name a key such as target, or drop `quotas`")
        if self.target is not None and self.raise_target is not None:
            raise told("target and raise_target say the same", "Keep one of these keys")
        return self
