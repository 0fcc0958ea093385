"""What a plan file may say: every key, its type and its default."""

from .capacity import BudgetSection, CapacitySection
from .changes import ChangeSection
from .choices import CriteriaSection, TravelSection
from .facts import (
    ColumnsSection,
    ForecastSection,
    InputsSection,
    Measure,
    PeopleSoftInput,
    PlanYearSection,
    SalesforceInput,
    SqlInput,
    TableInput,
)
from .plan import LevelSection, PlanSchema, ScenarioSection, TrackingSection
from .quotas import PayoutSection, QuotaSection, ScenarioQuotaSection
from .reading import SoundPlan, read_schema

__all__ = [
    "BudgetSection",
    "CapacitySection",
    "ChangeSection",
    "ColumnsSection",
    "CriteriaSection",
    "ForecastSection",
    "InputsSection",
    "LevelSection",
    "Measure",
    "PayoutSection",
    "PeopleSoftInput",
    "PlanSchema",
    "PlanYearSection",
    "QuotaSection",
    "SalesforceInput",
    "ScenarioQuotaSection",
    "ScenarioSection",
    "SoundPlan",
    "SqlInput",
    "TableInput",
    "TrackingSection",
    "TravelSection",
    "read_schema",
]
