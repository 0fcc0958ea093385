"""What moved quotas is shown as tables that fit the terminal, and said in sentences."""

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from rich.console import Console

from optimizer.quotas import (
    QuotaLevels,
    SideConstraint,
    YearChanges,
    allocate_quotas,
    build_tree,
    couple_territories,
    let_leave,
    open_ledger,
    period_starts,
    reconcile_plan,
)
from optimizer.stop import MaxRuntime
from scenarios.changes import KeepIncumbent
from scenarios.runner import run
from scenarios.scenario import Scenario
from scenarios.terminal_revisions import show_revisions

pytestmark = pytest.mark.usefixtures("quick_solve")


def shown(line, criteria, quotas):
    """Quotas of today's alignment as the command line shows what moved them."""
    outcome = run(line, [Scenario("today", criteria, KeepIncumbent())], MaxRuntime(1), quotas=quotas)[0]
    screen = Console(file=io.StringIO(), width=80, highlight=False, _environ={})
    show_revisions(outcome, screen)
    return screen.file.getvalue()


def planned(alignment):
    """Two territories of a region share 4,000,000."""
    levels = QuotaLevels(tree=build_tree([["Both", "Both"], ["west", "east"]]))
    return allocate_quotas(alignment, 4_000_000, levels=levels)


def test_nothing_is_shown_where_nothing_moves(line, criteria):
    """A plan of quotas alone has no such section."""
    assert shown(line, criteria, planned) == ""


def test_both_sides_stand_beside_the_quota(line, criteria):
    """Every node under its parent, amounts with thousands separators."""

    def quotas(alignment):
        plan = planned(alignment)
        plan, sides = reconcile_plan(plan, plan.cents + np.array([10_000_000, 0]))
        return replace(plan, sides=sides)

    text = shown(line, criteria, quotas)
    assert "What today hands down, and what territories commit to" in text
    rows = [row.split() for row in text.splitlines() if row.strip()]
    assert ["company", "4,000,000", "4,100,000", "100,000", "4,000,000"] in rows
    assert [row[0] for row in rows if row[0] in ("company", "Both", "west", "east")] == [
        "company",
        "Both",
        "west",
        "east",
    ]


def test_constraints_and_changes(line, criteria):
    """What each carries and may, which gave, and what moves when."""

    def quotas(alignment):
        plan = planned(alignment)
        west = SideConstraint(name="west", cells=np.array([0]), most=1_000_000, penalty=1.0)
        east = SideConstraint(name="east", cells=np.array([1]), most=int(plan.cents[1]))
        plan, coupled = couple_territories(plan, [west, east])
        starts = period_starts(date(2027, 1, 1))
        ledger = let_leave(open_ledger(plan.split(), starts), "west", {"east": 1.0}, on=date(2027, 7, 1), note="x")
        changes = YearChanges(ledger=ledger, left_out=("The move of A on 2027-01-01 moves nothing: no.",))
        return replace(plan, coupled=(coupled,), changes=changes)

    text = shown(line, criteria, quotas)
    assert "Side constraints of today" in text
    assert "west -> east" in text
    assert "All quotas together stay 4,000,000.00 at every date." in text
    assert "west is " in text
    assert "it is elastic and had to give" in text
    assert "moves nothing: no." in text
