"""``territory publish`` writes files and a dry run, tells problems in one line, and sends nothing."""

import json
import sys

import pytest
from python_calamine import CalamineWorkbook

from scenarios import cli as command_line
from scenarios.cli import app
from tests.scenarios.command_line import call


@pytest.fixture
def folder(results, tmp_path):
    """The folder of the small run."""
    assert results.planned
    return tmp_path / "results"


def test_salesforce(folder, tmp_path):
    """Settings are read, files go where asked, the dry run is shown."""
    (tmp_path / "sf.yaml").write_text("account_key: AccountNumber\nforecasting_type: Revenue\nquota_of: user\n")
    out = tmp_path / "load"
    result = call("publish", "salesforce", folder, "--settings", tmp_path / "sf.yaml", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "dry run, nothing is sent" in result.stdout
    assert "warning: the plan 'nearest' breaks 2 rules:" in result.stderr
    assert (out / "01_Territory2Type_insert.csv").is_file()
    assert "rows wait for ids" in (out / "difference.txt").read_text()


def test_peoplesoft_excel_and_gis(folder):
    """The other targets write into a folder of their own beside the results."""
    written = call("publish", "peoplesoft", folder)
    assert written.exit_code == 0
    assert "breaks 2 rules" in written.stderr
    assert (folder / "peoplesoft" / "customers.xlsx").is_file()
    assert "results.xlsx" in call("publish", "excel", folder).stdout
    written = call("publish", "gis", folder, "--reach", 50)
    assert written.exit_code == 0
    assert "breaks 2 rules" in written.stderr
    assert (folder / "gis" / "territories.gpkg").is_file()


def test_the_workbook_keeps_its_fairness(folder):
    """Written again by the command, the workbook has all the run knows, its fairness too."""
    told = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
    (folder / "fairness.csv").write_text("scenario,plan,chance_least\nnearest,chosen,0.5\n")
    (folder / "assessment.json").write_text(json.dumps({**told, "files": [*told["files"], "fairness.csv"]}))
    assert call("publish", "excel", folder).exit_code == 0
    sheet = CalamineWorkbook.from_path(folder / "results.xlsx").get_sheet_by_name("Fairness").to_python()
    assert sheet == [["scenario", "plan", "chance least"], ["nearest", "chosen", 0.5]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["salesforce", "nowhere"], "no folder of results"),
        (["salesforce", "RESULTS"], "no Salesforce ids"),
        (["salesforce", "RESULTS", "--scenario", "nearst"], "Did you mean 'nearest'"),
        (["salesforce", "RESULTS", "--current", "nowhere"], "no such folder"),
        (["gis", "RESULTS", "--areas", "nowhere.gpkg"], "no such file"),
    ],
)
def test_problems_are_one_line(folder, arguments, told):
    """What is wrong is told without a traceback, with exit status 2."""
    result = call("publish", *(str(folder) if argument == "RESULTS" else argument for argument in arguments))
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not [path for path in folder.iterdir() if path.name in ("salesforce", "gis")]


def test_settings_are_checked_at_once(folder, tmp_path):
    """Unknown keys and wrong values are all told."""
    (tmp_path / "sf.yaml").write_text("modle: x\nquota_of: everybody\ntype_priority: high\nforecast_managers: 1\n")
    result = call("publish", "salesforce", folder, "--settings", tmp_path / "sf.yaml")
    assert result.exit_code == 2
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 4
    assert "Did you mean 'model'" in lines[0]


@pytest.mark.usefixtures("quick_solve")
def test_run_writes_the_workbook(tmp_path, monkeypatch):
    """A run writes the workbook; without the extra it says so and leaves no old one behind."""
    (tmp_path / "accounts.csv").write_text(
        "account,name,latitude,longitude,owner,sales\nA1,=A,47.6,-122.3,R1,100\nA2,B,34.0,-118.2,R2,100\n"
    )
    (tmp_path / "reps.csv").write_text("territory,rep,latitude,longitude\nR1,Ann,47.6,-122.3\nR2,Bob,34.0,-118.0\n")
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: Small\ninputs: {accounts: accounts.csv, reps: reps.csv}\nmeasures: {sales: {column: sales}}\n"
    )
    out = tmp_path / "out"
    result = call("run", plan, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "results.xlsx" in result.stdout
    assert (out / "results.xlsx").is_file()
    assert command_line.app is app
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setattr("scenarios.publish.excel.workbook.can_write", lambda: False)
    result = call("run", plan, "--out", out)
    assert result.exit_code == 0
    assert "needs XlsxWriter" in result.stderr
    assert not (out / "results.xlsx").exists()
