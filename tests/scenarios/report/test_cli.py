"""Report and letters from the command line, of a folder and of a run that is kept."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from scenarios.cli import app

PLAN = """\
plan: Small
inputs: {accounts: accounts.csv, reps: reps.csv}
measures: {potential: {column: sales}}
criteria: {balance: {potential: 0.5}}
quotas: {target: 1_000}
effort: {seconds: 2, gap: 0.01}
"""
ACCOUNTS = """\
account,latitude,longitude,owner,sales
A1,47.6,-122.3,R1,100
A2,47.5,-122.2,R1,100
A3,34.0,-118.2,R1,100
A4,33.9,-118.1,R2,100
"""
REPS = "territory,rep,latitude,longitude\nR1,Ann,47.6,-122.3\nR2,Bob,34.0,-118.0\n"


def call(*arguments):
    """Run the command line in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def results(tmp_path, monkeypatch, quick_solve):  # noqa: ARG001 -- replaces the search
    """A run with its results in ``out``, in the folder one stands in."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "reps.csv").write_text(REPS)
    (tmp_path / "plan.yaml").write_text(PLAN)
    monkeypatch.chdir(tmp_path)
    assert call("run", "plan.yaml", "--out", "out").exit_code == 0
    return tmp_path / "out"


def test_report_of_a_folder(results):
    """Beside the results unless a file is named."""
    done = call("report", "out")
    assert done.exit_code == 0, done.output
    assert (results / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "report.html" in done.output


def test_report_of_a_run(tmp_path):
    """By its number; the file is named after it."""
    done = call("report", 1)
    assert done.exit_code == 0, done.output
    assert "run 1, begun" in (tmp_path / "report-1.html").read_text(encoding="utf-8")


def test_brief_report_leaves_accounts_out(tmp_path):
    """On paper it is a few pages."""
    assert call("report", "out", "--brief", "--out", "brief.html").exit_code == 0
    assert 'id="accounts"' not in (tmp_path / "brief.html").read_text(encoding="utf-8")


def test_letters_in_one_file_and_in_a_folder(tmp_path, results):
    """One file by default, a file a rep where a folder is named, both where both are."""
    assert call("letters", "out").exit_code == 0
    assert (results / "letters.html").is_file()
    assert "2 letters" in call("letters", "out", "--folder", "sent").output
    assert len(list((tmp_path / "sent").glob("*.html"))) == 3
    call("letters", "out", "--folder", "sent", "--out", "all.html")
    assert (tmp_path / "all.html").is_file()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["nowhere"], "no folder of results"),
        (["7"], "there is no run 7"),
        (["out", "--scenario", "tomorrow"], "no scenario with a plan"),
    ],
)
@pytest.mark.parametrize("command", ["report", "letters"])
def test_what_cannot_be_told_is_said(command, asked, told):
    """One line, exit status 2."""
    done = call(command, *asked)
    assert done.exit_code == 2
    assert told in done.output
