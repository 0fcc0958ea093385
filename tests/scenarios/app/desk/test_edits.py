"""The log of edits as tables."""

from datetime import UTC, datetime

import numpy as np
import pytest

from scenarios.app.desk.edits import LOG_COLUMNS, MOVE_COLUMNS, Action, Edit, log_frame, move_log_frame

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


def edit_of(action: Action, units, before, after, number=1) -> Edit:
    return Edit(
        number=number, at=NOON, who="Pat", action=action, what="it", reason="so",
        units=units, before=before, after=after,
    )  # fmt: skip


def test_one_row_an_edit_and_one_an_account(line):
    """The log counts accounts, the list of moves names them; pins move nobody, nobody is a missing label."""
    edits = [edit_of(Action.MOVE, [1, 2], [0, 0], [1, -1]), edit_of(Action.PIN, [3], [-1], [0], number=2)]
    assert log_frame(edits)[["edit", "action", "accounts", "reason"]].to_numpy().tolist() == [
        [1, "move", 2, "so"],
        [2, "pin", 1, "so"],
    ]
    moves = move_log_frame(edits, line).fillna("nobody")
    assert moves.to_numpy().tolist() == [
        [1, "a1", "Account 1", "west", "east", "so"],
        [1, "a2", "Account 2", "west", "nobody", "so"],
    ]


def test_no_edits_are_empty_tables(line):
    """The columns are there all the same."""
    assert tuple(log_frame([]).columns) == LOG_COLUMNS
    assert tuple(move_log_frame([], line).columns) == MOVE_COLUMNS


def test_an_edit_is_checked_and_does_not_change():
    """Accounts and territories come in pairs, and the arrays are read-only copies."""
    units = np.array([1, 2])
    edit = edit_of(Action.MOVE, units, [0, 0], [1, 1])
    units[0] = 7
    assert edit.units.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        edit.after[0] = 0
    with pytest.raises(ValueError, match="need as many"):
        edit_of(Action.MOVE, [1, 2], [0], [1])


def test_moves_and_plans_taken_change_territories():
    """Pins and quotas do not."""
    assert [action for action in Action if action.moves] == [Action.MOVE, Action.TAKE]
