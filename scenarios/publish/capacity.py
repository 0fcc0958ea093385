"""Tables of people and money: capacity, hires and budget of a plan, and how many reps pay."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from optimizer.capacity.budget import COSTS, Budget
from optimizer.money import from_cents
from scenarios.capacity import CapacityPlan

CAPACITY, BY_REP, BUDGET, SIZE = "capacity.csv", "capacity_by_rep.csv", "budget.csv", "size.csv"


def capacity_tables(plan: CapacityPlan) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name of each file and its table, those there are."""
    yield CAPACITY, plan.to_frame()
    yield BY_REP, plan.effective.to_frame()
    if plan.budget is not None:
        yield BUDGET, budget_frame(plan.budget)


def budget_frame(budget: Budget) -> pd.DataFrame:
    """One row a region and month as ``Budget.to_frame``; amounts are text exact to the cent."""
    lines = ("revenue", "gross", *COSTS, "cost", "contribution")
    exact = {line: [str(from_cents(cents)) for cents in getattr(budget, line).ravel().tolist()] for line in lines}
    return budget.to_frame().assign(**exact)
