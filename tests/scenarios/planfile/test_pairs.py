"""Pins and forbidden pairs."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile import read_plan


def with_pins(write, rows, edits=None):
    path = write({"plan.yaml": ("{column: key}", "{file: pins.csv}"), **(edits or {})})
    (path.parent / "pins.csv").write_text("account,territory\n" + rows)
    return path


def test_pins_of_a_file(write):
    """A territory is named by its id or by its rep."""
    assert read_plan(with_pins(write, "A1,R1\nA4,Bob\nA4,R2\n")).criteria.pins == {"A1": "R1", "A4": "R2"}


@pytest.mark.parametrize(
    ("rows", "row", "column", "message"),
    [
        ("A1,R1\nA9,R1\n", 3, "account", "no such account"),
        ("A1,Zoe\n", 2, "territory", "no such territory"),
        ("A3,R1\nA3,R2\n", 2, None, "pinned to R1 and to R2"),
        ("A5,R1\n", 2, None, "not eligible"),
        ("A3,R2\nA1,R1\nA2,R2\n", 4, None, "of the same family"),
        (",R1\n", 2, "account", "no such account"),
    ],
)
def test_pins_that_cannot_be(write, rows, row, column, message):
    """Each wrong pin is told at its row of the file of pins."""
    with pytest.raises(InputError) as caught:
        read_plan(with_pins(write, rows))
    found = [problem for problem in caught.value.problems if message in problem.message]
    assert (found[0].table, found[0].row, found[0].column) == ("pins.csv", row, column)


def test_a_file_without_its_columns(write):
    """The columns a file of pairs needs are named."""
    path = with_pins(write, "")
    (path.parent / "pins.csv").write_text("account,rep\nA1,Ann\n")
    with pytest.raises(InputError, match=r"pins\.csv, column 'territory': there is no such column"):
        read_plan(path)


@pytest.mark.parametrize(("word", "pinned"), [("TRUE", True), ("1", True), ("X", True), ("0", False), ("FALSE", False)])
def test_marks_of_a_column(write, word, pinned):
    """Yes and no are understood in the usual ways."""
    plan = read_plan(write({"accounts.csv": ("P1,yes", f"P1,{word}")}))
    assert ("A1" in plan.criteria.pins) is pinned


def test_a_scenario_may_drop_pins(write):
    """Null takes the pins away, in that scenario only."""
    plan = read_plan(write({"plan.yaml": ("{balance: {potential: 0.3}}", "{pin: null, forbid: null}")}))
    assert plan.scenarios[1].criteria.pins == {}
    assert plan.scenarios[1].criteria.forbidden == frozenset()
    assert plan.scenarios[2].criteria.pins == {"A1": "R1"}
