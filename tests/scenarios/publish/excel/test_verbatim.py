"""Tables without a form of their own are in the workbook as they are in the files."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from optimizer.capacity import NewHire, PayRates, PlanYear, SalesResponse
from optimizer.quotas import (
    Adjustment,
    QuotaLevels,
    SideConstraint,
    Term,
    Yardsticks,
    YearChanges,
    allocate_quotas,
    build_tree,
    couple_territories,
    fairness_report,
    let_leave,
    open_ledger,
    period_starts,
    reconcile_plan,
    split_products,
)
from optimizer.stop import MaxRuntime
from scenarios.capacity import CapacityRule, ExpenseRule, HiringRule, Team
from scenarios.changes import KeepIncumbent
from scenarios.comparison import compare
from scenarios.frontier import Axis, Frontier
from scenarios.publish.excel import write_workbook
from scenarios.publish.excel.columns import plain_columns
from scenarios.publish.excel.sheet import Kind
from scenarios.publish.excel.verbatim import FRONTIER, OF_PEOPLE, OF_QUOTAS
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import money_of, read_record
from scenarios.runner import run
from scenarios.scenario import Scenario

SHEETS = (*OF_QUOTAS, *OF_PEOPLE, FRONTIER)


def quotas(alignment):
    """Quotas of 1,000.01, the west's set by hand, over two products; what moves them at the end and in the year."""
    hand = Adjustment(node="west", amount="600.02", who="7", why="=new deal")
    tree = build_tree([["Both", "Both"], ["west", "east"]])
    levels = QuotaLevels(tree=tree, cap={"Both": 2_000}, adjustments=(hand,))
    plan = allocate_quotas(alignment, "1000.01", round_to="0.01", levels=levels)
    plan, sides = reconcile_plan(plan, plan.cents + np.array([7, 0]))
    plan, coupled = couple_territories(plan, [SideConstraint(name="7", cells=np.array([0]), most=1, penalty=1.0)])
    ledger = open_ledger(plan.split(), period_starts(date(2027, 1, 1)))
    ledger = let_leave(ledger, "west", {"east": 1.0}, on=date(2027, 3, 4), note="=retires")
    plan = replace(plan, sides=sides, coupled=(coupled,), changes=YearChanges(ledger=ledger))
    split = split_products(plan.cents, np.array([50_000, 50_001]), np.ones((2, 2)), territories=plan.labels)
    return replace(plan, products=split)


def judge(_, plan):
    """Eleven years of 400 to 600 for each of two reps."""
    draws = np.repeat(np.linspace(400, 600, 11)[:, None], 2, axis=1)
    return fairness_report({"2": plan.cents / 100}, Yardsticks(draws=draws), labels=plan.labels)


@pytest.fixture(scope="module")
def home(line, criteria, solving_at_once, tmp_path_factory) -> Path:
    """A run that wrote every table there is, and its workbook."""
    rule = CapacityRule(
        plan_year=PlanYear(date(2027, 1, 1)),
        team=Team.of(["west", "east"]),
        hiring=HiringRule(productivity=300.0, new_hire=NewHire(hiring_cost="10.01", monthly_cost=3)),
        expenses=ExpenseRule(rates=PayRates(base_pay=3.33, hiring=10.01, margin=0.7), travel_per_km=0.001),
    )
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("nearest", criteria)]
    place = tmp_path_factory.mktemp("verbatim")
    with solving_at_once():
        outcomes = run(line, scenarios, MaxRuntime(1), quotas=quotas, fairness=judge, capacity=rule)
    response = SalesResponse(accounts=("a",), base=np.zeros(1), gain=np.array([900.0]), reach=np.array([10.0]))
    folder = ResultFolder(place)
    frontier = Frontier(("a", "7"), (Axis.BALANCE, Axis.TRAVEL), np.array([[0.25, 10.0], [0.5, 20.5]]))
    folder.write_tables("frontier.csv", [frontier.to_frame()])
    write_files(compare(outcomes), folder, size=response.best_size(hours_per_rep=10, cost_per_rep=100))
    write_workbook(read_record(place), folder)
    return place


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.table)
def test_sheets_are_the_files(home, sheet):
    """Each cell is that of the file: labels as text, amounts in currency units, nothing where there is nothing."""
    header, *cells = CalamineWorkbook.from_path(home / "results.xlsx").get_sheet_by_name(sheet.title).to_python()
    written = pd.read_csv(home / f"{sheet.table}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert header == [name.replace("_", " ") for name in written.columns]
    assert len(cells) == len(written) > 0
    for row, expected in zip(cells, written.to_numpy().tolist(), strict=True):
        for name, cell, text in zip(header, row, expected, strict=True):
            if isinstance(cell, float):
                assert cell == pytest.approx(float(text)), name
            else:
                assert str(cell) == text.removeprefix("'"), name


def test_every_table_of_the_run_is_there(home):
    """No file at the top of a run lacks its sheet."""
    files = {name.removesuffix(".csv") for name in json.loads((home / "assessment.json").read_text())["files"]}
    own = {"alignment", "accounts", "territories", "quotas", "comparison"}
    tops = {name for name in files if "/" not in name and "." not in name}
    assert tops == own | {sheet.table for sheet in SHEETS}


def test_chances_hires_and_contribution_are_in_the_summary(home):
    """The first sheet has them as the comparison has."""
    rows = CalamineWorkbook.from_path(home / "results.xlsx").get_sheet_by_name("Summary").to_python()
    figures = {row[0]: row[1:3] for row in rows}
    told = pd.read_csv(home / "comparison.csv")
    for label, column in (
        ("lowest P(attain)", "chance_least"),
        ("spread of P(attain)", "chance_iqr"),
        ("people to hire", "hires"),
        ("revenue", "revenue"),
        ("cost", "cost"),
        ("contribution", "contribution"),
    ):
        assert figures[label] == pytest.approx(told[column].tolist()), label


def test_a_gap_of_people_is_no_share(home):
    """Months of a rep are shown as amounts, the gap of a proof and a chance as shares, terms as money."""
    record = read_record(home)
    kinds = {column.name: column.kind for column in plain_columns(record.tables["comparison"])}
    steps = {c.name: c.kind for c in plain_columns(record.tables["waterfall"], money=money_of("waterfall"))}
    assert kinds["gap"] is steps["chance"] is Kind.SHARE
    assert {steps[term.value] for term in Term} == {Kind.MONEY}
    (capacity,) = (sheet for sheet in SHEETS if sheet.table == "capacity")
    assert capacity.kinds["gap"] is Kind.AMOUNT
