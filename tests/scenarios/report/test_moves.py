"""Who gives how much to whom, and why."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from optimizer.mapping import FrozenMapping
from scenarios.report.case import ReportCase
from scenarios.report.moves import CAUSES, MOST_BESIDE, OTHER, cause_of, moves

EVIL = "<script>alert(1)</script>"


def test_square_and_lists(case, read):
    """Every account that moves is listed with from, to and reason; every rep with what is kept."""
    page = read(moves(case))
    assert page.tags.count("table") == 4
    for row in case.accounts[case.accounts["moves?"]].to_dict("records"):
        assert row["reason"] in page.text
    assert "Accounts by rep" in page.text
    assert "script" not in page.tags


def test_square_adds_up(case, read):
    """Its figures are the accounts that move."""
    html = moves(case)
    square = html[html.index('class="matrix') : html.index("Accounts by rep")]
    figures = [int(word) for word in read(square).words if word.strip().isdigit()]
    assert sum(figures) == int(case.accounts["moves?"].sum())


@pytest.fixture
def crowded(case):
    """Twenty territories; in each one account that goes to the next."""
    count = MOST_BESIDE + 6
    accounts = case.record.tables["accounts"].iloc[[0] * count].assign(account=[f"A{i}" for i in range(count)])
    territories = case.record.tables["territories"].iloc[[3] * count]
    territories = territories.assign(territory=[f"T{i}" for i in range(count)], rep=[f"Rep {i}" for i in range(count)])
    alignment = pd.DataFrame(
        {
            "scenario": EVIL,
            "account": accounts["account"].tolist(),
            "name": "x",
            "territory": [f"T{(i + 1) % count}" for i in range(count)],
            "rep": "",
            "was": [f"T{i}" for i in range(count)],
            "reason": "moved: closer by 3 km",
        }
    )
    tables = {**case.record.tables, "accounts": accounts, "territories": territories, "alignment": alignment}
    return replace(case, record=replace(case.record, tables=FrozenMapping(tables)))


def test_many_reps_are_listed_as_flows(crowded, read):
    """A square of twenty would not fit on paper."""
    html = moves(crowded)
    assert "matrix" not in html
    assert read(html).text.count("Rep 7") >= 4


def test_nothing_to_tell(case, unserved, read):
    """A sentence, not an empty table."""
    assert read(moves(unserved)).text == "Nobody serves these accounts today, so none changes hands."
    assert "No account changes hands" in read(moves(ReportCase(case.record, "today"))).text


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("moved: Linda Mitchell may not serve it", "today's rep may not serve it"),
        ("moved: closer by 230 km", "the new rep is closer"),
        ("moved from Shu Ito: the book was 68% above target in potential; closer by 250 km", CAUSES[3][1]),
        ("moved to David: the book was 38% below target in workload; closer by 45 km", CAUSES[4][1]),
        ("moved: part of an exchange that evens out the books; farther by 3 km", CAUSES[8][1]),
        ("has no territory", OTHER),
    ],
)
def test_reasons_are_counted_by_cause(reason, cause):
    """The sentences that a run writes."""
    assert cause_of(reason) == cause
