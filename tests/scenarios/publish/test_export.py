"""Exports are read column by column; what is missing is told or noted."""

import pytest

from optimizer.exceptions import InputError
from scenarios.publish.export import TargetExport


def test_tables_are_text(tmp_path):
    """Ids keep their zeros, headers any case, guards come off, optional columns that are missing are blank."""
    (tmp_path / "account.csv").write_text("ID,name,Extra\n007,'=x,1\n008,,2\n")
    frame = TargetExport(tmp_path).table("Account", ("Id", "Name"), ("OwnerId",))
    assert frame.to_dict("list") == {"Id": ["007", "008"], "Name": ["=x", ""], "OwnerId": ["", ""]}


def test_other_encodings_and_separators(tmp_path):
    """Windows text with semicolons is read as text too: numbers keep their digits."""
    (tmp_path / "User.csv").write_bytes("Id;Name\n1234;Zoë\n007;Ann\n".encode("cp1252"))
    assert TargetExport(tmp_path).table("User", ("Id", "Name")).to_dict("list") == {
        "Id": ["1234", "007"],
        "Name": ["Zoë", "Ann"],
    }
    (tmp_path / "User.csv").write_text('"Id";"Name"\n')
    assert TargetExport(tmp_path).table("User", ("Id", "Name")).empty


def test_missing_files_are_noted_and_columns_told(tmp_path):
    """A table that is not there is taken as empty with a note; a column that is not there is an error."""
    export = TargetExport(tmp_path)
    assert export.table("User", ("Id",)).empty
    assert "no User.csv" in export.notes[0]
    assert TargetExport(None).table("User", ("Id",)).columns.tolist() == ["Id"]
    (tmp_path / "User.csv").write_text("Id\n")
    assert export.table("User", ("Id",)).empty
    with pytest.raises(InputError, match="'Name': this column is missing"):
        export.table("User", ("Id", "Name"))
    with pytest.raises(InputError, match="no such folder"):
        TargetExport(tmp_path / "nowhere")


def test_tables_nobody_asks_for_are_empty_without_a_word(tmp_path):
    """What does not matter is neither read nor missed."""
    (tmp_path / "User.csv").write_text("Id\nu1\n")
    export = TargetExport(tmp_path, frozenset(["Account"]))
    assert export.table("User", ("Id",)).empty
    assert export.table("Territory2", ("Id",)).empty
    assert export.notes == []
    assert export.table("Account", ("Id",)).empty
    assert export.notes == ["The export has no Account.csv: taken as empty."]
