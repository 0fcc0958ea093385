"""Report and letters become files; letters of reps who are gone are removed, files of others are not."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.report.letters import letters_html
from scenarios.report.page import page
from scenarios.report.report import report_html
from scenarios.report.writing import write_letter_folder, write_letters, write_report


def test_files_hold_what_was_made(case, tmp_path):
    """UTF-8, and no half of a file beside."""
    assert write_report(case, tmp_path / "a" / "r.html").read_text(encoding="utf-8") == report_html(case)
    assert write_letters(case, tmp_path / "a" / "l.html").read_text(encoding="utf-8") == letters_html(case)
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == ["l.html", "r.html"]


def test_folder_has_a_letter_a_rep(case, tmp_path, read):
    """Under plain names, with a list that leads to each."""
    files = write_letter_folder(case, tmp_path / "letters")
    assert len({file.name for file in files}) == 3
    assert files[0].name == "ann-ray-west.html"
    index = read((tmp_path / "letters" / "index.html").read_text(encoding="utf-8"))
    links = [value for _, name, value in index.attributes if name == "href"]
    assert links == [file.name for file in files]
    for file in files:
        assert read(file.read_text(encoding="utf-8")).tags.count("article") == 1


def test_former_letters_are_removed(case, tmp_path):
    """A rep who is gone has none; what somebody else put there stays."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "gone-rep-t9.html").write_text(page("old", "x"), encoding="utf-8")
    (folder / "notes.html").write_text("<p>mine</p>", encoding="utf-8")
    (folder / "My Letter.html").write_text(page("old", "x"), encoding="utf-8")
    write_letter_folder(case, folder)
    assert not (folder / "gone-rep-t9.html").exists()
    assert (folder / "notes.html").exists()
    assert (folder / "My Letter.html").exists()


def test_folder_that_is_a_file_is_told(case, tmp_path):
    """As everywhere."""
    (tmp_path / "taken").write_text("x")
    with pytest.raises(InputError, match="file"):
        write_letter_folder(case, tmp_path / "taken")
