"""The page about formats out names every setting, file, sheet and property there is."""

from dataclasses import fields
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from scenarios.publish.excel import write_workbook
from scenarios.publish.folder import ResultFolder
from scenarios.publish.peoplesoft import PeopleSoftSettings
from scenarios.publish.peoplesoft.layouts import LAYOUTS
from scenarios.publish.salesforce import SalesforceSettings
from scenarios.publish.salesforce.rows import Thing

PAGE = (Path(__file__).parents[3] / "docs" / "formats_out.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("settings", [SalesforceSettings, PeopleSoftSettings])
def test_settings_are_documented(settings):
    """Every key of a settings file stands on the page."""
    assert not [item.name for item in fields(settings) if f"`{item.name}`" not in PAGE]


def test_objects_and_properties_are_documented():
    """So do objects of the export and of the files, worksheets and their properties."""
    assert not [thing.value for thing in Thing if f"`{thing.value}" not in PAGE]
    for sheet, columns in LAYOUTS.items():
        assert sheet.value in PAGE
        missing = [item.name for item in columns if item.name not in PAGE]
        assert set(missing) <= {"ADDRESS2", "ADDRESS3"}, missing


def test_sheets_are_documented(results, tmp_path):
    """Every sheet of the workbook has its row."""
    path = tmp_path / write_workbook(results, ResultFolder(tmp_path))
    assert not [name for name in CalamineWorkbook.from_path(path).sheet_names if f"| {name} |" not in PAGE]
