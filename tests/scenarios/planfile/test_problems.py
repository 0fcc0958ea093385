"""Whatever is wrong with a plan is told with file, row or line, and remedy, before anything is solved."""
# ruff: noqa: PLR0917 -- a case is a row of a table

from __future__ import annotations

import contextlib
import random
import re
from dataclasses import dataclass

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

ODD = ("", "0", "-1", "1e9", ".nan", ".inf", "null", "true", "[]", "{}", "[1, 2]", "{a: 1}", "x", "R1", '"', "&a [*a]")
ODD += ("~", "9" * 20, "1e30", "\x00", "\t", ";;", ",,,", "*", "account", "territory", "key", "2025-01", "\n")
"""What is put in place of a word."""


DESIGN = """\
plan: FY2027 resellers
inputs:
  accounts: accounts.csv
  reps: reps.csv
  bookings: bookings.csv
  areas: counties.gpkg
measures: {potential: {forecast: bookings}, workload: {column: hours}}
criteria:
  balance: {potential: 0.10, workload: 0.15}
  disruption: {weight: 1.0, at_most: 0.20}
  contiguous: false
  keep_together: parent
  pin: {column: key}
quotas:
  target: 95_000_000
  method: equal_probability
  over_assignment: 0.05
  history: workload
  growth: {floor: -0.10, cap: 0.30}
  ramp: [0, 0.25, 0.5, 0.75, 1]
  round_to: 1000
scenarios:
  - {name: today, keep: incumbent}
  - {name: rebalanced}
  - {name: two more reps, add_territories: 2}
sweep: {criteria.disruption.at_most: [0, 0.05, 0.1, 0.2, 0.4]}
effort: {seconds: 60, gap: 0.01}
seed: 7
"""


@dataclass(frozen=True)
class Case:
    """One edit of the small plan, and the one problem it must lead to."""

    name: str
    edits: dict[str, tuple[str, str]]
    table: str
    row: int | None
    column: str | None
    message: str
    remedy: str


def plan_case(name, old, new, row, column, message, remedy):
    return Case(name, {"plan.yaml": (old, new)}, "plan.yaml", row, column, message, remedy)


def accounts_case(name, old, new, row, column, message, remedy):
    return Case(name, {"accounts.csv": (old, new)}, "accounts.csv", row, column, message, remedy)


