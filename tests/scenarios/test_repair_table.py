"""A repair on the terminal."""

from datetime import date

import pytest
from rich.console import Console

from optimizer.alignment import incumbent_alignment
from optimizer.criteria import Criteria
from optimizer.diagnosis.repair import repair
from optimizer.quotas import allocate_quotas
from optimizer.quotas.season import period_starts
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories
from scenarios.repair_quotas import quotas_after
from scenarios.repair_table import RepairReport, show_repair
from scenarios.repairing import Turnover

BALANCED = Criteria(balance={"potential": 0.3})


@pytest.fixture
def report(line):
    """One joins on the first of March."""
    current = incumbent_alignment(line)
    facts, criteria = Turnover(hires=AddTerritories(1)).apply(line, BALANCED)
    result = repair(facts, criteria, MaxRuntime(30), current=current)
    quotas = allocate_quotas(current, 100_000).split((1.0,) * 12)
    starts = period_starts(date(2027, 1, 1), 12)
    ledger = quotas_after(result, quotas, starts, on=date(2027, 3, 1), measure="potential", note="")
    return RepairReport(result=result, criteria=BALANCED, ledger=ledger)


def shown(report, width=100):
    """What stands on the terminal."""
    console = Console(record=True, width=width, highlight=False)
    show_repair(report, console, title="Year: one joins")
    return console.export_text()


def test_before_and_after(report):
    """Every rep, whoever joins included, with accounts, balance and quota."""
    frame = report.reps().set_index("territory")
    assert frame.loc["New 1", ["accounts_before", "accounts_after", "gets", "gives"]].tolist() == [0, 2, 2, 0]
    assert frame.loc["west", "gives"] == 3
    assert frame.loc["west", "potential_before"] == pytest.approx(0.5)
    assert abs(frame.loc["west", "potential_after"]) <= 0.5
    assert frame["quota_before"].sum() == pytest.approx(100_000)
    assert frame["quota_after"].sum() == pytest.approx(100_000)
    assert frame.loc["New 1", "quota_before"] == 0


@pytest.mark.parametrize("width", [80, 120])
def test_what_the_planner_sees(report, width):
    """The proof first, then reps, balance and accounts; nothing is cut off at 80 columns."""
    text = shown(report, width)
    assert "3 accounts change hands, 3 of them by choice; proved: no plan that keeps every rule moves" in text
    assert "Ann (west)" in text
    assert "6 -> 3" in text
    assert "farthest of all" in text
    assert "…" not in text
    assert ("quota, k" in text) == (width == 80)


def test_no_repair_is_told_without_tables(line):
    """Where no plan keeps the rules they are listed, and nothing else."""
    criteria = Criteria(balance={"potential": 0.01}, pins={f"a{i}": "west" for i in range(6)})
    result = repair(line, criteria, MaxRuntime(30), current=incumbent_alignment(line))
    text = shown(RepairReport(result=result, criteria=criteria))
    assert "No repair was found" in text
    assert "balance: west has 600 potential" in text
    assert "accounts" not in text.split("No repair")[1]


def test_nothing_to_repair(line):
    """A plan that keeps the rules needs nothing."""
    result = repair(line, Criteria(), MaxRuntime(30), current=incumbent_alignment(line))
    assert "Nobody's accounts change." in shown(RepairReport(result=result, criteria=Criteria()))
