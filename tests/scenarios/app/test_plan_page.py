"""The page on which a plan is edited, without a browser."""

import numpy as np
import pytest

pytest.importorskip("panel")

from scenarios.app.board import Event
from scenarios.app.desk import Desk
from scenarios.app.plan_page import PlanPage
from scenarios.app.shared import make_shared


@pytest.fixture(scope="module")
def shared(globe_plan):
    return make_shared(globe_plan)


@pytest.fixture
def page(shared, globe_plan):
    heard = []
    made = PlanPage(
        shared,
        Desk(globe_plan),
        document=None,
        on_change=lambda: heard.append("changed"),
        on_keep=lambda name: heard.append(f"keep {name}"),
        on_confirm=lambda: heard.append("confirmed"),
    )
    made.heard = heard
    return made


def press(page, do, value="", **fields):
    page._hear(Event(do, value, fields))


def fill(page, unit):
    """Colour of an account on the map."""
    return page._map.map._dots.data["fill"][unit]


def test_a_move_is_seen_everywhere(page):
    before = fill(page, 3)
    page.choose(np.array([3]))
    press(page, "move", territory="1", reason="knows them")
    assert page.desk.state.alignment.territory_of[3] == 1
    assert page.desk.state.edits[0].reason == "knows them"
    assert fill(page, 3) == page.colours[1] != before
    assert page.heard == ["changed"]
    page.undo()
    assert fill(page, 3) == before


@pytest.mark.parametrize("word", ["", "-1", "99", "x", "1; drop"])
def test_a_territory_that_is_none_is_told_and_changes_nothing(page, word):
    page.choose(np.array([3]))
    press(page, "move", territory=word)
    assert "choose the territory" in page._note.html
    assert page.desk.state.edits == ()


def test_nothing_chosen_is_told(page):
    press(page, "move", territory="1")
    assert "choose accounts first" in page._note.html


def test_a_pin_is_a_dark_ring_and_holds(page):
    page.choose(np.array([3]))
    press(page, "pin")
    assert page._map.map._dots.data["width"][3] == 2.0
    press(page, "move", territory="1")
    assert "pinned" in page._note.html
    press(page, "free")
    assert page._map.map._dots.data["width"][3] == 0.5


def test_why_here_names_other_territories(page):
    page.choose(np.array([3]))
    press(page, "why")
    assert "Bob" in page._why.html
    assert "Cid" in page._why.html


def test_a_territory_is_looked_at_and_left_again(page):
    whole = page._map.map.ranges[0].end - page._map.map.ranges[0].start
    press(page, "territory", "2")
    near = page._map.map.ranges[0].end - page._map.map.ranges[0].start
    press(page, "territory", "2")
    assert near < whole
    assert page._map.map.ranges[0].end - page._map.map.ranges[0].start == pytest.approx(whole)


@pytest.mark.parametrize(("seconds", "gap"), [("", "1"), ("0", "1"), ("1e9", "1"), ("nan", "0"), ("5", "-1")])
def test_an_effort_that_cannot_be_is_told(page, seconds, gap):
    press(page, "solve", seconds=seconds, gap=gap)
    assert "must be a number" in page._note.html
    assert page.desk.search is None


def test_names_are_kept_and_replacing_is_confirmed(page):
    press(page, "keep", name=" mine ")
    press(page, "replace")
    assert page.heard == ["keep mine", "confirmed"]


def test_what_nobody_knows_does_nothing(page):
    press(page, "rm -rf", "/")
    assert page.heard == []
