"""Worksheets keep the limits of Excel to CI."""

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.folder import ResultFolder
from scenarios.publish.peoplesoft import worksheets
from scenarios.publish.peoplesoft.worksheets import write_worksheets
from tests.scenarios.publish.peoplesoft.test_publishing import sheets


def test_full_sheets_go_on_in_another(tmp_path):
    """A sheet holds 65,000 rows with its header; too many columns are refused."""
    rows = [{"A": str(number)} for number in range(65_000)]
    write_worksheets(ResultFolder(tmp_path), "x.xlsx", {"T": (("A",), rows)})
    found = sheets(tmp_path / "x.xlsx")
    assert [len(part) for part in found.values()] == [64_999, 1]
    assert list(found) == ["T", "T 2"]
    with pytest.raises(ValueError, match="at most 252"):
        write_worksheets(ResultFolder(tmp_path), "x.xlsx", {"T": (tuple(map(str, range(253))), [])})


def test_without_the_extra_it_says_so(tmp_path, monkeypatch):
    """Without XlsxWriter the remedy is named and nothing is written."""
    monkeypatch.setattr(worksheets, "find_spec", lambda name: None)  # noqa: ARG005 -- as the original
    with pytest.raises(InputError, match=r"territory-optimizer\[excel\]"):
        write_worksheets(ResultFolder(tmp_path / "out"), "x.xlsx", {})
    assert not list((tmp_path / "out").iterdir())
