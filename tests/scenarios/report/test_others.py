"""The other scenarios side by side, and the frontier of a sweep."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from optimizer.mapping import FrozenMapping
from scenarios.report.others import MOST_COLUMNS, _lower_left, comparison, frontier

EVIL = "<script>alert(1)</script>"


def test_scenarios_are_side_by_side(case, read):
    """With what each changes; what keeps its rule is good, what does not is bad."""
    html = comparison(case)
    page = read(html)
    assert "this report" in page.text
    assert "keeps today's alignment" in page.text
    assert "script" not in page.tags
    assert 'class="n good"' in html


def test_one_scenario_has_no_company(unserved):
    """Nothing to compare."""
    assert comparison(unserved) == ""


def test_many_scenarios_take_several_tables(case, read):
    """No table is wider than the paper; the baseline is in each."""
    figures = case.record.tables["comparison"]
    rows = [figures.iloc[[0]], *(figures.iloc[[1]].assign(scenario=f"plan {i}") for i in range(2 * MOST_COLUMNS))]
    tables = {**case.record.tables, "comparison": pd.concat(rows, ignore_index=True)}
    page = read(comparison(replace(case, record=replace(case.record, tables=FrozenMapping(tables)))))
    assert page.tags.count("table") == 3
    assert all(f"plan {i}" in page.text for i in range(2 * MOST_COLUMNS))


@pytest.fixture
def swept(case):
    """Four plans by three goals; one is beaten, one is the knee."""
    table = pd.DataFrame(
        {
            "scenario": [EVIL, "b", "c", "d"],
            "balance": [0.1, 0.1, 0.1, 0.1],
            "travel_km": [900.0, 500.0, 400.0, 950.0],
            "disruption": [0.0, 0.1, 0.4, 0.4],
            "on_frontier": pd.array([True, True, True, False], dtype="boolean"),
            "knee": pd.array([False, True, False, False], dtype="boolean"),
            "dominated_by": ["", "", "", "c"],
        }
    )
    return replace(case, record=replace(case.record, tables=FrozenMapping({**case.record.tables, "frontier": table})))


def test_frontier_is_drawn(swept, read):
    """Two goals of which plans differ, once; the line joins three, the knee is ringed and named."""
    html = frontier(swept)
    page = read(html)
    assert page.tags.count("svg") == 1
    assert html.count("stroke-dasharray") == 2
    assert "b (knee)" in page.text
    assert "changes hands" in page.text
    assert "script" not in page.tags


def test_nothing_swept(case):
    """No frontier, no section."""
    assert frontier(case) == ""


def test_line_keeps_to_the_lower_left():
    """On paper a larger y is lower: plans a third goal keeps on the frontier are no part of it."""
    assert _lower_left([(0, 1), (1, 5), (2, 3), (3, 9)]) == [(0, 1), (1, 5), (3, 9)]
