"""Tables of people and money add up to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import numpy as np
import pandas as pd
import pytest

from optimizer.capacity import NewHire, PayRates, PlanYear, SalesResponse
from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.capacity import CapacityRule, ExpenseRule, HiringRule, Team
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.capacity import budget_frame
from scenarios.publish.files import write_files
from scenarios.runner import run
from scenarios.scenario import Scenario


@pytest.fixture(scope="module")
def comparison(line, criteria, solving_at_once):
    """Today, a plan, and one with a third rep, with hires and budget."""
    rule = CapacityRule(
        plan_year=PlanYear(date(2027, 1, 1)),
        team=Team.of(["west", "east"]),
        hiring=HiringRule(productivity=300.0, new_hire=NewHire(hiring_cost="10.01", monthly_cost=3)),
        expenses=ExpenseRule(rates=PayRates(base_pay=3.33, hiring=10.01, margin=0.7), travel_per_km=0.001),
    )
    scenarios = [
        Scenario("today", criteria, KeepIncumbent()),
        Scenario("nearest", criteria),
        Scenario("one more", criteria, AddTerritories(1, centre=(35.0, 0.0))),
    ]
    quotas = partial(allocate_quotas, target="1000.01", round_to="0.01")
    with solving_at_once():
        return compare(run(line, scenarios, MaxRuntime(1), quotas=quotas, capacity=rule))


def read(path):
    """Read a table as a checker would, money as text."""
    return pd.read_csv(path, encoding="utf-8-sig", dtype=str)


def test_the_files_hold_all_scenarios(comparison, tmp_path):
    """Region and month of each, at the top with the scenario, in its folder without."""
    files = {file.name for file in write_files(comparison, tmp_path)}
    assert {"capacity.csv", "capacity_by_rep.csv", "budget.csv"} <= files
    assert "size.csv" not in files
    every = read(tmp_path / "budget.csv")
    assert list(every["scenario"].unique()) == ["today", "nearest", "one more"]
    assert len(every) == 3 * 12
    assert len(read(tmp_path / "one-more" / "capacity_by_rep.csv")) == 3 * 12
    assert list(read(tmp_path / "nearest" / "capacity.csv").columns[:3]) == ["region", "month", "reps"]


def test_the_budget_adds_up_to_the_cent(comparison, tmp_path):
    """In every row the lines add up, and the rows to the comparison."""
    write_files(comparison, tmp_path)
    rows = read(tmp_path / "budget.csv")
    money = rows.drop(columns=["scenario", "region", "month"]).map(Decimal)
    lines = ["base_pay", "payout", "travel", "hiring", "ramp"]
    assert (money[lines].sum(axis=1) == money["cost"]).all()
    assert (money["gross"] - money["cost"] == money["contribution"]).all()
    told = read(tmp_path / "comparison.csv").set_index("scenario")
    for name, part in money.groupby(rows["scenario"]):
        assert Decimal(told.loc[name, "contribution"]) == part["contribution"].sum()
        assert Decimal(told.loc[name, "cost"]) == part["cost"].sum()


def test_the_size_is_a_file_of_its_own(comparison, tmp_path):
    """It is there where asked, and gone after a run that did not ask."""
    size = SalesResponse(accounts=("a",), base=np.zeros(1), gain=np.array([900.0]), reach=np.array([10.0])).best_size(
        hours_per_rep=10, cost_per_rep=100
    )
    assert "size.csv" in {file.name for file in write_files(comparison, tmp_path, size=size)}
    assert {"headcount", "profit", "in_band"} <= set(read(tmp_path / "size.csv").columns)
    write_files(comparison, tmp_path)
    assert not (tmp_path / "size.csv").exists()


def test_files_of_a_former_run_go(comparison, tmp_path):
    """A run without capacity leaves no table of people behind."""
    write_files(comparison, tmp_path)
    bare = tuple(replace(outcome, capacity=None) for outcome in comparison.outcomes)
    write_files(compare(replace(comparison.outcomes, items=bare)), tmp_path)
    assert not list(tmp_path.rglob("capacity*.csv"))
    assert not list(tmp_path.rglob("budget.csv"))


def test_contributions_below_nothing_are_written_as_they_are(comparison):
    """A plan that costs more than it brings shows a minus."""
    budget = comparison.outcomes["today"].capacity.budget
    frame = budget_frame(replace(budget, gross=np.zeros_like(budget.gross)))
    assert all(Decimal(text) < 0 for text in frame["contribution"])


def test_the_comparison_tells_hires_and_contribution(comparison):
    """The third rep of the last scenario is one hire less."""
    frame = comparison.to_frame().set_index("scenario")
    assert frame["hires"].tolist() == [2, 2, 1]
    assert "contribution" in str(comparison)
    assert "people to hire" in str(comparison)
