"""A filled workbook is a plan."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors.template import ACCOUNTS, BOOKINGS, PLAN, REPS, SCENARIOS, SHEETS, add_sheet, open_workbook
from scenarios.planfile import read_plan

FILLED = {
    PLAN: [
        ["plan", "Bikes"],
        ["measures.potential", "potential"],
        ["measures.booked", "{last_months: 12, of: bookings}"],
        ["criteria.balance.potential", 0.5],
        ["criteria.disruption.at_most", "50%"],
        ["criteria.pin.column", "pinned"],
        ["plan_year.start", date(2026, 1, 1)],
        ["quotas.target", 1200],
        ["effort.seconds", 5],
        ["quotas.method", None],
        ["seed", 3.0],
    ],
    ACCOUNTS: [
        ["007", "Alpha", 47.6, -122.3, "98101", "US", "R1", 100, 10, "P", "yes"],
        ["8", "Beta", None, None, "02108", "US", "R1", "$1,200.50", 20, "P", None],
        [9, "=1+1", 34.0, -118.2, "90001", "US", "Bob", 300, 30, None, None],
    ],
    REPS: [["R1", "Ann", 47.6, -122.3, None, None, None], ["R2", "Bob", None, None, 0.5, date(2026, 7, 1), None]],
    BOOKINGS: [["007", "2025-03", 100], ["8", "2025-12", 50], ["9", date(2025, 12, 31), 7]],
    SCENARIOS: [
        ["today", "incumbent", None, None],
        ["tighter", None, None, "{balance: {potential: 40%}}"],
        ["one more", None, 1, None],
    ],
}


def fill(path, **changes):
    """Write a filled workbook; ``changes`` are rows in place of those of a sheet."""
    with open_workbook(path) as book:
        for name in SHEETS:
            rows = changes.get(name, FILLED[name])
            sheet = add_sheet(book, name, [])
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for row, cells in enumerate(rows, start=1):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, place, cell, day)
                    elif cell is not None:
                        sheet.write(row, place, cell)
    return path


def changed(sheet, row, place, cell):
    rows = [list(cells) for cells in FILLED[sheet]]
    rows[row - 2][place] = cell
    return {sheet: rows}


def test_a_filled_workbook_is_a_plan(tmp_path):
    """Keys, tables and scenarios arrive as they would from a plan file and CSVs."""
    plan = read_plan(fill(tmp_path / "plan.xlsx"))
    assert (plan.name, plan.seed) == ("Bikes", 3)
    assert plan.instance.units.ids.tolist() == ["007", "8", "9"]
    assert list(plan.instance.units.names)[2] == "=1+1"
    assert plan.instance.amounts("potential").tolist() == [100, 1200.5, 300]
    assert plan.instance.amounts("booked").tolist() == [100, 50, 7]
    assert plan.instance.units.incumbent.tolist() == [0, 0, 1]
    assert plan.instance.target_shares("potential").tolist() == pytest.approx([1, 0.25], abs=0.01)
    assert [scenario.name for scenario in plan.scenarios] == ["today", "tighter", "one more"]
    assert any("stand at the centroid of their ZIP code" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (changed(PLAN, 5, 1, "much"), "plan.xlsx, sheet Plan, row 5, key 'criteria.balance.potential'"),
        (changed(PLAN, 5, 0, "criteria.balanc"), "sheet Plan, row 5, key 'criteria.balanc': there is no such key"),
        (changed(PLAN, 5, 0, "plan"), "sheet Plan, row 5, key 'plan': this key is given twice"),
        (changed(PLAN, 5, 0, "plan.x"), "sheet Plan, row 5, key 'plan.x': a key above it has a value already"),
        (changed(PLAN, 5, 1, "{a: "), "sheet Plan, row 5: this cannot be read"),
        (changed(SCENARIOS, 3, 3, "{balance: 7}"), "sheet Scenarios, row 3, key 'scenarios[2].criteria.balance'"),
        (changed(ACCOUNTS, 3, 7, "lots"), "plan.xlsx, sheet Accounts, row 3, column 'potential'"),
        (changed(REPS, 2, 5, "spring"), "plan.xlsx, sheet Reps, row 2, column 'start_date'"),
        (changed(BOOKINGS, 4, 1, "Q1"), "plan.xlsx, sheet Bookings, row 4, column 'month'"),
        ({ACCOUNTS: []}, "plan.xlsx, sheet Accounts: the table has no rows below its headers"),
    ],
)
def test_problems_name_sheet_and_row(tmp_path, changes, message):
    """Whatever is wrong is told by the sheet and the row it shows."""
    with pytest.raises(InputError) as caught:
        read_plan(fill(tmp_path / "plan.xlsx", **changes))
    assert message in str(caught.value)


def test_bookings_and_scenarios_may_stay_empty(tmp_path):
    """Without them there are two scenarios and no bookings."""
    keys = [row for row in FILLED[PLAN] if row[0] != "measures.booked"]
    plan = read_plan(fill(tmp_path / "plan.xlsx", **{PLAN: keys, BOOKINGS: [], SCENARIOS: []}))
    assert [scenario.name for scenario in plan.scenarios] == ["today", "rebalanced"]


def test_other_workbooks_are_no_plan(tmp_path):
    """A workbook without the sheets of the template is told how to get one."""
    with open_workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet("Sheet1")
    with pytest.raises(InputError, match="no sheet 'Plan'"):
        read_plan(tmp_path / "x.xlsx")
