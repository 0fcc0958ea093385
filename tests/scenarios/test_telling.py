"""How a command ends where the input has problems."""

from __future__ import annotations

import pytest
import typer
import xlsxwriter
from python_calamine import CalamineWorkbook

from optimizer.exceptions import InputError, Problem
from scenarios.telling import BAD_INPUT, INTERRUPTED, told


@pytest.fixture
def workbook(tmp_path):
    """One sheet with an account whose latitude is nonsense."""
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Accounts").write_row(0, 0, ["account", "latitude"])
        book.get_worksheet_by_name("Accounts").write_row(1, 0, ["a0", "north"])
    return path


def _problem(path, row=2):
    return Problem(f"{path.name}, sheet Accounts", "it is no number", "Write degrees", row=row, column="latitude")


def _ended(error, plan=None):
    with pytest.raises(typer.Exit) as ended, told(plan):
        raise error
    return ended.value.exit_code


def test_problems_are_one_a_line(capsys):
    """All of them, without a traceback, and the status says that it was the input."""
    problems = [Problem("accounts", "it is\nempty", "Fill it"), Problem("reps", "nobody", "Add one")]
    assert _ended(InputError(problems)) == BAD_INPUT
    assert capsys.readouterr().err.splitlines() == ["accounts: it is empty. Fill it", "reps: nobody. Add one"]


def test_an_interrupt_is_told(capsys):
    """No traceback for Ctrl-C."""
    assert _ended(KeyboardInterrupt()) == INTERRUPTED
    assert capsys.readouterr().err == "interrupted\n"


def test_cells_are_marked_in_a_copy_and_again_in_the_copy(workbook, capsys):
    """Whoever corrects the marked copy and checks that gets one list of problems, the new one."""
    marked = workbook.with_name("plan - problems.xlsx")
    assert _ended(InputError([_problem(workbook)]), workbook) == BAD_INPUT
    assert "a copy in which 1 cells are marked" in capsys.readouterr().err
    assert _ended(InputError([_problem(marked)]), marked) == BAD_INPUT
    again = marked.with_name("plan - problems - problems.xlsx")
    assert CalamineWorkbook.from_path(again).sheet_names == ["Problems", "Accounts"]


def test_without_a_cell_there_is_no_copy(workbook, capsys):
    """A problem of the whole plan marks nothing, and nothing is left behind."""
    assert _ended(InputError([Problem("plan", "there are no bookings", "Add them")]), workbook) == BAD_INPUT
    assert [path.name for path in workbook.parent.iterdir()] == ["plan.xlsx"]
    assert "copy" not in capsys.readouterr().err


def test_a_copy_that_cannot_be_written_is_told(workbook, capsys):
    """The problems are told all the same; what is in the way stays as it is."""
    workbook.with_name("plan - problems.xlsx").mkdir()
    assert _ended(InputError([_problem(workbook)]), workbook) == BAD_INPUT
    assert "no copy with the problems could be written" in capsys.readouterr().err
    assert sorted(path.name for path in workbook.parent.iterdir()) == ["plan - problems.xlsx", "plan.xlsx"]
