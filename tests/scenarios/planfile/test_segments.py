"""Accounts and territories are looked up by columns of their tables."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

MORE = "{name: one more, add_territories: {count: 1, serves: {country: US}}}"


def scenario(write, line, reps=("", "")):
    plan = read_plan(write({"plan.yaml": (MORE, line), "reps.csv": reps}))
    return plan.instance, plan.scenarios[2]


@pytest.mark.parametrize(
    ("which", "units", "told"),
    [
        ("where: {country: GB}", [4, 5], "country GB"),
        ("where: {kind: depot}", [2, 5], "kind depot"),
        ("where: {kind: [shop, depot], country: US}", [0, 1, 2, 3], "country US and kind shop, depot"),
        ("where: {kind: depot}, accounts: [A3, A1]", [2], "kind depot"),
        ("territories: Bob", [2, 3], "accounts of Bob"),
        ("accounts: A5", [4], "A5"),
    ],
)
def test_accounts_by_column_territory_and_name(write, which, units, told):
    """A tag is matched as such, another column by its rows; all that is given must hold."""
    instance, found = scenario(write, f"{{name: x, scale: {{measure: workload, times: 2, {which}}}}}")
    (change,) = found.changes
    assert change.segment.units(instance).nonzero()[0].tolist() == units
    assert str(change.segment) == told


def test_territories_by_column(write):
    """The reps of a region close."""
    reps = ("R1,Ann,US,47.6,-122.3\nR2,Bob,US", "R1,Ann,CA,47.6,-122.3\nR2,Bob,CA")
    with pytest.raises(InputError):  # no account is in CA: nobody may serve those of the US any more
        scenario(write, "{name: x, close_territories: {where: {rep: [Ann, Bobb]}}}", reps)
    _, found = scenario(write, "{name: x, close_territories: {where: {rep: [Ann, Bob]}}}")
    assert found.changes[0].territories == ("R1", "R2")
    _, found = scenario(write, "{name: x, merge: {where: {country: US}}}")
    assert found.changes[0].territories == ("R1", "R2")


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("scale: {measure: workload, by: 1%, where: {kin: shop}}", "scale.where.kin", "accounts have no such column"),
        ("scale: {measure: workload, by: 1%, where: {kind: shp}}", "scale.where.kind", "no kind has this value"),
        (
            "scale: {measure: workload, by: 1%, where: {country: FR}}",
            "scale.where.country",
            "no account has this value",
        ),
        ("close_territories: {where: {region: x}}", "close_territories.where.region", "reps have no such column"),
        ("close_territories: {where: {rep: Eve}}", "close_territories.where.rep", "no rep has this value"),
        (
            "scale: {measure: workload, by: 1%, where: {kind: depot, parent: P1}}",
            "scale.where",
            "none of the accounts is meant",
        ),
    ],
)
def test_what_is_not_there_is_told(write, line, column, message):
    """At its key."""
    with pytest.raises(InputError) as caught:
        scenario(write, f"{{name: x, {line}}}")
    found = [problem.column for problem in caught.value.problems if message in problem.message]
    assert found == [f"scenarios[3].{column}"]
