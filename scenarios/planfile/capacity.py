"""How many people a plan takes and what it costs: the rule of a plan file, applied to any alignment."""

from __future__ import annotations

import numpy as np

from optimizer.capacity import Attrition, NewHire, PlanYear
from optimizer.capacity.need import Coverage
from optimizer.instance import Instance
from optimizer.quotas import QuotaPlan
from scenarios.capacity import CapacityRule, HiringRule
from scenarios.capacity.months import fits
from scenarios.quotas import QuotaRule

from .budget import read_expenses
from .document import Keys
from .schema import CapacitySection, PlanSchema, PlanYearSection
from .schema.capacity import CoverageWord, HiringSection
from .schema.quotas import SeasonalityWord
from .schema.words import MOST_MONEY
from .sources import Sources
from .team import read_team

EVEN = (1.0,)
"""Season of one period."""
COVERAGE = {
    CoverageWord.EACH_MONTH: Coverage.EACH_MONTH,
    CoverageWord.TO_DATE: Coverage.TO_DATE,
    CoverageWord.YEAR: Coverage.YEAR,
}


def read_capacity_rule(
    schema: PlanSchema, instance: Instance, *, quotas: QuotaRule | None, sources: Sources
) -> CapacityRule | None:
    """Read capacity and budget; None where neither is asked for, or a problem went to the log.

    Parameters
    ----------
    schema
        The plan file.
    instance
        The facts; its territories are the rows of the reps table.
    quotas
        Tell what is needed; None where there are none or they are wrong.
    sources
        Tables, and where problems and notes go.
    """
    section = schema.capacity or CapacitySection()
    asked = section.model_fields_set - {"size"}
    if schema.budget is None and not asked:
        return None
    before = len(sources.log.problems)
    year = schema.plan_year
    _check_frame(schema, section, quotas, sources)
    team = read_team(schema, section, instance, sources)
    if year is None or len(sources.log.problems) > before:
        return None
    plan_year = PlanYear(year.start, year.months, year.ramp)
    attrition = _attrition(section, plan_year)
    _note_season(schema, section, sources)
    return CapacityRule(
        plan_year=plan_year,
        team=team,
        holidays=section.holidays,
        attainment=section.attainment,
        attrition=attrition,
        hiring=None if section.hiring is None else _hiring(section.hiring, attrition),
        expenses=None if schema.budget is None else read_expenses(schema, schema.budget, sources),
        season=EVEN if quotas is None else quotas.profile,
        split=QuotaPlan.split if quotas is None else quotas.split,
    )


def _check_frame(schema: PlanSchema, section: CapacitySection, quotas: QuotaRule | None, sources: Sources) -> None:
    """Note a plan year or quotas that are missing, and what does not fit them."""
    year = schema.plan_year
    top = "budget" if schema.capacity is None else "capacity"
    if year is None:
        message = "capacity and cost are counted in months of the plan year"
        sources.problem((top,), message, "Add `plan_year: {start: 2027-01-01}`")
    for keys in _needing_a_target(schema, section) if schema.quotas is None else []:
        sources.problem(keys, "it is held against the target, and there is none", "Add `quotas: {target: 95_000_000}`")
    if year is not None and quotas is not None and not fits(len(quotas.periods), year.months):
        message = f"{len(quotas.periods)} periods of quotas cannot be counted in {year.months} months"
        sources.problem(("quotas", "periods"), message, "Use periods that are whole months, such as 12, 4 or 2")
    if year is not None and section.hiring is not None:
        _check_hiring(section.hiring, year, sources)


def _needing_a_target(schema: PlanSchema, section: CapacitySection) -> list[Keys]:
    needy: list[Keys] = [("budget",)] if schema.budget is not None else []
    return [*needy, ("capacity", "hiring")] if section.hiring is not None else needy


def _check_hiring(hiring: HiringSection, year: PlanYearSection, sources: Sources) -> None:
    if hiring.first_month >= year.months:
        message = f"nobody can start within the {year.months} months of the plan year"
        remedy = f"Write 0 to {year.months - 1}: 0 is its first month"
        sources.problem(("capacity", "hiring", "first_month"), message, remedy, value=hiring.first_month)
    if hiring.cost.hiring + hiring.cost.monthly * year.months > MOST_MONEY:
        message = "a hire costs more than can be counted in cents"
        sources.problem(("capacity", "hiring", "cost"), message, "Count in thousands")


def _note_season(schema: PlanSchema, section: CapacitySection, sources: Sources) -> None:
    if not section.holidays or schema.quotas is None:
        return
    seasonality = schema.quotas.seasonality
    if seasonality.last_months is not None or seasonality.shape is SeasonalityWord.BOOKINGS:
        told = "the seasonality of bookings knows them already; drop capacity.holidays to count them once"
        sources.notes.append(f"Holidays lower the capacity of their months, and {told}.")


def _attrition(section: CapacitySection, plan_year: PlanYear) -> Attrition:
    """Leavers and their successors, who ramp up like everybody new."""
    if section.attrition is None:
        return Attrition(0.0, ramp=plan_year.ramp)
    waiting = section.attrition.time_to_hire
    return Attrition(section.attrition.yearly, np.inf if waiting is None else waiting, plan_year.ramp)


def _hiring(section: HiringSection, attrition: Attrition) -> HiringRule:
    """Hires of a plan leave as others do; the ramp is that of the plan year."""
    return HiringRule(
        productivity=section.productivity,
        new_hire=NewHire(
            hiring_cost=section.cost.hiring,
            monthly_cost=section.cost.monthly,
            attrition=attrition,
            first_month=section.first_month,
        ),
        coverage=COVERAGE[section.coverage],
        most_per_month=section.most_per_month,
    )
