"""Report and letters from the command line, of a folder and of a run that is kept."""

from __future__ import annotations

import pytest

from tests.scenarios.command_line import call


@pytest.fixture(autouse=True)
def results(small_run):
    """A run with its results in ``out``, in the folder one stands in."""
    return small_run / "out"


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
