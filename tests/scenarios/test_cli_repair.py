"""``territory repair`` reads a plan, tells the repair, and writes what a CRM needs."""

import csv
import json

import pytest

from tests.scenarios.command_line import call

PLAN = """\
plan: Small
inputs: {accounts: accounts.csv, reps: reps.csv}
measures: {potential: {column: sales}}
criteria: {balance: {potential: 0.2}}
quotas: {target: 1_200, round_to: 0.01}
scenarios: [{name: as it is}, {name: four, add_territories: 1, criteria: {balance: {potential: 0.5}}}]
effort: {seconds: 2, gap: 0.01}
"""
ACCOUNTS = """\
account,name,latitude,longitude,owner,sales
A1,Alpha,47.6,-122.3,R1,100
A2,=Beta,47.5,-122.2,R1,100
A3,Gamma,34.0,-118.2,R2,100
A4,Delta,33.9,-118.1,R2,100
A5,Epsilon,40.7,-74.0,R3,100
A6,Zeta,40.8,-74.1,R3,100
"""
REPS = """\
territory,rep,latitude,longitude
R1,Ann,47.6,-122.3
R2,Bob,34.0,-118.0
R3,Cem,40.7,-74.0
"""


@pytest.fixture
def plan(tmp_path):
    """Six accounts, two of each of three reps."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "reps.csv").write_text(REPS)
    (tmp_path / "plan.yaml").write_text(PLAN)
    return tmp_path / "plan.yaml"


def rows(path):
    """Rows of a CSV file."""
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_a_rep_leaves(plan, tmp_path):
    """Two accounts go, one to each of the others; quotas follow from the day, and every file says so."""
    out = tmp_path / "out"
    result = call("repair", plan, "--leaver", "Cem", "--on", "2027-07-01", "--out", out, "--seconds", 10)
    assert result.exit_code == 0, result.stderr
    assert "Small, from 2027-07-01: Cem (R3) leaves 2 accounts" in result.stdout
    assert "2 accounts change hands, 0 of them by choice; proved" in result.stdout
    alignment = {row["account"]: row for row in rows(out / "alignment.csv")}
    assert {account for account, row in alignment.items() if row["moved"] == "True"} == {"A5", "A6"}
    assert {alignment[account]["territory"] for account in ("A5", "A6")} == {"R1", "R2"}
    assert [alignment[account]["was"] for account in ("A1", "A5")] == ["R1", "R3"]
    ledger = rows(out / "ledger.csv")
    assert sum(float(row["amount"]) for row in ledger) == pytest.approx(1_200)
    assert {row["event"] for row in ledger} == {"opening", "leaves"}
    assert sum(float(row["amount"]) for row in ledger if row["holder"] == "R3") == pytest.approx(200)
    proof = json.loads((out / "repair.json").read_text())
    assert (proof["moved"], proof["must_move"], proof["proved"]) == (2, 2, True)
    assert [row["account"] for row in rows(out / "moves.csv")] == ["A5", "A6"]


def test_the_repaired_plan_is_the_next_one_at_work(plan, tmp_path):
    """What was written is read by --from, and another leaver is repaired on it."""
    first, second = tmp_path / "first", tmp_path / "second"
    assert call("repair", plan, "--leaver", "R3", "--out", first).exit_code == 0
    moved = {row["account"]: row["territory"] for row in rows(first / "alignment.csv")}
    result = call("repair", plan, "--leaver", "R3", "--from", first / "alignment.csv", "--out", second)
    assert result.exit_code == 0, result.stderr
    assert "0 accounts change hands" in result.stdout
    assert {row["account"]: row["territory"] for row in rows(second / "alignment.csv")} == moved


def test_from_a_run_that_is_kept(plan, tmp_path):
    """A run is taken from the store; the scenario tells territories that the plan file adds."""
    assert call("run", plan, "--out", tmp_path / "run", "--seconds", 2).exit_code == 0
    result = call("repair", plan, "--leaver", "New 1", "--from", "1/four", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert "New 1 leaves" in result.stdout
    assert call("repair", plan, "--from", "1", "--out", tmp_path / "out").exit_code == 2


def test_hires_serve_what_they_are_told(plan, tmp_path):
    """A hire without a place gets accounts; unknown tags are told."""
    result = call("repair", plan, "--hire", 1, "--by", "potential", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "No repair was found" in result.stdout
    assert "together" in result.stderr or "must hold" in result.stderr
    result = call("repair", plan, "--hire", 1, "--serves", "country=US", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "there is no such tag" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--leaver", "Nobody"), "there is no such territory or rep"),
        (("--by", "revenue"), "there is no such measure"),
        (("--serves", "country"), "this names no tag and values"),
        (("--scenario", "five"), "there is no such scenario"),
        (("--from", "none.csv"), "this cannot be read"),
        (("--from", "7"), "there is no store of runs"),
        (("--on", "2027-07-01", "--year", "2026-01-01"), "the plan year is 2026-01-01"),
    ],
)
def test_what_is_wrong_is_told(plan, tmp_path, arguments, message):
    """Exit status 2 and a sentence, before anything is searched."""
    result = call("repair", plan, "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