SCHEMA = [
    plan_case("no YAML", "quotas:\n", "quotas: [1\n", 18, None, "this is not YAML", "Look at the indents"),
    plan_case("key twice", "seed: 3", "seed: 3\nseed: 4", 28, "seed", "given twice, first on line 27", "Keep one"),
    plan_case("unknown key", "criteria:\n", "critera:\n", 9, "critera", "no such key", "Did you mean 'criteria'?"),
    plan_case(
        "unknown inner key", "at_most: 0.4", "at_mots: 1", 12, "criteria.disruption.at_mots", "no such key", "'at_most'"
    ),
    plan_case("missing key", "plan: Small\n", "", None, None, "'plan' is missing", "Add the key `plan:`"),
    plan_case(
        "wrong type",
        "weight: 1",
        "weight: much",
        12,
        "criteria.disruption.weight",
        "a number is expected",
        "plain number",
    ),
    plan_case(
        "tolerance 10",
        "potential: 0.5",
        "potential: 10",
        10,
        "criteria.balance.potential",
        "less than or equal to 1",
        "10%",
    ),
    plan_case(
        "tolerance -1",
        "potential: 0.5",
        "potential: -1",
        10,
        "criteria.balance.potential",
        "greater than or equal to 0",
        "Correct",
    ),
    plan_case("commas", "1_200", "'1,200'", 18, "quotas.target", "a number is expected", "no commas"),
    plan_case(
        "travel word",
        "{by: potential}",
        "{quantity: miles}",
        11,
        "criteria.travel.quantity",
        "not known",
        "distance, time",
    ),
    plan_case("sweep", "seed: 3", "sweep: {seed: [1]}", 27, "sweep.seed", "no such key", "Sweep any key of a scenario"),
    plan_case(
        "barrier",
        "criteria:\n",
        "contacts: {forbid: [[A1, Nobody]]}\ncriteria:\n  contiguous: true\n",
        9,
        "contacts.forbid[1]",
        "no such account",
        "Correct its id",
    ),
    plan_case(
        "forecast",
        "{column: hours}",
        "{forecast: bookings}",
        8,
        "measures.workload",
        "these bookings give no forecast: it needs 24 months",
        "last_months",
    ),
    plan_case(
        "Salesforce",
        "accounts: accounts.csv",
        "accounts: {file: a.csv, salesforce: Account}",
        3,
        "inputs.accounts",
        "exactly one of file, sql, salesforce, peoplesoft is needed",
        "Keep one",
    ),
    plan_case(
        "SQL",
        "accounts: accounts.csv",
        "accounts: 'postgresql://crm/accounts'",
        3,
        "inputs.accounts",
        "this is an address, not a file",
        "sql: {url",
    ),
    plan_case(
        "areas", "inputs:\n", "inputs:\n  areas: a.gpkg\n", 3, "inputs.areas", "no such file", "relative to the plan"
    ),
    plan_case(
        "two kinds",
        "{column: hours}",
        "{column: hours, by: kind}",
        8,
        "measures.workload",
        "exactly one of",
        "Keep one",
    ),
    plan_case(
        "no territories",
        "  reps: reps.csv\n",
        "",
        2,
        "inputs",
        "either reps or territories",
        "territories: {count: 40}",
    ),
    plan_case(
        "name twice",
        "name: tighter",
        "name: today",
        20 + 1,
        "scenarios",
        "two scenarios have the name 'today'",
        "of its own",
    ),
    plan_case(
        "add none",
        "count: 1,",
        "count: 0,",
        25,
        "scenarios[3].add_territories.count",
        "greater than or equal to 1",
        "Correct",
    ),
    plan_case("no history", "  history: potential\n", "", 17, "quotas", "growth needs history", "Add `history:`"),
    plan_case("no time", "seconds: 5", "seconds: 0", 26, "effort.seconds", "greater than 0", "Correct"),
]
REFERENCES = [
    plan_case(
        "quota ramp", "  history", "  ramp: [0, 1]\n  history", 20, "quotas.ramp", "counted from the start", "plan_year"
    ),
    plan_case(
        "no file", "accounts.csv", "acounts.csv", 3, "inputs.accounts", "no such file", "Did you mean 'accounts.csv'?"
    ),
    plan_case("suffix", "reps.csv", "plan.yaml", None, None, "cannot be read", "Save the table as one of .csv"),
    plan_case(
        "no pin file", "{column: key}", "{file: pins.csv}", 15, "criteria.pin.file", "no such file", "Did you mean"
    ),
    plan_case(
        "no column",
        "{column: hours}",
        "{column: hour}",
        8,
        "measures.workload.column",
        "no such column",
        "Did you mean 'hours'?",
    ),
    plan_case(
        "no measure",
        "workload: 50%",
        "wrkload: 50%",
        10,
        "criteria.balance.wrkload",
        "no such measure",
        "Did you mean 'workload'?",
    ),
    plan_case(
        "capacity of no measure",
        "  pin:",
        "  capacity: {wrkload: 50}\n  pin:",
        15,
        "criteria.capacity.wrkload",
        "no such measure",
        "Did you mean 'workload'?",
    ),
    plan_case(
        "capacity too small",
        "  pin:",
        "  capacity: {workload: 20}\n  pin:",
        15,
        "criteria.capacity.workload",
        "R1, R2 must share 75 workload and can hold 40",
        "Allow 37.5 or more, or plan more territories",
    ),
    plan_case("travel by", "{by: potential}", "{by: size}", 11, "criteria.travel.by", "no such measure", "Use one of"),
    plan_case(
        "scenario measure",
        "{potential: 0.3}",
        "{size: 0.3}",
        24,
        "scenarios[2].criteria.balance.size",
        "no such measure",
        "Use one",
    ),
    plan_case(
        "pin column",
        "{column: key}",
        "{column: ke}",
        15,
        "criteria.pin.column",
        "no such column",
        "Did you mean 'key'?",
    ),
    plan_case(
        "value of tag",
        "country: US}",
        "country: UK}",
        25,
        "scenarios[3].add_territories.serves.country",
        "this value",
        "GB, US",
    ),
    plan_case(
        "tag",
        "serves: {country",
        "serves: {region",
        25,
        "scenarios[3].add_territories.serves",
        "no such tag",
        "country",
    ),
    plan_case(
        "quota history",
        "history: potential",
        "history: sales",
        20,
        "quotas.history",
        "no such measure",
        "potential, workload",
    ),
    plan_case(
        "quota floor",
        "  history",
        "  floor: {R9: 1}\n  history",
        20,
        "quotas.floor.R9",
        "no such territory",
        "R1, R2, R3",
    ),
    plan_case(
        "floors", "  history", "  floor: 500\n  history", 20, "quotas.floor", "add up to 1,500", "Lower the floor"
    ),
    plan_case("growth", "floor: -0.5", "floor: 0.5", 19, "quotas.growth.floor", "add up to 1,800", "raise the target"),
    plan_case(
        "hours",
        "  pin:",
        "  max_travel_hours: 2\n  pin:",
        15,
        "criteria.max_travel_hours",
        "by distance",
        "max_travel_km",
    ),
    plan_case(
        "most accounts", "  pin:", "  max_count: 1\n  pin:", 15, "criteria.max_count", "cannot hold", "Raise max_count"
    ),
    plan_case(
        "no bookings",
        "  bookings: bookings.csv\n",
        "",
        6,
        "measures.potential",
        "no table of bookings",
        "Add `bookings:",
    ),
    plan_case(
        "bookings too old",
        "of: bookings}",
        "of: bookings, until: 2020-01}",
        7,
        "measures.potential",
        "no bookings from",
        "2024-12",
    ),
]
ROWS = [
    accounts_case("duplicate id", "A2,Beta", "A1,Beta", 3, "account", "same id", "ids of their own"),
    accounts_case("no id", "A2,Beta", ",Beta", 3, "account", "no id", "id of its own"),
    accounts_case("latitude", "47.5,", "147.5,", 3, "latitude", "lies within -90 and 90", "decimal point"),
    accounts_case("swapped", "47.5,-122.2", "-122.2,47.5", 3, "latitude", "lies within -90 and 90", "swapped"),
    accounts_case("half a place", "34.0,-118.2", "34.0,", 4, "longitude", "no longitude", "both coordinates"),
    accounts_case(
        "owner", "A3,Gamma,34.0,-118.2,R2", "A3,Gamma,34.0,-118.2,Bo", 4, "owner", "no territory", "Did you mean 'Bob'?"
    ),
    accounts_case("negative", "R2,30", "R2,-30", 4, "hours", "negative", "Give 0 or more"),
    accounts_case("no number", "R2,30", "R2,thirty", 4, "hours", "not a number", "Write digits"),
    accounts_case("no amount", "R2,30", "R2,", 4, "hours", "missing", "default: 0"),
    accounts_case("pin word", "P1,yes", "P1,sure", 2, "key", "neither yes nor no", "Write yes"),
    accounts_case("pin nobody", "-122.3,R1", "-122.3,", 2, "key", "nobody serves it", "Give it an owner"),
    accounts_case("pin ineligible", "shop,US,P1,yes", "shop,GB,,yes", 2, "key", "not eligible", "widen eligibility"),
    accounts_case(
        "pins split family",
        "R2,30,depot,US,,no",
        "R2,30,depot,US,P1,yes",
        4,
        "key",
        "of the same family",
        "Pin a family to one",
    ),
    accounts_case("header twice", "hours,kind", "hours,hours", 1, "hours", "two columns have this name", "Rename one"),
    accounts_case("ragged", "A2,Beta,", "A2,Beta,Inc,", 3, None, "11 cells under 10 headers", "quotes"),
    Case(
        "empty table",
        {"reps.csv": ("R1,Ann,US,47.6,-122.3\nR2,Bob,US,34.0,-118.0\nR3,Cy,GB,51.5,0.1\n", "")},
        "reps.csv",
        None,
        None,
        "no rows",
        "with its rows",
    ),
    Case("rep twice", {"reps.csv": ("R2,Bob", "R1,Bob")}, "reps.csv", 3, "territory", "same id", "ids of their own"),
    Case(
        "rep place", {"reps.csv": ("34.0,-118.0", "34.0,-218.0")}, "reps.csv", 3, "longitude", "within -180", "degrees"
    ),
    Case("rep tag", {"reps.csv": ("country", "land")}, "reps.csv", None, "country", "no such column", "`eligibility:`"),
    Case(
        "month", {"bookings.csv": ("2025-03,150", "13/2025,150")}, "bookings.csv", 5, "month", "not a month", "2026-03"
    ),
    Case(
        "amount",
        {"bookings.csv": ("2025-03,150", "2025-03,x")},
        "bookings.csv",
        5,
        "amount",
        "not a number",
        "Write digits",
    ),
    Case(
        "bookings column",
        {"bookings.csv": ("amount", "usd")},
        "bookings.csv",
        None,
        "amount",
        "no such column",
        "columns:",
    ),
    Case(
        "forbidden territory",
        {"forbidden.csv": ("R1", "7")},
        "forbidden.csv",
        2,
        "territory",
        "no such territory",
        "drop the row",
    ),
    Case(
        "forbidden account",
        {"forbidden.csv": ("A3", "A9")},
        "forbidden.csv",
        2,
        "account",
        "no such account",
        "drop the row",
    ),
]


