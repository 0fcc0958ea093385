"""Measures as the plan file defines them."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

WORKLOAD = "{column: hours}"


def amounts(write, definition, edits=None):
    path = write({**(edits or {}), "plan.yaml": (WORKLOAD, definition)})
    return read_plan(path).instance.amounts("workload").tolist()


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("hours", [10, 20, 30, 15, 15, 15]),
        ("{column: hours, times: 2}", [20, 40, 60, 30, 30, 30]),
        ("{by: kind, values: {shop: 1, depot: 5}}", [1, 1, 5, 1, 1, 5]),
        ("{by: kind, values: {depot: 5}, default: 2}", [2, 2, 5, 2, 2, 5]),
        ("{by: kind, values: {shop: 1, depot: 5}, times: 10}", [10, 10, 50, 10, 10, 50]),
        ("{sum: [hours, {by: kind, values: {shop: 1}, default: 0}]}", [11, 21, 30, 16, 16, 15]),
        ("{sum: [{column: hours, times: 0.1}, {column: hours, times: 0.2}], times: 10}", [30, 60, 90, 45, 45, 45]),
        ("{last_months: 1, of: bookings}", [100, 0, 0, 0, 0, 300]),
        ("{last_months: 1, of: bookings, until: 2024-12}", [999, 0, 0, 0, 0, 0]),
    ],
)
def test_a_definition(write, definition, expected):
    """Columns, labels, bookings and sums give the amounts they say."""
    assert amounts(write, definition) == pytest.approx(expected)


def test_a_default_for_blanks_is_noted(write):
    """A blank cell is a problem unless the plan says what it counts as; then it is noted."""
    edits = {"accounts.csv": ("R2,30", "R2,"), "plan.yaml": (WORKLOAD, "{column: hours, default: 7}")}
    plan = read_plan(write(edits))
    assert plan.instance.amounts("workload")[2] == 7
    assert "workload: 1 accounts have no hours and count as 7: A3." in plan.notes


def test_returns_count_as_nothing(write):
    """An account with more returns than bookings has no negative potential, and is named."""
    plan = read_plan(write({"bookings.csv": ("A2,2025-03,150", "A2,2025-03,(150)")}))
    assert plan.instance.amounts("potential")[1] == 0
    assert "potential: 1 accounts have more returns than bookings and count as 0: A2." in plan.notes


def test_amounts_as_text(write):
    """Currency signs and thousands are understood, and the bad cell among them is told."""
    edits = {"accounts.csv": ("R1,10,shop", 'R1,"$1,000.50",shop')}
    assert amounts(write, WORKLOAD, edits)[0] == 1000.5
    with pytest.raises(InputError) as caught:
        amounts(write, "{sum: [hours, {column: hours, times: 2}]}", {"accounts.csv": ("R1,10,shop", "R1,ten,shop")})
    assert [(problem.row, problem.value) for problem in caught.value.problems] == [(2, "ten")]


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("{by: kind, values: {shop: 1}}", "accounts.csv, row 4, column 'kind': no value is given for it"),
        ("{by: kin, values: {shop: 1}}", "key 'measures.workload.by': accounts.csv has no such column"),
        ("{sum: [hours, {column: hous}]}", "key 'measures.workload.sum[2].column': accounts.csv has no such column"),
        ("{by: kind}", "values are needed beside by"),
        ("{sum: []}", "a sum needs parts"),
        ("{column: hours, values: {a: 1}}", "values cannot stand beside column"),
        ("{last_months: 12, of: orders}", "not of orders"),
        ("{last_months: 12, until: 2025}", "key 'measures.workload.until'"),
        ("{}", "exactly one of"),
        ("", "key 'measures.workload'"),
    ],
)
def test_a_wrong_definition(write, definition, message):
    """What cannot be computed is told at its key or row."""
    with pytest.raises(InputError) as caught:
        amounts(write, definition)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["count", "country", "key", "owner"])
def test_names_that_are_taken(write, name):
    """A measure may not hide the count or a column of labels."""
    with pytest.raises(InputError, match="Give the measure another name"):
        read_plan(write({"plan.yaml": ("  workload: {column", f"  {name}: {{column")}))


def test_a_forecast_that_cannot_be_is_told_once(write, three_years):
    """Without bookings, and of a part of a sum; never beside the wrong id or column that is the reason for it."""
    both = "{sum: [hours, {forecast: bookings}]}"
    plan = read_plan(three_years(write({"plan.yaml": (WORKLOAD, both)})))
    assert (plan.instance.amounts("workload") > [10, 20, 30, 15, 15, 15]).all()
    path = write({"plan.yaml": (WORKLOAD, both)})
    path.write_text(
        path.read_text().replace("  bookings: bookings.csv\n", "").replace("{last_months: 12, of: bookings}", "hours")
    )
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert [problem.column for problem in caught.value.problems] == ["measures.workload.sum[2]"]
    with pytest.raises(InputError) as caught:
        read_plan(three_years(write({"plan.yaml": (WORKLOAD, both), "accounts.csv": ("A2,Beta", "A1,Beta")})))
    assert [problem.column for problem in caught.value.problems] == ["account"]
    path = three_years(write({"plan.yaml": (WORKLOAD, both)}))
    path.write_text(f"{path.read_text()}forecast: {{segment: size}}\n")
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert [problem.column for problem in caught.value.problems] == ["forecast.segment"]
