"""CSV as spreadsheets and exports write it."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.connectors import read_table


@pytest.fixture
def csv(tmp_path):
    def write(content: bytes | str):
        path = tmp_path / "accounts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", None), ("utf-8-sig", None), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_encodings(csv, encoding, noted):
    """Accents arrive whatever program wrote the file; a guess is noted."""
    notes = []
    table = read_table(csv("account,name\n1,José\n".encode(encoding)), note=notes.append)
    assert list(table.columns) == ["account", "name"]
    assert table["name"].tolist() == ["José"]
    assert [noted in note for note in notes] == ([] if noted is None else [True])


def test_latin_1_is_the_last_resort(csv):
    """Bytes that Windows never wrote are read as Latin-1, and noted."""
    notes = []
    read_table(csv(b"account,name\n1,\x81\xe9\n"), note=notes.append)
    assert "Latin-1" in notes[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(csv, delimiter):
    """The delimiter is found from the header line."""
    rows = [["account", "name", "amount"], ["1", "a b", "2.5"]]
    table = read_table(csv("\n".join(delimiter.join(row) for row in rows)))
    assert table["name"].tolist() == ["a b"]
    assert table["amount"].tolist() == [2.5]


def test_european_numbers(csv):
    """Semicolons with decimal commas are read as meant."""
    assert read_table(csv("account;amount\n1;1.234,50\n2;12,5\n"))["amount"].tolist() == [1234.5, 12.5]


def test_line_breaks_in_quotes(csv):
    """A cell may hold a line break; rows are counted as a spreadsheet shows them."""
    table = read_table(csv('account,name\n1,"a\nb"\n2,c\n'))
    assert table["name"].tolist() == ["a\nb", "c"]


def test_rows_that_are_too_long(csv):
    """Each row with more cells than headers is told by its number."""
    with pytest.raises(InputError) as caught:
        read_table(csv("account,name\n1,a,b\n2,c\n3,d,e,f\n"))
    assert [(problem.row, problem.message) for problem in caught.value.problems] == [
        (2, "3 cells under 2 headers"),
        (4, "4 cells under 2 headers"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('account,name\n1,"a\n2,b\n', "never closed"),
        ("<!DOCTYPE html><html></html>", "web page"),
        (b"PK\x03\x04\x00", "not a text file"),
        (b"account,name\n\x00\x01,2\n", "not a text file"),
        ("\naccount,name\n1,a\n", "first row is blank"),
        ("  \n \n", "empty"),
    ],
)
def test_what_is_no_csv(csv, content, message):
    """Other things with the suffix .csv are told for what they are."""
    with pytest.raises(InputError, match=message):
        read_table(csv(content))
