"""A desk for every session, found again after the server was ended."""

import threading

import pytest

from scenarios.app.desk import DeskRoom, DrawerError
from scenarios.examples import Example, example_path
from scenarios.planfile import read_plan


@pytest.fixture
def room(line_plan, tmp_path):
    return DeskRoom(line_plan, folder=tmp_path)


def test_a_session_has_one_desk_and_others_have_theirs(room):
    """The same id, the same desk; no id or none that is one, a new desk."""
    one = room.desk(who="Pat")
    assert room.desk(one.key) is one
    other, odd = room.desk(), room.desk("../../x")
    assert len({one.key, other.key, odd.key}) == 3
    assert odd.key != "../../x"
    one.move([5], 1)
    assert other.figures().count.tolist() == [6, 2]
    assert len(room) == 3


def test_a_desk_outlasts_its_server(room, line_plan, tmp_path):
    """What was saved is there in another process, what was not is lost with a kill."""
    desk = room.desk(who="Pat")
    desk.move([5], 1)
    desk.save()
    desk.move([4], 1)
    after_kill = DeskRoom(line_plan, folder=tmp_path).desk(desk.key)
    assert after_kill.figures().count.tolist() == [5, 3]
    room.leave(desk.key)
    room.leave(desk.key)
    assert DeskRoom(line_plan, folder=tmp_path).desk(desk.key).figures().count.tolist() == [4, 4]


def test_a_desk_nobody_edited_leaves_no_file(room, tmp_path):
    """Visitors leave nothing behind."""
    room.desk()
    room.close()
    assert len(room) == 0
    assert list(tmp_path.rglob("*.json")) == []


def test_a_room_without_a_folder_keeps_nothing(line_plan):
    """Desks work, saving says why it does not."""
    room = DeskRoom(line_plan)
    desk = room.desk()
    desk.move([5], 1)
    with pytest.raises(DrawerError, match="nothing is kept here"):
        desk.save()
    room.close()


def test_a_room_prepares_what_the_first_session_would_wait_for(room):
    """With or without a forecast; no desk is left behind."""
    room.prepare()
    assert len(room) == 0
    with_forecast = DeskRoom(read_plan(example_path(Example.RESELLERS)))
    with_forecast.prepare()
    assert with_forecast.plan.fairness.outlook._accounts is not None
    assert with_forecast.desk().plan is with_forecast.plan


def test_sessions_may_edit_at_once(room):
    """Many threads, one desk: every edit is made once, in some order, and numbered."""
    desk = room.desk()
    threads = [
        threading.Thread(target=lambda unit=unit: (desk.move([unit], 1), desk.figures(), desk.pin([unit])))
        for unit in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.state.alignment.territory_of.tolist() == [1] * 8
    assert [edit.number for edit in desk.state.edits] == list(range(1, 13))
    assert desk.state.pinned.tolist() == [True] * 6 + [False] * 2
