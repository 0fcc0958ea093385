"""Tables of levels and products add up to the quotas, to the cent."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from optimizer.quotas import Adjustment, QuotaLevels, QuotaPlan, allocate_quotas, build_tree, split_products
from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.files import write_files
from scenarios.publish.levels import level_tables
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


@pytest.fixture
def folder(line, criteria, quick_solve, tmp_path):  # noqa: ARG001 -- replaces the search
    """Results of today and of a plan."""
    scenarios = [Scenario("today", criteria, KeepIncumbent()), Scenario("plan", criteria)]
    write_files(compare(run(line, scenarios, MaxRuntime(1), quotas=quotas)), tmp_path)
    return tmp_path


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
