"""What a plan file may say: every key, its type and its default."""

from .choices import CriteriaSection, TravelSection
from .facts import (
    ColumnsSection,
    InputsSection,
    Measure,
    PeopleSoftInput,
    PlanYearSection,
    SalesforceInput,
    SqlInput,
    TableInput,
)
from .plan import PlanSchema, ScenarioSection
from .quotas import QuotaSection
from .reading import SoundPlan, read_schema

__all__ = [
    "ColumnsSection",
    "CriteriaSection",
    "InputsSection",
    "Measure",
    "PeopleSoftInput",
    "PlanSchema",
    "PlanYearSection",
    "QuotaSection",
    "SalesforceInput",
    "ScenarioSection",
    "SoundPlan",
    "SqlInput",
    "TableInput",
    "TravelSection",
    "read_schema",
]
