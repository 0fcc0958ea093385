"""A file becomes a table, or everything that is wrong with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors import read_table


def problem_of(path, **options):
    with pytest.raises(InputError) as caught:
        read_table(path, **options)
    (problem,) = caught.value.problems
    assert problem.table == path.name
    return problem


def test_types_follow_the_cells(tmp_path):
    """Numbers are numbers, labels with zeros and columns of ids stay text, asked columns too."""
    path = tmp_path / "a.csv"
    path.write_text('id,zip,code,amount,region\n1,00501,007,"$1,234.50",NA\n2, 10001 ,8,n/a, EU \n')
    table = read_table(path, text={"region"})
    assert table["id"].tolist() == ["1", "2"]
    assert table["zip"].tolist() == ["00501", "10001"]
    assert table["code"].tolist() == ["007", "8"]
    assert table["amount"].tolist()[0] == 1234.5
    assert table["amount"].isna().tolist() == [False, True]
    assert table["region"].tolist() == ["NA", "EU"]


def test_blank_rows_go_and_keep_the_count(tmp_path):
    """Blank rows and nameless blank columns are left out; the index still tells the row of the file."""
    path = tmp_path / "a.csv"
    path.write_text("id,a,\n1,x,\n\n,,\n2,y,\n,,\n\n")
    table = read_table(path)
    assert list(table.columns) == ["id", "a"]
    assert table.index.tolist() == [0, 3]


def test_no_file(tmp_path):
    """A slip in the name is answered with the file that is there."""
    (tmp_path / "accounts.csv").write_text("a\n1\n")
    assert "Did you mean 'accounts.csv'?" in problem_of(tmp_path / "acounts.csv").remedy
    assert "no folder 'data'" in problem_of(tmp_path / "data" / "accounts.csv").remedy


def test_no_table(tmp_path):
    """Folders, empty files and unknown kinds are told apart."""
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in problem_of(tmp_path / "folder.csv").message
    (tmp_path / "empty.csv").write_text("")
    assert "empty" in problem_of(tmp_path / "empty.csv").message
    (tmp_path / "table.docx").write_text("x")
    assert ".csv" in problem_of(tmp_path / "table.docx").remedy
    (tmp_path / "table").write_text("x")
    assert "no suffix" in problem_of(tmp_path / "table").message


def test_headers(tmp_path):
    """A header that repeats or is missing is told, with the column."""
    path = tmp_path / "a.csv"
    path.write_text("id,name,name\n1,a,b\n")
    problem = problem_of(path)
    assert (problem.row, problem.column) == (1, "name")
    path.write_text("id,,b\n1,2,3\n")
    assert "column 2 has no header" in problem_of(path).message
    path.write_text("id,name\n")
    assert "no rows" in problem_of(path).message


def test_importing_loads_no_gis():
    """The command line answers at once: geopandas comes only with a GIS file."""
    code = "import sys, scenarios, scenarios.connectors; sys.exit('geopandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 -- our own code
