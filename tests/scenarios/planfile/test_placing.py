"""Accounts find a place by their postal code."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan


@pytest.fixture
def plan(write):
    """Write the small plan with A3 without coordinates and postal codes under another header."""

    def _write(code, columns="columns: {postal_code: plz}\n"):
        path = write({"accounts.csv": ("A3,Gamma,34.0,-118.2", "A3,Gamma,,")})
        table = path.parent / "accounts.csv"
        lines = table.read_text(encoding="utf-8").splitlines()
        lines = [lines[0] + ",plz"] + [line + (f",{code}" if line.startswith("A3") else ",") for line in lines[1:]]
        table.write_text("\n".join(lines), encoding="utf-8")
        path.write_text(path.read_text() + columns)
        return path

    return _write


def test_a_named_column(plan):
    """The column the plan file names places the account, with a note that attributes the table."""
    read = read_plan(plan("90001"))
    assert not read.instance.unplaced
    assert read.instance.units.places[2].tolist() == pytest.approx([33.97, -118.25], abs=0.05)
    assert any("GeoNames, CC BY 4.0" in note for note in read.notes)


def test_a_code_without_its_zero(plan):
    """Boston is found by 2108 too."""
    places = read_plan(plan("2108")).instance.units.places
    assert places[2].tolist() == pytest.approx([42.36, -71.06], abs=0.05)


def test_unknown_codes_are_told(plan):
    """The account is listed as it was, and the code is told."""
    read = read_plan(plan("00000"))
    assert [item.unit for item in read.instance.unplaced] == [2]
    assert "accounts.csv: 1 postal codes are not known: 00000." in read.notes


def test_no_column_of_this_name(plan):
    """A slip under columns is a problem."""
    with pytest.raises(InputError, match="column 'pls': there is no such column"):
        read_plan(plan("90001", "columns: {postal_code: pls}\n"))


def test_other_names_are_not_guessed(plan):
    """A column of codes that nothing names places nobody."""
    assert len(read_plan(plan("90001", "")).instance.unplaced) == 1
