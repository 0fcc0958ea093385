"""The workbook holds every table of a run, numbers as numbers, text as text, and opens as valid XML."""

import json
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from optimizer.exceptions import InputError
from optimizer.quotas import Term
from scenarios.publish.excel import sheet as sheets
from scenarios.publish.excel import workbook, write_workbook
from scenarios.publish.files import MANIFEST
from scenarios.publish.folder import ResultFolder
from scenarios.publish.record import read_record

NAMES = ["Summary", "Territories", "Accounts", "Moves", "Quotas by month", "Waterfall", "Comparison", "Broken rules"]


@pytest.fixture
def book(results, tmp_path):
    """The workbook of the small run."""
    folder = ResultFolder(tmp_path / "book")
    return folder.path / write_workbook(results, folder)


def rows(path, name):
    """Header and rows of a sheet."""
    header, *cells = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in cells]


def with_files(results, tmp_path, **frames):
    """The record of a run that wrote these tables too."""
    home = tmp_path / "results"
    assert results.planned
    told = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    for name, frame in frames.items():
        ResultFolder(home).write_tables(f"{name}.csv", [frame])
        told["files"].append(f"{name}.csv")
    (home / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    return read_record(home)


def part(path, name):
    """Text of a part of the file."""
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()


def test_every_table_has_a_sheet(book):
    """Summary first, then the tables of the run; those it has not are not there."""
    assert CalamineWorkbook.from_path(book).sheet_names == NAMES


def test_sheets_agree_with_the_run(book, results):
    """Every account of every scenario, the moves among them, and quotas that add up to the cent."""
    accounts = rows(book, "Accounts")
    assert len(accounts) == 12
    assert [(row["account"], row["from"], row["to"]) for row in rows(book, "Moves")] == [
        ("A4", "North-West", "North West"),
        ("A5", "North West", "7 =Lakes"),
    ]
    quotas = [row for row in rows(book, "Quotas by month") if row["scenario"] == "nearest"]
    assert round(sum(row["year"] for row in quotas) * 100) == 100_001
    assert all(round((row["2027-01"] + row["2027-02"] - row["year"]) * 100) == 0 for row in quotas)
    waterfall = rows(book, "Waterfall")
    assert sum(row["quota"] for row in waterfall) == pytest.approx(2 * 1000.01)
    assert len(rows(book, "Territories")) == 6
    assert len(results.tables["comparison"]) == len(rows(book, "Comparison")) == 2


def test_the_waterfall_is_that_of_the_file(results, tmp_path):
    """Every term, by hand too, and the quota stand in currency units as in waterfall.csv; the chance is a share."""
    path = tmp_path / "results" / "waterfall.csv"
    written = pd.read_csv(path).assign(adjustment=[12.34, -12.34, 0, 0, 0, 0], chance=[0.5, 0.25, 1, 0, None, 0.75])
    written.to_csv(path, index=False, encoding="utf-8-sig")
    book = tmp_path / write_workbook(read_record(path.parent), ResultFolder(tmp_path))
    sheet = pd.DataFrame(rows(book, "Waterfall"))
    assert results.tables["waterfall"].columns.tolist() == written.columns.tolist()
    assert {term.value for term in Term} < set(written.columns)
    for name in (*(term.value for term in Term), "quota", "chance"):
        shown = pd.to_numeric(sheet[name.replace("_", " ")])
        assert shown.to_numpy() == pytest.approx(written[name].to_numpy(), nan_ok=True), name


def test_text_stays_text(book):
    """Names that look like formulas are text cells, without an apostrophe; no cell holds a formula or a link."""
    names = {row["account"]: row["name"] for row in rows(book, "Accounts")}
    assert names["A2"] == "=HYPERLINK(1)"
    assert names["A4"] == "+49 30"
    assert names["A5"] == "E psilon"
    with zipfile.ZipFile(book) as file:
        for name in file.namelist():
            root = ET.fromstring(file.read(name))  # noqa: S314 -- our own file
            if name.startswith("xl/worksheets/sheet"):
                assert not [item for item in root.iter() if item.tag.endswith("}f") or item.tag.endswith("}hyperlink")]


def test_headers_stay_and_filter(book):
    """Every table has its header frozen, a filter over all columns, and fits the width of a page."""
    for number in range(2, len(NAMES) + 1):
        text = part(book, f"xl/worksheets/sheet{number}.xml")
        assert 'state="frozen"' in text
        assert "<autoFilter ref=" in text
        assert 'fitToHeight="0"' in text


def test_charts_draw_what_is_there(book):
    """The charts of the first sheet refer to rows that exist and take the names of the largest scenario."""
    with zipfile.ZipFile(book) as file:
        charts = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    assert all("Territories!$C$2:$C$4" in chart for chart in charts)
    assert all("$5:$" in chart for chart in charts)


def test_fairness_is_a_sheet_where_there_is_one(results, tmp_path):
    """The table of fairness the run wrote comes before the comparison."""
    frame = pd.DataFrame(
        {"scenario": "nearest", "plan": ["chosen", "2"], "chance_least": [0.4, 0.2], "quota_total": [10.0, 10.0]}
    )
    path = tmp_path / write_workbook(with_files(results, tmp_path, fairness=frame), ResultFolder(tmp_path))
    assert CalamineWorkbook.from_path(path).sheet_names[6:8] == ["Fairness", "Comparison"]
    told = {"scenario": "nearest", "plan": "2", "chance least": 0.2, "quota total": 10.0}
    assert rows(path, "Fairness")[1] == told


def test_without_quotas_or_moves(results, tmp_path):
    """A run without quotas has no sheets of them; tables without rows keep their header."""
    alignment = results.tables["alignment"].assign(was=lambda frame: frame["territory"])
    tables = {name: table for name, table in results.tables.items() if name not in ("quotas", "waterfall")}
    path = tmp_path / write_workbook(
        replace(results, tables={**tables, "alignment": alignment}), ResultFolder(tmp_path)
    )
    assert "Waterfall" not in CalamineWorkbook.from_path(path).sheet_names
    assert rows(path, "Moves") == []


def test_long_tables_go_on_in_another_sheet(results, tmp_path, monkeypatch):
    """A table longer than a sheet can be goes on behind it."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    path = tmp_path / write_workbook(results, ResultFolder(tmp_path))
    assert [len(rows(path, name)) for name in ("Accounts", "Accounts 2", "Accounts 3")] == [5, 5, 2]


def test_without_the_extra_it_says_so(results, tmp_path, monkeypatch):
    """Without XlsxWriter the remedy is named and nothing is written."""
    monkeypatch.setattr(workbook, "can_write", lambda: False)
    with pytest.raises(InputError, match=r"XlsxWriter.*territory-optimizer\[excel\]"):
        write_workbook(results, ResultFolder(tmp_path / "none"))
    assert not list((tmp_path / "none").iterdir())
