"""The first sheet has the figures of the comparison as numbers, one column a scenario, failed ones too."""

from functools import partial

import pytest
from python_calamine import CalamineWorkbook

from optimizer.criteria import Criteria
from optimizer.quotas import allocate_quotas
from optimizer.stop import MaxRuntime
from scenarios.changes import AddTerritories, KeepIncumbent
from scenarios.comparison import compare
from scenarios.publish.excel import write_workbook
from scenarios.publish.excel.charts import shown_scenarios
from scenarios.publish.files import write_files
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import read_record
from scenarios.runner import run
from scenarios.scenario import Scenario


def summary_of(record, tmp_path):
    """Label -> cells of the scenarios."""
    path = tmp_path / write_workbook(record, ResultFolder(tmp_path))
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Summary").to_python()
    return {row[0]: row[1:] for row in rows[3:]}, CalamineWorkbook.from_path(path)


def test_figures_are_those_of_the_comparison(results, tmp_path):
    """Every figure is the number of the comparison; money is in currency units."""
    figures, _ = summary_of(results, tmp_path)
    frame = results.tables["comparison"]
    assert figures[""] == ["today", "nearest"]
    assert figures["potential"] == pytest.approx(frame["deviation_potential"].tolist())
    assert figures["km"] == pytest.approx(frame["travel_km"].tolist())
    assert figures["total"] == [1000.01, 1000.01]
    assert figures["potential, asked"] == [0.1, 0.1]


def test_a_scenario_that_failed(towns, quick_solve, tmp_path):  # noqa: ARG001 -- replaces the search
    """It has a column without figures, is in no chart, and its cause is among the broken rules."""
    criteria = Criteria(balance={"potential": 0.1})
    wrong = Scenario("wrong", criteria, AddTerritories(1, {"colour": "red"}))
    scenarios = [Scenario("today", criteria, KeepIncumbent()), wrong]
    write_files(compare(run(towns, scenarios, MaxRuntime(1), quotas=partial(allocate_quotas, target=10))), tmp_path)
    record = read_record(tmp_path)
    figures, book = summary_of(record, tmp_path)
    assert figures["status"] == ["kept", "failed"]
    assert figures["km"][1] == figures["total"][1] == ""
    assert shown_scenarios(record) == ("today",)
    told = book.get_sheet_by_name("Broken rules").to_python()
    assert any(row[0] == "wrong" and "build failed" in row[1] for row in told)


def test_no_quotas_no_money(line, criteria, quick_solve, tmp_path):  # noqa: ARG001 -- as above
    """A run on a plane, without quotas and with one scenario, has a workbook too."""
    write_files(compare(run(line, [Scenario("near", criteria)], MaxRuntime(1)), baseline="near"), tmp_path)
    figures, book = summary_of(read_record(tmp_path), tmp_path)
    assert "total" not in figures
    assert "Quotas by month" not in book.sheet_names
    header = book.get_sheet_by_name("Territories").to_python()[0]
    assert header[-2:] == ["centre x", "centre y"]
