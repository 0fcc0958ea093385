"""People and money fit the terminal, and what stands behind the figures is said."""

import io
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest
from rich.console import Console

from optimizer.capacity import NewHire, PayRates, PlanYear, SalesResponse
from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.capacity import CapacityRule, ExpenseRule, HiringRule, Team
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.terminal_capacity import show_capacity, show_size

pytestmark = pytest.mark.usefixtures("quick_solve")


def shown(line, criteria, width=100, **choices):
    """Run a plan of 40 millions in two regions with long names and give what is shown."""
    team = replace(Team.of(["west", "east"]), regions=("The west of the country", "The east of the country"))
    hire = NewHire(hiring_cost=20_000, monthly_cost=9_000, first_month=choices.pop("first_month", 0))
    rule = CapacityRule(
        plan_year=PlanYear(date(2027, 1, 1), ramp=(0.2, 0.5)),
        team=team,
        hiring=HiringRule(productivity=4_000_000.0, new_hire=hire),
        expenses=ExpenseRule(
            rates=PayRates(base_pay=8_000, hiring=20_000, ramp=1_000, margin=0.4), travel_per_km=100.0
        ),
    )
    quotas = partial(allocate_quotas, target=40_000_000)
    rule = replace(rule, **choices)
    outcome = run(line, [Scenario("plan", criteria)], MaxRuntime(1), quotas=quotas, capacity=rule)[0]
    screen = Console(file=io.StringIO(), width=width, highlight=False, _environ={})
    show_capacity(outcome, screen)
    return outcome, screen.file.getvalue()


def test_the_table_fits_and_adds_up(line, criteria):
    """Every line of the table is within 100 columns; regions, hires and contribution are there."""
    outcome, text = shown(line, criteria)
    table = [row for row in text.splitlines() if not row.startswith(("Revenue", "Payout", "Travel", "Hires"))]
    assert max(map(len, table)) <= 100
    total = next(row for row in table if row.startswith(" all")).split()
    assert total[4] == f"{outcome.capacity.hires}"
    assert total[-1] == f"{float(outcome.capacity.budget.total_contribution) / 1_000:,.0f}"
    assert "no plan costs less" in text
    assert "Payout is not counted" in text


def test_a_narrow_terminal_adds_up_the_cost(line, criteria):
    """At 80 columns the lines of cost are one, and no heading or figure is cut."""
    outcome, text = shown(line, criteria, width=80)
    table = [row for row in text.splitlines() if not row.startswith(("Revenue", "Payout", "Travel", "Hires"))]
    assert max(map(len, table)) <= 80
    assert "base" not in text
    total = next(row for row in table if row.startswith(" all")).split()
    assert total[-2] == f"{float(outcome.capacity.budget.total_cost) / 1_000:,.0f}"
    assert text.count("…") == 2  # the names of the regions


def test_a_need_that_cannot_be_met_is_said(line, criteria):
    """The reason stands below the table, which has no hires."""
    outcome, text = shown(line, criteria, first_month=3)
    assert outcome.feasible
    assert "no hiring plan meets the need" in text
    assert " hire " not in text.splitlines()[2]


def test_capacity_alone(line, criteria):
    """Without hires and prices there are reps and what they carry."""
    _, text = shown(line, criteria, hiring=None, expenses=None)
    assert "carry" in text
    assert "money" not in text


def test_nothing_is_shown_where_nothing_was_asked(line, criteria):
    """No heading without a table."""
    outcome, _ = shown(line, criteria)
    screen = Console(file=io.StringIO(), width=100)
    show_capacity(replace(outcome, capacity=None), screen)
    assert not screen.file.getvalue()


def test_the_size_is_a_band():
    """Fewest, best and most."""
    response = SalesResponse(accounts=("a",), base=np.zeros(1), gain=np.array([900.0]), reach=np.array([10.0]))
    size = response.best_size(hours_per_rep=10, cost_per_rep=100)
    screen = Console(file=io.StringIO(), width=100, highlight=False, _environ={})
    show_size(size, screen)
    assert f"{size.low} to {size.high}" in screen.file.getvalue()