@pytest.mark.parametrize("case", [*SCHEMA, *REFERENCES, *ROWS], ids=lambda case: case.name)
def test_a_problem_is_told_where_it_is(case, write):
    """Table, row or line, key or column, message and remedy are right."""
    with pytest.raises(InputError) as caught:
        read_plan(write(case.edits))
    found = [problem for problem in caught.value.problems if case.message in problem.message]
    assert found, f"not told: {caught.value}"
    assert (found[0].table, found[0].row, found[0].column) == (case.table, case.row, case.column)
    assert case.remedy in found[0].remedy
    assert case.table in str(caught.value)


def test_missing_places_can_be_errors(write):
    """With ``missing_place: error`` blank coordinates and 0,0 are told by row."""
    edits = {
        "accounts.csv": ("A3,Gamma,34.0,-118.2", "A3,Gamma,0,0"),
        "plan.yaml": ("seed: 3", "missing_place: error"),
    }
    with pytest.raises(InputError) as caught:
        read_plan(write(edits))
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("accounts.csv", 4, "latitude")


def test_all_problems_come_at_once(write):
    """The plan file, references and rows of all tables are told in one run, the plan file first and by line."""
    edits = {
        "plan.yaml": ("seed: 3", "seed: three\nsweeps: {}"),
        "accounts.csv": ("A2,Beta,47.5,-122.2,R1,20", "A1,Beta,97.5,-122.2,R8,-20"),
        "reps.csv": ("R2,Bob,US,34.0", "R2,Bob,US,far"),
        "bookings.csv": ("A3,2025-03,200", "A3,spring,many"),
    }
    with pytest.raises(InputError) as caught:
        read_plan(write(edits))
    told = [(problem.table, problem.row, problem.column) for problem in caught.value.problems]
    assert told == [
        ("plan.yaml", 27, "seed"),
        ("plan.yaml", 28, "sweeps"),
        ("bookings.csv", 6, "amount"),
        ("bookings.csv", 6, "month"),
        ("accounts.csv", 3, "account"),
        ("accounts.csv", 3, "latitude"),
        ("accounts.csv", 3, "hours"),
        ("reps.csv", 3, "latitude"),
        ("accounts.csv", 3, "owner"),
    ]
    assert str(caught.value).startswith("9 problems in the input:")


