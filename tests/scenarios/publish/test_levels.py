"""Tables of levels and products add up to the quotas, to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.quotas import (
    Adjustment,
    QuotaLevels,
    QuotaPlan,
    SideConstraint,
    YearChanges,
    allocate_quotas,
    build_tree,
    couple_territories,
    let_leave,
    open_ledger,
    period_starts,
    reconcile_plan,
    split_products,
)
from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.files import write_files
from scenarios.publish.levels import LEVEL_TABLES, level_tables, revision_sentences
from scenarios.runner import run
from scenarios.scenario import Scenario


def quotas(alignment):
    """Quotas of 1,000.01 in two regions, the west's set by hand, over two products."""
    hand = Adjustment(node="west", amount="600.02", who="Eve", why="=new deal")
    levels = QuotaLevels(
        tree=build_tree([["Both", "Both"], ["west", "east"]]), cap={"Both": 2_000}, adjustments=(hand,)
    )
    plan = allocate_quotas(alignment, "1000.01", round_to="0.01", levels=levels)
    columns = np.array([50_000, 50_001])
    return replace(plan, products=split_products(plan.cents, columns, np.ones((2, 2)), territories=plan.labels))


@pytest.fixture(scope="module")
def folder(line, criteria, solving_at_once, tmp_path_factory):
    """Results of today and of a plan."""
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("plan", criteria)]
    place = tmp_path_factory.mktemp("levels")
    with solving_at_once():
        write_files(compare(run(line, scenarios, MaxRuntime(1), quotas=quotas)), place)
    return place


def read(path):
    """Read a table as a checker would, money as text."""
    return pd.read_csv(path, encoding="utf-8-sig", dtype=str)


def test_children_add_up_to_their_parent(folder):
    """In each scenario, from the company to the territories and their months."""
    every = read(folder / "quota_tree.csv")
    assert list(every["scenario"].unique()) == ["today", "plan"]
    months = read(folder / "quotas.csv")
    for name, rows in every.groupby("scenario"):
        amounts = dict(zip(rows["node"], rows["quota"].map(Decimal), strict=True))
        assert amounts["company"] == amounts["Both"] == amounts["west"] + amounts["east"] == Decimal("1000.01")
        for node in ("west", "east"):
            own = months[(months["scenario"] == name) & (months["territory"] == node)]
            assert own["amount"].map(Decimal).sum() == amounts[node]


def test_bounds_and_numbers_by_hand_are_told(folder):
    """Who set what and why, what it was before; text that looks like a formula is made harmless."""
    rows = read(folder / "today" / "quota_tree.csv").set_index("node")
    assert rows.loc["Both", "cap"] == "2000.00"
    assert rows.loc["west", ["quota", "set_by", "why"]].tolist() == ["600.02", "Eve", "'=new deal"]
    assert Decimal(rows.loc["west", "before"]) > 700
    assert rows.loc["east", ["set_by", "why", "before"]].isna().all()


def test_products_add_up_to_quotas(folder):
    """Of every territory, and the totals of the products."""
    rows = read(folder / "plan" / "quotas_by_product.csv")
    assert list(rows.columns) == ["territory", "rep", "product", "amount"]
    money = rows["amount"].map(Decimal)
    assert money.groupby(rows["territory"]).sum()["west"] == Decimal("600.02")
    assert money.groupby(rows["product"]).sum().tolist() == [Decimal("500.00"), Decimal("500.01")]


def test_flat_quotas_have_no_such_tables(line, criteria, quick_solve):  # noqa: ARG001 -- replaces the search
    """Nothing is written where nothing was asked."""
    outcome = run(line, [Scenario("plan", criteria)], MaxRuntime(1), quotas=lambda a: allocate_quotas(a, 10))[0]
    assert isinstance(outcome.quotas, QuotaPlan)
    assert list(level_tables(outcome.quotas)) == []


def moved(alignment):
    """Quotas of 1,000 in one region: commitments, an elastic side constraint, and the west leaves in July."""
    levels = QuotaLevels(tree=build_tree([["Both", "Both"], ["west", "east"]]))
    plan = allocate_quotas(alignment, 1_000, levels=levels)
    plan, sides = reconcile_plan(plan, plan.cents + np.array([5_000, 0]))
    side = SideConstraint(name="=west", cells=np.array([0]), most=0, penalty=1.0)
    floor = SideConstraint(name="east", cells=np.array([1]), most=int(plan.cents[1]))
    plan, coupled = couple_territories(plan, [side, floor])
    starts = period_starts(date(2027, 1, 1))
    ledger = let_leave(open_ledger(plan.split(), starts), "west", {"east": 1.0}, on=date(2027, 7, 1), note="=retires")
    return replace(
        plan, sides=sides, coupled=(coupled,), changes=YearChanges(ledger=ledger, left_out=("Nothing else.",))
    )


@pytest.fixture(scope="module")
def revised(line, criteria, tmp_path_factory):
    """Results of today with quotas that moved."""
    place = tmp_path_factory.mktemp("revised")
    outcomes = run(line, [Scenario("today", criteria, KeepIncumbent())], MaxRuntime(1), quotas=moved)
    write_files(compare(outcomes), place, notes=["A note of the plan."])
    return place


def test_commitments_and_constraints_are_written(revised):
    """Both sides and what became of them; who gave, by how much, under a name that no spreadsheet runs."""
    sides = read(revised / "reconciliation.csv").set_index("node")
    assert Decimal(sides.loc["west", "difference"]) == 50
    assert Decimal(sides.loc["company", "quota"]) == 1_000
    tree = read(revised / "quota_tree.csv").set_index("node")["quota"]
    assert tree.to_dict() == sides["quota"].to_dict()
    constraints = read(revised / "side_constraints.csv").set_index("constraint")
    assert float(constraints.loc["'=west", "breach"]) == float(tree["west"])


def test_the_ledger_leads_from_quotas_to_those_after_the_changes(revised):
    """All lines together are what each holder carries in each month, to the cent."""
    ledger = read(revised / "ledger.csv")
    ledger["amount"] = ledger["amount"].map(Decimal)
    after = read(revised / "quotas_after_changes.csv").set_index(["holder", "period"])["amount"].map(Decimal)
    sums = ledger.groupby(["holder", "period"])["amount"].sum()
    assert all(sums.get(key, 0) == amount for key, amount in after.items())
    assert after.sum() == 1_000
    assert after["west"]["2027-08" if "2027-08" in after["west"].index else "08"] == 0
    opening = read(revised / "quotas.csv").set_index(["territory", "period"])["amount"].map(Decimal)
    first = ledger[ledger["line"] == "0"].set_index(["holder", "period"])["amount"]
    assert all(first.get(key, 0) == amount for key, amount in opening.items())


def test_the_summary_tells_what_gave_and_what_was_assumed(revised, line):
    """Sentences of side constraints and changes, and the notes of the plan."""
    text = (revised / "summary.txt").read_text(encoding="utf-8")
    assert "above its limit: it is elastic and had to give." in text
    assert "moved        Nothing else." in text
    assert "- A note of the plan." in text
    assert {"reconciliation.csv", "ledger.csv"} <= set(LEVEL_TABLES)
    assert len(revision_sentences(moved(incumbent_alignment(line)))) == 2
