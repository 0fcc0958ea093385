"""Sections about people and money: what reps can carry, whom to hire, how many pay, what the plan costs."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from pydantic import Field

from .words import Money, NotNegative, Positive, Section, Share, Text, Whole, lifted, word


class LeaveColumnSection(Section):
    """Column of the reps table that holds working days away in the plan year."""

    column: Text


class AttritionSection(Section):
    """How many leave in a year, and for how many months a seat is empty then."""

    yearly: Annotated[Share, Field(lt=1)]
    time_to_hire: NotNegative | None = None


class CoverageWord(Enum):
    """When the need must be met."""

    EACH_MONTH = "each_month"
    TO_DATE = "to_date"
    YEAR = "year"


class HireCostSection(Section):
    """What a hire costs: once, and each month on the payroll."""

    hiring: Money = 0.0
    monthly: Money


class HiringSection(Section):
    """What one rep brings a year, and how, when and at what price more are hired."""

    by: Text | None = None
    productivity: Annotated[Money, Field(gt=0)]
    coverage: Annotated[CoverageWord, word(CoverageWord)] = CoverageWord.EACH_MONTH
    most_per_month: Annotated[Whole, Field(ge=0, le=100_000)] | None = None
    first_month: Annotated[Whole, Field(ge=0, le=120)] = 0
    cost: Annotated[HireCostSection, lifted("monthly")]


class ResponseSection(Section):
    """Columns of the accounts: hours spent today, and the sales a year with them, with none and without limit."""

    hours: Text
    sales: Text
    none: Text
    unlimited: Text


class SizeSection(Section):
    """What it takes to say how many reps pay."""

    hours_per_rep: Positive
    cost_per_rep: Annotated[Money, Field(gt=0)]
    margin: Share = 1.0
    tolerance: Share = 0.01
    response: ResponseSection


class CapacitySection(Section):
    """What reps can carry month by month, who leaves, who is hired, and how many pay."""

    leave: Annotated[LeaveColumnSection, lifted("column")] | None = None
    holidays: tuple[date, ...] = ()
    attainment: Annotated[NotNegative, Field(le=10)] = 1.0
    attrition: Annotated[AttritionSection, lifted("yearly")] | None = None
    hiring: HiringSection | None = None
    size: SizeSection | None = None


class BudgetSection(Section):
    """Prices of people and of travel, and what is left of revenue before them."""

    base_pay: Money
    hiring: Money = 0.0
    ramp: Money = 0.0
    margin: Share = 1.0
    travel_per_km: NotNegative = 0.0
