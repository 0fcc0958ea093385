"""Errors carry what was found, in words a planner can act on."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError, Problem, ProblemLog, QuotaError, TerritoryError


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("accounts", "no rows", "Add rows"), "accounts: no rows. Add rows"),
        (Problem("accounts", "empty", "Fill it", row=0), "accounts, row 0: empty. Fill it"),
        (
            Problem("reps", "twice", "Rename one", row=3, column="rep", value="Ann"),
            "reps, row 3, column 'rep': twice (given: 'Ann'). Rename one",
        ),
        (Problem("reps", "negative", "Give 0", value=0), "reps: negative (given: 0). Give 0"),
    ],
)
def test_a_problem_tells_what_it_knows(problem, text):
    """Row 0 and the value 0 are told; what is not known is left out."""
    assert str(problem) == text


def test_an_input_error_lists_all_problems():
    """One problem is one, two are listed in their order, and it is a ValueError like any misuse."""
    first, second = Problem("a", "x", "y"), Problem("b", "x", "y")
    assert str(InputError([first])) == "1 problem in the input:\n  - a: x. y"
    error = InputError(iter([first, second]))
    assert error.problems == (first, second)
    assert str(error).splitlines() == ["2 problems in the input:", "  - a: x. y", "  - b: x. y"]
    assert isinstance(error, ValueError)
    assert isinstance(error, TerritoryError)


def test_relocated_speaks_of_files_and_of_rows_people_see():
    """Rows of tables that are files are counted as a spreadsheet counts; others stay."""
    error = InputError(
        [
            Problem("accounts", "x", "y", row=0),
            Problem("accounts", "x", "y"),
            Problem("criteria", "x", "y", row=7),
        ]
    )
    moved = error.relocated({"accounts": "accounts.csv"}, first_row=2)
    assert [(problem.table, problem.row) for problem in moved.problems] == [
        ("accounts.csv", 2),
        ("accounts.csv", None),
        ("criteria", 7),
    ]
    assert error.problems[0].row == 0


def test_a_log_raises_everything_at_once():
    """Nothing noted, nothing raised."""
    log = ProblemLog()
    log.raise_if_any()
    log.add("a", "x", "y")
    log.add("a", "x", "y", row=1, column="c", value=2.0)
    with pytest.raises(InputError) as caught:
        log.raise_if_any()
    assert caught.value.problems == (Problem("a", "x", "y"), Problem("a", "x", "y", 1, "c", 2.0))


def test_a_quota_error_says_how_much_and_who():
    """The shortfall and those at their bounds are there for programs, too."""
    error = QuotaError("caps are 5 too low", shortfall=5.0, binding=("t0", "t1"))
    assert (str(error), error.shortfall, error.binding) == ("caps are 5 too low", 5.0, ("t0", "t1"))
    assert isinstance(error, TerritoryError)
