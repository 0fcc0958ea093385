"""The whole page of a session, without a browser."""

import pytest

pytest.importorskip("panel")

from scenarios.app.board import Event
from scenarios.app.desk import DeskRoom
from scenarios.app.page import Session
from scenarios.app.shared import make_shared


@pytest.fixture
def room(globe_plan, tmp_path):
    return DeskRoom(globe_plan, folder=tmp_path)


@pytest.fixture
def session(globe_plan, room):
    return Session(make_shared(globe_plan), room.desk(), user="Ann")


def test_one_page_is_seen_at_a_time(session):
    for name in ("Scenarios", "Quotas", "Plan"):
        session._hear(Event("page", name))
        assert sum(layout.visible for layout in session._layouts.values()) == 1
        assert f'class="tab on" data-do="page" data-value="{name}"' in session.bar.html
    session._hear(Event("page", "Elsewhere"))
    assert session._page.value == "Plan"


def test_every_edit_is_put_away_at_once(session, room):
    session.desk.move([3], 1)
    session._changed()
    assert not session.desk.dirty
    key = session.desk.key
    room.leave(key)
    assert len(room.desk(key).state.edits) == 1


def test_a_name_keeps_the_desk_for_others(session):
    session.desk.move([3], 1)
    session._keep("mine")
    assert [kept.name for kept in session.desk.saved()] == ["mine"]
    session.plan_page._hear(Event("keep", "", {"name": ""}))
    assert "a name is needed" in session.plan_page._note.html


def test_edits_are_not_thrown_away_unasked(session):
    session.desk.move([3], 1)
    session._keep("mine")
    session.desk.undo()
    session.desk.move([4], 2)
    session._take_out(session.desk.saved()[0])
    assert session.desk.state.edits[0].what.endswith("Cid")
    assert "will be gone" in session.plan_page._panel.html
    session.plan_page._hear(Event("replace"))
    assert session.desk.state.edits[0].what.endswith("Bob")


def test_undo_and_redo_follow_the_desk(session):
    session.desk.move([3], 1)
    session._hear(Event("undo"))
    assert session.desk.state.alignment.territory_of[3] == 0
    session._hear(Event("redo"))
    assert session.desk.state.alignment.territory_of[3] == 1
