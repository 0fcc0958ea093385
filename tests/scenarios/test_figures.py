"""Figures are grouped, marked good or bad against what was asked, and set so that columns line up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.figures import (
    FARTHEST,
    MOVED,
    NONE,
    PROOF,
    QUOTAS,
    TRAVEL,
    Cell,
    Row,
    figure_rows,
    indented,
    percent,
    plain_table,
)

NAN = float("nan")


def frame_of(count=2, **changes):
    """Give a comparison of scenarios s0, s1, ..., where columns are replaced by those given."""
    columns = {
        "scenario": [f"s{i}" for i in range(count)],
        "status": ["feasible"] * count,
        "feasible": [True] * count,
        "objective": [1234.0] * count,
        "lower_bound": [1200.0] * count,
        "gap": [0.0275] * count,
        "travel_km": [200.0] * count,
        "travel_hours": [4.0] * count,
        "deviation_potential": [0.08] * count,
        "tolerance_potential": [0.1] * count,
        "within_potential": [True] * count,
        "disruption_potential": [0.15] * count,
        "deviation_count": [0.3] * count,
        "tolerance_count": [NAN] * count,
        "within_count": [None] * count,
        "disruption_count": [0.2] * count,
        "moved_accounts": [1500] * count,
        "violations": [0] * count,
        "unplaced_accounts": [0] * count,
        "seconds": [1.25] * count,
        "quota_total": [None] * count,
        "quota_smallest": [None] * count,
        "quota_largest": [None] * count,
        "quota_spread": [NAN] * count,
        "chance_least": [NAN] * count,
        "chance_iqr": [NAN] * count,
    }
    return pd.DataFrame(columns | changes)


def cells_of(frame, group, label):
    """Cells of the one row of a group whose label begins with a word."""
    (row,) = [row for row in figure_rows(frame, "s0") if row.group == group and row.label.startswith(label)]
    return row.cells


def test_every_row_has_a_cell_for_every_scenario():
    """Whatever is left out, no column slips; the groups come once each, in their order."""
    rows = figure_rows(frame_of(3), "s1")
    assert {len(row.cells) for row in rows} == {3}
    groups = [row.group for row in rows if row.group]
    assert list(dict.fromkeys(groups)) == [FARTHEST, TRAVEL, MOVED, PROOF]
    assert groups == sorted(groups, key=[FARTHEST, TRAVEL, MOVED, PROOF].index)


def test_less_travel_than_the_baseline_is_good():
    """More is bad, the same or half a percent neither, and a scenario without a plan shows no figure."""
    frame = frame_of(5, travel_km=[200.0, 150.0, 240.0, 200.9, NAN])
    assert cells_of(frame, TRAVEL, "km") == (
        Cell("200"),
        Cell("150 (-25%)", good=True),
        Cell("240 (+20%)", good=False),
        Cell("201"),
        Cell(NONE),
    )


def test_a_baseline_without_travel_or_plan_gives_no_change():
    """Nothing is divided by zero, and nothing compared with what is missing."""
    assert cells_of(frame_of(travel_km=[0.0, 150.0]), TRAVEL, "km") == (Cell("0"), Cell("150"))
    assert cells_of(frame_of(travel_km=[NAN, 150.0]), TRAVEL, "km") == (Cell(NONE), Cell("150"))


@pytest.mark.parametrize(
    ("tolerances", "label", "second"),
    [
        ([0.1, 0.1], "potential (asked 10%)", "12.0%"),
        ([0.1, 0.125], "potential (of asked)", "12.0% of 12.5%"),
        ([0.1, NAN], "potential (asked 10%)", "12.0%"),
        ([NAN, NAN], "potential (watched)", "12.0%"),
    ],
)
def test_deviations_stand_beside_what_was_asked(tolerances, label, second):
    """In the label where all ask the same, in the cells where they differ, and "watched" where nobody asks."""
    frame = frame_of(deviation_potential=[0.08, 0.12], tolerance_potential=tolerances)
    (row,) = [row for row in figure_rows(frame, "s0") if row.group == FARTHEST and row.label.startswith("potential")]
    assert row.label == label
    assert row.cells[1].text == second


def test_a_deviation_is_good_within_its_tolerance():
    """Good, bad, or neither where nothing was asked or there is no plan."""
    frame = frame_of(3, deviation_potential=[0.08, 0.3, NAN], within_potential=[True, False, None])
    assert [cell.good for cell in cells_of(frame, FARTHEST, "potential")] == [True, False, None]
    assert [cell.good for cell in cells_of(frame, FARTHEST, "accounts")] == [None] * 3
    assert cells_of(frame, FARTHEST, "potential")[2].text == NONE


def test_what_is_kept_is_neither_good_nor_bad():
    """Today's alignment is no plan that was sought; its broken rules are still counted."""
    frame = frame_of(3, status=["kept", "feasible", "failed"], feasible=[False, True, False], violations=[1200, 0, NAN])
    assert cells_of(frame, "", "status") == (Cell("kept"), Cell("feasible", good=True), Cell("failed", good=False))
    broken = cells_of(frame, "", "rules broken")
    assert broken == (Cell("1,200", good=False), Cell("none", good=True), Cell(NONE))


