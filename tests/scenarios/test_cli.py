"""The command line reads, runs, shows, writes, and tells its end by the exit status."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.stop import Limit
from scenarios import single_run, tasks
from tests.scenarios.command_line import call

PLAN = """\
plan: Small
inputs: {accounts: accounts.csv, reps: reps.csv}
measures: {potential: {column: sales}}
criteria: {balance: {potential: TOLERANCE}}
quotas: {target: 1_000.01, round_to: 0.01}
effort: {seconds: 2, gap: 0.01}
seed: 3
"""
ACCOUNTS = """\
account,name,latitude,longitude,owner,sales
A1,Alpha,47.6,-122.3,R1,100
A2,=Beta,47.5,-122.2,R1,100
A3,Gamma,34.0,-118.2,R1,100
A4,Delta,33.9,-118.1,R2,100
"""
REPS = """\
territory,rep,latitude,longitude
R1,Ann,47.6,-122.3
R2,Bob,34.0,-118.0
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def plan(tmp_path):
    """Four accounts and two reps on disk; a rep has one account too many today."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "reps.csv").write_text(REPS)
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace("TOLERANCE", "0.1"))
    return path


def territory(*arguments, cwd=None, **environment):
    """Run the command line in a process of its own."""
    return subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-m", "scenarios.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.mark.usefixtures("quick_solve")
def test_run_shows_and_writes(plan, tmp_path):
    """A run ends with the table on stdout, how it went on stderr, and files that add up."""
    result = call("run", plan, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert "Farthest off target" in result.stdout
    assert "Results in" in result.stdout
    assert "rebalanced (2 of 2)" in result.stderr
    with (tmp_path / "out" / "quotas.csv").open(encoding="utf-8-sig") as file:
        cents = [round(float(row["amount"]) * 100) for row in csv.DictReader(file) if row["scenario"] == "rebalanced"]
    assert sum(cents) == 100_001
    assert "Quotas of rebalanced" in result.stdout
    with (tmp_path / "out" / "waterfall.csv").open(encoding="utf-8-sig") as file:
        steps = [row for row in csv.DictReader(file) if row["scenario"] == "rebalanced"]
    assert sum(round(float(row["quota"]) * 100) for row in steps) == 100_001
    with (tmp_path / "out" / "rebalanced" / "alignment.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["territory"] for row in rows] == ["R1", "R1", "R2", "R2"]
    assert rows[1]["name"] == "'=Beta"
    assert rows[2]["reason"].startswith("moved from Ann: the book was 50% above target in potential; closer by")


@pytest.mark.usefixtures("quick_solve")
def test_run_takes_effort_and_seed(plan, tmp_path, monkeypatch):
    """Options replace time and seed of the plan; its gap stays."""
    heard = []
    solve = single_run.solve

    def listening(instance, criteria, stop, **options):
        heard.append((stop.seconds, stop.gap, options["seed"]))
        return solve(instance, criteria, stop, **options)

    monkeypatch.setattr(single_run, "solve", listening)
    for options in ([], ["--seconds", "9"], ["--seed", "4"]):
        assert call("run", plan, "-o", tmp_path / "out", *options).exit_code == 0
    assert [seconds for seconds, _, _ in heard] == [2, 9, 2]
    assert {gap for _, gap, _ in heard} == {0.01}
    assert heard[0][2] == heard[1][2] != heard[2][2]


@pytest.mark.usefixtures("quick_solve")
def test_an_infeasible_plan_ends_with_3(plan, tmp_path):
    """Broken rules are told with amounts, files are written all the same; today alone never is at fault."""
    plan.write_text(PLAN.replace("TOLERANCE", "0.1") + "scenarios: [{name: today, keep: incumbent}]\n")
    assert call("run", plan, "--out", tmp_path / "out").exit_code == 0
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(accounts.read_text().replace("A3,Gamma,34.0,-118.2", "A3,Gamma,47.0,-122.2"))
    plan.write_text(PLAN.replace("TOLERANCE", "0.1"))
    result = call("run", plan, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "rebalanced breaks 2 rules" in result.stderr
    assert "above the limit 220 by 80" in result.stderr
    told = json.loads((tmp_path / "out" / "assessment.json").read_text(encoding="utf-8"))
    assert [scenario["status"] for scenario in told["scenarios"]] == ["kept", "violated"]


@pytest.mark.usefixtures("quick_solve")
def test_impossible_quotas_end_with_3(plan, tmp_path):
    """A plan without the quotas asked for is not what was asked."""
    plan.write_text(PLAN.replace("TOLERANCE", "0.1").replace("0.01}\neff", "0.01, cap: {R1: 1, R2: 999}}\neff"))
    result = call("run", plan, "--out", tmp_path / "out")
    assert result.exit_code in (2, 3)
    assert "cap" in result.stderr


@pytest.mark.usefixtures("quick_solve")
def test_interrupted_with_nothing_ends_with_130(plan, tmp_path, monkeypatch):
    """Nothing done, nothing written; with a plan found it is written as any other."""

    def pressed(*_args, **_options):
        raise KeyboardInterrupt

    solve = single_run.solve
    monkeypatch.setattr(single_run, "judge_incumbent", pressed)
    result = call("run", plan, "--out", tmp_path / "out")
    assert result.exit_code == 130
    assert "nothing is written" in result.stderr
    assert list((tmp_path / "out").iterdir()) == []
    monkeypatch.undo()
    monkeypatch.setattr(single_run, "solve", pressed)
    assert call("run", plan, "--out", tmp_path / "out").exit_code == 130
    monkeypatch.setattr(single_run, "solve", lambda *a, **o: replace(solve(*a, **o), limit=Limit.INTERRUPTED))
    assert call("run", plan, "--out", tmp_path / "out").exit_code == 0


def test_input_problems_are_told_all_at_once(plan, tmp_path):
    """Each problem is a line that names file and row; no traceback; nothing is solved."""
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(accounts.read_text().replace("A2,=Beta,47.5", "A1,=Beta,147.5"))
    for command in (["check", plan], ["run", plan, "--out", tmp_path / "out"]):
        result = call(*command)
        assert result.exit_code == 2
        assert len(result.stderr.strip().splitlines()) >= 2
        assert "accounts.csv, row 3" in result.stderr
        assert "Traceback" not in result.output


def test_the_folder_is_checked_first(plan, tmp_path):
    """A file in place of the folder is told before anything is read."""
    (tmp_path / "out").write_text("")
    result = call("run", plan, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "this is a file, not a folder" in result.stderr


def test_check_describes_what_was_read(plan):
    """Accounts, pools with their deviations today, and scenarios are told."""
    result = call("check", plan)
    assert result.exit_code == 0, result.stderr
    assert "4 accounts, 2 territories; measures: potential, count" in result.stdout
    assert "+50%" in result.stdout
    assert "rebalanced: solves the plan's criteria" in result.stdout


def test_backtest_tells_and_writes(plan, tmp_path):
    """Errors and coverage by level with a verdict, each past year in the CSV; too few bookings are an error."""
    rows = [f"A{i},{2022 + m // 12}-{m % 12 + 1:02d},{10 * i + m % 5}" for i in range(1, 5) for m in range(48)]
    (tmp_path / "bookings.csv").write_text("\n".join(["account,month,amount", *rows]))
    plan.write_text(plan.read_text().replace("reps: reps.csv", "reps: reps.csv, bookings: bookings.csv"))
    result = call("backtest", plan, "--out", tmp_path / "figures" / "past.csv")
    assert result.exit_code == 0, result.stderr
    assert "today's territories (2)" in result.stdout
    assert "Verdict: " in result.stdout
    with (tmp_path / "figures" / "past.csv").open(encoding="utf-8-sig") as file:
        figures = list(csv.DictReader(file))
    assert {row["level"] for row in figures} == {"account", "territory", "company"}
    assert {row["method"] for row in figures} >= {"last twelve months", "blend"}
    (tmp_path / "bookings.csv").write_text("account,month,amount\nA1,2025-01,5\n")
    short = call("backtest", plan)
    assert short.exit_code == 2
    assert "the bookings cover 1 month, a forecast needs 24" in short.stderr


def test_backtest_needs_bookings(plan):
    """A plan without bookings has nothing to test."""
    result = call("backtest", plan)
    assert result.exit_code == 2
    assert "there are no bookings to forecast from" in result.stderr


def test_defects_keep_their_traceback(plan, tmp_path, monkeypatch):
    """What nobody expected is not hidden."""

    def defect(*_args, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(tasks, "child_seed", defect)
    assert isinstance(call("run", plan, "--out", tmp_path / "out").exception, ZeroDivisionError)


def test_processes_end_with_their_status(plan, tmp_path):
    """0, and 2 without a traceback, seen from outside; letters the console lacks do no harm."""
    assert territory("--version").stdout.startswith("territory")
    assert territory("check", plan, PYTHONIOENCODING="ascii").returncode == 0
    missing = territory("check", tmp_path / "none.yaml")
    assert missing.returncode == 2
    assert "there is no such plan file" in missing.stderr
    assert "Traceback" not in missing.stderr
    assert territory("run").returncode == 2


HELP = """
import sys
from scenarios.cli import main
sys.argv = ["territory", "--help"]
try:
    main()
finally:
    print("loaded:", {"numpy", "pandas", "numba", "pydantic", "panel", "bokeh", "matplotlib"} & set(sys.modules))
"""


def test_help_is_quick():
    """Help names the commands, and loads neither solvers nor tables, pages or plots."""
    told = subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-c", HELP],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout
    for command in ("demo", "run", "check"):
        assert command in told
    assert "loaded: set()" in told
