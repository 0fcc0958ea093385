"""Sweeps become scenarios named by their values; what is wrong with one is told at its line."""

import re

import pytest

from optimizer.exceptions import InputError
from scenarios.changes import AddTerritories, ChangeCriteria
from scenarios.planfile import read_plan

BASE = """\
plan: Swept
inputs: {accounts: accounts.csv, reps: reps.csv}
measures: {potential: {column: sales}}
criteria: {balance: {potential: 0.5}, disruption: {at_most: 0.5}}
"""
ACCOUNTS = """\
account,latitude,longitude,owner,sales
A1,47.6,-122.3,R1,100
A2,47.5,-122.2,R1,100
A3,34.0,-118.2,R2,100
"""
REPS = "territory,latitude,longitude\nR1,47.6,-122.3\nR2,34.0,-118.0\n"


@pytest.fixture
def read(tmp_path):
    """Read a plan whose end is given."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "reps.csv").write_text(REPS)

    def reading(text):
        (tmp_path / "plan.yaml").write_text(BASE + text)
        return read_plan(tmp_path / "plan.yaml")

    return reading


def problems(read, text):
    """What is wrong with a plan, a text a problem."""
    with pytest.raises(InputError) as told:
        read(text)
    return [str(problem) for problem in told.value.problems]


def names(plan):
    """Names of the scenarios."""
    return [scenario.name for scenario in plan.scenarios]


def test_a_list_of_values(read):
    """Each value is a scenario of its own beside today, as a change that says what it does."""
    plan = read("sweep: {criteria.disruption.at_most: [0, 10%, 0.5]}\n")
    assert plan.swept
    assert names(plan) == ["today", "disruption at most 0", "disruption at most 10%", "disruption at most 0.5"]
    facts, criteria = plan.scenarios[2].build(plan.instance)
    assert facts is plan.instance
    assert criteria.disruption_at_most == 0.1
    assert criteria.balance == {"potential": 0.5}
    assert plan.scenarios[2].sentences(plan.instance) == ("sets disruption at most to 0.1",)
    assert plan.scenarios[2].criteria is plan.scenarios[1].criteria is plan.criteria
    # The value the plan has anyway changes nothing.
    assert plan.scenarios[3].changes == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{from: 0.1, to: 0.3, by: 0.1}", ["0.1", "0.2", "0.3"]),
        ("{from: 0, to: 1, count: 3}", ["0", "0.5", "1"]),
        ("{from: 5%, to: 0.1, count: 2}", ["0.05", "0.1"]),
        ("{from: 0.1, to: 0.25, by: 0.1}", ["0.1", "0.2"]),
    ],
)
def test_ranges(read, written, expected):
    """A range has both its ends, without what binary fractions add."""
    plan = read(f"sweep: {{criteria.balance.potential: {written}}}\n")
    assert names(plan)[1:] == [f"balance potential {value}" for value in expected]


def test_a_grid_is_all_combinations(read):
    """Two keys are crossed, the last one fastest, criteria with any other change."""
    plan = read("sweep:\n  criteria.balance.potential: [0.1, 0.2]\n  add_territories: [1, {count: 2, share: 0.5}]\n")
    assert names(plan)[1:] == [
        "balance potential 0.1, add territories 1",
        "balance potential 0.1, add territories count 2 share 0.5",
        "balance potential 0.2, add territories 1",
        "balance potential 0.2, add territories count 2 share 0.5",
    ]
    change, added = plan.scenarios[2].changes
    assert isinstance(change, ChangeCriteria)
    assert added == AddTerritories(2, share=0.5)


def test_grids_stand_beside_listed_scenarios(read):
    """A list of grids is one after the other, behind the scenarios listed."""
    plan = read(
        "scenarios: [{name: first}]\nsweep:\n"
        "  - {criteria.balance.potential: [0.1, null]}\n  - {criteria.min_count: [0, 1]}\n"
    )
    assert names(plan) == ["first", "balance potential 0.1", "balance potential none", "min count 0", "min count 1"]
    assert plan.scenarios[2].build(plan.instance)[1].balance == {}


def test_no_sweep(read):
    """Without one nothing is swept."""
    plan = read("")
    assert not plan.swept
    assert names(plan) == ["today", "rebalanced"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sweep: {criteria.balanse.potential: [0.1, 0.2]}", "line 5.*no such key.*criteria.balance"),
        ("sweep: {add_teritories: [1]}", "no such key.*add_territories"),
        ("sweep: {criteria.balance.potential: [0.1, 1.5]}", "line 5.*less than or equal to 1.*1.5"),
        ("sweep: {criteria.balance.potential: 0.1}", "a list of values or a range is expected"),
        ("sweep: {criteria.balance.potential: []}", "a list of values or a range is expected"),
        ("sweep: {criteria.balance.potential: {from: 0.3, to: 0.1, by: 0.1}}", "must rise, given 0.3 to 0.1"),
        ("sweep: {criteria.balance.potential: {from: 0, to: 0.1}}", "either by or count"),
        ("sweep: {criteria.balance.potential: {from: 0, to: 1, by: 0.0001}}", "too many values"),
        ("sweep: {criteria.balance.potential: {from: a, to: 1, by: 1}}", "number"),
        ("sweep: {criteria.balance.potential: {from: 0, to: 1, step: 1}}", "step"),
        ("sweep: {criteria.balance.size: [0.1]}", "line 5.*size"),
        ("sweep: {criteria.balance.potential: [0.1, 0.1]}", "second scenario 'balance potential 0.1'"),
        ("scenarios: [min count 1]\nsweep: {criteria.min_count: [1]}", "line 6.*second scenario 'min count 1'"),
        ("sweep: {criteria.min_count: [1], criteria.max_count: [0, 2]}", "min_count 1 is above max_count 0"),
        ("sweep: {keep: [incumbent], add_territories: [1]}", "today's alignment has no new territories"),
        ("sweep: {add_territories: [{count: 1, serves: {colour: red}}]}", "no such tag"),
    ],
)
def test_problems_name_line_and_remedy(read, text, expected):
    """A wrong key, value, range or combination is told with its line and what to do, once."""
    told = problems(read, text + "\n")
    assert len(told) == 1
    assert re.search(expected, told[0]), told[0]


def test_too_many_are_refused(read):
    """A grid of more scenarios than anybody waits for is told before they are made."""
    text = "\n".join(
        f"  criteria.{key}: {{from: 1, to: 101, by: 1}}" for key in ("min_count", "max_count", "max_travel_km")
    )
    told = problems(read, f"sweep:\n{text}\n")
    assert "1,030,301 scenarios" in told[0]
