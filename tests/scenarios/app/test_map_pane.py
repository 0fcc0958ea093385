"""The bar over the map: what is searched for is found."""

import numpy as np
import pytest

pytest.importorskip("panel")

from scenarios.app.board import Event
from scenarios.app.desk.naming import territory_names
from scenarios.app.map_pane import MapPane
from scenarios.app.shared import make_shared

from .plans import EVIL


@pytest.fixture
def pane(globe_plan):
    shared, heard = make_shared(globe_plan), []
    made = MapPane(
        shared,
        shared.picture,
        territory_names(globe_plan.instance),
        on_select=lambda units: heard.append(("units", units.tolist())),
        on_territory=lambda territory: heard.append(("territory", territory)),
    )
    made.heard = heard
    return made


def test_accounts_and_reps_are_found(pane):
    pane._hear(Event("search", "account 17"))
    assert 'data-value="17"' in pane.bar.html
    pane._hear(Event("search", "bob"))
    assert 'data-do="found-territory" data-value="1"' in pane.bar.html
    pane._hear(Event("search", "nobody at all"))
    assert "Nothing is called" in pane.bar.html


def test_names_that_are_found_are_only_text(pane):
    pane._hear(Event("search", "eve"))
    assert EVIL not in pane.bar.html
    assert "&lt;img" in pane.bar.html


def test_what_is_found_is_chosen_and_looked_at(pane):
    pane._hear(Event("found-account", "17"))
    assert pane.heard == [("units", [17])]
    pane._hear(Event("found-territory", "1"))
    assert pane.heard[-1] == ("territory", 1)


@pytest.mark.parametrize("value", ["", "-1", "1000000", "x"])
def test_what_is_not_there_is_not_found(pane, value):
    for do in ("found-account", "found-territory", "view", "drag", "zoom"):
        pane._hear(Event(do, value))
    assert pane.heard == []


def test_zoom_shows_less_and_more(pane):
    def width():
        return pane.map.ranges[0].end - pane.map.ranges[0].start

    whole = width()
    pane._hear(Event("zoom", "in"))
    assert width() < whole
    pane._hear(Event("zoom", "out"))
    assert width() == pytest.approx(whole)
    pane.focus(np.array([3]))
    assert width() < whole
