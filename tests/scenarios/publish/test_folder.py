"""Files appear whole or not at all, and text is no formula."""

import pandas as pd
import pytest

from optimizer.exceptions import InputError
from scenarios.publish.folder import ResultFolder, without_formulas


def test_writes_whole_files(tmp_path):
    """A file that fails half way leaves the old one in place and nothing beside it."""
    folder = ResultFolder(tmp_path / "deep" / "out")
    folder.write_text("a.txt", "old")
    with pytest.raises(RuntimeError), folder.open("a.txt") as file:  # noqa: PT012 -- the failure lies inside
        file.write("half")
        raise RuntimeError
    assert (folder.path / "a.txt").read_text() == "old"
    assert [path.name for path in folder.path.iterdir()] == ["a.txt"]
    folder.write_text("a.txt", "new")
    assert (folder.path / "a.txt").read_text() == "new"


def test_failing_leaves_no_empty_folder(tmp_path):
    """Folders made for nothing go again; what was there before stays, and so does one with a file."""
    (tmp_path / "old").mkdir()
    for name in ("new/deep", "old"):
        with pytest.raises(RuntimeError), ResultFolder(tmp_path / name) as folder, folder.open("waiting/a.csv"):
            raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert not list((tmp_path / "old").iterdir())
    with pytest.raises(RuntimeError), ResultFolder(tmp_path / "new") as folder:  # noqa: PT012 -- the failure lies inside
        folder.write_text("a.txt", "x")
        raise RuntimeError
    assert (tmp_path / "new" / "a.txt").is_file()


def test_a_file_is_no_folder(tmp_path):
    """A file in the way is told before anything is written."""
    (tmp_path / "out").write_text("")
    for path in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(InputError, match="this is a file, not a folder"):
            ResultFolder(path)


def test_a_file_in_the_way_of_a_file(tmp_path):
    """A folder where a file should go is told with what to do."""
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(InputError, match=r"a\.csv: this cannot be written.*give another folder"):
        ResultFolder(tmp_path).write_text("a.csv", "x")


def test_tables_are_for_excel(tmp_path):
    """A byte order mark, one header, and rows of all tables below each other."""
    folder = ResultFolder(tmp_path)
    folder.write_tables("a.csv", [pd.DataFrame({"name": ["Zoë"]}), pd.DataFrame({"name": ["Ann, Bob"]})])
    assert (tmp_path / "a.csv").read_bytes() == b'\xef\xbb\xbfname\nZo\xc3\xab\n"Ann, Bob"\n'
    assert folder.written == ["a.csv"]


def test_formulas_are_disarmed():
    """Only text that a spreadsheet would run is changed; numbers, dates and gaps are not."""
    frame = pd.DataFrame(
        {
            "text": ["=1+1", "+49 30 1234", "-1.5", "@sum", "-", None, "fine"],
            "mixed": [-3, "=x", None, "\tx", 2.5, "a=b", "+1"],
            "number": [-1.0, 2, 3, 4, 5, 6, 7],
        }
    )
    guarded = without_formulas(frame)
    assert guarded["text"].tolist()[:5] == ["'=1+1", "'+49 30 1234", "-1.5", "'@sum", "'-"]
    assert pd.isna(guarded["text"][5])
    assert guarded["mixed"].tolist()[:2] == [-3, "'=x"]
    assert guarded["mixed"].tolist()[3:] == ["'\tx", 2.5, "a=b", "+1"]
    assert guarded["number"].equals(frame["number"])
    assert frame["text"][0] == "=1+1"


def test_headers_are_no_formulas_either(tmp_path):
    """A measure called like a formula gets an apostrophe in the header; names that are numbers do not."""
    folder = ResultFolder(tmp_path)
    folder.write_tables("a.csv", [pd.DataFrame({"=cmd|x": [1.5], "@y": ["-"], "-1": [2], "sales": [3], 7: [4]})])
    header, row = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == "'=cmd|x,'@y,-1,sales,7"
    assert row == "1.5,'-,2,3,4"


def test_former_files_go(tmp_path):
    """Files of a former run that were not written again are removed, foreign ones and ways out are not."""
    former = ResultFolder(tmp_path / "out")
    for name in ("old/alignment.csv", "both/alignment.csv", "both/mine.txt", "quotas.csv"):
        former.write_text(name, "x")
    (tmp_path / "outside.csv").write_text("x")
    folder = ResultFolder(tmp_path / "out")
    folder.write_text("quotas.csv", "y")
    folder.remove_former(["old/alignment.csv", "both/alignment.csv", "quotas.csv", "../outside.csv", "missing.csv"])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "out/both/mine.txt",
        "out/quotas.csv",
        "outside.csv",
    ]
    assert not (tmp_path / "out" / "old").exists()
