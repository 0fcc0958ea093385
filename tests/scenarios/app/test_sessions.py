"""Every tab has its own desk, found again."""

import pytest

from scenarios.app.desk import DeskRoom
from scenarios.app.sessions import Sessions


@pytest.fixture
def room(globe_plan, tmp_path):
    return DeskRoom(globe_plan, folder=tmp_path)


def test_two_tabs_have_two_desks(room):
    sessions = Sessions(room)
    (first, _), (second, _) = sessions.enter(None, who="a"), sessions.enter(None, who="b")
    first.move([0], 1)
    assert first is not second
    assert second.state.edits == ()


def test_a_reload_finds_the_desk_and_a_tab_that_goes_late_takes_nothing_away(room):
    sessions = Sessions(room)
    desk, _ = sessions.enter(None, who="a")
    desk.move([0], 1)
    again, _ = sessions.enter(desk.key, who="a")
    sessions.leave(desk)
    assert again is desk
    assert len(room) == 1
    sessions.leave(desk)
    assert len(room) == 0
    later, _ = sessions.enter(desk.key, who="a")
    assert [edit.what for edit in later.state.edits] == [edit.what for edit in desk.state.edits]


@pytest.mark.parametrize("key", ["named-" + "0" * 32, "../../etc/passwd", "", "x" * 500])
def test_what_is_no_key_of_a_tab_gets_a_new_desk(room, key):
    desk, problem = Sessions(room).enter(key, who="a")
    assert desk.key != key
    assert problem == ""


def test_a_damaged_desk_is_told_and_another_given(room, tmp_path):
    sessions = Sessions(room)
    desk, _ = sessions.enter(None, who="a")
    desk.move([0], 1)
    sessions.leave(desk)
    for file in tmp_path.rglob("*.json"):
        file.write_text("{")
    other, problem = sessions.enter(desk.key, who="a")
    assert "cannot be read" in problem
    assert other.key != desk.key


def test_all_go_at_the_end(room):
    sessions = Sessions(room)
    sessions.enter(None, who="a")
    sessions.close()
    assert len(room) == 0