def test_quotas_are_told_only_where_there_are_some():
    """To the unit however large, with a dash for the scenario without."""
    assert QUOTAS not in {row.group for row in figure_rows(frame_of(), "s0")}
    frame = frame_of(
        quota_total=[95_000_000, None],
        quota_smallest=[1_000, None],
        quota_largest=[9_000_000, None],
        quota_spread=[0.123, NAN],
    )
    assert cells_of(frame, QUOTAS, "total") == (Cell("95,000,000"), Cell(NONE))
    assert cells_of(frame, QUOTAS, "spread of quota") == (Cell("12.3%"), Cell(NONE))
    assert not any("P(attain)" in row.label for row in figure_rows(frame, "s0"))
    judged = frame.assign(chance_least=[0.314, NAN], chance_iqr=[0.1234, NAN])
    assert cells_of(judged, QUOTAS, "lowest P(attain)") == (Cell("31%"), Cell(NONE))
    assert cells_of(judged, QUOTAS, "spread of P(attain)") == (Cell("12.3 points"), Cell(NONE))


def test_accounts_outside_the_plan_are_told_only_where_there_are_some():
    """A row of zeros would only frighten."""
    label = "accounts outside the plan"
    assert label not in [row.label for row in figure_rows(frame_of(), "s0")]
    assert cells_of(frame_of(unplaced_accounts=[0, 12]), "", label) == (Cell("0"), Cell("12"))


def test_the_count_is_that_of_accounts():
    """People count accounts, not a measure called count."""
    labels = [row.label for row in figure_rows(frame_of(), "s0") if row.group == FARTHEST]
    assert labels == ["potential (asked 10%)", "accounts (watched)"]


def test_accounts_that_move_are_counted_once():
    """The count is a number of accounts, not once more a share."""
    labels = [row.label for row in figure_rows(frame_of(), "s0") if row.group == MOVED]
    assert labels == ["accounts", "potential"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.5, "0.50"), (99.994, "99.99"), (100.0, "100"), (1234567.8, "1,234,568"), (NAN, NONE)],
)
def test_small_figures_have_decimals_and_large_ones_none(value, text):
    """From a hundred on, decimals say nothing."""
    assert cells_of(frame_of(objective=[value, 1.0]), PROOF, "objective")[0].text == text


@pytest.mark.parametrize(("share", "text"), [(0.1, "10%"), (0.125, "12.5%"), (0.0, "0%"), (1, "100%"), (1e-3, "0.1%")])
def test_per_cent_without_needless_decimals(share, text):
    """As a planner would write it."""
    assert percent(share) == text


def test_a_table_lines_up():
    """A heading stands once above its rows, labels below it are set in, figures end in one column."""
    rows = (
        Row("", "status", (Cell("kept"), Cell("feasible"))),
        Row(TRAVEL, "hours", (Cell("4"), Cell("3"))),
        Row(TRAVEL, "km", (Cell("200"), Cell("1,150"))),
        Row("", "seconds", (Cell("1"), Cell("2"))),
    )
    lines = plain_table(("today", "next"), rows).split("\n")
    assert [line.strip().split("  ")[0] for line in lines] == ["today", "status", TRAVEL, "hours", "km", "seconds"]
    assert [indented(row) for row in rows] == ["status", "  hours", "  km", "seconds"]
    assert len({len(line) for line in lines if line != TRAVEL}) == 1
    assert not any(line.endswith(" ") for line in lines)


def test_a_table_of_nothing_is_its_header():
    """No scenario, no row: no error."""
    assert plain_table((), ()) == ""
    assert plain_table(("only",), ()).strip() == "only"


def test_a_single_scenario_is_its_own_baseline():
    """No change is shown, and numbers of any type are read."""
    frame = frame_of(1, travel_km=np.array([50], dtype=np.int64))
    assert cells_of(frame, TRAVEL, "km") == (Cell("50.00"),)