def test_what_depends_on_a_problem_is_not_told(write):
    """A measure that cannot be read gives one problem, not one for each use of it."""
    with pytest.raises(InputError) as caught:
        read_plan(write({"plan.yaml": ("{last_months: 12, of: bookings}", "{forecast: sales}")}))
    assert [problem.column for problem in caught.value.problems] == ["measures.potential"]


def test_rows_are_counted_as_a_spreadsheet_does(write):
    """Blank rows are left out and still counted."""
    with pytest.raises(InputError) as caught:
        read_plan(write({"accounts.csv": ("A3,Gamma,34.0", "\n,,,,,,,,,\nA3,Gamma,134.0")}))
    assert [problem.row for problem in caught.value.problems] == [6]


def test_a_plan_must_be_there(tmp_path):
    """A path that leads nowhere names the plans beside it."""
    (tmp_path / "plan.yaml").write_text("plan: x")
    with pytest.raises(InputError, match=r"no such plan file .*Plans in that folder: plan\.yaml"):
        read_plan(tmp_path / "plam.yaml")


@pytest.mark.parametrize("seed", range(3))
def test_nothing_written_breaks_the_reader(seed, write):
    """Whatever is put into the files, the answer is a plan or an ``InputError``."""
    path, draw = write({}), random.Random(seed)  # noqa: S311 -- no secret
    originals = {item: item.read_text() for item in sorted(path.parent.iterdir())}
    for _ in range(20):
        for item, text in originals.items():
            item.write_text(text)
        item = draw.choice([path, path, *originals])
        text = originals[item]
        word = draw.choice(list(re.finditer(r"[\w.%-]+", text)))
        item.write_text(text[: word.start()] + draw.choice(ODD) + text[word.end() :])
        with contextlib.suppress(InputError):
            read_plan(path)


def test_the_plan_of_the_design(write, three_years):
    """What the design shows is read; what its tables lack is told at once."""
    path = three_years(write({}))
    path.write_text(DESIGN)
    with pytest.raises(InputError) as caught:
        read_plan(path)
    told = {problem.column: problem.message for problem in caught.value.problems if problem.table == "plan.yaml"}
    assert set(told) == {"inputs.areas", "quotas.ramp"}
    assert "plan year" in told["quotas.ramp"]
    assert "no such file" in told["inputs.areas"]
