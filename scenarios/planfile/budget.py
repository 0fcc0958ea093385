"""The prices of a budget, and the visits its travel is counted by."""

from __future__ import annotations

from optimizer.capacity import PayRates
from scenarios.capacity import ExpenseRule

from .schema import BudgetSection, PlanSchema
from .sources import Sources
from .workload import read_visits


def read_expenses(schema: PlanSchema, section: BudgetSection, sources: Sources) -> ExpenseRule:
    """Prices of people and travel.

    Parameters
    ----------
    schema
        The plan file.
    section
        Its budget.
    sources
        Tables; those of accounts and segments say how often accounts are visited.
    """
    visits = read_visits(schema, sources)
    return ExpenseRule(
        rates=PayRates(base_pay=section.base_pay, hiring=section.hiring, ramp=section.ramp, margin=section.margin),
        travel_per_km=section.travel_per_km,
        visits=None if visits is None else {str(account): float(count) for account, count in visits.items()},
    )
